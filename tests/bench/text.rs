//! Texts in Chinese and English: made searchable, and searched.

use std::hint::black_box;

use hinterland::{
    definition,
    domain::text::Text,
    search::{Engine, Facts, Kind, RegionText, SearchQuery, Stamp, Texts},
    service::index_texts,
};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::{
    ranking::references,
    reference::{READ_COUNT, SEED, process_seconds, seconds},
};

const DOCUMENTS: usize = 100_000;
const QUERIES: usize = 1_000;
/// Hits of a page.
const PAGE: usize = 10;
const FIELDS: [[&str; 2]; 24] = [
    ["新能源", "new energy"],
    ["动力电池", "traction battery"],
    ["光伏", "photovoltaics"],
    ["半导体", "semiconductor"],
    ["集成电路", "integrated circuit"],
    ["生物医药", "biomedicine"],
    ["纺织", "textile"],
    ["服装", "garment"],
    ["家具", "furniture"],
    ["化工", "chemical"],
    ["食品加工", "food processing"],
    ["汽车零部件", "automotive parts"],
    ["装备制造", "machinery"],
    ["电子信息", "electronics"],
    ["航空航天", "aerospace"],
    ["机器人", "robot"],
    ["新材料", "new material"],
    ["稀土", "rare earth"],
    ["钢铁", "steel"],
    ["物流", "logistics"],
    ["医疗器械", "medical device"],
    ["轨道交通", "railway"],
    ["储能", "energy storage"],
    ["玻璃", "glass"],
];
const OFFERS: [[&str; 2]; 10] = [
    ["土地优惠", "cheaper land"],
    ["税收减免", "tax relief"],
    ["电价补贴", "power subsidy"],
    ["人才公寓", "flats for talent"],
    ["标准厂房", "standard workshops"],
    ["一站式审批", "one-stop approval"],
    ["产业基金", "an industry fund"],
    ["物流补贴", "freight grants"],
    ["能耗指标", "energy quota"],
    ["环保容量", "emission room"],
];

/// A hundred thousand short texts: the time to make them searchable, and of questions.
pub(super) fn text() {
    let numbers = vec![1.0_f32; READ_COUNT];
    let (read, _) = references(&numbers);
    drop(numbers);
    let (rules, _) = index_texts::vocabulary(definition::get());
    let mut random = Pcg64::seed_from_u64(SEED);
    let regions: Vec<RegionText> = (0..DOCUMENTS).map(|at| document(&mut random, at)).collect();
    let bytes: usize = regions.iter().map(length).sum();
    let texts = Texts { regions, ..Texts::default() };
    let stamp = Stamp { definition: "0".to_owned(), generation: 0, mark: "0".to_owned() };
    let busy = process_seconds();
    let mut engine = None;
    let time = seconds(|| engine = Engine::in_memory(&stamp, &rules, &texts).ok());
    let busy = process_seconds() - busy;
    let engine = engine.expect("the texts can be searched");
    println!(
        "text: {DOCUMENTS} documents, {:.1} MB of Chinese and English; all cores; RB {:.1} GB/s",
        bytes as f64 / 1e6,
        read / 1e9
    );
    println!(
        "  cut into words and indexed in {time:.2} s ({busy:.2} of processor time): {:.0} \
         documents/s, {:.1} MB/s",
        DOCUMENTS as f64 / time,
        bytes as f64 / time / 1e6
    );
    let mut times: Vec<f64> = (0..QUERIES)
        .map(|_| {
            let query = SearchQuery { limit: PAGE, ..question(&mut random) };
            seconds(|| drop(black_box(engine.search(&query).expect("words can be searched"))))
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100] * 1e3;
    println!(
        "  two words in Chinese and two in English, with counts by facet and where they stand: p50 \
         {:.2} ms, p99 {:.2}",
        at(50),
        at(99)
    );
}

fn document(random: &mut Pcg64, at: usize) -> RegionText {
    let labels: Vec<Text> =
        (0..3).map(|_| pick(random, &FIELDS)).map(|[zh, en]| Text::new(zh, en)).collect();
    let many = |random: &mut Pcg64, all: &[[&'static str; 2]], count: usize| {
        let picked: Vec<[&str; 2]> = (0..count).map(|_| pick(random, all)).collect();
        [0, 1].map(|side| picked.iter().map(|pair| pair[side]).collect::<Vec<_>>())
    };
    let [fields_zh, fields_en] = many(random, &FIELDS, 6);
    let [offers_zh, offers_en] = many(random, &OFFERS, 4);
    RegionText {
        facts: Facts { id: format!("CN-{at:06}"), ..Facts::default() },
        name: Text::new(&format!("第{at}产业园"), &format!("Industrial park {at}")),
        labels,
        description: Text::new(
            &format!("主导产业{},提供{}。", fields_zh.join("、"), offers_zh.join("、")),
            &format!("Focuses on {}; offers {}.", fields_en.join(", "), offers_en.join(", ")),
        ),
        ..RegionText::default()
    }
}

fn question(random: &mut Pcg64) -> SearchQuery {
    let [one, other] = [pick(random, &FIELDS), pick(random, &OFFERS)];
    let [third, fourth] = [pick(random, &FIELDS), pick(random, &OFFERS)];
    let words = [one[0], other[0], third[1], fourth[1]];
    SearchQuery::new(Kind::Region, &words.join(" "))
}

fn pick(random: &mut Pcg64, all: &[[&'static str; 2]]) -> [&'static str; 2] {
    let at = random.next_u64() % all.len() as u64;
    all[usize::try_from(at).expect("it is below a number of words")]
}

fn length(region: &RegionText) -> usize {
    let of =
        |text: &Text| [&text.zh, &text.en].into_iter().flatten().map(String::len).sum::<usize>();
    of(&region.name) + of(&region.description) + region.labels.iter().map(of).sum::<usize>()
}
