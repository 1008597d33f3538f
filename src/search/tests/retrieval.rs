use tantivy::collector::TopDocs;

use super::super::best::Found;
use super::super::plan::{self, Plan};
use super::super::query;
use super::super::retrieval::{self, Retrieved};
use super::super::shard::Shard;
use super::super::text::Document;
use super::search::rows;
use super::*;

/// Questions in both languages: words and phrases, frequent and rare, with synonyms, across word
/// boundaries, twice the same, with what occurs nowhere.
const QUESTIONS: [&str; 16] = [
    "医药",
    "新能源 汽车",
    "装备制造 电子信息",
    "生物医药 生物医药",
    "业园 器",
    "biopharma",
    "lithium battery",
    "photovoltaics 苏州",
    "生物制药",
    "锂离子电池",
    "park solar",
    "电子 电子信息 park",
    "CN-S000001 工业园",
    "食品 纺织 机械 park 7",
    "信息信息",
    "医药 nowhere",
];

/// The zones of the built-in world, every third with an English name and description beside, and
/// some parks without any Chinese.
fn regions() -> Vec<RegionText> {
    let english =
        ["solar modules", "biopharma and lithium battery cells", "a lithium mine; battery"];
    let zones = rows().into_iter().enumerate().map(|(number, (id, name, labels))| {
        let mut region = park(id, name, labels);
        if number % 3 == 0 {
            region.name.en = Some(format!("Park {number}"));
            region.description =
                Text::new(&format!("{labels}，{name}"), english[number / 3 % english.len()]);
        }
        region
    });
    let foreign = (0..200).map(|number| RegionText {
        facts: Facts { id: format!("DE-{number}"), ..Facts::default() },
        name: Text { zh: None, en: Some(format!("Solar park {number}")) },
        description: Text { zh: None, en: Some(english[number % english.len()].to_owned()) },
        ..RegionText::default()
    });
    zones.chain(foreign).collect()
}

fn shard(regions: &[RegionText], segments: usize) -> Shard {
    let documents = regions.iter().map(Document::from).collect();
    Shard::build_segments(Kind::Region, &RULES, documents, segments).unwrap()
}

fn retrieve(shard: &Shard, plan: &Plan, wanted: usize) -> Retrieved {
    let boosts = RULES.boosts(Kind::Region);
    retrieval::retrieve(shard, boosts, plan, wanted, &mut |_| true).unwrap()
}

fn plans() -> impl Iterator<Item = (&'static str, Plan)> {
    QUESTIONS.into_iter().flat_map(|question| {
        Reading::ALL.map(|reading| (question, plan::plan(question, &RULES, reading)))
    })
}

#[test]
fn what_is_found_is_what_the_engine_finds_and_scores() {
    let regions = regions();
    let shard = shard(&regions, 1);
    let mut seen = 0;
    for (question, plan) in plans() {
        let ours = retrieve(&shard, &plan, usize::MAX);
        let theirs: BTreeMap<u32, f32> = shard
            .searcher()
            .search(
                &query::build(&plan, &shard, &RULES),
                &TopDocs::with_limit(regions.len()).order_by_score(),
            )
            .unwrap()
            .into_iter()
            .map(|(score, address)| (address.doc_id, score))
            .collect();
        assert_eq!((ours.matched, ours.best.len()), (theirs.len(), theirs.len()), "{question}");
        for Found { document, score } in ours.best {
            let close = (score - theirs[&document]).abs() <= 1e-5 * score;
            assert!(close, "{question}, {document}: {score} and {}", theirs[&document]);
        }
        seen += theirs.len();
    }
    assert!(5_000 < seen, "{seen}");
}

#[test]
fn neither_segments_nor_the_length_of_the_page_change_an_answer() {
    let regions = regions();
    let one = shard(&regions, 1);
    let several: Vec<Shard> = [2, 3, 7].map(|segments| shard(&regions, segments)).into();
    for (shard, segments) in several.iter().zip([2, 3, 7]) {
        assert_eq!(shard.segments().len(), segments);
        assert_eq!(shard.facts(), one.facts());
        for document in (0..).take(regions.len()) {
            assert_eq!(shard.texts(document).unwrap(), one.texts(document).unwrap());
        }
    }
    for (question, plan) in plans() {
        let all = retrieve(&one, &plan, usize::MAX);
        for shard in &several {
            // To the last bit.
            assert_eq!(retrieve(shard, &plan, usize::MAX), all, "{question}");
        }
        for wanted in [0, 1, 10, 25] {
            let first = all.best.iter().copied().take(wanted).collect::<Vec<Found>>();
            for shard in several.iter().chain([&one]) {
                let page = retrieve(shard, &plan, wanted);
                assert_eq!((page.matched, &page.best), (all.matched, &first), "{question}");
            }
        }
    }
}

#[test]
fn several_segments_are_read_again_as_they_were_written() {
    let regions = regions();
    let shard = shard(&regions, 3);
    let directory = tantivy::directory::RamDirectory::create();
    for (name, bytes) in shard.files().unwrap() {
        let path = std::path::Path::new(&name);
        tantivy::directory::Directory::atomic_write(&directory, path, &bytes).unwrap();
    }
    let read = Shard::open(Kind::Region, directory).unwrap();
    assert_eq!(read.facts(), shard.facts());
    for (question, plan) in plans() {
        let (ours, theirs) = (retrieve(&read, &plan, 10), retrieve(&shard, &plan, 10));
        assert_eq!(ours, theirs, "{question}");
    }
}

#[test]
fn of_documents_with_one_identifier_the_last_counts() {
    let regions = ["甲", "乙", "丙"].map(|name| park("CN-1", name, "医药"));
    let shard = shard(&regions, 2);
    assert_eq!(shard.facts().len(), 1);
    assert!(shard.texts(0).unwrap().contains(&("name_zh".to_owned(), "丙".to_owned())));
}
