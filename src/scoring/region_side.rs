use super::{claims::Claims, context::Context, specialisation};
use crate::domain::{
    criterion::Utility,
    figure::{Figure, Source},
    matching::{Age, Points},
    project::ProjectProfile,
    reciprocal::{
        ProjectMeasure, RegionContribution, RegionCriterion, RegionCriterionId, RegionScore,
        RegionWeights,
    },
    region::Level,
    unit::Unit,
};

const CRITERIA: usize = RegionCriterionId::ALL.len();

/// How a region scores projects.
pub struct RegionMethod<'a> {
    /// The criteria with their scales, in any order, each once.
    pub criteria: &'a [RegionCriterion],
    /// The normalised weights.
    pub weights: &'a RegionWeights,
    /// The level whose medians apply.
    pub level: Level,
}

/// What `project` is worth to the region at `place`: a contribution for every criterion of positive
/// weight. A measure that is unknown takes the frozen median and widens the bounds by its whole
/// weight.
pub fn score(
    context: &Context<'_>,
    project: &ProjectProfile,
    method: &RegionMethod<'_>,
    place: usize,
) -> RegionScore {
    let mut measures = find_all(context, project, place);
    let weighed = method.weights.iter().filter(|(_, weight)| Points::ZERO < *weight);
    let contribution = |(id, weight): (RegionCriterionId, Points)| {
        let measure = measures[id.position()].take();
        let utility = utility(method, id, measure.as_ref());
        RegionContribution::new(id, measure, utility, weight)
    };
    RegionScore { contributions: weighed.map(contribution).collect() }
}

/// The utility of a measure, or the median where it is unknown; the worst where the definition has
/// no such criterion.
fn utility(
    method: &RegionMethod<'_>,
    id: RegionCriterionId,
    measure: Option<&ProjectMeasure>,
) -> Utility {
    let criterion = method.criteria.iter().find(|criterion| criterion.id == id);
    let utility = criterion.and_then(|criterion| match measure {
        Some(measure) => Some(criterion.scale.utility(measure.value)),
        None => criterion.medians.get(&method.level).copied(),
    });
    utility.unwrap_or_default()
}

/// What every criterion finds, in the order of [`RegionCriterionId::ALL`]. Ratios are those that
/// admission thresholds are checked by, so that gate and score never differ.
fn find_all(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
) -> [Option<ProjectMeasure>; CRITERIA] {
    let claims = Claims::new(context.parameters, project);
    let (needs, money) = (&project.needs, &project.money);
    RegionCriterionId::ALL.map(|id| match id {
        RegionCriterionId::LeadingFit => leading_fit(context, place),
        RegionCriterionId::TaxPerMu => {
            stated(project, claims.tax_per_mu, money.tax_per_year.as_ref())
        }
        RegionCriterionId::CapexPerMu => stated(project, claims.capex_per_mu, money.capex.as_ref()),
        RegionCriterionId::OutputPerMu => {
            stated(project, claims.output_per_mu, money.output_per_year.as_ref())
        }
        RegionCriterionId::Jobs => {
            let staff = project.staff.first().map(|staff| &staff.people);
            stated(project, claims.jobs, staff.or(needs.headcount.as_ref()))
        }
        RegionCriterionId::EnergyPerOutput => {
            stated(project, claims.energy_per_output, needs.energy_per_year.as_ref())
        }
    })
}

/// How far the project is of an industry that the region declares as leading, 0 to 1; `None` where
/// nothing is declared, or no industry of the project is known.
fn leading_fit(context: &Context<'_>, place: usize) -> Option<ProjectMeasure> {
    let measure = specialisation::declared(context, place)?.measure(context.atlas, Age::Ageless);
    Some(ProjectMeasure {
        value: measure.value,
        source: measure.source,
        as_of: measure.as_of,
        from: Some(measure.from),
        detail: measure.detail,
    })
}

/// A value that the project states, with the origin of the figure that stands first in it, or else
/// of the whole document.
fn stated<U: Unit>(
    project: &ProjectProfile,
    value: Option<f64>,
    figure: Option<&Figure<U>>,
) -> Option<ProjectMeasure> {
    let of_figure = figure.and_then(|figure| figure.source.as_ref());
    let source = of_figure.or(project.source.as_ref());
    let period = figure.and_then(|figure| figure.period.as_ref());
    let date = source.and_then(|source| source.date.clone());
    Some(ProjectMeasure {
        value: value?,
        source: source.map(Source::citation),
        as_of: period.map(|period| period.as_str().to_owned()).or(date),
        from: None,
        detail: None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::{
        domain::{
            code::IndustryCode,
            criterion::Scale,
            id::{ProjectId, RegionId},
            project::{Skill, Staff},
            region::{DeclaredIndustry, LeadingIndustries, LeadingIndustry, RegionProfile},
            text::Text,
            unit::{AreaUnit, EnergyUnit, MoneyUnit, PeopleUnit},
        },
        scoring::{atlas::Atlas, tests::parameters},
    };

    fn figure<U: Unit>(value: u32, unit: U) -> Figure<U> {
        Figure::stated(Decimal::from(value), unit)
    }

    fn plant() -> ProjectProfile {
        ProjectProfile::new(ProjectId::parse("plant").unwrap())
    }

    /// A straight scale from 0 to a million for everything, with a median of a quarter.
    fn criteria() -> Vec<RegionCriterion> {
        let criterion = |id| RegionCriterion {
            id,
            title: Text::default(),
            unit: Text::default(),
            weight: 1.0,
            source: String::new(),
            scale: Scale::new(&[(0.0, 0.0), (1_000_000.0, 1.0)], false).unwrap(),
            medians: BTreeMap::from([(Level::Park, Utility::new(0.25).unwrap())]),
        };
        RegionCriterionId::ALL.map(criterion).into()
    }

    /// The score of a park that declares pharmaceuticals second, for a project of pharmaceuticals.
    fn scored(project: &ProjectProfile) -> RegionScore {
        let park_id = RegionId::parse("CN-S1").unwrap();
        let name = Text::new("园区", "park");
        let mut park = RegionProfile::new(park_id.clone(), None, Level::Park, name);
        let leading = |code: &str| {
            let (label, codes) = (Text::new("产业", "industry"), vec![IndustryCode::gbt(code)]);
            LeadingIndustry::new(DeclaredIndustry { label, codes })
        };
        let items = vec![leading("38"), leading("27")];
        park.leading_industries = Some(LeadingIndustries { items, period: None, source: None });
        let atlas = Atlas::new(vec![park]);
        let parameters = parameters();
        let context = Context {
            atlas: &atlas,
            parameters: &parameters,
            coverings: Vec::new(),
            industries: vec![("27".to_owned(), 1.0)],
            host: None,
            as_of: date(2026, 1, 31),
            partners: None,
            excluded_links: BTreeSet::new(),
            link_records: None,
        };
        let weights = RegionWeights::by_criterion(|_| 1.0).unwrap();
        let method = RegionMethod { criteria: &criteria(), weights: &weights, level: Level::Park };
        score(&context, project, &method, atlas.find(&park_id).unwrap())
    }

    fn value(score: &RegionScore, id: RegionCriterionId) -> Option<f64> {
        Some(score.contributions[id.position()].measure.as_ref()?.value)
    }

    #[test]
    fn each_measure_is_what_the_project_says_per_area_head_or_output() {
        use RegionCriterionId as Id;
        let mut project = plant();
        project.needs.land = Some(figure(50, AreaUnit::Mu));
        project.needs.headcount = Some(figure(7, PeopleUnit::Person));
        project.needs.energy_per_year = Some(figure(1_000_000, EnergyUnit::KilowattHour));
        project.money.capex = Some(figure(100_000_000, MoneyUnit::Yuan));
        project.money.output_per_year = Some(figure(40_000_000, MoneyUnit::Yuan));
        project.money.tax_per_year = Some(figure(5_000_000, MoneyUnit::Yuan));
        project.staff = vec![
            Staff { skill: Skill::Engineer, people: figure(20, PeopleUnit::Person) },
            Staff { skill: Skill::Operator, people: figure(80, PeopleUnit::Person) },
        ];
        let score = scored(&project);
        let cases = [
            (Id::LeadingFit, 0.9),            // the second of what is declared
            (Id::TaxPerMu, 100_000.0),        // 5 million on 50 mu
            (Id::CapexPerMu, 2_000_000.0),    // 100 million on 50 mu
            (Id::OutputPerMu, 800_000.0),     // 40 million on 50 mu
            (Id::Jobs, 100.0),                // the staff goes before the headcount of 7
            (Id::EnergyPerOutput, 0.030_725), // 122.9 tce over 4,000 times 10,000 CNY
        ];
        for (id, expected) in cases {
            let found = value(&score, id).unwrap();
            assert!((found - expected).abs() < 1e-6, "{}: {found}", id.as_str());
        }
        assert_eq!(score.bounds().low, score.total(), "nothing is unknown");
        assert_eq!(score.bounds().high, score.total());
    }

    #[test]
    fn what_is_not_said_takes_the_median_and_widens_the_bounds_by_its_whole_weight() {
        let score = scored(&plant());
        let unknown: Vec<_> = score.contributions.iter().filter(|c| c.measure.is_none()).collect();
        assert_eq!(unknown.len(), 5, "all but what the region declares");
        assert!(unknown.iter().all(|c| c.points == c.weight.earned(Utility::new(0.25).unwrap())));
        let open: Points = unknown.iter().map(|c| c.weight).sum();
        assert_eq!(score.bounds().high - score.bounds().low, open);
        assert!(score.bounds().low <= score.total() && score.total() <= score.bounds().high);
    }

    proptest! {
        #[test]
        fn more_tax_on_the_same_land_never_lowers_the_total(tax in 1u32..10_000_000, more in 1u32..1_000_000) {
            let with = |tax| {
                let mut project = plant();
                project.needs.land = Some(figure(50, AreaUnit::Mu));
                project.money.tax_per_year = Some(figure(tax, MoneyUnit::Yuan));
                scored(&project).total()
            };
            prop_assert!(with(tax) <= with(tax + more));
        }
    }
}
