//! A register of fifty thousand regions: what it takes to be ready, and how much memory.

use hinterland::{
    definition,
    domain::{
        id::RegionId,
        region::{Level, RegionProfile},
    },
    scoring::{atlas::Atlas, supply_network::SupplyNetwork, survey::Survey},
    world::{self, CodedLabel},
};

use super::{
    memory::{mebibytes, peak},
    ranking::references,
    reference::{READ_COUNT, seconds},
};

/// The built-in world, and its parks again and again until there are so many regions.
fn regions(count: usize) -> Vec<RegionProfile> {
    let definition = definition::get();
    let world = world::built_in(&|label| {
        let phrase = definition.chinese_phrase(label)?;
        Some(CodedLabel { codes: phrase.codes.clone(), en: phrase.en.clone() })
    });
    let mut regions = world.regions;
    let is_park = |region: &&RegionProfile| region.levels.contains(&Level::Park);
    let parks: Vec<RegionProfile> = regions.iter().filter(is_park).cloned().collect();
    let mut copies = (1..).flat_map(|round| parks.iter().map(move |park| (round, park)));
    while regions.len() < count {
        let Some((round, park)) = copies.next() else { break };
        let mut copy = park.clone();
        copy.id = RegionId::parse(&format!("{}-{round}", park.id)).expect("an id of a region");
        regions.push(copy);
    }
    regions
}

/// From documents in memory to the first question.
pub(super) fn register() {
    let numbers = vec![1.0_f32; READ_COUNT];
    let (read, _) = references(&numbers);
    drop(numbers);
    let definition = definition::get();
    println!(
        "register: atlas, network and survey of the parks; 1 thread; RB {:.1} GB/s",
        read / 1e9
    );
    println!("regions   documents MiB   derived MiB   ready ms   in which RB reads MiB");
    for count in [0, 50_000] {
        let mut given = Vec::new();
        let documents = peak(|| given = regions(count));
        let held = given.len();
        let mut ready = None;
        let mut time = 0.0;
        let derived = peak(|| {
            time = seconds(|| {
                let atlas = Atlas::new(std::mem::take(&mut given));
                let table = &definition.input_output;
                let network = SupplyNetwork::new(&atlas, table, &definition.parameters);
                let survey = Survey::new(&atlas, &definition.criteria, Level::Park);
                ready = Some((atlas, network, survey));
            });
        });
        println!(
            "{held:>7} {:>15.1} {:>13.1} {:>10.1} {:>23.0}",
            mebibytes(documents),
            mebibytes(derived),
            time * 1e3,
            time * read / f64::from(1 << 20)
        );
    }
}
