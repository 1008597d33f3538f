use std::collections::BTreeSet;

use serde::Deserialize;
use utoipa::ToSchema;

/// A part of a candidate that is answered only where it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IncludedPart {
    /// The annual cost line by line, against staying: `landing.cost`.
    Cost,
    /// The best legal stacks of support, and whether the home region pays more for the landing than
    /// it can expect: `landing.policies` and `landing.overbid`.
    Policies,
    /// The enclave modes with the sharing of tax, and what the link between both sides brought home
    /// so far: `landing.modes` and `landing.link`.
    Modes,
    /// Where research and production stand best: `landing.quadrant`.
    Quadrant,
    /// The parcels that fit, beside the gates, which every candidate has: `landing.parcels`.
    Gates,
    /// How firm the order stands, and what would lift each candidate: `robustness` of the document.
    Robustness,
}

impl IncludedPart {
    /// All parts, in the order of answers.
    pub const ALL: [IncludedPart; 6] = [
        IncludedPart::Cost,
        IncludedPart::Policies,
        IncludedPart::Modes,
        IncludedPart::Quadrant,
        IncludedPart::Gates,
        IncludedPart::Robustness,
    ];

    /// The parts on what landing costs, earns and requires.
    pub const LANDING: [IncludedPart; 5] = [
        IncludedPart::Cost,
        IncludedPart::Policies,
        IncludedPart::Modes,
        IncludedPart::Quadrant,
        IncludedPart::Gates,
    ];

    /// What a word that names a part must be.
    pub const EXPECTED: &str = "`cost`, `policies`, `modes`, `quadrant`, `gates` or `robustness`";

    /// The part's word.
    pub fn as_str(self) -> &'static str {
        match self {
            IncludedPart::Cost => "cost",
            IncludedPart::Policies => "policies",
            IncludedPart::Modes => "modes",
            IncludedPart::Quadrant => "quadrant",
            IncludedPart::Gates => "gates",
            IncludedPart::Robustness => "robustness",
        }
    }

    /// The part of a word; `None` if no part has it.
    pub fn parse(word: &str) -> Option<IncludedPart> {
        IncludedPart::ALL.into_iter().find(|part| part.as_str() == word)
    }
}

/// The parts of candidates that are asked for. Naming one twice is naming it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include(BTreeSet<IncludedPart>);

impl Include {
    /// No part: candidates as they were before there were any.
    pub fn none() -> Include {
        Include(BTreeSet::new())
    }

    /// Every part.
    pub fn all() -> Include {
        IncludedPart::ALL.into_iter().collect()
    }

    /// Whether a part of landing is asked for: any but the firmness of the order.
    pub fn has_landing(&self) -> bool {
        self.0.iter().any(|part| *part != IncludedPart::Robustness)
    }

    /// Whether a part is asked for.
    pub fn has(&self, part: IncludedPart) -> bool {
        self.0.contains(&part)
    }
}

impl FromIterator<IncludedPart> for Include {
    fn from_iter<I: IntoIterator<Item = IncludedPart>>(parts: I) -> Include {
        Include(parts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_word_of_a_part_is_the_same_in_a_body_and_in_a_query() {
        for part in IncludedPart::ALL {
            let read: IncludedPart = serde_json::from_value(json!(part.as_str())).unwrap();
            assert_eq!((read, IncludedPart::parse(part.as_str())), (part, Some(part)));
            assert!(IncludedPart::EXPECTED.contains(&format!("`{}`", part.as_str())));
            assert!(Include::all().has(part) && !Include::none().has(part));
        }
        for word in ["", "Cost", "costs", "parcels"] {
            assert_eq!(IncludedPart::parse(word), None, "{word}");
        }
    }
}
