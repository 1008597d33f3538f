//! Documents of no real place or project, for trying out how much a machine can do. The same seed on
//! the same state of the store gives the same documents.

use rust_decimal::Decimal;

use super::{App, Error};
use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        figure::Figure,
        id::{ProjectId, RegionId},
        project::{ProductionIndustry, ProjectProfile},
        region::{Level, RegionProfile},
        text::Text,
        unit::{AreaUnit, MoneyUnit, PowerUnit},
    },
    statistics::stream::Stream,
};

/// The divisions of manufacturing in GB/T 4754.
const MANUFACTURING: std::ops::RangeInclusive<u8> = 13..=43;
/// One project in so many names a province or a longest travel, or says nothing of its power.
const RARE: usize = 4;

/// Draws documents.
pub struct Generator {
    stream: Stream,
    prefectures: Vec<RegionId>,
    provinces: Vec<RegionId>,
    parks: Vec<RegionProfile>,
    industries: Vec<IndustryCode>,
    drawn: usize,
}

impl Generator {
    /// A generator that begins with `seed` and draws from what the store holds now.
    ///
    /// # Errors
    /// Store unavailable.
    pub async fn new(app: &App, seed: u64) -> Result<Generator, Error> {
        let derived = app.derived().await?;
        let atlas = &derived.atlas;
        let ids = |level| atlas.at_level(level).map(|place| atlas.profile(place).id.clone());
        let taxonomy = app.definition().taxonomy.list(ClassificationSystem::Gbt4754);
        let industries = taxonomy.map(|entry| entry.industry.clone()).filter(is_made).collect();
        Ok(Generator {
            stream: Stream::new(seed),
            prefectures: ids(Level::Prefecture).collect(),
            provinces: ids(Level::Province).collect(),
            parks: atlas.at_level(Level::Park).map(|at| atlas.profile(at).clone()).collect(),
            industries,
            drawn: 0,
        })
    }

    /// The next project: one or two classes of manufacturing, a host city, and what it needs.
    pub fn project(&mut self) -> ProjectProfile {
        self.drawn += 1;
        let name = format!("generated-{:07}", self.drawn);
        let id = ProjectId::parse(&name).unwrap_or_else(|_| unreachable!("a slug"));
        let mut project = ProjectProfile::new(id);
        project.name = Text::new(&format!("生成项目 {}", self.drawn), &name);
        for _ in 0..=self.stream.below(2) {
            let Some(industry) = pick(&mut self.stream, &self.industries) else { continue };
            let is_named = |stated: &ProductionIndustry| stated.code == industry.code;
            if !project.industries.iter().any(is_named) {
                let IndustryCode { system, code } = industry.clone();
                project.industries.push(ProductionIndustry { system, code, weight: 1.0 });
            }
        }
        project.host_city = pick(&mut self.stream, &self.prefectures).cloned();
        project.needs.land = Some(Figure::stated(self.between(10, 200), AreaUnit::Mu));
        let power = Figure::stated(self.between(1, 30), PowerUnit::Megawatt);
        project.needs.power = (!self.is_rare()).then_some(power);
        let capex = self.between(20, 1_000) * Decimal::from(1_000_000);
        project.money.capex = Some(Figure::stated(capex, MoneyUnit::Yuan));
        if self.is_rare() {
            project.target_regions.extend(pick(&mut self.stream, &self.provinces).cloned());
        }
        let minutes = 60 * u32::try_from(2 + self.stream.below(5)).unwrap_or(2);
        project.travel_minutes_max = self.is_rare().then_some(minutes);
        project
    }

    /// The next park: what one of the parks of the store publishes, under another id in another
    /// prefecture; `None` if there is no park to copy.
    pub fn park(&mut self) -> Option<RegionProfile> {
        self.drawn += 1;
        let mut park = pick(&mut self.stream, &self.parks)?.clone();
        park.id = RegionId::parse(&format!("CN-G{:06}", self.drawn)).ok()?;
        park.parent = pick(&mut self.stream, &self.prefectures).cloned();
        park.name = Text::new(
            &format!("生成园区 {}", self.drawn),
            &format!("Generated park {}", self.drawn),
        );
        park.location = None;
        Some(park)
    }

    fn between(&mut self, low: usize, high: usize) -> Decimal {
        Decimal::from(low + self.stream.below(high - low + 1))
    }

    fn is_rare(&mut self) -> bool {
        self.stream.below(RARE) == 0
    }
}

/// Whether it is a class of manufacturing.
fn is_made(industry: &IndustryCode) -> bool {
    let division = industry.code.get(..2).and_then(|digits| digits.parse().ok());
    industry.code.len() == 4 && division.is_some_and(|it| MANUFACTURING.contains(&it))
}

fn pick<'a, T>(stream: &mut Stream, all: &'a [T]) -> Option<&'a T> {
    if all.is_empty() { None } else { all.get(stream.below(all.len())) }
}
