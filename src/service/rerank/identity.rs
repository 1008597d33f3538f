use std::{collections::BTreeSet, fmt::Write as _};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Batch, Form, basis::hexadecimal};
use crate::{
    domain::code::{ClassificationSystem, IndustryCode},
    service::{App, app::Derived, rank_regions::Wishes},
};

/// All that an answer depends on beside its project: two runs with equal identities answer a project
/// with the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Identity {
    /// The version of the program.
    pub(super) program: String,
    /// The hash of the definition.
    pub(super) definition: String,
    /// The generation of the store, which every answer names.
    pub(super) generation: u64,
    /// What is known of places, in digits.
    pub(super) facts: String,
    /// The day whose knowledge counts.
    pub(super) as_of: Date,
    pub(super) level: String,
    pub(super) top: usize,
    /// `documents` or `rows`.
    pub(super) form: String,
    /// The preset and the weights that are wished, as they were given.
    pub(super) weights: String,
    /// The other wishes, in digits.
    pub(super) wishes: String,
}

impl Identity {
    /// The identity of a batch on a state of the data.
    pub(super) fn of(app: &App, derived: &Derived, batch: &Batch) -> Identity {
        let Batch { wishes, level, limit, as_of, today, form, format: _ } = batch;
        let weights = match wishes.preset {
            _ if wishes.weights.is_empty() && wishes.preset.is_none() => "usual".to_owned(),
            preset => format!("{preset:?} {:?}", wishes.weights),
        };
        let others =
            Wishes { preset: None, weights: std::collections::BTreeMap::new(), ..wishes.clone() };
        Identity {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            definition: app.definition_hash().to_owned(),
            generation: derived.generation,
            facts: facts(derived),
            as_of: as_of.unwrap_or(*today),
            level: level.as_str().to_owned(),
            top: *limit,
            form: match form {
                Form::Documents(_) => "documents",
                Form::Rows => "rows",
            }
            .to_owned(),
            weights,
            wishes: hexadecimal(Sha256::digest(format!("{others:?}"))),
        }
    }

    /// What differs between an earlier run and this one, in words; empty if nothing does.
    pub(super) fn differences(&self, earlier: &Identity) -> Vec<String> {
        let [now, then] = [self, earlier].map(|run| serde_json::to_value(run).unwrap_or_default());
        let (Some(now), Some(then)) = (now.as_object(), then.as_object()) else {
            return Vec::new();
        };
        let differ = now.iter().filter(|(name, value)| then.get(*name) != Some(*value));
        let words = differ.map(|(name, value)| {
            let mut text = format!("`{name}`");
            // Digits tell nobody anything.
            let _ = match name.as_str() {
                "facts" => write!(text, " (a region, an outcome or a commitment has changed)"),
                "wishes" => Ok(()),
                _ => {
                    let before = then.get(name).cloned().unwrap_or_default();
                    write!(text, " was {before} and is {value}")
                }
            };
            text
        });
        words.collect()
    }
}

/// All that a ranking reads from the store beside its own project, in digits: every region, and the
/// outcomes and commitments at it, which say what its links bring home.
///
/// A region counts as a whole and each counts for every project: what a park is changes how many are
/// ranked or refused, how far others stand behind it and which unknown figure is worth learning, all
/// of which an answer says. Of the stored projects only the codes of other classifications count,
/// for they stand in the table of counterparts by which regions are compared.
fn facts(derived: &Derived) -> String {
    let mut sum = Sha256::new();
    let mut add = |document: Result<Vec<u8>, serde_json::Error>| {
        let document = document.unwrap_or_default();
        sum.update(u64::try_from(document.len()).unwrap_or(u64::MAX).to_le_bytes());
        sum.update(document);
    };
    let atlas = &derived.atlas;
    for region in (0..atlas.len()).map(|place| atlas.profile(place)) {
        add(serde_json::to_vec(region));
        add(serde_json::to_vec(derived.book.outcomes(&region.id)));
        add(serde_json::to_vec(derived.book.commitments(&region.id)));
    }
    let stated = derived.projects.iter().flat_map(|project| &project.industries);
    let foreign: BTreeSet<IndustryCode> = stated
        .map(crate::domain::project::ProductionIndustry::industry)
        .filter(|code| code.system != ClassificationSystem::Gbt4754)
        .collect();
    add(serde_json::to_vec(&foreign));
    hexadecimal(sum.finalize())
}
