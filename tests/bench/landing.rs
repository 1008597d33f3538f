//! The whole match: every park of the built-in world ranked, and advised on in two languages.

use std::{collections::BTreeSet, hint::black_box};

use hinterland::{
    definition,
    domain::{
        code::IndustryCode, criterion::Weights, project::ProjectProfile, region::Level, stop::Stop,
        text::Language,
    },
    scoring::{
        atlas::Atlas,
        context::Context,
        link_records::LinkRecords,
        rank::{self, Method, Ranked},
        supply_chain::{Partners, Trade},
        supply_network::SupplyNetwork,
    },
    service::{
        App, OpenOptions, WorldChoice,
        app::{Access, Database},
        landing::{AdviceQuestion, LandingAdvice, sentences},
        rank_regions::{Advice, Question, Subject, Wishes, rank_regions},
        rationale,
    },
    world::{self, CodedLabel},
};

use super::{
    memory::{mebibytes, peak},
    reference::{READ_COUNT, REPEATS, middle, processor_seconds, seconds, sum},
};

/// A plant with every need that a line of the cost asks for, and the money that support, tax
/// shares and overbidding ask for.
pub(super) const PLANT: &str = r#"{
    "schema": 1, "id": "plant", "host_city": "CN-310117",
    "needs": {
        "land": {"value": 80, "unit": "mu"},
        "power": {"value": 10, "unit": "MW"},
        "headcount": {"value": 200, "unit": "person"},
        "freight_in": {"value": 20000, "unit": "t/year"},
        "freight_out": {"value": 10000, "unit": "t/year"}
    },
    "money": {
        "capex": {"value": 300, "unit": "million CNY"},
        "tax_per_year": {"value": 20, "unit": "million CNY"}
    },
    "trips_per_year": {"value": 52, "unit": "count"}
}"#;

/// What the plant makes: medicines from living cells.
const INDUSTRY: &str = "276";

/// As many candidates as a question may ask for.
const LIMIT: usize = 100;

/// Gates, scores, rationale, advice and its sentences for every park, one thread; then the use
/// case itself, which explains and advises on the first hundred.
pub(super) fn landing() {
    let project: ProjectProfile = serde_json::from_str(PLANT).expect("the plant is a project");
    let numbers = vec![1.0_f32; READ_COUNT];
    every_park(&project, &numbers);
    first_hundred(&project);
}

fn every_park(project: &ProjectProfile, numbers: &[f32]) {
    let definition = definition::get();
    let world = world::built_in(&|label| {
        let phrase = definition.chinese_phrase(label)?;
        Some(CodedLabel { codes: phrase.codes.clone(), en: phrase.en.clone() })
    });
    let atlas = Atlas::new(world.regions);
    let network = SupplyNetwork::new(&atlas, &definition.input_output, &definition.parameters);
    let production = vec![(INDUSTRY.to_owned(), 1.0)];
    let trade = Trade { production: production.clone(), ..Trade::default() };
    let as_of = jiff::civil::date(2025, 12, 1);
    let industries = [IndustryCode::gbt(INDUSTRY)];
    let weights = Weights::by_criterion(|id| {
        let of = definition.criteria.iter().find(|criterion| criterion.id == id);
        of.map_or(0.0, |criterion| criterion.weight)
    });
    let weights = weights.expect("the definition's weights");
    let method = Method {
        criteria: &definition.criteria,
        weights: &weights,
        level: Level::Park,
        stop: Stop::never(),
    };
    let parks: Vec<usize> = atlas.at_level(Level::Park).collect();
    let shrinkage = &definition.landing_record.shrinkage;

    let run = |busy: &mut [f64; 4]| {
        let partners = Partners::new(&network, &definition.input_output, &trade, as_of);
        let link_records = LinkRecords::new(&atlas, |_| &[], shrinkage, as_of);
        let context = Context {
            atlas: &atlas,
            parameters: &definition.parameters,
            coverings: atlas.coverings(&production),
            industries: production.clone(),
            partners: partners.as_ref(),
            host: project.host_city.as_ref().and_then(|id| atlas.find(id)),
            as_of,
            excluded_links: BTreeSet::new(),
            link_records: Some(&link_records),
        };
        let (ranked, spent) = timed(|| rank::rank(&context, project, &method, &parks, usize::MAX));
        busy[0] += spent;
        let (advised, spent) = timed(|| -> Vec<LandingAdvice> {
            let question = AdviceQuestion::new(definition, &context, project, &industries)
                .expect("the plant states no rates");
            parks.iter().map(|&park| question.advise(park)).collect()
        });
        busy[1] += spent;
        let ((), spent) = timed(|| put_into_words(&atlas, &ranked, &advised));
        busy[2] += spent;
        let ((), spent) = timed(|| drop(black_box((ranked, advised))));
        busy[3] += spent;
    };

    let peak = peak(|| run(&mut [0.0; 4]));
    let (mut busy, mut reads) = ([0.0; 4], Vec::new());
    for _ in 0..REPEATS {
        let mut of_run = [0.0; 4];
        run(&mut of_run);
        busy.iter_mut().zip(of_run).for_each(|(sum, more)| *sum += more);
        reads.push(seconds(|| _ = black_box(sum(black_box(numbers)))));
    }
    let gigabytes = READ_COUNT as f64 * 4.0 / middle(reads) / 1e9;
    let mean = |part: usize| busy[part] / REPEATS as f64 * 1e3;
    let [ranking, advice, words, freed] = [0, 1, 2, 3].map(mean);
    println!(
        "landing: {} parks, 1 thread, processor ms, the mean of {REPEATS} runs: ranked and advised \
         on {:.2} (ranking {ranking:.2}, advice {advice:.2}, memory given back {freed:.2}); all of \
         it in words of two languages {words:.2} more; {:.1} MiB; RB {gigabytes:.1} GB/s",
        parks.len(),
        ranking + advice + freed,
        mebibytes(peak)
    );
}

/// The reasons and the advice in both languages.
fn put_into_words(atlas: &Atlas, ranked: &Ranked, advised: &[LandingAdvice]) {
    let name = |id: &_| {
        let place = atlas.find(id);
        place.map(|place| atlas.profile(place).name.clone()).unwrap_or_default()
    };
    for (candidate, _) in &ranked.candidates {
        drop(black_box(rationale::explain(candidate, &definition::get().criteria, &name)));
    }
    for advice in advised {
        drop(black_box(sentences(advice, Language::Zh)));
        drop(black_box(sentences(advice, Language::En)));
    }
}

/// What `run` found, and the processor time that it took.
fn timed<T>(run: impl FnOnce() -> T) -> (T, f64) {
    let start = processor_seconds();
    let found = run();
    (found, processor_seconds() - start)
}

/// The use case on a data directory that holds the built-in world.
fn first_hundred(project: &ProjectProfile) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let options = OpenOptions {
        data_dir: folder.path().to_owned(),
        database: Database::File,
        world: WorldChoice::Cn,
        access: Access::Write,
    };
    let (app, _) = runtime.block_on(App::open(options)).expect("an empty data directory opens");
    for (advice, what) in [(Advice::Omitted, "ranked"), (Advice::Given, "ranked and advised on")] {
        let ask = || {
            let wishes =
                Wishes { industries: vec![IndustryCode::gbt(INDUSTRY)], ..Wishes::default() };
            let question = Question {
                subject: Subject::Profile(Box::new(project.clone())),
                wishes,
                level: Level::Park,
                limit: LIMIT,
                as_of: jiff::civil::date(2025, 12, 1),
                excluded_links: Vec::new(),
                advice,
            };
            runtime.block_on(rank_regions(&app, question)).expect("the question is sound")
        };
        let found = ask();
        let times = (0..REPEATS).map(|_| seconds(|| drop(black_box(ask())))).collect();
        println!(
            "landing: {} of {} parks {what} by the use case, both answers in words; the middle of {REPEATS} runs {:.2} ms",
            found.candidates.len(),
            found.counts.ranked,
            middle(times) * 1e3
        );
    }
}
