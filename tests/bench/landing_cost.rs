//! What a plant costs per year in every park of the built-in world.

use std::hint::black_box;

use hinterland::{
    definition,
    domain::{project::ProjectProfile, region::Level},
    scoring::{atlas::Atlas, context::Context},
    service::landing::CostQuestion,
    world,
};

use super::{
    landing::PLANT,
    reference::{REPEATS, middle, seconds},
};

/// What a plant costs per year in every park of the built-in world, against staying.
pub(super) fn landing_cost() {
    let atlas = Atlas::new(world::built_in(&|_| None).regions);
    let definition = definition::get();
    let project: ProjectProfile = serde_json::from_str(PLANT).expect("the plant is a project");
    let context = Context {
        atlas: &atlas,
        parameters: &definition.parameters,
        coverings: Vec::new(),
        industries: Vec::new(),
        partners: None,
        host: project.host_city.as_ref().and_then(|id| atlas.find(id)),
        as_of: jiff::civil::date(2025, 12, 1),
        excluded_links: std::collections::BTreeSet::new(),
        link_records: None,
    };
    let parks: Vec<usize> = atlas.at_level(Level::Park).collect();
    let compare_all = || {
        let question = CostQuestion::new(&context, &project, &definition.costs)
            .expect("the plant states no rates");
        let compared = parks.iter().filter_map(|&park| {
            let cost = question.annual_cost(park);
            question.comparison(&cost)?.saving()
        });
        compared.count()
    };
    let times = (0..REPEATS).map(|_| seconds(|| _ = black_box(compare_all()))).collect();
    println!(
        "landing-cost: {} parks against the host city, {} compared; the middle of {REPEATS} runs \
         {:.2} ms; 1 thread",
        parks.len(),
        compare_all(),
        middle(times) * 1e3
    );
}
