use std::collections::BTreeMap;

use super::{File, region::Regions, source::Sources, table};
use crate::domain::endowment::Travel;
use crate::domain::{
    figure::{Method, Period},
    id::RegionId,
    invalid::InvalidLine,
    region::Level,
    row::number,
};

/// The timetable of all minutes and its day.
const TIMETABLE: (&str, &str) = ("rail-2016", "2016-03-10");

/// Reads `rail.csv`: each pair stands once and counts in both directions.
pub(super) fn add(
    regions: &mut Regions,
    file: File<'_>,
    sources: &Sources,
) -> Result<(), InvalidLine> {
    let mut travel: BTreeMap<RegionId, BTreeMap<RegionId, u32>> = BTreeMap::new();
    for row in table::rows(file, &["from", "to", "minutes"])? {
        let minutes = row.parse("minutes", |text| number(text, "whole minutes"))?;
        for column in ["from", "to"] {
            if !regions.named(&row, column)?.levels.contains(&Level::Prefecture) {
                return Err(row.refuse(column, "a place on the level of prefectures"));
            }
        }
        let (from, to) = (regions.id(&row, "from")?, regions.id(&row, "to")?);
        if from >= to {
            return Err(row.refuse("to", "a place after `from` in the order of ids"));
        }
        if travel.entry(from.clone()).or_default().insert(to.clone(), minutes).is_some() {
            return Err(row.refuse("to", "a pair that stands once"));
        }
        travel.entry(to).or_default().insert(from, minutes);
    }
    let source = sources.of_file(TIMETABLE.0, file)?;
    for (id, minutes) in travel {
        if let Some(region) = regions.find(&id) {
            region.access.rail = Some(Travel {
                minutes,
                period: Period::parse(TIMETABLE.1).ok(),
                source: Some(source.clone()),
                method: Some(Method::Derived),
            });
        }
    }
    Ok(())
}
