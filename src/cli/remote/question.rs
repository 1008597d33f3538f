use serde_json::{Map, Value, json};

use crate::{
    domain::id::ProjectId,
    service::{Error, documents::read_project_form, rank_regions::Wishes},
};

/// The project that a question is about.
#[derive(Debug)]
pub(in crate::cli) enum Project {
    /// In words.
    Words(String),
    /// As a profile, in bytes.
    Profile(Vec<u8>),
    /// By its identifier.
    Stored(ProjectId),
}

impl Project {
    /// The one of three that is given.
    pub(in crate::cli) fn given(
        document: Option<Vec<u8>>,
        id: Option<ProjectId>,
        words: String,
    ) -> Project {
        match (document, id) {
            (Some(document), _) => Project::Profile(document),
            (None, Some(id)) => Project::Stored(id),
            (None, None) => Project::Words(words),
        }
    }
}

/// A question about a project, in the form of the API.
#[derive(Debug)]
pub(in crate::cli) struct Said(Map<String, Value>);

impl Said {
    /// Begins with the project.
    ///
    /// # Errors
    /// The profile is refused; its faults are those that a local command names, but for codes that
    /// only the server knows.
    pub(in crate::cli) fn about(project: &Project) -> Result<Said, Error> {
        let (name, value) = match project {
            Project::Words(words) => ("text", json!(words)),
            Project::Stored(id) => ("project_id", json!(id)),
            Project::Profile(bytes) => ("project", json!(read_project_form(bytes)?)),
        };
        Ok(Said(Map::from_iter([(name.to_owned(), value)])))
    }

    /// Begins with the project and the wishes.
    ///
    /// # Errors
    /// As [`Said::about`].
    pub(in crate::cli) fn of(project: &Project, wishes: &Wishes) -> Result<Said, Error> {
        let said = Said::about(project)?.with("preset", json!(wishes.preset));
        Ok(said.with("wishes", wishes_body(wishes)))
    }

    /// The question with another part, if there is one.
    pub(in crate::cli) fn with(mut self, name: &str, value: Value) -> Said {
        if !value.is_null() {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// The whole body.
    pub(in crate::cli) fn body(self) -> Value {
        Value::Object(self.0)
    }
}

/// Wishes in the form of the API; what is not wished for is absent. The preset stands beside them.
pub(in crate::cli) fn wishes_body(wishes: &Wishes) -> Value {
    let weights: Map<String, Value> = wishes
        .weights
        .iter()
        .map(|(criterion, weight)| (criterion.as_str().to_owned(), json!(weight)))
        .collect();
    let parts = [
        ("weights", Value::Object(weights)),
        ("host_city", json!(wishes.host_city)),
        ("industries", json!(wishes.industries)),
        ("land", json!(wishes.land)),
        ("power", json!(wishes.power)),
        ("capex", json!(wishes.capex)),
        ("travel_minutes_max", json!(wishes.travel_minutes_max)),
        ("target_regions", json!(wishes.target_regions)),
        ("must_have", json!(wishes.must_have)),
        ("must_not", json!(wishes.must_not)),
        ("stay", json!(wishes.stay)),
    ];
    let is_said = |value: &Value| match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        _ => true,
    };
    let said = parts.into_iter().filter(|(_, value)| is_said(value));
    Value::Object(said.map(|(name, value)| (name.to_owned(), value)).collect())
}
