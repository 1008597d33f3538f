use super::{
    bound::{Bound, published},
    offer,
};
use crate::{
    domain::{
        figure::Figure, matching::Gate, policy::StandardLand, project::ProjectProfile, text::Text,
        unit::Unit,
    },
    industry::similarity::is_named,
    scoring::{claims::Claims, context::Context},
};

/// The thresholds of the nearest region that publishes some for the project's industry.
///
/// Where a region publishes several, those for the industry with the largest share go first, then
/// those whose label has no code but stands in the project's own words, then those for all.
pub(super) fn check(context: &Context<'_>, project: &ProjectProfile, place: usize) -> Vec<Gate> {
    let applicable = context.atlas.lineage(place).find_map(|at| {
        let published = &context.atlas.profile(at).standard_land;
        let for_all = || published.iter().find(|standard| standard.applies_to_all());
        let by_words = || published.iter().find(|standard| is_said(project, standard));
        let chosen = for_industry(context, published).or_else(by_words).or_else(for_all);
        chosen.map(|standard| (at, standard))
    });
    let Some((at, standard)) = applicable else { return Vec::new() };
    let claims = Claims::new(context.parameters, project);
    let bars = Bars { context, at };
    let gates = [
        bars.least("capex_per_mu", "CNY/mu", standard.capex_per_mu.as_ref(), claims.capex_per_mu),
        bars.least(
            "output_per_mu",
            "CNY/mu",
            standard.output_per_mu.as_ref(),
            claims.output_per_mu,
        ),
        bars.least("tax_per_mu", "CNY/mu", standard.tax_per_mu.as_ref(), claims.tax_per_mu),
        bars.least("rd_share", "of output", standard.rd_share.as_ref(), claims.rd_share),
        bars.most(
            "energy_per_output",
            "tce/10k CNY",
            standard.energy_per_output.as_ref(),
            claims.energy_per_output,
        ),
        bars.most(
            "energy_per_value_added",
            "tce/10k CNY",
            standard.energy_per_value_added.as_ref(),
            claims.energy_per_value_added,
        ),
        bars.most(
            "cod_per_output",
            "kg/10k CNY",
            standard.cod_per_output.as_ref(),
            claims.cod_per_output,
        ),
        bars.least(
            "floor_area_ratio",
            "of the land",
            standard.floor_area_ratio.as_ref(),
            claims.floor_area_ratio,
        ),
        bars.most(
            "floor_area_ratio_max",
            "of the land",
            standard.floor_area_ratio_max.as_ref(),
            claims.floor_area_ratio,
        ),
    ];
    gates.into_iter().flatten().collect()
}

/// The bars that one place publishes. Of a published range the end that asks less binds: no more is
/// certain.
struct Bars<'a> {
    context: &'a Context<'a>,
    at: usize,
}

impl Bars<'_> {
    fn least<U: Unit>(
        &self,
        gate: &'static str,
        unit: &'static str,
        bar: Option<&Figure<U>>,
        claimed: Option<f64>,
    ) -> Option<Gate> {
        let bar = self.known(bar)?;
        Some(self.check(Bound::at_least(gate, bar.low()?, unit), bar, claimed))
    }

    fn most<U: Unit>(
        &self,
        gate: &'static str,
        unit: &'static str,
        bar: Option<&Figure<U>>,
        claimed: Option<f64>,
    ) -> Option<Gate> {
        let bar = self.known(bar)?;
        Some(self.check(Bound::at_most(gate, bar.high()?, unit), bar, claimed))
    }

    fn known<'f, U: Unit>(&self, bar: Option<&'f Figure<U>>) -> Option<&'f Figure<U>> {
        bar.filter(|bar| bar.known_on(self.context.as_of))
    }

    fn check<U: Unit>(&self, bound: Bound, bar: &Figure<U>, claimed: Option<f64>) -> Gate {
        published(bound.check(claimed), Some(offer::source(self.context, self.at, bar)))
    }
}

/// The thresholds whose codes name the largest share of the production; among equals the first.
fn for_industry<'a>(
    context: &Context<'_>,
    published: &'a [StandardLand],
) -> Option<&'a StandardLand> {
    let shares = published.iter().map(|standard| (share(context, standard), standard));
    let named = shares.filter(|(share, _)| 0.0 < *share);
    named.reduce(|best, next| if best.0 < next.0 { next } else { best }).map(|(_, best)| best)
}

/// The share of the production that the codes of a set of thresholds name.
fn share(context: &Context<'_>, standard: &StandardLand) -> f64 {
    let is_covered = |production: &str| {
        let mut codes = standard.industries.iter();
        codes.any(|code| context.atlas.crosswalk().main(code).any(|gbt| is_named(gbt, production)))
    };
    let covered = context.industries.iter().filter(|(production, _)| is_covered(production));
    covered.map(|(_, share)| share).sum()
}

/// Whether a label that could not be coded stands in the project's own words.
fn is_said(project: &ProjectProfile, standard: &StandardLand) -> bool {
    let label = &standard.label;
    let within = |text: &Option<String>, label: &Option<String>| match (text, label) {
        (Some(text), Some(label)) => text.to_lowercase().contains(&label.to_lowercase()),
        _ => false,
    };
    let says = |text: &Text| within(&text.zh, &label.zh) || within(&text.en, &label.en);
    standard.industries.is_empty()
        && !label.is_empty()
        && (says(&project.name) || says(&project.description))
}
