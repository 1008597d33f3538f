use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    domain::{
        audit::AuditAction,
        code::IndustryCode,
        figure::Figure,
        id::RegionId,
        invalid::Invalid,
        limits::POLICY_YEARS_MAX,
        money::Fen,
        policy::{PolicyInstrument, PolicyParty},
        predicate::Facts,
        project::ProjectProfile,
        region::RegionProfile,
        text::Text,
        workload::Workload,
    },
    landing::stack::{self, Listed, PurseCap, Terms},
    scoring::atlas::Atlas,
    service::{
        App, Error,
        code_text::CodedIndustry,
        rank_regions::{Subject, Wishes},
        resolve::{fetch, resolve},
    },
};

/// What is known of a project at a place.
mod facts;
/// The support of every candidate of a question.
mod advice;

pub use crate::landing::stack::{Chosen, Open, Payer, PolicyStack, Reason, Refused, Selection};
pub use advice::PolicyAdvice;
pub(super) use advice::SupportQuestion;
pub use facts::project_facts;
use facts::sides;

/// What is asked of the instruments of a place.
#[derive(Debug, Clone)]
pub struct PolicyTerms {
    /// Valid time.
    pub as_of: Date,
    /// Whose instruments count. The enclave mode decides whether those of the host city do.
    pub parties: BTreeSet<PolicyParty>,
    /// Whether expired instruments count.
    pub count_expired: bool,
    /// Whether instruments count that may no longer be honoured.
    pub count_doubtful: bool,
    /// Years of production to count; as long as any instrument pays if absent.
    pub years: Option<u8>,
    /// The discount rate per year; [`policy_stack`] gives no present value without one, [`support`]
    /// takes the project's own or else that of the definition.
    pub discount_rate: Option<f64>,
}

/// The instruments of a place, borrowed from the atlas, and their best stack.
#[derive(Debug, Clone)]
pub struct Policies<'a> {
    /// The instruments, those of the home region first, with the region that publishes each.
    pub listed: Vec<(&'a RegionProfile, &'a PolicyInstrument)>,
    /// The stack; it names instruments by their position in the list.
    pub stack: PolicyStack,
    /// Years of production that were counted.
    pub years: u8,
}

/// What a project's instruments at a place add up to.
#[derive(Debug, Clone)]
pub struct PolicyQuestion {
    /// The project.
    pub subject: Subject,
    /// The region where production would land.
    pub region: RegionId,
    /// Under which terms instruments count.
    pub terms: PolicyTerms,
}

/// An answered question.
#[derive(Debug, Clone)]
pub struct PolicyAnswer {
    /// The project as it was understood.
    pub project: ProjectProfile,
    /// Its production industries.
    pub industries: Vec<CodedIndustry>,
    /// The region asked for.
    pub region: (RegionId, Text),
    /// The host city, if it is known.
    pub host: Option<(RegionId, Text)>,
    /// The instruments, each with the region that publishes it.
    pub listed: Vec<PublishedInstrument>,
    /// The stack; it names instruments by their position in the list.
    pub stack: PolicyStack,
    /// Years of production that were counted.
    pub years: u8,
    /// The discount rate of the present value.
    pub discount_rate: Option<f64>,
    /// Valid time.
    pub as_of: Date,
    /// What the reader should mind: documents that are damaged and left out.
    pub warnings: Vec<Text>,
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
}

/// An instrument and who publishes it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedInstrument {
    /// The region.
    pub region: RegionId,
    /// Its names.
    pub region_name: Text,
    /// The instrument.
    pub instrument: PolicyInstrument,
}

impl From<&(&RegionProfile, &PolicyInstrument)> for PublishedInstrument {
    fn from((region, instrument): &(&RegionProfile, &PolicyInstrument)) -> PublishedInstrument {
        PublishedInstrument {
            region: region.id.clone(),
            region_name: region.name.clone(),
            instrument: (*instrument).clone(),
        }
    }
}

/// Answers what the instruments of a place add up to for a project.
///
/// # Errors
/// Unknown identifiers, refused values, an unavailable store.
pub async fn support(app: &App, question: PolicyQuestion) -> Result<PolicyAnswer, Error> {
    let PolicyQuestion { subject, region, terms } = question;
    check(&terms)?;
    let mut derived = app.derived().await?;
    let asked = fetch(app, &mut derived, subject, terms.as_of, AuditAction::Policy).await?;
    let turn = app.turn().await?;
    turn.charge(Workload::of_regions(1))?;
    let app = app.clone();
    turn.compute(move |_stop| {
        let resolved = resolve(&app, &derived, asked, &Wishes::default())?;
        let atlas = &derived.atlas;
        let place = atlas.find(&region).ok_or_else(|| derived.damage.unknown_region(&region))?;
        let codes: Vec<IndustryCode> =
            resolved.industries.iter().map(|coded| coded.industry.clone()).collect();
        let known = project_facts(&app.definition().taxonomy, &resolved.project, &codes);
        let mut terms = terms;
        let assumed = &resolved.project.assumptions;
        terms.discount_rate = terms
            .discount_rate
            .or_else(|| assumed.discount_rate.as_ref().and_then(Figure::measure))
            .or(Some(app.definition().costs.capital.discount_rate));
        let policies = policy_stack(atlas, &resolved.project, &known, place, &terms);
        let named = |place: usize| {
            let profile = atlas.profile(place);
            (profile.id.clone(), profile.name.clone())
        };
        let host = resolved.project.host_city.as_ref().and_then(|id| atlas.find(id));
        Ok(PolicyAnswer {
            region: named(place),
            host: host.map(named),
            listed: policies.listed.iter().map(PublishedInstrument::from).collect(),
            stack: policies.stack,
            years: policies.years,
            discount_rate: terms.discount_rate,
            as_of: terms.as_of,
            warnings: derived.damage.of_regions(atlas),
            generation: derived.generation,
            definition: app.definition_hash().to_owned(),
            project: resolved.project,
            industries: resolved.industries,
        })
    })
    .await?
}

/// What is wrong with the years of production to count and with the discount rate per year, by the
/// names of their fields.
pub fn term_faults(years: Option<u32>, discount_rate: Option<f64>) -> Vec<Invalid> {
    let mut faults = Vec::new();
    let is_counted = |years: &u32| (1..=u32::from(POLICY_YEARS_MAX)).contains(years);
    if let Some(years) = years.filter(|years| !is_counted(years)) {
        let expected = format!("a whole number between 1 and {POLICY_YEARS_MAX}");
        faults.push(Invalid::new("years", years, &expected));
    }
    if let Some(rate) = discount_rate.filter(|rate| !(0.0..=1.0).contains(rate)) {
        faults.push(Invalid::new("discount_rate", rate, "a share between 0 and 1"));
    }
    faults
}

fn check(terms: &PolicyTerms) -> Result<(), Error> {
    let faults = term_faults(terms.years.map(u32::from), terms.discount_rate);
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Collects the instruments in the lineage of a place and of the host city, and solves their stack
/// for a project.
///
/// Of the home side count the instruments of the place and of the regions above it, in their own
/// role; of the host side those that a region publishes as host. What a host city pays, it pays for
/// what the project does there: of the figures of production the host side knows none.
pub fn policy_stack<'a>(
    atlas: &'a Atlas,
    project: &ProjectProfile,
    known: &Facts,
    place: usize,
    terms: &PolicyTerms,
) -> Policies<'a> {
    let host = project.host_city.as_ref().and_then(|id| atlas.find(id));
    let (home_facts, host_facts) = sides(atlas, project, known, (place, host), terms.as_of);
    let of = |place: usize| {
        let profile = atlas.profile(place);
        profile.policies.iter().map(move |instrument| (profile, instrument))
    };
    let home = atlas.lineage(place).flat_map(of);
    let home = home.filter(|(_, instrument)| instrument.party != PolicyParty::Host);
    let hosts = host.into_iter().flat_map(|host| atlas.lineage(host)).flat_map(of);
    let hosts = hosts.filter(|(_, instrument)| instrument.party == PolicyParty::Host);
    let sided: Vec<_> = home
        .map(|found| (found, &home_facts))
        .chain(hosts.map(|found| (found, &host_facts)))
        .collect();
    let each = sided.iter().map(|((profile, instrument), facts)| Listed {
        region: &profile.id,
        instrument,
        facts,
    });
    let each: Vec<Listed<'_>> = each.collect();
    let mut publishers: Vec<&RegionProfile> =
        sided.iter().map(|((profile, _), _)| *profile).collect();
    publishers.dedup_by_key(|profile| &profile.id);
    let caps = publishers.iter().flat_map(|profile| {
        profile.policy_caps.iter().map(|cap| PurseCap {
            region: profile.id.clone(),
            party: cap.party,
            cap: Fen::from_yuan(cap.cap_cny).unwrap_or(Fen::MAX),
        })
    });
    let caps: Vec<PurseCap> = caps.collect();
    let years = terms.years.unwrap_or_else(|| stack::years_published(&each));
    let terms = Terms {
        as_of: terms.as_of,
        parties: terms.parties.clone(),
        count_expired: terms.count_expired,
        count_doubtful: terms.count_doubtful,
        years,
        discount_rate: terms.discount_rate,
    };
    let stack = stack::stack(&each, &caps, &terms);
    Policies { listed: sided.into_iter().map(|(found, _)| found).collect(), stack, years }
}

#[cfg(test)]
mod tests;
