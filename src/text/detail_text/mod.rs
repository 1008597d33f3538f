use std::collections::BTreeMap;

use super::{detail_words::DetailWords, page::Page, policy_text, words::fill, wrap::wrap};
use crate::{
    domain::{id::RegionId, text::Text},
    service::{
        landing::{LandingAdvice, money_words, policies::PolicyStack},
        rank_regions::{RankedCandidate, Ranking},
    },
};

/// The annual cost beside the host city's, with the figures behind it.
mod cost;
/// Enclave modes, placement, sharing of tax, overbidding, and what the link brought home.
mod agreement;
/// Conditions and parcels.
mod land;
#[cfg(test)]
mod tests;

/// What stands under a title is set in by this.
const INDENT: &str = "  ";
/// What goes on in a second line.
const HANGING: &str = "    ";

/// A page on each candidate that advice was given on, in the order of the ranking.
pub(crate) fn render(ranking: &Ranking, names: &RegionNames, page: &Page) -> Vec<String> {
    let advised = ranking.candidates.iter().filter_map(|ranked| {
        let advice = ranked.landing.as_deref()?;
        let words = DetailWords::of(page.language);
        Some(Detail { ranked, advice, names, page: *page, words }.render())
    });
    advised.collect()
}

/// Names of regions that figures come from, by identifier.
pub(crate) type RegionNames = BTreeMap<String, Text>;

/// The regions whose names the pages need beside those of the candidates.
pub(crate) fn named_regions(ranking: &Ranking) -> impl Iterator<Item = &RegionId> {
    let advised = ranking.candidates.iter().filter_map(|ranked| ranked.landing.as_deref());
    let lines = advised.flat_map(|advice| &advice.cost.lines);
    let figures = lines.flat_map(|line| line.figures.iter().chain(line.host_figures.iter()));
    figures.filter_map(|figure| figure.from.as_ref())
}

struct Detail<'a> {
    ranked: &'a RankedCandidate,
    advice: &'a LandingAdvice,
    names: &'a RegionNames,
    page: Page,
    words: &'static DetailWords,
}

impl Detail<'_> {
    fn render(&self) -> String {
        let region = &self.ranked.region;
        let name = self.page.name(&region.name, region.id.as_str());
        let title = format!("{}  {name} ({})", self.ranked.rank, region.id);
        let mut lines = vec![self.page.bold(&title)];
        lines.extend(self.cost());
        lines.extend(self.support());
        lines.extend(self.modes());
        lines.extend(self.quadrant());
        lines.extend(self.tax_share());
        lines.extend(self.overbid());
        lines.extend(self.gates());
        lines.extend(self.parcels());
        lines.extend(self.link());
        lines.join("\n")
    }

    fn support(&self) -> Vec<String> {
        let policies = &self.advice.policies;
        let mut lines = vec![String::new(), self.title(self.words.support)];
        let of = |stack: &PolicyStack| policy_text::short(policies, stack, &self.page);
        lines.extend(of(&policies.without_host));
        if let Some(with_host) = &policies.with_host {
            lines.push(self.title(self.words.support_with_host));
            lines.extend(of(with_host));
        }
        lines
    }

    /// The title of a part.
    fn title(&self, text: &str) -> String {
        self.page.bold(&wrap(text, self.page.width, "", HANGING))
    }

    /// The title of a part whose amounts stand in the unit of tables.
    fn title_with_unit(&self, text: &str) -> String {
        self.title(&fill(text, &[("unit", money_words::table_unit(self.page.language))]))
    }

    fn line(&self, text: &str) -> String {
        wrap(text, self.page.width, INDENT, HANGING)
    }

    fn note(&self, text: &str) -> String {
        self.page.dim(&wrap(text, self.page.width, HANGING, "      "))
    }

    /// The name of a region, or its identifier if it is not known.
    fn region(&self, id: &RegionId) -> String {
        let region = &self.ranked.region;
        if *id == region.id {
            return self.page.name(&region.name, id.as_str()).to_owned();
        }
        let above = region.ancestors.iter().position(|above| above == id);
        let name = above.map(|position| &region.ancestor_names[position]);
        let name = name.or_else(|| self.names.get(id.as_str()));
        name.map_or(id.as_str(), |name| self.page.name(name, id.as_str())).to_owned()
    }
}
