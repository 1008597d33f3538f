//! A register of fifty thousand regions: what it takes to be ready, and how much memory.

use hinterland::{
    definition,
    domain::{
        id::RegionId,
        region::{Level, RegionProfile},
        shared::{Interner, Share},
    },
    scoring::{atlas::Atlas, supply_network::SupplyNetwork, survey::Survey},
    world::{self, CodedLabel},
};

use super::{
    memory::{allocated, mebibytes},
    ranking::references,
    reference::{READ_COUNT, seconds},
};

/// The built-in world, and its parks again and again until there are so many regions; each is read
/// from a text of its own, as a store reads them.
fn regions(count: usize) -> Vec<RegionProfile> {
    let definition = definition::get();
    let world = world::built_in(&|label| {
        let phrase = definition.chinese_phrase(label)?;
        Some(CodedLabel { codes: phrase.codes.clone(), en: phrase.en.clone() })
    });
    let mut interner = Interner::default();
    let mut read = |region: &RegionProfile| -> RegionProfile {
        let text = serde_json::to_string(region).expect("a document of a region");
        let mut region: RegionProfile = serde_json::from_str(&text).expect("as it was written");
        region.share(&mut interner);
        region
    };
    let mut regions = Vec::with_capacity(count.max(world.regions.len()));
    regions.extend(world.regions.iter().map(&mut read));
    let is_park = |region: &&RegionProfile| region.levels.contains(&Level::Park);
    let parks: Vec<&RegionProfile> = world.regions.iter().filter(is_park).collect();
    let mut copies = (1..).flat_map(|round| parks.iter().map(move |park| (round, park)));
    while regions.len() < count {
        let Some((round, park)) = copies.next() else { break };
        let mut copy = read(park);
        copy.id = RegionId::parse(&format!("{}-{round}", park.id)).expect("an id of a region");
        regions.push(copy);
    }
    regions
}

/// From texts to the first question.
pub(super) fn register() {
    let numbers = vec![1.0_f32; READ_COUNT];
    let (read, _) = references(&numbers);
    drop(numbers);
    let definition = definition::get();
    println!(
        "register: documents, atlas, network and survey of the parks; 1 thread; RB {:.1} GB/s",
        read / 1e9
    );
    println!(
        "regions   documents MiB (at most)   derived MiB (at most)   ready ms   in which RB reads MiB"
    );
    for count in [0, 50_000] {
        let mut given = Vec::new();
        let documents = allocated(|| given = regions(count));
        let size = given.len();
        let mut ready = None;
        let mut time = 0.0;
        let derived = allocated(|| {
            time = seconds(|| {
                let atlas = Atlas::new(std::mem::take(&mut given));
                let table = &definition.input_output;
                let network = SupplyNetwork::new(&atlas, table, &definition.parameters);
                let survey = Survey::new(&atlas, &definition.criteria, Level::Park);
                ready = Some((atlas, network, survey));
            });
        });
        let [documents, derived] = [documents, derived].map(|allocated| {
            format!("{:.1} ({:.1})", mebibytes(allocated.held), mebibytes(allocated.most))
        });
        println!(
            "{size:>7} {documents:>25} {derived:>23} {:>10.1} {:>23.0}",
            time * 1e3,
            time * read / f64::from(1 << 20)
        );
    }
}
