use std::sync::OnceLock;

use crate::{
    definition::Definition,
    domain::{
        criterion::Criterion,
        id::{ProjectId, RegionId},
        kind::DocumentKind,
        project::ProjectProfile,
        region::Level,
    },
    scoring::{atlas::Atlas, supply_network::SupplyNetwork, survey::Survey},
    search::Engine,
    service::{
        crosswalk::crosswalk, damage::Damage, outcomes::OutcomeBook,
        understand::gazetteer::Gazetteer,
    },
    store::{self, State},
    world,
};

/// What is derived from one state of the store, for one organisation.
pub(in crate::service) struct Derived {
    pub(in crate::service) generation: u64,
    pub(super) mark: String,
    pub(in crate::service) atlas: Atlas,
    pub(in crate::service) network: SupplyNetwork,
    pub(in crate::service) gazetteer: Gazetteer,
    pub(in crate::service) projects: Vec<ProjectProfile>,
    pub(in crate::service) book: OutcomeBook,
    /// What stands in the store and is left out here.
    pub(in crate::service) damage: Damage,
    pub(super) criteria: &'static [Criterion],
    pub(super) surveys: [OnceLock<Survey>; Level::ALL.len()],
    pub(super) engine: tokio::sync::OnceCell<Engine>,
}

impl Derived {
    /// What a ranking needs of the places of a level, drawn up when the first question asks.
    pub(in crate::service) fn survey(&self, level: Level) -> &Survey {
        self.surveys[level as usize].get_or_init(|| Survey::new(&self.atlas, self.criteria, level))
    }

    pub(super) fn is_of(&self, state: &State) -> bool {
        self.generation == state.generation && self.mark == state.mark
    }

    /// Whether there is a region of this id, damaged or not: a document may name it.
    pub(in crate::service) fn has_region(&self, id: &RegionId) -> bool {
        self.atlas.find(id).is_some() || self.damage.region(id).is_some()
    }

    pub(in crate::service) fn project(&self, id: &ProjectId) -> Option<&ProjectProfile> {
        let found = self.projects.binary_search_by(|known| known.id.cmp(id));
        found.ok().map(|at| &self.projects[at])
    }

    /// Whether there is a project of this id, damaged or not.
    pub(in crate::service) fn has_project(&self, id: &ProjectId) -> bool {
        self.project(id).is_some() || self.damage.has(DocumentKind::Projects, id.as_str())
    }

    /// The region in which another lies; of a damaged one what its row says.
    pub(in crate::service) fn parent_of(&self, id: &RegionId) -> Option<RegionId> {
        match self.atlas.find(id) {
            Some(place) => self.atlas.profile(place).parent.clone(),
            None => RegionId::parse(self.damage.region(id)?.region.as_deref()?).ok(),
        }
    }
}

/// What follows from documents.
pub(super) fn derive(snapshot: store::Snapshot, definition: &'static Definition) -> Derived {
    let crosswalk = crosswalk(&definition.taxonomy, &snapshot.regions, &snapshot.projects);
    let atlas = Atlas::with_crosswalk(snapshot.regions, crosswalk);
    let network = SupplyNetwork::new(&atlas, &definition.input_output, &definition.parameters);
    let aliases = world::aliases();
    let gazetteer =
        Gazetteer::new(&atlas, aliases.iter().map(|alias| (alias.alias.as_str(), &alias.region)));
    Derived {
        generation: snapshot.generation,
        mark: snapshot.mark,
        atlas,
        network,
        gazetteer,
        projects: snapshot.projects,
        book: OutcomeBook::new(snapshot.outcomes, snapshot.commitments),
        damage: Damage::new(snapshot.damaged),
        criteria: &definition.criteria,
        surveys: std::array::from_fn(|_| OnceLock::new()),
        engine: tokio::sync::OnceCell::new(),
    }
}
