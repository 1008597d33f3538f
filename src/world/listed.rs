use std::collections::BTreeMap;

use super::{File, region::Regions, source::Sources, table};
use crate::domain::{
    code::IndustryCode,
    figure::{Figure, Method, Period, Published},
    id::RegionId,
    invalid::InvalidLine,
    region::Presence,
    row::decimal,
    unit::CountUnit,
};

/// The list of companies, and the day on which they are counted: that of the catalogue of zones.
const LISTING: (&str, &str) = ("listed-2026", "2018-12-31");

/// Reads `listed_firms.csv`: labels of one code add up; a label without a code counts nowhere.
pub(super) fn add(
    regions: &mut Regions,
    file: File<'_>,
    sources: &Sources,
) -> Result<(), InvalidLine> {
    let source = sources.of_file(LISTING.0, file)?;
    let mut counts: BTreeMap<(RegionId, String), rust_decimal::Decimal> = BTreeMap::new();
    let mut last = None;
    for row in table::rows(file, &["place", "label", "code", "firms"])? {
        let place = regions.id(&row, "place")?;
        let key = Some((place.clone(), row.required("label")?.to_owned()));
        if key <= last {
            return Err(row.refuse("label", "a label that stands once per place, in order"));
        }
        last = key;
        let firms = row.parse("firms", decimal)?;
        if let Some(code) = row.owned("code") {
            *counts.entry((place, code)).or_default() += firms;
        }
    }
    for ((place, code), firms) in counts {
        let Some(region) = regions.find(&place) else { continue };
        region.presence.push(Presence {
            industry: IndustryCode::gbt(&code),
            employment: None,
            output: None,
            firms: None,
            listed_firms: Some(Figure::new(Published {
                period: Period::parse(LISTING.1).ok(),
                source: Some(source.clone()),
                method: Some(Method::Derived),
                ..Published::stated(firms, CountUnit::Count)
            })),
        });
    }
    Ok(())
}
