//! The fast way to a ranking against the one that explains every place: the same answer to the last
//! digit, on the built-in world and on one that says far more.

use std::collections::BTreeSet;

use hinterland::{
    definition,
    domain::{
        code::ClassificationSystem, criterion::Weights, project::ProjectProfile, region::Level,
        region::RegionProfile, stop::Stop,
    },
    scoring::{
        atlas::Atlas,
        context::Context,
        link_records::LinkRecords,
        rank::{self, Method},
        supply_chain::{Partners, Trade},
        supply_network::SupplyNetwork,
        survey::{Inquiry, Survey},
    },
    world::{self, CodedLabel},
};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

/// So many candidates are shown and compared word by word.
const SHOWN: usize = 25;

/// A world and what is derived from it.
struct Ground {
    atlas: Atlas,
    network: SupplyNetwork,
    projects: Vec<ProjectProfile>,
}

impl Ground {
    fn new(change: impl Fn(usize, &mut RegionProfile)) -> Ground {
        let definition = definition::get();
        let mut world = world::built_in(&|label| {
            let phrase = definition.chinese_phrase(label)?;
            Some(CodedLabel { codes: phrase.codes.clone(), en: phrase.en.clone() })
        });
        world.regions.iter_mut().enumerate().for_each(|(number, region)| change(number, region));
        let atlas = Atlas::new(world.regions);
        let network = SupplyNetwork::new(&atlas, &definition.input_output, &definition.parameters);
        Ground { atlas, network, projects: world.projects }
    }

    fn survey(&self, level: Level) -> Survey {
        Survey::new(&self.atlas, &definition::get().criteria, level)
    }

    /// How many pairs were compared.
    fn compare(
        &self,
        survey: &Survey,
        level: Level,
        project: &ProjectProfile,
        as_of: Date,
    ) -> usize {
        let definition = definition::get();
        let codes = project.industries.iter().flat_map(|stated| {
            definition.taxonomy.convert_weighted(&stated.industry(), ClassificationSystem::Gbt4754)
        });
        let production: Vec<(String, f64)> = codes.collect();
        let trade = Trade { production: production.clone(), ..Trade::default() };
        let partners = Partners::new(&self.network, &definition.input_output, &trade, as_of);
        let shrinkage = &definition.landing_record.shrinkage;
        let link_records = LinkRecords::new(&self.atlas, |_| &[], shrinkage, as_of);
        let context = Context {
            atlas: &self.atlas,
            parameters: &definition.parameters,
            coverings: self.atlas.coverings(&production),
            industries: production,
            partners: partners.as_ref(),
            host: project.host_city.as_ref().and_then(|id| self.atlas.find(id)),
            as_of,
            excluded_links: BTreeSet::new(),
            link_records: Some(&link_records),
        };
        let weights = Weights::by_criterion(|id| {
            let usual = definition.criteria.iter().find(|criterion| criterion.id == id);
            project.weights.get(&id).copied().or(usual.map(|usual| usual.weight)).unwrap()
        });
        let weights = weights.unwrap();
        let stop = Stop::never();
        let method = Method { criteria: &definition.criteria, weights: &weights, level, stop };
        let inquiry = Inquiry { context: &context, project, weights: &weights, stop };
        let candidates = survey.outside(&self.atlas, context.host_prefecture());
        let places: Vec<usize> = survey.places(&candidates).collect();
        let plain = rank::rank(&context, project, &method, &places, SHOWN);
        let fast = survey.rank(&inquiry, &candidates, SHOWN);
        assert_eq!(fast, plain, "{} on {}", project.id, level.as_str());
        let matrix = survey.matrix(&inquiry, &candidates);
        let best = matrix.best(SHOWN).into_iter();
        let best: Vec<_> = best.map(|(at, score)| (&matrix.regions[at], score)).collect();
        let shown = plain.candidates.iter();
        let shown: Vec<_> = shown.map(|(it, _)| (&it.region, it.score())).collect();
        assert_eq!(best, shown, "{} on {}", project.id, level.as_str());
        let last = plain.candidates.last().map(|(candidate, _)| &candidate.region);
        if let Some(place) = last.and_then(|region| self.atlas.find(region)) {
            let plain = rank::position(&context, project, &method, &places, place);
            assert_eq!(survey.position(&inquiry, &candidates, place), plain);
        }
        places.len()
    }
}

fn today() -> Date {
    date(2026, 1, 1)
}

/// The project with other wishes.
fn with(project: &ProjectProfile, wishes: &Value) -> ProjectProfile {
    let mut document = serde_json::to_value(project).unwrap();
    for (field, wish) in wishes.as_object().unwrap() {
        document[field] = wish.clone();
    }
    serde_json::from_value(document).unwrap()
}

/// Wishes that set every gate and move every weight.
fn wishes() -> Vec<Value> {
    let quantity = |value: u32, unit: &str| json!({"value": value, "unit": unit});
    vec![
        json!({}),
        json!({
            "travel_minutes_max": 240, "target_regions": ["CN-330000", "CN-320000", "CN-441322"],
            "must_not": ["CN-320500", "CN-330800"],
            "needs": {"land": quantity(3_000, "mu"), "power": quantity(20, "MW"),
                "waste_water": quantity(900, "m3/day"), "energy_per_year": quantity(40, "GWh")},
            "money": {"land_price_max": quantity(300, "CNY/m2")}, "deadline": "2027-03-01",
        }),
        json!({
            "premises": "rent_workshop", "must_have": ["port", "rail", "national_level"],
            "needs": {"floor_area": quantity(9_000, "m2")},
            "money": {"workshop_rent_max": quantity(14, "CNY/m2/month")},
            "weights": {"access": 3, "land_cost": 0, "specialisation": 0.01},
        }),
        json!({
            "must_have": ["chemical_park"], "accepts": {"stay": true},
            "needs": {"land": quantity(40, "mu")},
            "money": {"capex": quantity(90, "million CNY"), "tax_per_year": quantity(2, "million CNY"),
                "output_per_year": quantity(100, "million CNY")},
        }),
        json!({
            "host_city": null, "industries": [], "deadline": "2026-06-01",
            "needs": {"land": quantity(700, "mu")},
        }),
        json!({
            "industries": [{"system": "naics2017", "code": "3344", "weight": 2.0},
                {"system": "gbt4754", "code": "27", "weight": 1.0}],
            "weights": {"institutional_link": 1, "access": 0, "labour_cost": 0, "land_cost": 0,
                "land_availability": 0, "relatedness": 0, "supply_chain": 0, "declared_will": 0,
                "specialisation": 0},
        }),
    ]
}

/// A world in which places of all levels publish something of everything, some of it too late.
fn say_more(number: usize, region: &mut RegionProfile) {
    let chance =
        |salt: usize, of: usize| ((number * 7_919 + salt * 104_729) % 1_009).is_multiple_of(of);
    let figure = |value: usize, unit: &str| {
        let period = if chance(value, 3) { "2026-02" } else { "2023" };
        json!({"value": value, "unit": unit, "period": period})
    };
    let mut document = serde_json::to_value(&*region).unwrap();
    let mut set = |path: &str, value: Value| {
        let (part, field) = path.split_once('.').unwrap_or(("", path));
        if part.is_empty() {
            document[field] = value;
        } else {
            if document[part].is_null() {
                document[part] = json!({});
            }
            document[part][field] = value;
        }
    };
    let small = number % 97;
    let facts = [
        ("land.available_area", figure(small, "hectare")),
        ("land.largest_parcel", figure(small + 1, "hectare")),
        ("land.industrial_price", figure(100 + 7 * small, "CNY/m2")),
        ("land.floor_price", figure(60 + 5 * small, "CNY/m2")),
        ("land.workshop_rent", figure(8 + small / 9, "CNY/m2/month")),
        ("land.workshop_available", figure(4_000 + 100 * small, "m2")),
        ("land.delivery", figure(small / 6, "month")),
        ("energy.spare_power", figure(small, "MW")),
        ("environment.waste_water_headroom", figure(20 * small, "m3/day")),
        ("environment.energy_quota_headroom", figure(small, "GWh")),
        ("environment.chemical_park", json!(chance(3, 2))),
        (
            "environment.negative_list",
            json!([
                {"system": "gbt4754", "code": (13 + number % 30).to_string()},
                {"system": "naics2017", "code": "334413"},
            ]),
        ),
        ("access.port", figure(2 * small, "km")),
        (
            "standard_land",
            json!([
                {"label": {"zh": "标准地", "en": "standard land"},
                    "capex_per_mu": {"value": 200 + small, "unit": "10k CNY/mu"},
                    "tax_per_mu": {"value": 4, "max": small + 5, "unit": "10k CNY/mu"}},
            ]),
        ),
        (
            "parcels",
            json!([
                {"id": "one", "area": figure(small + 2, "hectare")},
                {"id": "two", "area": figure(small + 40, "hectare"), "status": "held",
                    "delivery": figure(small / 5, "month")},
            ]),
        ),
    ];
    for (salt, (path, value)) in facts.into_iter().enumerate() {
        if chance(salt, 4) {
            set(path, value);
        }
    }
    *region = serde_json::from_value(document).unwrap();
}

/// A million pairs of projects and parks, and every other level.
#[test]
fn the_fast_way_gives_the_same_ranking_on_the_built_in_world() {
    // Without optimisation the slow way takes minutes for a million.
    let pairs_min = if cfg!(debug_assertions) { 50_000 } else { 1_000_000 };
    let ground = Ground::new(|_, _| {});
    let mut pairs = 0;
    for level in [Level::Province, Level::Prefecture, Level::County, Level::Park] {
        let survey = ground.survey(level);
        let every = if cfg!(debug_assertions) { 20 } else { 1 };
        let projects = ground.projects.iter().step_by(every);
        for (project, wishes) in
            projects.clone().flat_map(|p| wishes().into_iter().map(move |w| (p, w)))
        {
            pairs += ground.compare(&survey, level, &with(project, &wishes), today());
        }
        for project in projects.step_by(7) {
            pairs += ground.compare(&survey, level, project, date(2017, 6, 1));
        }
    }
    assert!(pairs_min <= pairs, "{pairs} pairs");
}

#[test]
fn the_fast_way_gives_the_same_ranking_where_everybody_publishes_something() {
    let ground = Ground::new(say_more);
    for level in [Level::Province, Level::Prefecture, Level::County, Level::Park] {
        let survey = ground.survey(level);
        let every = if cfg!(debug_assertions) { 29 } else { 4 };
        for project in ground.projects.iter().step_by(every) {
            for wishes in wishes() {
                ground.compare(&survey, level, &with(project, &wishes), today());
            }
        }
    }
}
