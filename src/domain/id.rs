use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize, Serializer};

use super::invalid::Invalid;

/// Longest accepted identifier: zone codes have 7 characters, slugs of projects stay readable.
const LENGTH_MAX: usize = 64;

/// What [`is_slug`] accepts, for readers of the API's document.
const SLUG: &str = "^[A-Za-z0-9][A-Za-z0-9._-]*$";

// Shared text: a ranking names the same few regions thousands of times.
macro_rules! identifier {
    ($(#[$documentation:meta])* $name:ident, $example:literal, $expected:literal, $accepts:expr, $pattern:expr) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Reads an identifier.
            ///
            /// # Errors
            /// Names the value and the accepted form.
            pub fn parse(value: &str) -> Result<$name, Invalid> {
                let accepts: fn(&str) -> bool = $accepts;
                let fits = !value.is_empty() && value.len() <= LENGTH_MAX && accepts(value);
                if fits {
                    Ok($name(value.into()))
                } else {
                    Err(Invalid::new("", value, $expected))
                }
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        super::text::string_schema!($name, $example, Some($pattern), LENGTH_MAX);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(value: String) -> Result<$name, Invalid> {
                $name::parse(&value)
            }
        }

    };
}

identifier!(
    /// A region's identifier: a country code of two capitals, alone (`CN`) or followed by a
    /// hyphen and the official code (`CN-330800`, `CN-S339078`, `US-metro-12420`).
    RegionId,
    "CN-330800",
    "a region id such as `CN-330800` or `CN-S339078`",
    is_region_id,
    "^[A-Z]{2}(-[A-Za-z0-9-]+)?$"
);

identifier!(
    /// A project's identifier: letters, digits, `-`, `_` and `.`, starting with a letter or digit.
    ProjectId,
    "antibody-plant",
    "a project id of up to 64 letters, digits, `-`, `_` or `.`, such as `antibody-plant`",
    is_slug,
    SLUG
);

identifier!(
    /// An outcome's identifier, of the form of a project's.
    OutcomeId,
    "quzhou-2024-017",
    "an outcome id of up to 64 letters, digits, `-`, `_` or `.`, such as `quzhou-2024-017`",
    is_slug,
    SLUG
);

identifier!(
    /// A commitment's identifier, of the form of a project's.
    CommitmentId,
    "antibody-plant-2024",
    "a commitment id of up to 64 letters, digits, `-`, `_` or `.`, such as `antibody-plant-2024`",
    is_slug,
    SLUG
);

identifier!(
    /// An organisation's identifier. Regions belong to [`OrganisationId::default`] and are shared;
    /// so does everything where no key says whose it is.
    OrganisationId,
    "default",
    "an organisation id of up to 64 letters, digits, `-`, `_` or `.`",
    is_slug,
    SLUG
);

identifier!(
    /// A key's identifier: by what it is called where its secret must not stand.
    KeyId,
    "key-5f0c2a9d17e4",
    "the id of a key such as `key-5f0c2a9d17e4`; `hinterland keys list` has them",
    is_slug,
    SLUG
);

identifier!(
    /// A job's identifier.
    JobId,
    "job-5f0c2a9d17e4",
    "the id of a job such as `job-5f0c2a9d17e4`; `GET /v1/rerank-jobs` has them",
    is_slug,
    SLUG
);

identifier!(
    /// A saved search's identifier.
    SavedSearchId,
    "search-5f0c2a9d17e4",
    "the id of a saved search such as `search-5f0c2a9d17e4`; `GET /v1/saved-searches` has them",
    is_slug,
    SLUG
);

identifier!(
    /// An alert's identifier.
    AlertId,
    "alert-5f0c2a9d17e4",
    "the id of an alert such as `alert-5f0c2a9d17e4`",
    is_slug,
    SLUG
);

impl RegionId {
    /// The two-letter country code.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }
}

impl Default for OrganisationId {
    fn default() -> OrganisationId {
        OrganisationId("default".into())
    }
}

fn is_region_id(value: &str) -> bool {
    let (country, rest) = match value.split_once('-') {
        Some((country, rest)) => (country, Some(rest)),
        None => (value, None),
    };
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && rest.is_none_or(|rest| {
            !rest.is_empty()
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

fn is_slug(value: &str) -> bool {
    value.starts_with(|first: char| first.is_ascii_alphanumeric())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn region_ids_are_country_and_official_code() {
        let cases = [
            ("CN", true),
            ("CN-330800", true),
            ("CN-S339078", true),
            ("US-metro-12420", true),
            ("cn-330800", false), // lower-case country
            ("CN-", false),       // no code after the hyphen
            ("330800", false),    // no country
            ("CN-33/800", false), // would break a path
            ("", false),
        ];
        for (value, accepted) in cases {
            assert_eq!(RegionId::parse(value).is_ok(), accepted, "{value}");
        }
    }

    #[test]
    fn slugs_cannot_climb_out_of_a_path() {
        assert!(ProjectId::parse("../etc").is_err());
        assert!(ProjectId::parse("antibody-plant.2").is_ok());
        assert!(ProjectId::parse(&"x".repeat(65)).is_err());
    }
}
