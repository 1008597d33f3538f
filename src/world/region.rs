use std::collections::{BTreeMap, BTreeSet};

use super::{Coding, File, source::Sources, table};
use crate::domain::{
    code::IndustryCode,
    figure::{Figure, Method, Period, Published},
    geography::Coordinates,
    id::RegionId,
    invalid::{Invalid, InvalidLine},
    region::{
        DeclaredIndustry, LeadingIndustries, LeadingIndustry, Level, Park, ParkKind, RegionProfile,
    },
    row::{Row, decimal, number, word},
    shared::{Interner, Share},
    text::Text,
    unit::AreaUnit,
};

/// The source and the year of all zones.
const CATALOGUE: (&str, &str) = ("zones-2018", "2018");

/// The regions while they are assembled.
#[derive(Default)]
pub(super) struct Regions(BTreeMap<RegionId, RegionProfile>);

impl Regions {
    /// The region that a cell names.
    pub(super) fn named(
        &mut self,
        row: &Row,
        column: &str,
    ) -> Result<&mut RegionProfile, InvalidLine> {
        let id = row.parse(column, RegionId::parse)?;
        self.0.get_mut(&id).ok_or_else(|| row.refuse(column, "the id of a place or zone"))
    }

    /// The id of the region that a cell names.
    pub(super) fn id(&self, row: &Row, column: &str) -> Result<RegionId, InvalidLine> {
        let id = row.parse(column, RegionId::parse)?;
        let known = self.0.contains_key(&id);
        if known { Ok(id) } else { Err(row.refuse(column, "the id of a place or zone")) }
    }

    /// A region by its id.
    pub(super) fn find(&mut self, id: &RegionId) -> Option<&mut RegionProfile> {
        self.0.get_mut(id)
    }

    /// Whether there is such a region.
    pub(super) fn contains(&self, id: &RegionId) -> bool {
        self.0.contains_key(id)
    }

    /// The documents, each after its parent, then by id.
    pub(super) fn into_documents(self) -> Vec<RegionProfile> {
        let mut documents: Vec<RegionProfile> = self.0.into_values().collect();
        documents.sort_by_key(|region| region.levels.first().copied());
        documents.share(&mut Interner::default());
        documents
    }

    fn add(&mut self, row: &Row, region: RegionProfile) -> Result<(), InvalidLine> {
        match self.0.insert(region.id.clone(), region) {
            None => Ok(()),
            Some(_) => Err(row.refuse("code", "a code that stands once")),
        }
    }

    /// A parent must stand on a larger level, so that no chain of parents runs in a circle.
    fn check_parents(&self, rows: &[(Row, RegionId)]) -> Result<(), InvalidLine> {
        for (row, id) in rows {
            let region = &self.0[id];
            let Some(parent) = &region.parent else { continue };
            let is_larger = |parent: &RegionProfile| parent.levels.first() < region.levels.first();
            if !self.0.get(parent).is_some_and(is_larger) {
                return Err(row.refuse("parent", "the code of a place on a larger level"));
            }
        }
        Ok(())
    }
}

/// Reads `places.csv` and returns the short names of provinces and prefectures; of two with one
/// name the larger one keeps it.
pub(super) fn add_places(
    regions: &mut Regions,
    file: File<'_>,
) -> Result<BTreeMap<String, RegionId>, InvalidLine> {
    let columns = &["code", "parent", "levels", "zh", "en", "short_zh", "lon", "lat"];
    let mut rows = Vec::new();
    let mut names: BTreeMap<String, (Level, RegionId)> = BTreeMap::new();
    for row in table::rows(file, columns)? {
        let id = row.parse("code", RegionId::parse)?;
        let parent = row.parse_optional("parent", RegionId::parse)?;
        let levels = row.parse("levels", levels)?;
        let level = *levels.first().expect("at least one level was read");
        let mut region = RegionProfile::new(id.clone(), parent, level, name(&row)?);
        region.levels = levels;
        region.location = location(&row)?;
        if region.parent.is_none() && level != Level::Country {
            return Err(row.refuse("parent", "the code of the place above"));
        }
        if let (Some(short), Level::Province | Level::Prefecture) =
            (row.optional("short_zh"), level)
        {
            let claim = (level, id.clone());
            let holder = names.entry(short.to_owned()).or_insert_with(|| claim.clone());
            *holder = claim.min(holder.clone());
        }
        regions.add(&row, region)?;
        rows.push((row, id));
    }
    regions.check_parents(&rows)?;
    Ok(names.into_iter().map(|(name, (_, id))| (name, id)).collect())
}

/// Reads `zones.csv`: parks with approved area and declared industries.
pub(super) fn add_zones(
    regions: &mut Regions,
    file: File<'_>,
    sources: &Sources,
    label: &Coding<'_>,
) -> Result<(), InvalidLine> {
    let columns = &[
        "code",
        "parent",
        "grade",
        "kind",
        "zh",
        "en",
        "approved",
        "area_ha",
        "industries",
        "lon",
        "lat",
        "located_by",
    ];
    let source = sources.of_file(CATALOGUE.0, file)?;
    let mut rows = Vec::new();
    for row in table::rows(file, columns)? {
        let period = Period::parse(CATALOGUE.1).map_err(|invalid| row.fault(invalid))?;
        let id = row.parse("code", RegionId::parse)?;
        let parent = Some(row.parse("parent", RegionId::parse)?);
        let mut zone = RegionProfile::new(id.clone(), parent, Level::Park, name(&row)?);
        zone.location = location(&row)?;
        zone.park = Some(Park::new(ParkKind {
            grade: row.owned("grade"),
            kind: row.owned("kind"),
            approved: row.parse_optional("approved", Period::parse)?,
        }));
        if let Some(hectares) = row.parse_optional("area_ha", decimal)? {
            zone.land.approved_area = Some(Figure::new(Published {
                period: Some(period.clone()),
                source: Some(source.clone()),
                method: Some(Method::Measured),
                ..Published::stated(hectares, AreaUnit::Hectare)
            }));
        }
        let items: Vec<_> = row.list("industries", '、').map(|zh| declared(zh, label)).collect();
        if !items.is_empty() {
            let source = Some(source.clone());
            zone.leading_industries =
                Some(LeadingIndustries { items, period: Some(period), source });
        }
        regions.add(&row, zone)?;
        rows.push((row, id));
    }
    regions.check_parents(&rows)
}

/// Reads `aliases.csv`; its names win over short names.
pub(super) fn add_aliases(
    names: &mut BTreeMap<String, RegionId>,
    file: File<'_>,
    regions: &Regions,
) -> Result<(), InvalidLine> {
    let mut seen = BTreeSet::new();
    for row in table::rows(file, &["alias", "code", "note"])? {
        let alias = row.required("alias")?;
        if !seen.insert(alias.to_owned()) {
            return Err(row.refuse("alias", "a name that stands once"));
        }
        names.insert(alias.to_owned(), regions.id(&row, "code")?);
    }
    Ok(())
}

/// A declared industry with its codes.
pub(super) fn declared(zh: &str, label: &Coding<'_>) -> LeadingIndustry {
    let coded = label(zh).unwrap_or_default();
    LeadingIndustry::new(DeclaredIndustry {
        label: Text { zh: Some(zh.to_owned()), en: coded.en },
        codes: coded.codes.iter().map(|code| IndustryCode::gbt(code)).collect(),
    })
}

fn name(row: &Row) -> Result<Text, InvalidLine> {
    Ok(Text::new(row.required("zh")?, row.required("en")?))
}

fn levels(text: &str) -> Result<BTreeSet<Level>, Invalid> {
    text.split('+').map(word).collect()
}

/// Both coordinates or none.
fn location(row: &Row) -> Result<Option<Coordinates>, InvalidLine> {
    let degrees = |column| row.parse_optional(column, |text| number(text, "degrees"));
    match (degrees("lon")?, degrees("lat")?) {
        (Some(longitude), Some(latitude)) => Ok(Some(Coordinates { longitude, latitude })),
        (None, None) => Ok(None),
        _ => Err(row.refuse("lat", "given together with `lon`")),
    }
}
