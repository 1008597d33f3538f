use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{File, region::Regions, source::Sources};
use crate::domain::{
    id::RegionId,
    invalid::{Invalid, InvalidLine},
    policy::{Condition, PolicyInstrument},
};

/// Reads `policies.ndjson` into the profiles of the regions. An instrument of one zone stands in
/// the zone's profile, so that the rest of the place does not inherit it.
pub(super) fn add(
    regions: &mut Regions,
    (path, text): File<'_>,
    sources: &Sources,
) -> Result<(), InvalidLine> {
    let mut seen = BTreeSet::new();
    for (line, text) in (1..).zip(text.lines()) {
        let refuse = |invalid| InvalidLine::new(path, line, invalid);
        let (place, instrument) = read(text, sources).map_err(refuse)?;
        if !seen.insert(instrument.id.clone()) {
            let expected = "an identifier that stands once";
            return Err(refuse(Invalid::new("id", &instrument.id, expected)));
        }
        let zone = match instrument.eligibility.get("zone") {
            Some(Condition::Text(id)) => Some(
                RegionId::parse(id).map_err(|fault| refuse(fault.within("eligibility.zone")))?,
            ),
            _ => None,
        };
        let place = zone.unwrap_or(place);
        let Some(region) = regions.find(&place) else {
            return Err(refuse(Invalid::new("region", &place, "the id of a place or zone")));
        };
        region.policies.push(instrument);
    }
    Ok(())
}

fn read(text: &str, sources: &Sources) -> Result<(RegionId, PolicyInstrument), Invalid> {
    let malformed = |error: serde_json::Error| {
        Invalid::new("", text, &format!("an instrument as JSON ({error})"))
    };
    let mut fields: Map<String, Value> = serde_json::from_str(text).map_err(malformed)?;
    let mut word = |name: &str| match fields.remove(name) {
        Some(Value::String(word)) => Ok(word),
        other => Err(Invalid::new(name, other.unwrap_or_default(), "a text")),
    };
    let (place, id) = (word("region")?, word("source")?);
    let place = RegionId::parse(&place).map_err(|invalid| invalid.within("region"))?;
    let expected = "an id of fixtures/world/sources.csv";
    let source = sources.find(&id).ok_or_else(|| Invalid::new("source", id, expected))?;
    let mut fields = Value::Object(fields);
    drop_nulls(&mut fields);
    let instrument: PolicyInstrument = serde_json::from_value(fields).map_err(malformed)?;
    Ok((place, PolicyInstrument { source: Some(source.clone()), ..instrument }))
}

/// What is null is unknown, and what is unknown is absent.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
