use super::{
    context::Context,
    found::{Evidence, Found},
};
use crate::{
    domain::{
        link::{Link, ProductionSide},
        matching::LandingsCounted,
        region::Level,
    },
    industry::similarity::agreement,
};

/// The strength, 0 to 1, of the strongest institutional link in force between the place and the
/// project's host city: its kind, times how near the partner is to the host and the link's home
/// to the place, times its focus, times how its landing rate compares with the usual one where that
/// is known; at most 1.
///
/// Links of the regions above the place count, and, for a place that is no park, those of the
/// regions below. `None` without a host city, and where no link is recorded: coverage is partial,
/// so that absence is unknown, not "no link".
///
/// Source: `institutional_link` in `index/criteria.toml`, `link` in `index/parameters.toml`.
pub fn find<'a>(context: &Context<'a>, place: usize) -> Option<Found<'a>> {
    find_by(context, Host::of(context)?, place)
}

/// The same, where it is known where the host city is.
pub(super) fn find_by<'a>(context: &Context<'a>, host: Host, place: usize) -> Option<Found<'a>> {
    let mut best: Option<Found<'a>> = None;
    for tie in ties_to(context, host, place) {
        let landings = landings(context, &tie);
        let Some(value) = strength(context, place, &tie, landings) else { continue };
        if best.is_none_or(|best| best.value < value) {
            let evidence = Evidence::Link(tie.link, landings);
            best = Some(Found { value, trust: 1.0, from: tie.home, evidence });
        }
    }
    best
}

/// An institutional link between a place and the host city.
#[derive(Debug, Clone, Copy)]
pub struct Tie<'a> {
    /// The place in whose profile the link stands: the place asked for, one above or one below.
    pub home: usize,
    /// The other side.
    pub partner: usize,
    /// How near the partner is to the host, above 0 and at most 1; 1 for the host itself.
    pub nearness: f64,
    /// The link.
    pub link: &'a Link,
}

/// The host city of a question, and the prefecture in which it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Host {
    place: usize,
    prefecture: Option<usize>,
}

impl Host {
    /// `None` without a host city.
    pub(super) fn of(context: &Context<'_>) -> Option<Host> {
        let place = context.host?;
        Some(Host { place, prefecture: context.atlas.at_or_above(place, Level::Prefecture) })
    }

    /// How near a partner is: the same place, the same prefecture, or the province.
    fn nearness(self, context: &Context<'_>, partner: usize) -> Option<f64> {
        let (atlas, parameters) = (context.atlas, &context.parameters.link);
        if partner == self.place {
            return Some(1.0);
        }
        if self.prefecture.is_some()
            && self.prefecture == atlas.at_or_above(partner, Level::Prefecture)
        {
            return Some(parameters.partner_same_prefecture);
        }
        let covers = atlas.is_within(self.place, partner)
            && atlas.profile(partner).levels.contains(&Level::Province);
        covers.then_some(parameters.partner_province)
    }
}

/// The links in force between a place and the project's host city: those of the place, of the
/// counties and prefectures above it, and of all places below it. None without a host city.
pub fn ties<'a>(context: &Context<'a>, place: usize) -> impl Iterator<Item = Tie<'a>> {
    Host::of(context).into_iter().flat_map(move |host| ties_to(context, host, place))
}

fn ties_to<'a>(context: &Context<'a>, host: Host, place: usize) -> impl Iterator<Item = Tie<'a>> {
    let atlas = context.atlas;
    let above = atlas.lineage(place).filter(move |&home| {
        let levels = &atlas.profile(home).levels;
        home == place || levels.contains(&Level::County) || levels.contains(&Level::Prefecture)
    });
    let below = atlas.descendants(place).iter().copied();
    above.chain(below).flat_map(move |home| {
        let near = atlas.links(home).filter_map(move |(link, partner)| {
            let partner = partner?;
            let nearness = host.nearness(context, partner)?;
            Some(Tie { home, partner, nearness, link })
        });
        near.filter(move |tie| {
            tie.link.in_force_on(context.as_of) && !is_excluded(context, home, tie.link)
        })
    })
}

fn is_excluded(context: &Context<'_>, home: usize, link: &Link) -> bool {
    let id = || context.atlas.profile(home).id.clone();
    let excluded = &context.excluded_links;
    !excluded.is_empty() && excluded.contains(&(id(), link.partner.clone()))
}

/// What a link brought home and the factor that follows; `None` where nothing is known.
fn landings(context: &Context<'_>, tie: &Tie<'_>) -> Option<LandingsCounted> {
    let (landings, times_usual) = context.link_records?.against_usual(tie.home, tie.link)?;
    let parameters = &context.parameters.link;
    let factor = times_usual.clamp(parameters.landing_factor_min, parameters.landing_factor_max);
    Some(LandingsCounted { landed: landings.part, of: landings.whole, factor })
}

fn strength(
    context: &Context<'_>,
    place: usize,
    tie: &Tie<'_>,
    landings: Option<LandingsCounted>,
) -> Option<f64> {
    let parameters = &context.parameters.link;
    let kind = match tie.link.production {
        Some(ProductionSide::Partner) => parameters.production_at_partner,
        Some(ProductionSide::Home) | None => *parameters.kinds.get(&tie.link.kind)?,
    };
    let level = if tie.home == place { 1.0 } else { parameters.home_other_level };
    let focus = if fits_focus(context, tie.link) { 1.0 } else { parameters.other_focus };
    let landing = landings.map_or(1.0, |landings| landings.factor);
    // What a link brought home makes it stronger in its field, not nearer to other places.
    Some((kind * focus * landing).min(1.0) * tie.nearness * level)
}

/// Whether the link's stated focus, if any, covers a production industry at least by division.
fn fits_focus(context: &Context<'_>, link: &Link) -> bool {
    let crosswalk = context.atlas.crosswalk();
    let mut focus = link.focus.iter().flat_map(|code| crosswalk.main(code)).peekable();
    focus.peek().is_none()
        || context.industries.is_empty()
        || focus.any(|code| {
            context.industries.iter().any(|(production, _)| 0.0 < agreement(code, production))
        })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::{
        domain::{
            criterion::CriterionId,
            id::RegionId,
            matching::{Detail, Measure},
            outcome::ShrinkageRules,
            region::RegionProfile,
            text::Text,
        },
        scoring::{ageing::age, atlas::Atlas, link_records::LinkRecords, tests::parameters},
    };

    const RULES: ShrinkageRules =
        ShrinkageRules { landed: 1.0, not_landed: 9.0, places_min: 9, projects_min: 900 };

    fn region(own: &str, link: Option<serde_json::Value>) -> RegionProfile {
        let id = RegionId::parse(own).unwrap();
        let mut region = RegionProfile::new(id, None, Level::Prefecture, Text::new("市", "city"));
        region.links.extend(link.map(|link| serde_json::from_value::<Link>(link).unwrap()));
        region
    }

    /// The strength of an enclave whose focus is another industry, 0.7 but for its landings, and
    /// what is told of these.
    fn found(counts: Option<(u32, u32)>) -> (f64, Option<LandingsCounted>) {
        let mut link = json!({
            "kind": "enclave", "partner": "CN-310000", "focus": [{ "system": "gbt4754", "code": "13" }],
        });
        if let Some((landed, eligible)) = counts {
            let count = |value| json!({ "value": value, "unit": "count", "period": "2018" });
            link["landed_at_home"] = count(landed);
            link["eligible_projects"] = count(eligible);
        }
        let measure = measured(link);
        match measure.detail {
            Some(Detail::Link { landings, .. }) => (measure.value, landings),
            other => panic!("{other:?}"),
        }
    }

    /// What is found of a link of Quzhou.
    fn measured(link: serde_json::Value) -> Measure {
        let atlas = Atlas::new(vec![region("CN-310000", None), region("CN-330800", Some(link))]);
        let parameters = parameters();
        let as_of = date(2024, 1, 1);
        let records = LinkRecords::new(&atlas, |_| &[], &RULES, as_of);
        let context = Context {
            atlas: &atlas,
            parameters: &parameters,
            coverings: Vec::new(),
            industries: vec![("276".to_owned(), 1.0)],
            partners: None,
            host: atlas.find(&RegionId::parse("CN-310000").unwrap()),
            as_of,
            excluded_links: std::collections::BTreeSet::new(),
            link_records: Some(&records),
        };
        let place = atlas.find(&RegionId::parse("CN-330800").unwrap()).unwrap();
        let found = find(&context, place).unwrap();
        found.measure(&atlas, age(&context, CriterionId::InstitutionalLink, &found))
    }

    /// Its date is that from which its age is counted; when it began stands beside its name.
    #[test]
    fn the_date_of_a_link_is_that_of_its_age() {
        let link = |further: serde_json::Value| {
            let mut link = json!({ "kind": "enclave", "partner": "CN-310000" });
            link.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
            measured(link)
        };
        let cases = [
            (
                json!({ "since": "2008-01", "as_of": "2014" }),
                Some("2014"),
                Some("2008-01"),
                Some(9.0),
            ),
            (json!({ "as_of": "2014" }), Some("2014"), None, Some(9.0)),
            // How old it is, is not known; only when it began.
            (json!({ "since": "2008-01" }), None, Some("2008-01"), None),
        ];
        for (further, as_of, since, years) in cases {
            let measure = link(further);
            assert_eq!(measure.as_of.as_deref(), as_of);
            assert_eq!(measure.age.years().map(f64::round), years);
            match measure.detail {
                Some(Detail::Link { since: begun, .. }) => assert_eq!(begun.as_deref(), since),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_link_counts_by_what_it_brought_home_within_bounds() {
        let cases = [
            (None, 1.0, "nothing is known"),
            (Some((9, 75)), 100.0 / 85.0, "10 of 85 against 1 of 10"),
            (Some((1, 10)), 1.0, "as usual"),
            (Some((0, 5)), 10.0 / 15.0, "few projects say little"),
            (Some((0, 90)), 0.5, "the lower bound"),
            (Some((60, 60)), 1.0 / 0.7, "the upper bound is 1.5, but no link is stronger than 1"),
        ];
        for (counts, factor, reason) in cases {
            let (strength, landings) = found(counts);
            approx::assert_relative_eq!(strength, 0.7 * factor, max_relative = 1e-14);
            let told = landings.map(|landings| (landings.landed, landings.of));
            assert_eq!(told, counts, "{reason}");
        }
        assert!((found(Some((60, 60))).1.unwrap().factor - 1.5).abs() < 1e-15);
    }
}
