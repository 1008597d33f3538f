//! How much memory a register takes, by counting what a thread allocates.

#![expect(unsafe_code, reason = "counting what is allocated has no other form")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use hinterland::{
    definition,
    domain::{
        region::{Level, RegionProfile},
        shared::{Interner, Share},
    },
    scoring::{atlas::Atlas, supply_network::SupplyNetwork, survey::Survey},
};
use serde_json::{Value, json};

/// The most that a park with ten figures, three declared industries, and names may take, with all
/// that is derived of it.
const BYTES_MAX: usize = 2_300;

thread_local! {
    /// What this thread allocated and did not give back; tests run beside each other.
    static HELD: Cell<isize> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(size: usize, sign: isize) {
    // A thread that ends has nothing left to count with.
    let _ = HELD.try_with(|held| held.set(held.get() + sign * size.cast_signed()));
}

// SAFETY: every call goes to the system's allocator unchanged; the counter is no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: the caller keeps the promises that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), -1);
        count(size, 1);
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

/// A park as a register tells it: own numbers, all of one yearbook.
fn park(number: usize) -> Value {
    let source = json!({
        "title": "Yearbook of development zones", "url": "https://example.org/yearbook/2024",
        "date": "2024-10", "reliability": "yearbook",
    });
    let figure = |value: usize, unit: &str| {
        json!({ "value": value.to_string(), "unit": unit, "period": "2023", "source": source,
                "method": "measured" })
    };
    let industries = ["汽车零部件", "生物医药", "新材料", "电子信息", "装备制造"];
    let declared = |at: usize| {
        let code = json!({ "system": "gbt4754", "code": (13 + (number + at) % 30).to_string() });
        json!({ "label": { "zh": industries[(number + at) % 5] }, "codes": [code] })
    };
    json!({
        "schema": 1, "id": format!("CN-S{number:06}"), "parent": "CN-330800", "levels": ["park"],
        "name": { "zh": format!("第{number}经济开发区"), "en": format!("Development Zone {number}") },
        "park": { "grade": "provincial", "kind": "economic_development_zone", "approved": "2006" },
        "location": { "longitude": 118.0, "latitude": 28.0 },
        "leading_industries": {
            "items": [declared(0), declared(1), declared(2)], "period": "2023", "source": source,
        },
        "land": {
            "approved_area": figure(100 + number, "hectare"),
            "available_area": figure(10 + number, "hectare"),
            "industrial_price": figure(300 + number, "CNY/m2"),
            "workshop_rent": figure(20, "CNY/m2/month"),
        },
        "labour": { "average_wage": figure(60_000 + number, "CNY/year") },
        "economy": { "gdp": figure(number + 1, "100M CNY"), "employment": figure(number + 1, "person") },
        "energy": {
            "electricity_price": figure(1, "CNY/kWh"), "spare_power": figure(number + 1, "MW"),
            "water_price": figure(4, "CNY/m3"),
        },
    })
}

/// What a register of so many parks takes, ready to rank.
fn taken(parks: usize) -> usize {
    let above = [
        json!({ "schema": 1, "id": "CN", "levels": ["country"], "name": { "en": "China" } }),
        json!({ "schema": 1, "id": "CN-330000", "parent": "CN", "levels": ["province"],
                "name": { "en": "Zhejiang" } }),
        json!({ "schema": 1, "id": "CN-330800", "parent": "CN-330000", "levels": ["prefecture"],
                "name": { "en": "Quzhou" } }),
    ];
    let definition = definition::get();
    let before = HELD.get();
    let mut interner = Interner::default();
    let mut profiles = Vec::with_capacity(above.len() + parks);
    for document in above.into_iter().chain((0..parks).map(park)) {
        let mut profile: RegionProfile = serde_json::from_str(&document.to_string()).unwrap();
        assert_eq!(profile.validate(), []);
        profile.share(&mut interner);
        profiles.push(profile);
    }
    drop(interner);
    let atlas = Atlas::new(profiles);
    let network = SupplyNetwork::new(&atlas, &definition.input_output, &definition.parameters);
    let survey = Survey::new(&atlas, &definition.criteria, Level::Park);
    let held = HELD.get() - before;
    drop((atlas, network, survey));
    usize::try_from(held).unwrap()
}

#[test]
fn a_region_takes_little_memory() {
    let (few, many) = (taken(1_000), taken(3_000));
    let bytes = (many - few) / 2_000;
    assert!(bytes <= BYTES_MAX, "{bytes} bytes for each park, at most {BYTES_MAX}");
}
