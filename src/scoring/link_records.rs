use std::collections::HashMap;

use jiff::civil::Date;

use super::atlas::Atlas;
use crate::{
    domain::{
        id::RegionId,
        link::Link,
        outcome::{OutcomeEvent, ShrinkageRules},
    },
    landing::{
        link_record::{LinkRecord, link_record},
        rate::{BetaPrior, Proportion},
    },
};

/// What all institutional links are known to have brought home by one day, from recorded outcomes
/// or else as published. Drawn up once per question.
#[derive(Debug, Clone)]
pub struct LinkRecords<'a> {
    usual: BetaPrior,
    pooled: BetaPrior,
    /// The links of which something is known, by the place in whose profile they stand.
    known: HashMap<usize, Vec<(&'a Link, LinkRecord<'a>)>>,
}

impl<'a> LinkRecords<'a> {
    /// Draws up the records; `outcomes` are those of a home region itself.
    pub fn new<'b>(
        atlas: &'a Atlas,
        outcomes: impl Fn(&RegionId) -> &'b [OutcomeEvent],
        rules: &ShrinkageRules,
        as_of: Date,
    ) -> LinkRecords<'a> {
        let usual = BetaPrior::of(rules);
        let mut known: HashMap<usize, Vec<(&Link, LinkRecord<'_>)>> = HashMap::new();
        for &home in atlas.homes() {
            let profile = atlas.profile(home);
            let events = outcomes(&profile.id);
            let may_tell = |link: &&Link| !events.is_empty() || link.landed_at_home.is_some();
            let records = profile.links.iter().filter(may_tell);
            let records = records.map(|link| (link, link_record(link, events, usual, as_of)));
            let records: Vec<_> = records.filter(|(_, it)| it.landings.is_some()).collect();
            if !records.is_empty() {
                known.insert(home, records);
            }
        }
        let counts: Vec<Proportion> =
            known.values().flatten().filter_map(|(_, record)| record.landings).collect();
        let pooled = BetaPrior::pooled(&counts, rules);
        for (_, record) in known.values_mut().flatten() {
            record.ranking_rate = pooled.shrunk(record.landings.unwrap_or_default());
        }
        LinkRecords { usual, pooled, known }
    }

    /// What is expected of a link of which nothing is known: pooled from all links of which
    /// something is, or else the definition's.
    pub fn prior(&self) -> BetaPrior {
        self.pooled
    }

    /// The record of a link in the profile of the place `home`, with its rate drawn towards
    /// [`LinkRecords::prior`].
    pub fn record(&self, home: usize, link: &Link) -> LinkRecord<'a> {
        self.find(home, link).unwrap_or_else(|| LinkRecord::unknown(self.pooled))
    }

    /// How many of how many projects a link brought home, and its rate over the usual one, above 0;
    /// `None` where nothing is known.
    ///
    /// Both rates are drawn towards the definition's own prior, not the pooled one: a ranking
    /// compares each link with what is frozen, so that no other link moves it.
    pub fn against_usual(&self, home: usize, link: &Link) -> Option<(Proportion, f64)> {
        let landings = self.find(home, link)?.landings?;
        Some((landings, self.usual.shrunk(landings) / self.usual.mean()))
    }

    fn find(&self, home: usize, link: &Link) -> Option<LinkRecord<'a>> {
        let known = self.known.get(&home)?.iter().find(|(known, _)| *known == link)?;
        Some(known.1)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::domain::{
        region::{Level, RegionProfile},
        text::Text,
    };

    const RULES: ShrinkageRules =
        ShrinkageRules { landed: 1.0, not_landed: 9.0, places_min: 2, projects_min: 30 };

    /// A region whose links landed so many of so many projects.
    fn region(own: &str, links: &[Option<(u32, u32)>]) -> RegionProfile {
        let id = RegionId::parse(own).unwrap();
        let mut region = RegionProfile::new(id, None, Level::Prefecture, Text::new("市", "city"));
        region.links = links
            .iter()
            .enumerate()
            .map(|(number, counts)| {
                let mut link = json!({
                    "kind": "enclave", "partner": "CN-310000", "name": { "en": format!("no. {number}") },
                });
                if let Some((landed, eligible)) = counts {
                    let count = |value: &u32| json!({ "value": value, "unit": "count", "period": "2018" });
                    link["landed_at_home"] = count(landed);
                    link["eligible_projects"] = count(eligible);
                }
                serde_json::from_value(link).unwrap()
            })
            .collect();
        region
    }

    #[test]
    fn a_rate_compares_with_what_is_frozen_and_is_shown_beside_what_is_pooled() {
        let atlas = Atlas::new(vec![
            region("CN-330800", &[Some((9, 75)), None]),
            region("CN-330500", &[Some((0, 20))]),
        ]);
        let records = LinkRecords::new(&atlas, |_| &[], &RULES, date(2024, 1, 1));
        let quzhou = atlas.find(&RegionId::parse("CN-330800").unwrap()).unwrap();
        let [known, unknown] = &atlas.profile(quzhou).links[..] else { panic!("two links") };
        let (landings, times) = records.against_usual(quzhou, known).unwrap();
        assert_eq!((landings.part, landings.whole), (9, 75));
        // (1 + 9) / (10 + 75) over 1 / 10.
        approx::assert_relative_eq!(times, 100.0 / 85.0, max_relative = 1e-15);
        assert_eq!(records.against_usual(quzhou, unknown), None, "nothing is known of it");
        // Pooled: 9 of 95, with the strength of ten.
        let pooled = records.prior();
        approx::assert_relative_eq!(pooled.mean(), 9.0 / 95.0, max_relative = 1e-15);
        let shown = records.record(quzhou, known).ranking_rate;
        approx::assert_relative_eq!(shown, pooled.shrunk(landings), max_relative = 1e-15);
        let shown = records.record(quzhou, unknown);
        assert_eq!((shown.landings, shown.ranking_rate), (None, pooled.mean()));

        let before = LinkRecords::new(&atlas, |_| &[], &RULES, date(2017, 12, 31));
        assert_eq!(before.against_usual(quzhou, known), None, "before it was counted");
    }

    #[test]
    fn no_other_link_moves_a_comparison() {
        let alone = Atlas::new(vec![region("CN-330800", &[Some((9, 75))])]);
        let beside = Atlas::new(vec![
            region("CN-330800", &[Some((9, 75))]),
            region("CN-330500", &[Some((60, 60)), Some((2, 80))]),
        ]);
        let times = |atlas: &Atlas| {
            let records = LinkRecords::new(atlas, |_| &[], &RULES, date(2024, 1, 1));
            let place = atlas.find(&RegionId::parse("CN-330800").unwrap()).unwrap();
            records.against_usual(place, &atlas.profile(place).links[0]).unwrap().1
        };
        assert_eq!(times(&alone).to_bits(), times(&beside).to_bits());
    }
}
