use jiff::civil::Date;

pub use crate::landing::{
    commitment::{PromiseCheck, PromiseStatus, Substance},
    link_record::Denominator,
    rate::{BetaPrior, Proportion, ShareInterval, SurvivalStep},
    record::{CommitmentRecord, LandingRecord, LandingTime, Retention, SubstanceFlag},
};
use crate::{
    domain::{
        commitment::Commitment, id::RegionId, link::Link, outcome::OutcomeEvent, region::Level,
        text::Text,
    },
    landing::{
        link_record::{LinkRecord, published},
        record::landing_record as record_of,
    },
    scoring::{atlas::Atlas, link_records::LinkRecords},
    service::{
        App, Error,
        app::Derived,
        outcomes::{Enclave, find, places_of},
    },
};

/// Whose landing record is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandingQuestion {
    /// The region; all below it counts.
    pub region: RegionId,
    /// Only of the enclave of this name, in either language.
    pub enclave: Option<String>,
    /// The host city with which a link is looked for.
    pub host_city: Option<RegionId>,
    /// The day whose knowledge counts.
    pub as_of: Date,
}

/// The landing record of a region or of one of its enclaves.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionLandingRecord {
    /// The region.
    pub region: RegionId,
    /// Its names.
    pub name: Text,
    /// The enclave, if one was asked for.
    pub enclave: Option<String>,
    /// The day as of which it was drawn up.
    pub as_of: Date,
    /// How many landed of how many; `None` where nothing is known.
    pub landings: Option<KnownLandings>,
    /// The rate by which regions and enclaves are compared, 0 to 1.
    pub ranking_rate: f64,
    /// What was expected before anything was counted.
    pub prior: BetaPrior,
    /// What follows from recorded outcomes and commitments, also where there are none.
    pub record: LandingRecord,
    /// What was published of its enclaves, one by one.
    pub published: Vec<PublishedRecord>,
    /// The best-known link with the host city that was asked for.
    pub link: Option<LinkSummary>,
    /// The store's generation.
    pub generation: u64,
    /// The definition's hash.
    pub definition: String,
}

/// What a link between a region and a host city brought home.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkSummary {
    /// The region in whose profile it stands: the region itself, or one above or below it.
    pub home: RegionId,
    /// The other side.
    pub partner: RegionId,
    /// Its name, if it has one.
    pub name: Text,
    /// How many landed of how many; `None` where nothing is known.
    pub landings: Option<KnownLandings>,
    /// The rate by which links are compared, 0 to 1.
    pub ranking_rate: f64,
}

/// A landing rate with its denominator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnownLandings {
    /// The counts.
    pub landings: Proportion,
    /// What the denominator is.
    pub denominator: Denominator,
    /// The 95 % interval of the rate; `None` where nothing could have landed.
    pub interval: Option<ShareInterval>,
}

impl KnownLandings {
    fn new(landings: Proportion, denominator: Denominator) -> KnownLandings {
        KnownLandings { landings, denominator, interval: landings.wilson() }
    }
}

/// What was published of one enclave.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedRecord {
    /// The home region in whose profile it stands.
    pub home: RegionId,
    /// The other side.
    pub partner: RegionId,
    /// The name of the enclave.
    pub name: Text,
    /// The counts.
    pub landings: KnownLandings,
    /// The rate by which enclaves are compared, 0 to 1.
    pub ranking_rate: f64,
    /// For when they were counted, as published.
    pub period: Option<String>,
    /// Where they were published.
    pub source: Option<String>,
    /// What a reader should mind.
    pub note: Option<String>,
}

/// Draws up the landing record of a region with all below it, or of one of its enclaves.
///
/// Recorded outcomes go before what was published: the two are never added, for they may count
/// the same project. Where several enclaves published counts they are summed, and the widest of
/// their denominators is named.
///
/// # Errors
/// Not found: the region, the host city, or an enclave of that name in the region. Store
/// unavailable.
pub async fn landing_record(
    app: &App,
    question: LandingQuestion,
) -> Result<RegionLandingRecord, Error> {
    let LandingQuestion { region, enclave, host_city, as_of } = question;
    let derived = app.derived().await?;
    let place = find(&derived, &region)?;
    let host = host_city.map(|host| find(&derived, &host)).transpose()?;
    let rules = app.definition().landing_record;
    let records = LinkRecords::new(
        &derived.atlas,
        |home| derived.book.outcomes(home),
        &rules.shrinkage,
        as_of,
    );
    let prior = records.prior();
    let places: Vec<usize> = places_of(&derived, place).collect();
    let found =
        enclave.as_deref().map(|name| Enclave::find(&derived, &places, name)).transpose()?;
    let counts = |name: Option<&str>| found.as_ref().is_none_or(|enclave| enclave.admits(name));
    let homes = || places.iter().map(|&place| &derived.atlas.profile(place).id);
    let outcomes: Vec<&OutcomeEvent> = homes()
        .flat_map(|home| derived.book.outcomes(home))
        .filter(|outcome| counts(outcome.enclave.as_deref()))
        .collect();
    let commitments: Vec<&Commitment> = homes()
        .flat_map(|home| derived.book.commitments(home))
        .filter(|commitment| counts(commitment.enclave.as_deref()))
        .collect();
    let record = record_of(outcomes, commitments, &rules, as_of);
    let published: Vec<PublishedRecord> = places
        .iter()
        .flat_map(|&home| derived.atlas.profile(home).links.iter().map(move |link| (home, link)))
        .filter(|(_, link)| found.as_ref().is_none_or(|enclave| enclave.is(link)))
        .filter_map(|(home, link)| published_record(&derived, home, link, prior, as_of))
        .collect();
    let landings = known_landings(&record, &published);
    let link =
        host.and_then(|host| landings_between(&derived.atlas, &records, (place, host), as_of));
    let known = landings.map_or_else(Proportion::default, |known| known.landings);
    Ok(RegionLandingRecord {
        region,
        name: derived.atlas.profile(place).name.clone(),
        enclave,
        as_of,
        landings,
        ranking_rate: prior.shrunk(known),
        prior,
        record,
        published,
        link: link.map(|link| summary(&derived.atlas, &link)),
        generation: derived.generation,
        definition: app.definition_hash().to_owned(),
    })
}

/// What a link brought home, with the names of both sides.
pub(in crate::service) fn summary(atlas: &Atlas, found: &LinkLandings<'_>) -> LinkSummary {
    let LinkLandings { home, link, record } = found;
    let known = record.landings.zip(record.denominator);
    LinkSummary {
        home: atlas.profile(*home).id.clone(),
        partner: link.partner.clone(),
        name: link.name.clone(),
        landings: known.map(|(landings, denominator)| KnownLandings::new(landings, denominator)),
        ranking_rate: record.ranking_rate,
    }
}

fn known_landings(record: &LandingRecord, published: &[PublishedRecord]) -> Option<KnownLandings> {
    let own = record.landings.landings;
    if 0 < own.whole {
        return Some(KnownLandings::new(own, Denominator::ProductionAdmitted));
    }
    let denominator = published.iter().map(|one| one.landings.denominator).max()?;
    let mut sum = Proportion::default();
    for one in published {
        sum.part = sum.part.saturating_add(one.landings.landings.part);
        sum.whole = sum.whole.saturating_add(one.landings.landings.whole);
    }
    Some(KnownLandings::new(sum, denominator))
}

fn published_record(
    derived: &Derived,
    home: usize,
    link: &Link,
    prior: BetaPrior,
    as_of: Date,
) -> Option<PublishedRecord> {
    let found = published(link, as_of)?;
    Some(PublishedRecord {
        home: derived.atlas.profile(home).id.clone(),
        partner: link.partner.clone(),
        name: link.name.clone(),
        landings: KnownLandings::new(found.landings, found.denominator),
        ranking_rate: prior.shrunk(found.landings),
        period: found.period.map(|period| period.as_str().to_owned()),
        source: found.source.map(crate::domain::figure::Source::citation),
        note: found.note.map(str::to_owned),
    })
}

/// An institutional link between a candidate and a host city, and what it brought home.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkLandings<'a> {
    /// The place of the region in whose profile the link stands.
    pub home: usize,
    /// The link.
    pub link: &'a Link,
    /// Its record.
    pub record: LinkRecord<'a>,
}

/// The landing record between the candidate at `place` and the host city at `host`: of the link of
/// which most projects are known, then of the first one. `None` without a link in force.
///
/// Links of the county and prefecture above count, and those of the regions below, as for the
/// criterion of institutional links. The partner is the host city, lies in it, or the host city
/// lies in it.
pub(in crate::service) fn landings_between<'a>(
    atlas: &'a Atlas,
    records: &LinkRecords<'a>,
    (place, host): (usize, usize),
    as_of: Date,
) -> Option<LinkLandings<'a>> {
    let near = atlas.lineage(place).filter(|&home| {
        let levels = &atlas.profile(home).levels;
        home == place || levels.contains(&Level::County) || levels.contains(&Level::Prefecture)
    });
    let mut best: Option<LinkLandings<'a>> = None;
    for home in near.chain(atlas.descendants(place).iter().copied()) {
        for link in atlas.profile(home).links.iter().filter(|link| link.in_force_on(as_of)) {
            let meets = atlas.find(&link.partner).is_some_and(|partner| {
                atlas.is_within(partner, host) || atlas.is_within(host, partner)
            });
            if !meets {
                continue;
            }
            let record = records.record(home, link);
            let projects = |record: &LinkRecord<'_>| record.landings.map(|known| known.whole);
            if best.is_none_or(|best| projects(&best.record) < projects(&record)) {
                best = Some(LinkLandings { home, link, record });
            }
        }
    }
    best
}
