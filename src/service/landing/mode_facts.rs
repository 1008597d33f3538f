use crate::{
    domain::{
        figure::{Figure, Period, Source},
        link::{EnclaveMode, Link, LinkKind},
        project::ProjectProfile,
        unit::Unit,
    },
    landing::{
        mode::{Evidence, Fact, LinkEvidence, ModeFacts},
        tax_share::{Stake, TaxShare},
    },
    scoring::{
        context::Context,
        institutional_link::{Tie, ties},
    },
};

/// The country in which everything here is written.
const CHINA: &str = "CN";

/// The share of tax or output that home region and host city have agreed on, as published.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreedShare {
    /// The home region's share, 0 to 1; the host has the rest.
    pub home_share: f64,
    /// For how many months; `None` if no term is published.
    pub term_months: Option<f64>,
}

/// Collects what decides which modes are open between a place and the project's host city, and
/// the published share, if there is one.
///
/// Links are published thinly: no link never means "no". The interval of tax shares settles its
/// fact where it is not empty; an empty one does so only if all other benefits were counted,
/// for they could make up the deficit.
pub(super) fn collect(
    context: &Context<'_>,
    project: &ProjectProfile,
    place: usize,
    tax_share: Option<&TaxShare>,
) -> (ModeFacts, Option<AgreedShare>) {
    let ties: Vec<Tie<'_>> = ties(context, place).collect();
    let (tax_share_agreement, agreed) = tax_share_agreement(context, &ties);
    let facts = ModeFacts {
        tax_share_agreement,
        share_interval: share_interval(tax_share),
        operator: operator(context, &ties),
        origin_abroad: origin_abroad(project),
        home_enclave: home_enclave(context, &ties),
        host_enclave: host_enclave(context, &ties, place),
        accepts: project.accepts.clone(),
        project_citation: cite(project.source.as_ref()),
    };
    (facts, agreed)
}

/// A published share binds the project if the partner's government covers the host city. That of
/// another district, or of one district of a host city named as a whole, is worth asking about.
fn tax_share_agreement(context: &Context<'_>, ties: &[Tie<'_>]) -> (Fact, Option<AgreedShare>) {
    let share = |tie: &Tie<'_>| known(context, tie.link.home_share.as_ref());
    let binds =
        |tie: &Tie<'_>| context.host.is_some_and(|host| context.atlas.is_within(host, tie.partner));
    let shared = || ties.iter().filter(|tie| share(tie).is_some());
    if let Some(tie) = nearest(shared().filter(|tie| binds(tie))) {
        let term_months = known(context, tie.link.share_term.as_ref());
        let agreed = share(tie).map(|home_share| AgreedShare { home_share, term_months });
        let source = tie.link.home_share.as_ref().and_then(|share| share.source.as_ref());
        let evidence = published_in(context, tie, source.or(tie.link.source.as_ref()));
        return (Fact { holds: Some(true), evidence: Some(evidence) }, agreed);
    }
    let collaborative =
        || ties.iter().filter(|tie| tie.link.mode == Some(EnclaveMode::Collaborative));
    let closest = nearest(shared())
        .or_else(|| nearest(collaborative()))
        .or_else(|| nearest(ties.iter().filter(|tie| tie.link.kind != LinkKind::Corridor)));
    (Fact { holds: None, evidence: closest.map(|tie| evidence(context, tie)) }, None)
}

fn share_interval(tax_share: Option<&TaxShare>) -> Fact {
    let Some(found) = tax_share else { return Fact::default() };
    let counted_all = !found.not_counted.iter().any(|(_, stake)| *stake == Stake::Benefit);
    let holds = (found.is_feasible() || counted_all).then_some(found.is_feasible());
    Fact { holds, evidence: Some(Evidence::Bargain) }
}

/// An operator has room if it runs an enclave or park of known size; how much of it is free is
/// not published.
fn operator(context: &Context<'_>, ties: &[Tie<'_>]) -> Fact {
    let runs = |tie: &&Tie<'_>| {
        tie.link.operator.is_some() || tie.link.mode == Some(EnclaveMode::IncubatorMediated)
    };
    let has_size = |tie: &&Tie<'_>| {
        let link = tie.link;
        let sizes = [
            known(context, link.floor_area.as_ref()),
            known(context, link.land_area.as_ref()),
            known(context, link.tenants.as_ref()),
        ];
        sizes.into_iter().flatten().any(|size| 0.0 < size)
    };
    let operated = || ties.iter().filter(runs);
    match nearest(operated().filter(has_size)) {
        Some(tie) => proven(context, tie),
        None => {
            Fact { holds: None, evidence: nearest(operated()).map(|tie| evidence(context, tie)) }
        }
    }
}

/// A project that names no country is incubated where its host city is.
fn origin_abroad(project: &ProjectProfile) -> Fact {
    let host = project.host_city.as_ref().map(|host| host.country().to_owned());
    let Some(country) = project.origin_country.clone().or(host) else { return Fact::default() };
    Fact { holds: Some(country != CHINA), evidence: Some(Evidence::Country(country)) }
}

fn home_enclave(context: &Context<'_>, ties: &[Tie<'_>]) -> Fact {
    let enclaves = ties.iter().filter(|tie| {
        tie.link.kind == LinkKind::Enclave || tie.link.mode == Some(EnclaveMode::TwoWay)
    });
    nearest(enclaves).map_or_else(Fact::default, |tie| proven(context, tie))
}

/// An enclave of the host in the home region stands in the host's own profile, or in a link that
/// its source calls two-way.
fn host_enclave(context: &Context<'_>, ties: &[Tie<'_>], place: usize) -> Fact {
    let two_way = ties.iter().filter(|tie| tie.link.mode == Some(EnclaveMode::TwoWay));
    let own = host_ties(context, place);
    let found = nearest(two_way.chain(&own));
    found.map_or_else(Fact::default, |tie| proven(context, tie))
}

/// Enclaves that stand in the profiles of the host city, and that lie in the place or in the
/// county or prefecture around it.
fn host_ties<'a>(context: &Context<'a>, place: usize) -> Vec<Tie<'a>> {
    let atlas = context.atlas;
    let Some(host) = context.host else { return Vec::new() };
    let city = context.host_prefecture().unwrap_or(host);
    let around = atlas.at_or_above(place, crate::domain::region::Level::Prefecture);
    let is_here = |partner: usize| {
        atlas.is_within(partner, place)
            || around.is_some_and(|around| {
                atlas.is_within(partner, around) && atlas.is_within(place, partner)
            })
    };
    let is_enclave = |link: &&Link| {
        matches!(link.kind, LinkKind::Enclave | LinkKind::IndustryEnclave)
            && link.in_force_on(context.as_of)
    };
    let homes = std::iter::once(city).chain(atlas.descendants(city).iter().copied());
    homes
        .flat_map(|home| {
            let links = atlas.profile(home).links.iter().filter(is_enclave);
            links.map(move |link| (home, link))
        })
        .filter_map(|(home, link)| {
            let partner = atlas.find(&link.partner).filter(|partner| is_here(*partner))?;
            let pair = (atlas.profile(home).id.clone(), link.partner.clone());
            let excluded = context.excluded_links.contains(&pair);
            let nearness =
                if home == host { 1.0 } else { context.parameters.link.partner_same_prefecture };
            (!excluded).then_some(Tie { home, partner, nearness, link })
        })
        .collect()
}

/// The first of those nearest to the host city.
fn nearest<'t, 'a: 't>(ties: impl Iterator<Item = &'t Tie<'a>>) -> Option<&'t Tie<'a>> {
    ties.reduce(|best, next| if best.nearness < next.nearness { next } else { best })
}

fn proven(context: &Context<'_>, tie: &Tie<'_>) -> Fact {
    Fact { holds: Some(true), evidence: Some(evidence(context, tie)) }
}

fn evidence(context: &Context<'_>, tie: &Tie<'_>) -> Evidence {
    published_in(context, tie, tie.link.source.as_ref())
}

/// A tie as published in a source, which for a share may be another than the link's.
fn published_in(context: &Context<'_>, tie: &Tie<'_>, source: Option<&Source>) -> Evidence {
    let profile = |place| context.atlas.profile(place);
    let date = tie.link.since.as_ref().or(tie.link.as_of.as_ref());
    Evidence::Link(Box::new(LinkEvidence {
        home: profile(tie.home).id.clone(),
        home_name: profile(tie.home).name.clone(),
        partner: profile(tie.partner).id.clone(),
        partner_name: profile(tie.partner).name.clone(),
        kind: tie.link.kind,
        name: tie.link.name.clone(),
        operator: tie.link.operator.clone(),
        citation: cite(source),
        as_of: date.map(|period: &Period| period.as_str().to_owned()),
    }))
}

fn cite(source: Option<&Source>) -> Option<String> {
    source.map(Source::citation)
}

/// A figure in its canonical unit, if it was known on the day asked for.
fn known<U: Unit>(context: &Context<'_>, figure: Option<&Figure<U>>) -> Option<f64> {
    figure.filter(|figure| figure.known_on(context.as_of))?.measure()
}
