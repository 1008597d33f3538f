use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::worker::corrupt;
use crate::{
    domain::{project::ProjectProfile, region::Level},
    service::{
        Error,
        rank_regions::{Advice, Question, Subject, Wishes},
    },
};

/// What is asked of every project of a job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobQuestion {
    /// Corrections and wishes that stand above what each project says.
    pub wishes: Wishes,
    /// The level of the regions that are ranked.
    pub level: Level,
    /// How many candidates to return, 1 to 100.
    pub limit: usize,
    /// Valid time: figures, links and policies of a later day are not known.
    pub as_of: Date,
}

impl JobQuestion {
    pub(super) fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(corrupt)
    }

    /// The question that a job keeps.
    ///
    /// # Errors
    /// The text is not of the form.
    pub fn from_json(text: &str) -> Result<JobQuestion, Error> {
        serde_json::from_str(text).map_err(corrupt)
    }

    /// The question about one project.
    pub(super) fn about(&self, project: ProjectProfile) -> Question {
        Question {
            subject: Subject::Profile(Box::new(project)),
            wishes: self.wishes.clone(),
            level: self.level,
            limit: self.limit,
            as_of: self.as_of,
            excluded_links: Vec::new(),
            advice: Advice::Given,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{criterion::CriterionId, id::RegionId, preset::PresetId};

    #[test]
    fn a_question_is_kept_as_it_was_asked() {
        let land = r#"{"value": 40.5, "unit": "mu"}"#;
        let wishes = Wishes {
            host_city: Some(RegionId::parse("CN-310000").unwrap()),
            land: Some(serde_json::from_str(land).unwrap()),
            must_not: [RegionId::parse("CN-320000").unwrap()].into(),
            preset: Some(PresetId::Advisor),
            weights: [(CriterionId::LandCost, 0.1 + 0.2)].into(),
            stay: Some(false),
            ..Wishes::default()
        };
        let as_of = "2026-06-30".parse().unwrap();
        let question = JobQuestion { wishes, level: Level::County, limit: 7, as_of };
        let again = JobQuestion::from_json(&question.to_json().unwrap()).unwrap();
        assert_eq!(format!("{again:?}"), format!("{question:?}"));
        // What an older program kept lacks what is new.
        let short = r#"{"wishes": {}, "level": "park", "limit": 1, "as_of": "2026-06-30"}"#;
        assert_eq!(JobQuestion::from_json(short).unwrap().wishes.stay, None);
    }
}
