use std::fmt;

use serde::{Deserialize, Serialize};

use super::invalid::Invalid;

/// A classification of economic activities.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ClassificationSystem {
    /// GB/T 4754-2017, the Chinese national standard.
    Gbt4754,
    /// ISIC Rev.4, United Nations, 2008.
    Isic4,
    /// NAICS 2017, United States, Canada and Mexico.
    Naics2017,
    /// NACE Rev.2, European Union, 2006.
    Nace2,
    /// UK SIC 2007, United Kingdom: NACE Rev.2 with subclasses.
    Uksic2007,
}

impl ClassificationSystem {
    /// All systems.
    pub const ALL: [ClassificationSystem; 5] = [
        ClassificationSystem::Gbt4754,
        ClassificationSystem::Isic4,
        ClassificationSystem::Naics2017,
        ClassificationSystem::Nace2,
        ClassificationSystem::Uksic2007,
    ];

    /// The system's identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            ClassificationSystem::Gbt4754 => "gbt4754",
            ClassificationSystem::Isic4 => "isic4",
            ClassificationSystem::Naics2017 => "naics2017",
            ClassificationSystem::Nace2 => "nace2",
            ClassificationSystem::Uksic2007 => "uksic2007",
        }
    }
}

/// A code of one classification. Whether the code exists is known to the definition alone.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(deny_unknown_fields)]
pub struct IndustryCode {
    /// The classification.
    pub system: ClassificationSystem,
    /// The code, without dots: a section letter or two to six digits.
    pub code: String,
}

impl IndustryCode {
    /// A code of GB/T 4754-2017.
    pub fn gbt(code: &str) -> IndustryCode {
        IndustryCode { system: ClassificationSystem::Gbt4754, code: code.to_owned() }
    }

    /// What is wrong with the form of the code.
    pub fn validate(&self) -> Vec<Invalid> {
        let letter = self.code.len() == 1 && self.code.bytes().all(|b| b.is_ascii_uppercase());
        let digits = (2..=6).contains(&self.code.len())
            && self.code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if letter || digits {
            Vec::new()
        } else {
            vec![Invalid::new("code", &self.code, "a section letter or two to six digits")]
        }
    }
}

impl fmt::Display for IndustryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.system.as_str(), self.code)
    }
}
