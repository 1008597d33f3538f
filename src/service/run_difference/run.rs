use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::flat::FlatRow;
use crate::{
    domain::{
        criterion::{CriterionId, Weights},
        id::{ProjectId, RegionId},
        invalid::{Invalid, InvalidLine},
        matching::Points,
        project::ProjectProfile,
        region::Level,
        text::Text,
    },
    service::{Error, rank_regions::Ranking},
};

/// What a run answered: the match documents of many projects on one state of the data.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// The generation and the definition; `None` while it holds no document.
    pub(super) state: Option<RunState>,
    pub(super) answers: BTreeMap<ProjectId, Answer>,
    /// The names of the regions that are listed.
    pub(super) names: BTreeMap<RegionId, Text>,
    /// Whether it was read from rows and not from match documents.
    pub(super) is_flat: bool,
}

/// What a run was computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunState {
    /// The store's generation.
    pub generation: u64,
    /// The hash of the definition.
    pub definition: String,
}

/// What is kept of a match document.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) project: ProjectProfile,
    pub(super) as_of: Date,
    pub(super) level: Level,
    /// In millionths, by the identifier of the criterion.
    pub(super) weights: BTreeMap<String, i64>,
    pub(super) listed: Vec<Listed>,
    /// Whether everybody who is ranked is listed.
    pub(super) is_complete: bool,
}

/// A region in a list, by its place from the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) region: RegionId,
    /// In millionths.
    pub(super) points: i64,
}

// A later program may say more in a match document, so that what is not known here is no fault.
/// What is read of a match document.
#[derive(Debug, Serialize, Deserialize)]
pub struct MatchDocument {
    project: ProjectProfile,
    generation: u64,
    definition: String,
    as_of: Date,
    level: Level,
    weights: BTreeMap<String, i64>,
    candidates: Vec<CandidateDocument>,
    counts: CountsDocument,
}

#[derive(Debug, Serialize, Deserialize)]
struct CandidateDocument {
    region: RegionDocument,
    total: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct RegionDocument {
    id: RegionId,
    name: Text,
}

#[derive(Debug, Serialize, Deserialize)]
struct CountsDocument {
    ranked: usize,
    returned: usize,
}

impl MatchDocument {
    /// Everything that is wrong with the project that was ranked.
    pub fn validate(&self) -> Vec<Invalid> {
        self.project.validate().into_iter().map(|fault| fault.within("project")).collect()
    }
}

impl Run {
    /// What [`Run::add`] reads of the match document of a ranking.
    pub(in crate::service) fn line(ranking: &Ranking) -> MatchDocument {
        let candidates = ranking.candidates.iter().map(|ranked| CandidateDocument {
            region: RegionDocument {
                id: ranked.region.id.clone(),
                name: ranked.region.name.clone(),
            },
            total: ranked.candidate.score().total.get(),
        });
        let weights = ranking.weights.iter();
        MatchDocument {
            project: ranking.project.clone(),
            generation: ranking.generation,
            definition: ranking.definition.clone(),
            as_of: ranking.as_of,
            level: ranking.level,
            weights: weights.map(|(id, points)| (id.as_str().to_owned(), points.get())).collect(),
            candidates: candidates.collect(),
            counts: CountsDocument {
                ranked: ranking.counts.ranked,
                returned: ranking.counts.returned,
            },
        }
    }

    /// The points of who is first for a project; `None` if nobody is.
    pub(in crate::service) fn first_points(&self, project: &ProjectId) -> Option<Points> {
        let first = self.answers.get(project)?.listed.first()?;
        Some(Points::new(first.points))
    }

    /// Whether it says so much that causes can be told of its changes: that is so of match documents,
    /// if there are any.
    pub fn may_have_causes(&self) -> bool {
        self.state.is_some() && !self.is_flat
    }

    /// How many projects it has.
    pub fn projects(&self) -> usize {
        self.answers.len()
    }

    /// Takes the match document, or the flat row, in line `line` (from 1) of `file`.
    ///
    /// # Errors
    /// It is neither or not what the lines before are, is of another generation or definition than those before, or its
    /// project stands in the run already.
    pub fn add(&mut self, file: &str, line: usize, json: &[u8]) -> Result<(), Error> {
        let line = u64::try_from(line).unwrap_or(u64::MAX);
        if (self.is_flat || self.state.is_none())
            && let Ok(row) = serde_json::from_slice::<FlatRow<'_>>(json)
        {
            return self.add_row(file, line, row);
        }
        let refuse = |invalid| Error::Line(InvalidLine::new(file, line, invalid));
        let document = serde_json::from_slice(json).map_err(|error| refuse(no_document(error)))?;
        if self.is_flat {
            let expected = "a flat row, as in the lines before";
            return Err(refuse(Invalid::new("", "a match document", expected)));
        }
        self.take(document).map_err(refuse)
    }

    /// Takes the match document that a row, by its number from 1, of a nested table says.
    ///
    /// # Errors
    /// As [`Run::add`].
    pub(super) fn add_value(&mut self, file: &str, row: u64, value: Value) -> Result<(), Error> {
        let refuse = |invalid| Error::Line(InvalidLine::new(file, row, invalid));
        let document = serde_json::from_value(value).map_err(|error| refuse(no_document(error)))?;
        self.take(document).map_err(refuse)
    }

    /// The run of some match documents.
    ///
    /// # Errors
    /// As [`Run::add`], by the position of the document in the list.
    pub fn of_documents(documents: Vec<MatchDocument>) -> Result<Run, Invalid> {
        let mut run = Run::default();
        for (position, document) in documents.into_iter().enumerate() {
            run.take(document).map_err(|fault| fault.within(&format!("[{position}]")))?;
        }
        Ok(run)
    }

    /// What was read of the match documents, in the order of their projects; of rows, which say less,
    /// there are none.
    pub fn documents(&self) -> impl Iterator<Item = MatchDocument> + '_ {
        let state = self.state.as_ref().filter(|_| !self.is_flat);
        state
            .into_iter()
            .flat_map(|state| self.answers.values().map(|answer| self.document(state, answer)))
    }

    fn document(&self, state: &RunState, answer: &Answer) -> MatchDocument {
        let name = |id| self.names.get(id).cloned().unwrap_or_default();
        let candidates = answer.listed.iter().map(|listed| CandidateDocument {
            region: RegionDocument { id: listed.region.clone(), name: name(&listed.region) },
            total: listed.points,
        });
        let returned = answer.listed.len();
        MatchDocument {
            project: answer.project.clone(),
            generation: state.generation,
            definition: state.definition.clone(),
            as_of: answer.as_of,
            level: answer.level,
            weights: answer.weights.clone(),
            candidates: candidates.collect(),
            // How many more were ranked is not kept, only whether there are any.
            counts: CountsDocument {
                ranked: returned + usize::from(!answer.is_complete),
                returned,
            },
        }
    }

    fn take(&mut self, document: MatchDocument) -> Result<(), Invalid> {
        let MatchDocument { generation, definition, .. } = &document;
        let state = RunState { generation: *generation, definition: definition.clone() };
        self.check_state(&state)?;
        let id = document.project.id.clone();
        if self.answers.contains_key(&id) {
            let expected = "a project that stands once in a run";
            return Err(Invalid::new("project.id", &id, expected));
        }
        let answer = self.keep(document);
        self.answers.insert(id, answer);
        Ok(())
    }

    /// Refuses a state that is not that of what was taken before.
    pub(super) fn check_state(&mut self, state: &RunState) -> Result<(), Invalid> {
        let of_run = self.state.get_or_insert_with(|| state.clone());
        if of_run.generation != state.generation {
            let expected = format!("{}, as in the lines before: a run has one", of_run.generation);
            return Err(Invalid::new("generation", state.generation, &expected));
        }
        if of_run.definition != state.definition {
            let expected = format!("`{}`, as in the lines before", of_run.definition);
            return Err(Invalid::new("definition", &state.definition, &expected));
        }
        Ok(())
    }

    fn keep(&mut self, document: MatchDocument) -> Answer {
        let MatchDocument { project, as_of, level, weights, candidates, counts, .. } = document;
        let mut listed = Vec::with_capacity(candidates.len());
        for CandidateDocument { region: RegionDocument { id, name }, total } in candidates {
            self.names.entry(id.clone()).or_insert(name);
            listed.push(Listed { region: id, points: total });
        }
        let is_complete = counts.ranked <= counts.returned;
        Answer { project, as_of, level, weights, listed, is_complete }
    }
}

fn no_document(error: serde_json::Error) -> Invalid {
    Invalid::new("", error, "a match document, or a flat row, as `hinterland rerank` prints it")
}

impl Answer {
    /// The weights with which it was ranked; `None` if they are not of these criteria.
    pub(super) fn weights(&self) -> Option<Weights> {
        let known = |id: &String| CriterionId::ALL.iter().any(|known| known.as_str() == id);
        if !self.weights.keys().all(known) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most a million")]
        let weight = |id: CriterionId| {
            self.weights.get(id.as_str()).map_or(0.0, |millionths| *millionths as f64)
        };
        // Normalising what is normalised changes nothing; else these are no weights of a ranking.
        let weights = Weights::by_criterion(weight)?;
        let is_same = |(id, points): (CriterionId, Points)| {
            self.weights.get(id.as_str()).copied().unwrap_or_default() == points.get()
        };
        let is_normalised = weights.iter().all(is_same);
        is_normalised.then_some(weights)
    }
}
