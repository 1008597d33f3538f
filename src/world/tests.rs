use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::{
    definition,
    domain::{
        code::{ClassificationSystem, IndustryCode},
        figure::{Figure, Method},
        link::{EnclaveMode, LinkKind},
        project::ProductionIndustry,
        region::Level,
        unit::Unit,
    },
};

fn label(zh: &str) -> Option<CodedLabel> {
    let phrase = definition::get().chinese_phrase(zh)?;
    Some(CodedLabel { codes: phrase.codes.clone(), en: phrase.en.clone() })
}

fn world() -> &'static World {
    static WORLD: LazyLock<World> =
        LazyLock::new(|| World::parse(&FILES, &label).unwrap_or_else(|fault| panic!("{fault}")));
    &WORLD
}

fn region(id: &str) -> &'static RegionProfile {
    world().regions.iter().find(|region| region.id.as_str() == id).unwrap()
}

fn parks() -> impl Iterator<Item = &'static RegionProfile> {
    world().regions.iter().filter(|region| region.park.is_some())
}

#[test]
fn every_parent_stands_before_its_children_and_every_zone_is_there() {
    let mut seen = BTreeSet::new();
    for region in &world().regions {
        assert!(region.parent.as_ref().is_none_or(|parent| seen.contains(parent)), "{}", region.id);
        assert!(seen.insert(&region.id), "{} stands twice", region.id);
    }
    assert_eq!(parks().count(), 2_407);
    let count = |level| world().regions.iter().filter(|r| r.levels.contains(&level)).count();
    assert_eq!(Level::ALL.map(count), [1, 31, 369, 2_814, 2_407]);
    assert_eq!(world().regions[0].id.as_str(), "CN");
    assert_eq!(world().version, version());
    assert_eq!(world().aliases, aliases());
}

/// Every label of the list but the conglomerates' (综合类) has a code of the standard.
#[test]
fn listed_firms_are_counted_by_province_and_industry() {
    let of = |id: &str, code: &str| {
        let presence = &region(id).presence;
        let found = presence.iter().find(|presence| presence.industry.code == code).unwrap();
        found.listed_firms.as_ref().unwrap().measure().unwrap()
    };
    approx::assert_abs_diff_eq!(of("CN-440000", "397"), 11.0); // semiconductors, with Shenzhen's
    approx::assert_abs_diff_eq!(of("CN-440300", "397"), 8.0);
    let taxonomy = &definition::get().taxonomy;
    let codes = world().regions.iter().flat_map(|region| &region.presence);
    assert!(codes.into_iter().all(|presence| taxonomy.entry(&presence.industry).is_some()));
}

#[test]
fn every_document_is_valid_and_survives_json() {
    for region in &world().regions {
        assert_eq!(region.validate(), [], "{}", region.id);
        let json = serde_json::to_string(region).unwrap();
        assert_eq!(&serde_json::from_str::<RegionProfile>(&json).unwrap(), region);
    }
    for project in &world().projects {
        assert_eq!(project.validate(), [], "{}", project.id);
        let json = serde_json::to_string(project).unwrap();
        assert_eq!(&serde_json::from_str::<ProjectProfile>(&json).unwrap(), project);
    }
}

#[test]
fn every_industry_exists_and_every_label_is_known() {
    let taxonomy = &definition::get().taxonomy;
    let check = |code: &IndustryCode, of: &RegionId| {
        assert!(taxonomy.entry(code).is_some(), "{of}: there is no {code}");
    };
    for region in &world().regions {
        for item in region.leading_industries.iter().flat_map(|leading| &leading.items) {
            let zh = item.label.zh.as_deref().unwrap();
            assert!(label(zh).is_some() && item.label.en.is_some(), "{}: {zh}", region.id);
            item.codes.iter().for_each(|code| check(code, &region.id));
        }
        region.links.iter().flat_map(|link| &link.focus).for_each(|code| check(code, &region.id));
        let thresholds = region.standard_land.iter().flat_map(|set| &set.industries);
        thresholds.for_each(|code| check(code, &region.id));
    }
    for project in &world().projects {
        let industries = project.industries.iter().map(ProductionIndustry::industry);
        for code in industries.chain(project.inputs.clone()).chain(project.customers.clone()) {
            assert!(taxonomy.entry(&code).is_some(), "{}: there is no {code}", project.id);
        }
    }
}

#[test]
fn a_zone_has_its_area_its_industries_and_their_source() {
    let zone = region("CN-G331113");
    assert_eq!(zone.parent.as_ref().unwrap().as_str(), "CN-330421");
    assert_eq!(zone.park.as_ref().unwrap().grade.as_deref(), Some("national"));
    let area = zone.land.approved_area.as_ref().unwrap();
    assert_eq!((area.display().as_str(), area.method), ("1820 hectare", Some(Method::Measured)));
    let leading = zone.leading_industries.as_ref().unwrap();
    let labels: Vec<&str> = leading.items.iter().filter_map(|i| i.label.zh.as_deref()).collect();
    assert_eq!(labels, ["通用设备", "电子信息", "家具"]);
    assert_eq!(leading.items[0].codes, [IndustryCode::gbt("34")]);
    assert_eq!(leading.source.as_ref().unwrap().date.as_deref(), Some("2018"));
    for park in parks() {
        assert!(park.land.approved_area.is_some() && park.leading_industries.is_some());
    }
}

#[test]
fn every_figure_has_a_source_and_a_method() {
    fn check<U: Unit>(id: &RegionId, figure: Option<&Figure<U>>) -> usize {
        let Some(figure) = figure else { return 0 };
        let is_cited = figure.source.as_ref().is_some_and(|source| !source.title.is_empty());
        assert!(is_cited && figure.method.is_some(), "{id}: {}", figure.display());
        1
    }
    let mut count = 0;
    for RegionProfile { id, land, labour, economy, energy, .. } in &world().regions {
        count += check(id, land.industrial_price.as_ref()) + check(id, land.floor_price.as_ref());
        count += check(id, land.available_area.as_ref()) + check(id, land.workshop_rent.as_ref());
        count += check(id, land.workshop_available.as_ref());
        count += check(id, labour.average_wage.as_ref());
        count += check(id, labour.average_wage_private.as_ref());
        count += check(id, economy.gdp.as_ref()) + check(id, economy.secondary_share.as_ref());
        count += check(id, economy.population_registered.as_ref());
        count += check(id, economy.employment.as_ref());
        count += check(id, energy.electricity_price.as_ref());
        count += check(id, energy.electricity_price_peak.as_ref());
        count += check(id, energy.electricity_price_valley.as_ref());
        count += check(id, energy.gas_price.as_ref()) + check(id, energy.water_price.as_ref());
        count += check(id, energy.steam_price.as_ref());
    }
    // 1,658 and 200 rows; six wages give way to a later year.
    assert_eq!(count, 1_658 + 200 - 6);
    // The later of two years counts: 2020 in the yearbook, 2023 in the table.
    let wage = region("CN-310000").labour.average_wage.as_ref().unwrap();
    assert_eq!(wage.display(), "229337 CNY/year");
}

#[test]
fn rail_minutes_hold_in_both_directions() {
    let minutes = |from: &str, to: &str| {
        let travel = region(from).access.rail.as_ref().unwrap();
        travel.minutes[&RegionId::parse(to).unwrap()]
    };
    assert_eq!(minutes("CN-110000", "CN-120000"), 33);
    assert_eq!(minutes("CN-120000", "CN-110000"), 33);
    let ends = world().regions.iter().filter_map(|region| region.access.rail.as_ref());
    assert_eq!(ends.map(|travel| travel.minutes.len()).sum::<usize>(), 2 * 4_985);
}

#[test]
fn links_stand_at_home_with_what_is_known_of_them() {
    let links = || world().regions.iter().flat_map(|r| r.links.iter().map(move |l| (&r.id, l)));
    for (home, link) in links() {
        assert_ne!(home, &link.partner);
        assert!(link.source.is_some(), "{home}");
    }
    // Members of a corridor are linked to each other; the other rows are one link each.
    assert_eq!(links().filter(|(_, link)| link.kind != LinkKind::Corridor).count(), 306);
    let sizes: usize = [4, 10, 7, 9, 3, 10, 3, 5, 3, 4].iter().map(|n| n * (n - 1)).sum();
    assert_eq!(links().filter(|(_, link)| link.kind == LinkKind::Corridor).count(), sizes);
    // Yancheng joined the Shanghai metropolitan area in 2024, at whichever end one looks.
    let joined = |home: &str, partner: &str| {
        let found = region(home)
            .links
            .iter()
            .find(|link| link.kind == LinkKind::Corridor && link.partner.as_str() == partner);
        found.unwrap().since.as_ref().map(|since| since.as_str().to_owned())
    };
    assert_eq!(joined("CN-320600", "CN-320900").as_deref(), Some("2024"));
    assert_eq!(joined("CN-320900", "CN-320600").as_deref(), Some("2024"));
    let shared =
        links().find(|(home, link)| home.as_str() == "CN-341500" && link.home_share.is_some());
    let (_, shared) = shared.unwrap();
    assert_eq!(shared.home_share.as_ref().unwrap().display(), "0.6 share");
    assert_eq!(shared.share_term.as_ref().unwrap().display(), "5 year");
}

#[test]
fn thresholds_are_sets_and_policies_stand_where_they_hold() {
    let sets = world().regions.iter().map(|region| region.standard_land.len()).sum::<usize>();
    assert_eq!(sets, 16);
    let set = &region("CN-450512").standard_land[0];
    let ratio = set.floor_area_ratio.as_ref().unwrap();
    assert_eq!((ratio.display().as_str(), ratio.max), ("0.7 ratio", None));
    assert_eq!(set.floor_area_ratio_max.as_ref().unwrap().display(), "1.8 ratio");
    let policies = world().regions.iter().map(|region| region.policies.len()).sum::<usize>();
    assert_eq!(policies, 121);
    // An instrument of one zone is no offer of the district around it.
    assert_eq!(region("CN-G342020").policies.len(), 4);
    assert!(region("CN-340104").policies.is_empty());
}

#[test]
fn every_instrument_says_what_it_pays_and_when() {
    let policies = || world().regions.iter().flat_map(|region| &region.policies);
    for region in &world().regions {
        assert_eq!(region.validate(), [], "{}", region.id);
    }
    // Ten rebates of fiscal contribution and two drafts.
    assert_eq!(policies().filter(|policy| !policy.doubtful.is_empty()).count(), 12);
    let rebates = policies().filter(|policy| policy.kind == "fiscal_contribution_rebate");
    assert!(rebates.clone().all(|policy| !policy.doubtful.is_empty()));
    assert_eq!(rebates.count(), 10);
    // Frameworks, funds and a programme have no terms.
    let without = policies().filter(|policy| policy.grants.is_empty());
    let mut without: Vec<&str> = without.map(|policy| policy.id.as_str()).collect();
    without.sort_unstable();
    let expected = [
        "CN-320900-02",
        "CN-330800-01",
        "CN-330800-02",
        "CN-341300-01",
        "CN-341500-01",
        "CN-500120-04",
    ];
    assert_eq!(without, expected);
    let ids: BTreeSet<&str> = policies().map(|policy| policy.id.as_str()).collect();
    for other in policies().flat_map(|policy| policy.requires.iter().chain(&policy.excludes)) {
        assert!(ids.contains(other.as_str()), "{other}");
    }
}

#[test]
fn aliases_name_one_region_each() {
    let names: BTreeMap<&str, &str> =
        aliases().iter().map(|alias| (alias.alias.as_str(), alias.region.as_str())).collect();
    assert_eq!(names.len(), aliases().len());
    assert_eq!(names["Canton"], "CN-440100");
    assert_eq!(names["延边"], "CN-222400");
    // The province, not the prefecture of one name.
    assert_eq!(names["吉林"], "CN-220000");
    assert_eq!(names.get("龙游"), None);
}

#[test]
fn projects_cover_all_modes_and_many_industries() {
    let projects = &world().projects;
    assert!(30 <= projects.len());
    let modes: BTreeSet<EnclaveMode> =
        projects.iter().flat_map(|project| project.accepts.modes.clone()).collect();
    assert_eq!(modes.len(), 6, "{modes:?}");
    let mut divisions = BTreeSet::new();
    for project in projects {
        assert!(project.source.is_some() && !project.industries.is_empty(), "{}", project.id);
        for industry in &project.industries {
            assert_eq!(industry.system, ClassificationSystem::Gbt4754);
            divisions.insert(industry.code[..2].to_owned());
        }
    }
    assert!(12 <= divisions.len(), "{divisions:?}");
}

#[test]
fn every_file_of_the_folder_is_part_of_the_world() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/world");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| {
        format!("fixtures/world/{}", entry.unwrap().file_name().into_string().unwrap())
    });
    let known: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names.collect::<BTreeSet<String>>(), known);
}

/// The fault of the world with one text of one file replaced once.
fn fault_with(path: &'static str, old: &str, new: &str) -> String {
    let mut files = FILES;
    let file = files.iter_mut().find(|(name, _)| *name == path).unwrap();
    assert!(file.1.contains(old), "{path} has no `{old}`");
    let text = file.1.replacen(old, new, 1);
    file.1 = &text;
    let message = World::parse(&files, &|_| None).map(|_| ()).unwrap_err().to_string();
    assert!(message.starts_with(&format!("{path}, line ")), "{message}");
    message
}

/// File, what is replaced by what, and what the message must hold.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    (
        "places.csv",
        "CN-110101,CN-110000",
        "CN-110000,CN-110000",
        "line 4: `code` must be a code that stands once",
    ),
    (
        "places.csv",
        "CN-110101,CN-110000",
        "CN-110101,CN-990000",
        "`parent` must be the code of a place",
    ),
    (
        "places.csv",
        "CN-110101,CN-110000",
        "CN-110101,CN-110102",
        "`parent` must be the code of a place on a larger",
    ),
    ("places.csv", "116.40115,39.90281", "116.40115,", "line 3: `lat` must be given together"),
    ("places.csv", "province+prefecture", "provinz", "`levels` must be"),
    ("zones.csv", "CN-G111001,CN-110000", "CN-G111001,CN-999999", "line 2: `parent` must be"),
    ("zones.csv", "1994-08,3980", "August,3980", "`approved` must be a year, month or day"),
    ("sources.csv", "\nadmin-2021,", "\nzones-2018,", "`id` must be an id that stands once"),
    (
        "figures.csv",
        "CN,average_wage,124110,,CNY/year",
        "CN,average_wage,124110,,CNY",
        "line 2: `unit` must be one of the units CNY/year, CNY/month, got `CNY`",
    ),
    ("figures.csv", "CN,average_wage,", "XX,average_wage,", "`place` must be the id of a place"),
    ("figures.csv", "CN,average_wage,", "CN,mean_wage,", "`measure` must be a measure that"),
    (
        "figures.csv",
        "CN,average_wage_private,",
        "CN,average_wage,",
        "line 3: `measure` must be a measure that stands once",
    ),
    ("figures.csv", "wages-2024-tianjin", "wages-2042", "`source` must be an id of fixtures/"),
    ("cost_figures.csv", ",derived,", ",guessed,", "`method` must be one of `measured`"),
    (
        "rail.csv",
        "CN-110000,CN-120000",
        "CN-120000,CN-110000",
        "line 2: `to` must be a place after",
    ),
    ("rail.csv", "CN-110000,CN-130100", "CN-110000,CN-120000", "line 3: `to` must be a pair that"),
    ("rail.csv", "CN-110000,CN-120000,33", "CN-110000,CN-120000,soon", "`minutes` must be"),
    ("links.csv", ",corridor,", ",pairing,", "line 2: `partner` must be filled in"),
    ("links.csv", "CN-120115,CN-110000", "CN-120115,CN-120115", "another place than `home`"),
    ("enclave_facts.csv", "京津中关村科技城,land", "京津,land", "`name_zh` must be home, partner"),
    ("enclave_facts.csv", "host_tax_share,0.3", "host_tax_share,0.4", "`value` must be 1 less"),
    ("listed_firms.csv", "CN-110000,专用机械", "CN-110000,IT设备", "`label` must be a label that"),
    ("listed_firms.csv", "IT设备,391,10", "IT设备,391,ten", "line 2: `firms` must be"),
    (
        "thresholds.csv",
        "energy_per_value_added,max",
        "energy_per_value_added,min",
        "`gate` must be",
    ),
    ("policies.ndjson", "\"CN-130682-02\"", "\"CN-130682-01\"", "line 2: `id` must be an"),
    ("policies.ndjson", "\"party\": \"home\"", "\"party\": \"nobody\"", "unknown variant `nobody`"),
    ("policies.ndjson", "\"rate\": \"0.5\"", "\"rat\": \"0.5\"", "unknown field `rat`"),
    ("projects.ndjson", "\"schema\":1,", "\"schema\":1,\"x\":1,", "line 1: must be a project"),
    (
        "projects.ndjson",
        "\"host_city\":\"CN-",
        "\"host_city\":\"CN-9",
        "`host_city` must be the id",
    ),
    ("aliases.csv", "\nCanton,", "\nAmoy,", "line 3: `alias` must be a name that stands once"),
    ("aliases.csv", "CN-350200", "CN-350299", "line 2: `code` must be the id of a place"),
];

#[test]
fn a_broken_file_is_named_with_line_value_and_remedy() {
    for (name, old, new, expected) in BROKEN {
        let (path, _) = FILES.iter().find(|(path, _)| path.ends_with(&format!("/{name}"))).unwrap();
        let message = fault_with(path, old, new);
        assert!(message.contains(expected), "{message}\nlacks {expected}");
        assert!(message.contains(", got `"), "{message}");
    }
}

#[test]
fn a_label_that_nobody_knows_stands_without_codes() {
    let bare = World::parse(&FILES, &|_| None).unwrap();
    let zone = bare.regions.iter().find(|region| region.park.is_some()).unwrap();
    let item = &zone.leading_industries.as_ref().unwrap().items[0];
    assert!(item.label.zh.is_some() && item.label.en.is_none() && item.codes.is_empty());
}

#[test]
fn every_region_of_the_documented_landings_exists() {
    let known: BTreeSet<&str> = world().regions.iter().map(|region| region.id.as_str()).collect();
    let cases = include_str!("../../fixtures/judgments/seed-cases.ndjson");
    for (line, case) in (1..).zip(cases.lines()) {
        let case: serde_json::Value = serde_json::from_str(case).unwrap();
        let named = [&case["project"]["host_city"], &case["relevant"], &case["own_links"]];
        let mut values: Vec<&serde_json::Value> = named.to_vec();
        while let Some(value) = values.pop() {
            values.extend(value.as_array().into_iter().flatten());
            values.extend(value.as_object().into_iter().flat_map(serde_json::Map::values));
            let missing = value.as_str().filter(|id| !known.contains(id));
            assert_eq!(missing, None, "case on line {line}");
        }
    }
}
