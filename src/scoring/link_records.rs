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
        for (home, profile) in atlas.profiles().iter().enumerate() {
            if profile.links.is_empty() {
                continue;
            }
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

    /// How many times the usual rate a link brings home, above 0; `None` where nothing is known.
    ///
    /// Both rates are drawn towards the definition's own prior, not the pooled one: a ranking
    /// compares each link with what is frozen, so that no other link moves it.
    pub fn against_usual(&self, home: usize, link: &Link) -> Option<f64> {
        let landings = self.find(home, link)?.landings?;
        Some(self.usual.shrunk(landings) / self.usual.mean())
    }

    fn find(&self, home: usize, link: &Link) -> Option<LinkRecord<'a>> {
        let known = self.known.get(&home)?.iter().find(|(known, _)| *known == link)?;
        Some(known.1)
    }
}
