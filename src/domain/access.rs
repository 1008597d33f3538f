use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    id::{KeyId, OrganisationId, RegionId},
    invalid::Invalid,
};

/// What the holder of a key may do. What each role may ask stands in one table, in `http`.
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
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Advises the projects of an incubator.
    Advisor,
    /// Owns a project.
    Sponsor,
    /// Answers for a region and all that lies in it.
    RegionOfficer,
    /// A program that runs by itself, such as a nightly ranking of all projects.
    Batch,
    /// Does everything, and reads who did what.
    Admin,
}

impl Role {
    /// All roles, in the order in which they are listed.
    pub const ALL: [Role; 5] =
        [Role::Advisor, Role::Sponsor, Role::RegionOfficer, Role::Batch, Role::Admin];

    /// The word in documents, on the command line and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Advisor => "advisor",
            Role::Sponsor => "sponsor",
            Role::RegionOfficer => "region_officer",
            Role::Batch => "batch",
            Role::Admin => "admin",
        }
    }

    /// The role of a word; `None` for any other.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// What a key is good for, chosen when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Whose projects it opens.
    pub organisation: OrganisationId,
    /// What its holder may do.
    pub role: Role,
    /// The region that an officer answers for, with all that lies in it; nobody else has one.
    pub region: Option<RegionId>,
    /// The last day on which it is valid, in universal time; `None`: until it is revoked.
    pub expires: Option<Date>,
}

impl Grant {
    /// What is wrong with it: an officer without a region, or another role with one.
    ///
    /// # Errors
    /// Names the region and what would be right.
    pub fn check(&self) -> Result<(), Invalid> {
        match (self.role, &self.region) {
            (Role::RegionOfficer, None) => {
                let expected = "the region that the officer answers for, such as `CN-330800`";
                Err(Invalid::new("region", "", expected))
            }
            (Role::RegionOfficer, Some(_)) | (_, None) => Ok(()),
            (role, Some(region)) => {
                let expected = format!("absent: the role `{}` has no region", role.as_str());
                Err(Invalid::new("region", region, &expected))
            }
        }
    }
}

/// A key as it is known, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// By what it is called; no secret.
    pub id: KeyId,
    /// What it is good for.
    pub grant: Grant,
    /// When it was made.
    pub created: Timestamp,
    /// When it was revoked; `None` if it was not.
    pub revoked: Option<Timestamp>,
    /// The last day on which it was used, in universal time; `None` if it never was.
    pub last_used: Option<Date>,
}

/// Whether a key opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStatus {
    /// It does.
    Valid,
    /// Its last day is over.
    Expired,
    /// It was revoked.
    Revoked,
}

impl Key {
    /// Whether it opens anything at `now`; revoking comes before expiring.
    pub fn status(&self, now: Timestamp) -> KeyStatus {
        if self.revoked.is_some() {
            KeyStatus::Revoked
        } else if self.grant.expires.is_some_and(|last| last < day_of(now)) {
            KeyStatus::Expired
        } else {
            KeyStatus::Valid
        }
    }
}

/// For whom something is done, and on which request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actor {
    /// Whose projects, outcomes and commitments are seen and written.
    pub organisation: OrganisationId,
    /// With which key; `None` where none is asked for: the operator at the command line, or
    /// whoever reaches a server that is open. They may do everything.
    pub holder: Option<Holder>,
    /// By what the request is found in the log; `None` at the command line.
    pub request: Option<String>,
    /// When it was asked; `None` where nobody said, as for a library.
    pub at: Option<Timestamp>,
}

/// What is known of the holder of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The key.
    pub key: KeyId,
    /// What the holder may do.
    pub role: Role,
    /// The region that an officer answers for.
    pub region: Option<RegionId>,
}

impl From<&Key> for Actor {
    /// The holder of a key.
    fn from(key: &Key) -> Actor {
        let Grant { organisation, role, region, .. } = key.grant.clone();
        let holder = Some(Holder { key: key.id.clone(), role, region });
        Actor { organisation, holder, ..Actor::default() }
    }
}

/// A session of the page: a key that a browser holds for a while without knowing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The key that opened it; it ends with its key.
    pub key: Key,
    /// When it ends at the latest.
    pub ends: Timestamp,
}

/// The SHA-256 of a secret: all that is kept of it. A secret has 256 bits of chance, so that a
/// plain hash is enough: there is nothing to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretHash(pub [u8; 32]);

/// The day of a moment in universal time, which is the same on every machine.
pub fn day_of(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(expires: Option<&str>, revoked: bool) -> Key {
        let created: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        Key {
            id: KeyId::parse("k1").unwrap(),
            grant: Grant {
                organisation: OrganisationId::default(),
                role: Role::Advisor,
                region: None,
                expires: expires.map(|day| day.parse().unwrap()),
            },
            created,
            revoked: revoked.then_some(created),
            last_used: None,
        }
    }

    #[test]
    fn a_key_is_valid_through_its_last_day() {
        let cases = [
            (None, false, "2099-01-01T00:00:00Z", KeyStatus::Valid), // without an end
            (Some("2026-06-30"), false, "2026-06-30T23:59:59Z", KeyStatus::Valid), // the last second
            (Some("2026-06-30"), false, "2026-07-01T00:00:00Z", KeyStatus::Expired),
            (None, true, "2026-01-01T00:00:00Z", KeyStatus::Revoked),
            (Some("2026-06-30"), true, "2026-07-01T00:00:00Z", KeyStatus::Revoked), // both
        ];
        for (expires, revoked, now, expected) in cases {
            let status = key(expires, revoked).status(now.parse().unwrap());
            assert_eq!(status, expected, "{expires:?} {revoked} {now}");
        }
    }

    #[test]
    fn officers_have_a_region_and_nobody_else() {
        let region = RegionId::parse("CN-330800").unwrap();
        for role in Role::ALL {
            let grant = |region| Grant { role, region, ..key(None, false).grant };
            let is_officer = role == Role::RegionOfficer;
            assert_eq!(grant(Some(region.clone())).check().is_ok(), is_officer, "{role:?}");
            assert_eq!(grant(None).check().is_ok(), !is_officer, "{role:?}");
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
    }
}
