//! Values that many documents repeat, held once.
//!
//! A register is told by a few publications: one catalogue fills ten thousand figures, and its parks
//! declare some hundreds of labels. What repeats is therefore held by a pointer, and an `Interner`
//! makes the pointers of equal values one while documents are read.

use std::{
    collections::HashSet,
    hash::Hash,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    __dev::ComposeSchema,
    ToSchema,
    openapi::{RefOr, schema::Schema},
};

use super::{
    figure::{Period, Source},
    id::RegionId,
    region::{LeadingIndustry, Park},
};

/// A value behind a pointer: one word where it stands, and a copy costs nothing. Whoever writes to
/// it gets a value of their own, so that no other holder sees a change.
///
/// In documents it is the value itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Puts a value behind a pointer.
    pub fn new(value: T) -> Shared<T> {
        Shared(Arc::new(value))
    }

    /// The value, to be written to, as long as nobody else holds it.
    pub(super) fn alone(&mut self) -> Option<&mut T> {
        Arc::get_mut(&mut self.0)
    }

    /// Whether both are held once, together.
    pub fn is_one_with(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shared<T>, D::Error> {
        T::deserialize(deserializer).map(Shared::new)
    }
}

// What the derive writes for a struct, which it cannot write for a pointer to one. The derive of a
// document calls this hidden trait, and no public one, for every field whose type has parameters, as
// `Figure<LandUnit>` has: without it each such field would have to name its schema by itself.
impl<T: ComposeSchema> ComposeSchema for Shared<T> {
    fn compose(generics: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        T::compose(generics)
    }
}

impl<T: ToSchema + ComposeSchema> ToSchema for Shared<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

/// The values that documents repeated so far, each once. It is of use while a register is read, and
/// is dropped afterwards; what it made one stays one.
///
/// ```
/// use hinterland::domain::{figure::{Publication, Source}, shared::{Interner, Share}};
/// let cited = || Source::new(Publication { title: "Yearbook".to_owned(), ..Publication::default() });
/// let (mut one, mut other) = (cited(), cited());
/// let mut interner = Interner::default();
/// one.share(&mut interner);
/// other.share(&mut interner);
/// assert!(one.is_one_with(&other));
/// ```
#[derive(Debug, Default)]
pub struct Interner {
    sources: HashSet<Source>,
    periods: HashSet<Period>,
    industries: HashSet<LeadingIndustry>,
    parks: HashSet<Park>,
    regions: HashSet<RegionId>,
}

/// What gives memory back where it repeats what others have.
pub trait Share {
    /// Makes each value one with an equal one that was met before; lists take no more than they
    /// hold. Nothing that can be read changes.
    fn share(&mut self, interner: &mut Interner);
}

impl<T: Share> Share for Option<T> {
    fn share(&mut self, interner: &mut Interner) {
        if let Some(value) = self {
            value.share(interner);
        }
    }
}

impl<T: Share> Share for Vec<T> {
    fn share(&mut self, interner: &mut Interner) {
        self.shrink_to_fit();
        for value in self {
            value.share(interner);
        }
    }
}

macro_rules! repeated {
    ($($value:ty, $known:ident;)+) => {
        $(
            impl Share for $value {
                fn share(&mut self, interner: &mut Interner) {
                    match interner.$known.get(self) {
                        Some(first) => self.clone_from(first),
                        None => _ = interner.$known.insert(self.clone()),
                    }
                }
            }
        )+
    };
}

repeated!(
    Source, sources;
    Period, periods;
    LeadingIndustry, industries;
    Park, parks;
    RegionId, regions;
);

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::region::RegionProfile;

    fn region(id: &str) -> (Value, RegionProfile) {
        let source = json!({ "title": "Yearbook", "date": "2024" });
        let figure = |value: &str, unit: &str| {
            json!({ "value": value, "unit": unit, "period": "2023", "source": source,
                    "method": "measured", "note": "as printed" })
        };
        let code = json!({ "system": "gbt4754", "code": "27" });
        let document = json!({
            "schema": 1, "id": id, "parent": "CN-330800", "levels": ["park"],
            "name": { "en": id }, "park": { "grade": "national", "approved": "2010" },
            "leading_industries": { "items": [{ "label": { "zh": "医药" }, "codes": [code] }],
                                    "period": "2023", "source": source },
            "presence": [{ "industry": code, "firms": figure("3", "count") }],
            "land": { "approved_area": figure("40", "hectare") },
            "access": { "port": figure("12", "km") },
            "environment": { "waste_water_headroom": figure("7", "m3/day") },
            "standard_land": [{ "rd_share": figure("0.03", "share") }],
            "links": [{ "kind": "pairing", "partner": "CN-330100", "name": {}, "scheme": {},
                        "tenants": figure("9", "count"), "source": source, "as_of": "2023" }],
            "parcels": [{ "id": "A", "area": figure("40", "mu") }],
        });
        let profile = serde_json::from_value(document.clone()).unwrap();
        (document, profile)
    }

    #[test]
    fn every_source_of_a_region_is_held_once_and_reads_as_before() {
        let ((document, mut one), (_, mut other)) = (region("CN-S1"), region("CN-S2"));
        let mut interner = Interner::default();
        one.share(&mut interner);
        other.share(&mut interner);
        assert_eq!(serde_json::to_value(&one).unwrap(), document);
        let leading = one.leading_industries.as_ref().unwrap();
        let first = leading.source.as_ref().unwrap();
        for (field, source) in [
            ("presence", &other.presence[0].firms.as_ref().unwrap().source),
            ("land", &other.land.approved_area.as_ref().unwrap().source),
            ("access", &other.access.port.as_ref().unwrap().source),
            ("environment", &other.environment.waste_water_headroom.as_ref().unwrap().source),
            ("standard land", &other.standard_land[0].rd_share.as_ref().unwrap().source),
            ("links", &other.links[0].source),
            ("figures of links", &other.links[0].tenants.as_ref().unwrap().source),
            ("parcels", &other.parcels[0].area.source),
        ] {
            assert!(source.as_ref().unwrap().is_one_with(first), "{field}");
        }
        let declared = &other.leading_industries.as_ref().unwrap().items[0];
        assert!(declared.is_one_with(&leading.items[0]));
        assert!(other.park.unwrap().is_one_with(&one.park.unwrap()));
    }

    #[test]
    fn a_change_is_seen_by_its_holder_alone() {
        let (_, one) = region("CN-S1");
        let mut other = one.clone();
        let figure = other.land.approved_area.as_mut().unwrap();
        figure.source.as_mut().unwrap().title = "Notice".to_owned();
        assert_eq!(figure.source.as_ref().unwrap().title, "Notice");
        let untouched = one.land.approved_area.as_ref().unwrap();
        assert_eq!(untouched.source.as_ref().unwrap().title, "Yearbook");
    }
}
