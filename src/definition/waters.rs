use serde::Deserialize;

use super::{File, table};
use crate::domain::{
    geography::Coordinates,
    invalid::InvalidLine,
    row::{Row, number, word},
    waters::Water,
};

const COLUMNS: &[&str] = &["water", "kind", "longitude", "latitude", "place"];

/// What a point of a water is.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// A corner of the outline by which a way may lead.
    Shore,
    /// One by which none does.
    Offshore,
    /// One end of a ferry; the other one is on the next line.
    Port,
}

/// Reads `index/waters.csv`: by water its corners in order, then the ports of its ferries, two by
/// two.
pub(super) fn parse(file: File<'_>) -> Result<Vec<Water>, InvalidLine> {
    let rows = table::rows(file, COLUMNS)?;
    let mut names: Vec<&str> = Vec::new();
    let mut waters = Vec::new();
    for rows in rows.chunk_by(|one, other| one.text("water") == other.text("water")) {
        let name = rows[0].required("water")?;
        if names.contains(&name) {
            return Err(rows[0].refuse("water", "the lines of one water together"));
        }
        names.push(name);
        waters.push(water(rows)?);
    }
    Ok(waters)
}

fn water(rows: &[Row]) -> Result<Water, InvalidLine> {
    let mut corners = Vec::new();
    let mut ports: Vec<Coordinates> = Vec::new();
    for row in rows {
        let point = point(row)?;
        match row.parse("kind", word::<Kind>)? {
            Kind::Port => ports.push(point),
            _ if !ports.is_empty() => return Err(row.refuse("kind", "`port` after a port")),
            kind => corners.push((point, kind == Kind::Shore)),
        }
    }
    let (ferries, rest) = ports.as_chunks();
    if !rest.is_empty() {
        return Err(rows[rows.len() - 1].refuse("kind", "another `port` behind it"));
    }
    if corners.len() < 3 {
        return Err(rows[0].refuse("water", "a water of at least three corners"));
    }
    Ok(Water { corners, ferries: ferries.to_vec() })
}

fn point(row: &Row) -> Result<Coordinates, InvalidLine> {
    let degrees = |column| row.parse(column, |text| number(text, "degrees such as `121.45`"));
    let point = Coordinates { longitude: degrees("longitude")?, latitude: degrees("latitude")? };
    match point.validate().pop() {
        Some(fault) => Err(row.fault(fault)),
        None => Ok(point),
    }
}
