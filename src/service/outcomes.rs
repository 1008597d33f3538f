use std::collections::HashMap;

use super::{App, Error, app::Derived};
use crate::{
    domain::{
        commitment::Commitment,
        id::{OutcomeId, ProjectId, RegionId},
        invalid::Invalid,
        link::Link,
        outcome::OutcomeEvent,
    },
    landing::link_record::came_through,
};

/// All outcomes and commitments of one generation, found by home region.
pub(super) struct OutcomeBook {
    outcomes: HashMap<RegionId, Vec<OutcomeEvent>>,
    commitments: HashMap<RegionId, Vec<Commitment>>,
}

impl OutcomeBook {
    /// Files the documents under their regions, in their order.
    pub(super) fn new(outcomes: Vec<OutcomeEvent>, commitments: Vec<Commitment>) -> OutcomeBook {
        let mut book = OutcomeBook { outcomes: HashMap::new(), commitments: HashMap::new() };
        for outcome in outcomes {
            book.outcomes.entry(outcome.home.clone()).or_default().push(outcome);
        }
        for commitment in commitments {
            book.commitments.entry(commitment.home.clone()).or_default().push(commitment);
        }
        book
    }

    /// The outcomes whose home region is `home` itself.
    pub(super) fn outcomes(&self, home: &RegionId) -> &[OutcomeEvent] {
        self.outcomes.get(home).map_or(&[], Vec::as_slice)
    }

    /// The outcomes of all homes, also of those that are not known any more, or cannot be read.
    fn all_outcomes(&self) -> impl Iterator<Item = &OutcomeEvent> {
        self.outcomes.values().flatten()
    }

    /// The commitments to the region `home` itself.
    pub(super) fn commitments(&self, home: &RegionId) -> &[Commitment] {
        self.commitments.get(home).map_or(&[], Vec::as_slice)
    }
}

/// Which outcomes to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutcomeFilter {
    /// Of this region and those below it.
    pub region: Option<RegionId>,
    /// Through the enclave of this name.
    pub enclave: Option<String>,
    /// After the outcome of this id, in the order of ids.
    pub after: Option<OutcomeId>,
}

/// Some of the outcomes that a filter admits.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomePage {
    /// How many there are, on all pages.
    pub total: usize,
    /// In the order of their ids.
    pub outcomes: Vec<OutcomeEvent>,
    /// Whether more follow.
    pub has_more: bool,
    /// The store's generation.
    pub generation: u64,
}

/// Lists outcomes, at most `limit` of them.
///
/// # Errors
/// Not found: the region, or an enclave of the region. Store unavailable.
pub async fn list_outcomes(
    app: &App,
    filter: &OutcomeFilter,
    limit: usize,
) -> Result<OutcomePage, Error> {
    let derived = app.derived().await?;
    let places: Vec<usize> = match &filter.region {
        Some(region) => places_of(&derived, find(&derived, region)?).collect(),
        None => (0..derived.atlas.len()).collect(),
    };
    let enclave = filter.enclave.as_deref();
    let enclave = enclave.map(|name| Enclave::find(&derived, &places, name)).transpose()?;
    let of_place = |&place: &usize| derived.book.outcomes(&derived.atlas.profile(place).id);
    let mut found: Vec<&OutcomeEvent> = match &filter.region {
        Some(_) => places.iter().flat_map(of_place).collect(),
        None => derived.book.all_outcomes().collect(),
    };
    found.retain(|outcome| {
        enclave.as_ref().is_none_or(|enclave| enclave.admits(outcome.enclave.as_deref()))
    });
    found.sort_by(|one, other| one.id.cmp(&other.id));
    let total = found.len();
    found.retain(|outcome| filter.after.as_ref().is_none_or(|after| *after < outcome.id));
    let has_more = limit < found.len();
    let outcomes = found.into_iter().take(limit).cloned().collect();
    Ok(OutcomePage { total, outcomes, has_more, generation: derived.generation })
}

/// The place of a region.
pub(super) fn find(derived: &Derived, region: &RegionId) -> Result<usize, Error> {
    derived.atlas.find(region).ok_or_else(|| derived.damage.unknown_region(region))
}

/// A place and all below it: whose outcomes count for it.
pub(super) fn places_of(derived: &Derived, place: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::once(place).chain(derived.atlas.descendants(place).iter().copied())
}

/// The links of one name, of the places that were looked through.
pub(super) struct Enclave<'a> {
    links: Vec<&'a Link>,
}

impl<'a> Enclave<'a> {
    /// Finds the enclave called `name` in either language.
    ///
    /// # Errors
    /// Not found: no link of these places has the name.
    pub(super) fn find(
        derived: &'a Derived,
        places: &[usize],
        name: &str,
    ) -> Result<Enclave<'a>, Error> {
        let links = places.iter().flat_map(|&place| &derived.atlas.profile(place).links);
        let links: Vec<&Link> = links.filter(|link| came_through(Some(name), link)).collect();
        if links.is_empty() {
            return Err(Error::NotFound { what: "enclave", id: name.to_owned() });
        }
        Ok(Enclave { links })
    }

    /// Whether a document that names `enclave` belongs to it.
    pub(super) fn admits(&self, enclave: Option<&str>) -> bool {
        self.links.iter().any(|link| came_through(enclave, link))
    }

    /// Whether it is this link.
    pub(super) fn is(&self, link: &Link) -> bool {
        self.links.contains(&link)
    }
}

/// What an outcome names and nobody knows: its project, regions and enclave.
pub(super) fn unknown_parts(derived: &Derived, outcome: &OutcomeEvent) -> Vec<Invalid> {
    let mut faults = Vec::new();
    faults.extend(unknown_project(derived, outcome.project.as_ref()));
    faults.extend(unknown_region(derived, "home", Some(&outcome.home)));
    faults.extend(unknown_region(derived, "host_city", outcome.host_city.as_ref()));
    faults.extend(unknown_enclave(derived, &outcome.home, outcome.enclave.as_deref()));
    faults
}

/// What a commitment names and nobody knows: its project, region and enclave.
pub(super) fn unknown_parties(derived: &Derived, commitment: &Commitment) -> Vec<Invalid> {
    let mut faults = Vec::new();
    faults.extend(unknown_project(derived, commitment.project.as_ref()));
    faults.extend(unknown_region(derived, "home", Some(&commitment.home)));
    faults.extend(unknown_enclave(derived, &commitment.home, commitment.enclave.as_deref()));
    faults
}

fn unknown_project(derived: &Derived, project: Option<&ProjectId>) -> Option<Invalid> {
    let project = project?;
    let expected = "the id of a stored project; a project without profile has a `project_name`";
    (!derived.has_project(project)).then(|| Invalid::new("project", project, expected))
}

fn unknown_region(derived: &Derived, path: &str, id: Option<&RegionId>) -> Option<Invalid> {
    let id = id?;
    let expected = "the id of a known region, such as `CN-330800`; search finds it";
    (!derived.has_region(id)).then(|| Invalid::new(path, id, expected))
}

/// The enclave must be a link of the home region, or of a region above or below it.
fn unknown_enclave(derived: &Derived, home: &RegionId, enclave: Option<&str>) -> Option<Invalid> {
    let (atlas, enclave) = (&derived.atlas, enclave?);
    let home = atlas.find(home)?;
    let below = atlas.descendants(home).iter().copied();
    let mut links = atlas.lineage(home).chain(below).flat_map(|at| &atlas.profile(at).links);
    if links.any(|link| came_through(Some(enclave), link)) {
        return None;
    }
    let expected = "the name of a link in the profile of `home`, or of a region above or below it";
    Some(Invalid::new("enclave", enclave, expected))
}
