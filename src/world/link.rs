use std::collections::BTreeMap;

use super::{File, region::Regions, source::Sources, table};
use crate::domain::{
    code::IndustryCode,
    figure::{Figure, Method, Period},
    id::RegionId,
    invalid::InvalidLine,
    link::{Link, LinkKind, ProductionSide},
    row::{Row, decimal, word},
    text::Text,
    unit::{AreaUnit, CountUnit, MonthsUnit, ShareUnit},
};

/// Home, partner and Chinese name: what a fact shares with its link.
type Key = (String, String, String);

/// What is known of one enclave or park beside the link itself.
#[derive(Default)]
pub(super) struct Facts {
    floor_area: Option<Figure<AreaUnit>>,
    land_area: Option<Figure<AreaUnit>>,
    tenants: Option<Figure<CountUnit>>,
    incubated_projects: Option<Figure<CountUnit>>,
    eligible_projects: Option<Figure<CountUnit>>,
    landed_at_home: Option<Figure<CountUnit>>,
    home_share: Option<Figure<ShareUnit>>,
    share_term: Option<Figure<MonthsUnit>>,
    host_share: Option<Figure<ShareUnit>>,
    rows: Vec<Row>,
}

/// Reads `enclave_facts.csv`.
pub(super) fn facts(
    file: File<'_>,
    sources: &Sources,
) -> Result<BTreeMap<Key, Facts>, InvalidLine> {
    let columns =
        &["home", "partner", "name_zh", "measure", "value", "unit", "period", "source", "note"];
    let mut facts: BTreeMap<Key, Facts> = BTreeMap::new();
    for row in table::rows(file, columns)? {
        let of_link = facts.entry(key(&row)).or_default();
        match row.required("measure")? {
            "floor_area" => once(&mut of_link.floor_area, &row, sources),
            "land_area" => once(&mut of_link.land_area, &row, sources),
            "tenants" => once(&mut of_link.tenants, &row, sources),
            "incubated_projects" => once(&mut of_link.incubated_projects, &row, sources),
            "eligible_projects" => once(&mut of_link.eligible_projects, &row, sources),
            "landed_at_home" => once(&mut of_link.landed_at_home, &row, sources),
            "home_tax_share" => once(&mut of_link.home_share, &row, sources),
            "share_years" => once(&mut of_link.share_term, &row, sources),
            "host_tax_share" => once(&mut of_link.host_share, &row, sources),
            _ => Err(row.refuse("measure", "a measure that fixtures/README.md describes")),
        }?;
        of_link.rows.push(row);
    }
    facts.values().try_for_each(check_shares)?;
    Ok(facts)
}

/// The profile keeps the home region's share; the partner's is the rest of it.
fn check_shares(facts: &Facts) -> Result<(), InvalidLine> {
    let Some(host) = facts.host_share.as_ref().and_then(Figure::canonical) else { return Ok(()) };
    let home = facts.home_share.as_ref().and_then(Figure::canonical);
    let whole = home.is_some_and(|home| home + host == rust_decimal::Decimal::ONE);
    let row = facts.rows.iter().find(|row| row.text("measure") == "host_tax_share");
    match row {
        Some(row) if !whole => Err(row.refuse("value", "1 less the `home_tax_share` of the link")),
        _ => Ok(()),
    }
}

fn once<U: crate::domain::unit::Unit>(
    slot: &mut Option<Figure<U>>,
    row: &Row,
    sources: &Sources,
) -> Result<(), InvalidLine> {
    row.parse("value", decimal)?;
    match slot.replace(sources.figure(row, Method::Declared)?) {
        None => Ok(()),
        Some(_) => Err(row.refuse("measure", "a measure that stands once per link")),
    }
}

/// Reads `links.csv` into the profiles of the home regions and joins `facts` to them.
pub(super) fn add(
    regions: &mut Regions,
    file: File<'_>,
    sources: &Sources,
    mut facts: BTreeMap<Key, Facts>,
) -> Result<(), InvalidLine> {
    let columns = &[
        "home",
        "partner",
        "kind",
        "name_zh",
        "name_en",
        "scheme_zh",
        "scheme_en",
        "since",
        "until",
        "production",
        "mode",
        "operator",
        "focus_codes",
        "as_of",
        "source",
        "reliability",
        "note",
    ];
    let mut corridors: BTreeMap<String, Vec<(RegionId, Link)>> = BTreeMap::new();
    for row in table::rows(file, columns)? {
        let home = regions.id(&row, "home")?;
        let mut link = read(&row, &home, regions, sources)?;
        if row.optional("partner").is_none() {
            corridors.entry(row.required("name_zh")?.to_owned()).or_default().push((home, link));
            continue;
        }
        if let Some(known) = facts.remove(&key(&row)) {
            join(&mut link, known);
        }
        regions.named(&row, "home")?.links.push(link);
    }
    if let Some(row) = facts.values().flat_map(|facts| &facts.rows).next() {
        return Err(row.refuse("name_zh", "home, partner and name of a row of links.csv"));
    }
    for members in corridors.values() {
        connect(regions, members);
    }
    Ok(())
}

/// A corridor's sources list members only: each member is linked to each other one, from the day
/// on which the later of the two is known to belong to it.
fn connect(regions: &mut Regions, members: &[(RegionId, Link)]) {
    let begin = |link: &Link| link.since.as_ref().or(link.as_of.as_ref()).map(Period::start);
    for (home, own) in members {
        for (partner, other) in members.iter().filter(|(partner, _)| partner != home) {
            let later = if begin(own) < begin(other) { other } else { own };
            if let Some(region) = regions.find(home) {
                region.links.push(Link { partner: partner.clone(), ..later.clone() });
            }
        }
    }
}

/// A row as a link; a member of a corridor is its own partner until it is connected.
fn read(
    row: &Row,
    home: &RegionId,
    regions: &Regions,
    sources: &Sources,
) -> Result<Link, InvalidLine> {
    let kind: LinkKind = row.parse("kind", word)?;
    let partner = match row.optional("partner") {
        None if kind == LinkKind::Corridor => home.clone(),
        _ => regions.id(row, "partner")?,
    };
    if row.text("partner") == home.as_str() {
        return Err(row.refuse("partner", "another place than `home`"));
    }
    let mut source = sources.of(row)?;
    if let Some(reliability) = row.owned("reliability") {
        source.reliability = Some(reliability);
    }
    Ok(Link {
        kind,
        partner,
        name: Text { zh: row.owned("name_zh"), en: row.owned("name_en") },
        scheme: Text { zh: row.owned("scheme_zh"), en: row.owned("scheme_en") },
        since: row.parse_optional("since", Period::parse)?,
        until: row.parse_optional("until", Period::parse)?,
        production: production(row)?,
        mode: row.parse_optional("mode", word)?,
        operator: row.owned("operator"),
        focus: row.list("focus_codes", ';').map(IndustryCode::gbt).collect(),
        floor_area: None,
        land_area: None,
        tenants: None,
        incubated_projects: None,
        eligible_projects: None,
        landed_at_home: None,
        home_share: None,
        share_term: None,
        source: Some(source),
        as_of: row.parse_optional("as_of", Period::parse)?,
        note: row.owned("note"),
    })
}

fn production(row: &Row) -> Result<Option<ProductionSide>, InvalidLine> {
    match row.text("production") {
        "" | "unknown" => Ok(None),
        "home" => Ok(Some(ProductionSide::Home)),
        "partner" => Ok(Some(ProductionSide::Partner)),
        _ => Err(row.refuse("production", "`home`, `partner` or `unknown`")),
    }
}

fn join(link: &mut Link, facts: Facts) {
    link.floor_area = facts.floor_area;
    link.land_area = facts.land_area;
    link.tenants = facts.tenants;
    link.incubated_projects = facts.incubated_projects;
    link.eligible_projects = facts.eligible_projects;
    link.landed_at_home = facts.landed_at_home;
    link.home_share = facts.home_share;
    link.share_term = facts.share_term;
}

fn key(row: &Row) -> Key {
    let cell = |column| row.text(column).to_owned();
    (cell("home"), cell("partner"), cell("name_zh"))
}
