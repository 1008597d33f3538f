use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{
    allocation::{MatchingError, Place, TiedOwner},
    domain::invalid::Invalid,
    service::document::Validate,
};

/// Preferences in one of two forms: residents and hospitals, or students, projects and supervisors.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PreferencesDocument {
    residents: Option<BTreeMap<String, Vec<Item>>>,
    hospitals: Option<BTreeMap<String, DeciderDocument>>,
    students: Option<BTreeMap<String, Vec<Item>>>,
    projects: Option<BTreeMap<String, ProjectDocument>>,
    supervisors: Option<BTreeMap<String, DeciderDocument>>,
}

/// Who ranks applicants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeciderDocument {
    capacity: u32,
    ranking: Vec<Item>,
}

/// A place of a supervisor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectDocument {
    supervisor: String,
    capacity: u32,
}

/// A name, or several that are liked alike.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Item {
    One(String),
    Alike(Vec<String>),
}

impl Item {
    fn names(&self) -> &[String] {
        match self {
            Item::One(name) => std::slice::from_ref(name),
            Item::Alike(names) => names,
        }
    }
}

/// Preferences by position, with the names of the positions in their order.
pub(super) struct Named {
    pub(super) applicant_names: Vec<String>,
    pub(super) place_names: Vec<String>,
    pub(super) lists: Vec<Vec<Vec<usize>>>,
    pub(super) places: Vec<Place>,
    pub(super) owners: Vec<TiedOwner>,
}

/// A matching made by hand: applicants by place.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(super) struct MatchingDocument(pub(super) BTreeMap<String, Vec<String>>);

impl Validate for MatchingDocument {
    fn validate(&self) -> Vec<Invalid> {
        Vec::new()
    }
}

impl Named {
    /// Why a matching made by hand is none, by name.
    pub(super) fn refuse(&self, error: MatchingError) -> Invalid {
        let field = |place: usize| format!("matching.{}", self.place_names[place]);
        let at_most = |capacity: usize| format!("at most {capacity} applicants");
        match error {
            MatchingError::NotAcceptable { applicant, place } => {
                let expected = "an applicant that wants this place and is ranked for it";
                Invalid::new(field(place), &self.applicant_names[applicant], expected)
            }
            MatchingError::PlaceOverfull { place, count, capacity } => {
                Invalid::new(field(place), count, &at_most(capacity))
            }
            MatchingError::OwnerOverfull { owner, count, capacity } => {
                let own = self.places.iter().position(|place| place.owner == owner);
                let expected = format!("{} over all places of its supervisor", at_most(capacity));
                Invalid::new(own.map(field).unwrap_or_default(), count, &expected)
            }
            MatchingError::Applicants { found, expected } => {
                Invalid::new("matching", found, &format!("a matching of {expected} applicants"))
            }
        }
    }

    /// Whether anybody likes several alike.
    pub(super) fn has_ties(&self) -> bool {
        let rankings = self.owners.iter().map(|owner| &owner.ranking);
        self.lists.iter().chain(rankings).flatten().any(|alike| 1 < alike.len())
    }
}

type Lists = BTreeMap<String, Vec<Item>>;
type Deciders = BTreeMap<String, DeciderDocument>;

/// The two forms, each with all its parts.
enum Form<'a> {
    Hospitals(&'a Lists, &'a Deciders),
    Supervisors(&'a Lists, &'a BTreeMap<String, ProjectDocument>, &'a Deciders),
}

impl PreferencesDocument {
    fn form(&self) -> Option<Form<'_>> {
        match (&self.residents, &self.hospitals, &self.students, &self.projects, &self.supervisors)
        {
            (Some(residents), Some(hospitals), None, None, None) => {
                Some(Form::Hospitals(residents, hospitals))
            }
            (None, None, Some(students), Some(projects), Some(supervisors)) => {
                Some(Form::Supervisors(students, projects, supervisors))
            }
            _ => None,
        }
    }

    /// The preferences by position; all names are known, for the document is valid.
    pub(super) fn named(&self) -> Named {
        let (applicants, deciders, projects) = match self.form() {
            Some(Form::Hospitals(residents, hospitals)) => (residents, hospitals, None),
            Some(Form::Supervisors(students, projects, supervisors)) => {
                (students, supervisors, Some(projects))
            }
            None => (&Lists::new(), &Deciders::new(), None),
        };
        let applicant_names: Vec<String> = applicants.keys().cloned().collect();
        let decider_names: Vec<&String> = deciders.keys().collect();
        let owner_of = |name: &String| decider_names.binary_search(&name).unwrap_or_default();
        let (place_names, places) = match projects {
            None => {
                let place = |(owner, of): (usize, &DeciderDocument)| Place {
                    owner,
                    capacity: of.capacity as usize,
                };
                let places = deciders.values().enumerate().map(place).collect();
                (deciders.keys().cloned().collect(), places)
            }
            Some(projects) => {
                let place = |of: &ProjectDocument| Place {
                    owner: owner_of(&of.supervisor),
                    capacity: of.capacity as usize,
                };
                let places = projects.values().map(place).collect();
                (projects.keys().cloned().collect::<Vec<String>>(), places)
            }
        };
        let owners = deciders.values().map(|of| TiedOwner {
            capacity: of.capacity as usize,
            ranking: positions(&of.ranking, &applicant_names),
        });
        Named {
            lists: applicants.values().map(|list| positions(list, &place_names)).collect(),
            owners: owners.collect(),
            places,
            applicant_names,
            place_names,
        }
    }
}

/// The positions of the names of a list among all names, which are in order.
fn positions(list: &[Item], names: &[String]) -> Vec<Vec<usize>> {
    let position = |name: &String| names.binary_search(name).ok();
    list.iter().map(|item| item.names().iter().filter_map(position).collect()).collect()
}

impl Validate for PreferencesDocument {
    fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        match self.form() {
            None => {
                let parts = [
                    ("residents", self.residents.is_some()),
                    ("hospitals", self.hospitals.is_some()),
                    ("students", self.students.is_some()),
                    ("projects", self.projects.is_some()),
                    ("supervisors", self.supervisors.is_some()),
                ];
                let there: Vec<&str> =
                    parts.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name).collect();
                let expected = "either residents and hospitals, or students, projects and \
                                supervisors";
                faults.push(Invalid::new("", there.join(", "), expected));
            }
            Some(Form::Hospitals(residents, hospitals)) => {
                check_all("residents", residents, |name| hospitals.contains_key(name), &mut faults);
                check_rankings("hospitals", hospitals, residents, &mut faults);
            }
            Some(Form::Supervisors(students, projects, supervisors)) => {
                check_all("students", students, |name| projects.contains_key(name), &mut faults);
                for (name, project) in projects {
                    if !supervisors.contains_key(&project.supervisor) {
                        let field = format!("projects.{name}.supervisor");
                        faults.push(Invalid::new(
                            &field,
                            &project.supervisor,
                            "one of `supervisors`",
                        ));
                    }
                }
                check_rankings("supervisors", supervisors, students, &mut faults);
            }
        }
        faults
    }
}

fn check_all(
    field: &str,
    lists: &Lists,
    is_known: impl Fn(&str) -> bool,
    faults: &mut Vec<Invalid>,
) {
    for (name, list) in lists {
        check_list(&format!("{field}.{name}"), list, &is_known, faults);
    }
}

fn check_rankings(field: &str, deciders: &Deciders, lists: &Lists, faults: &mut Vec<Invalid>) {
    for (name, decider) in deciders {
        let field = format!("{field}.{name}.ranking");
        check_list(&field, &decider.ranking, &|name| lists.contains_key(name), faults);
    }
}

/// Refuses names that are not defined and those that stand twice.
fn check_list(
    field: &str,
    list: &[Item],
    is_known: &dyn Fn(&str) -> bool,
    faults: &mut Vec<Invalid>,
) {
    let mut seen = BTreeSet::new();
    for (position, item) in list.iter().enumerate() {
        let field = format!("{field}[{position}]");
        if item.names().is_empty() {
            faults.push(Invalid::new(&field, "[]", "a name, or a list of at least one"));
        }
        for name in item.names() {
            if !is_known(name) {
                faults.push(Invalid::new(&field, name, "a name that is defined on the other side"));
            } else if !seen.insert(name) {
                faults.push(Invalid::new(&field, name, "a name that stands once in the list"));
            }
        }
    }
}
