//! One ranking of all parks of the built-in world, and many of them.

use std::{collections::BTreeSet, hint::black_box};

use hinterland::{
    definition,
    domain::{
        code::ClassificationSystem, criterion::Weights, project::ProjectProfile, region::Level,
        stop::Stop,
    },
    scoring::{
        atlas::Atlas,
        context::Context,
        link_records::LinkRecords,
        rank::{self, Method},
        supply_chain::{Partners, Trade},
        supply_network::SupplyNetwork,
        survey::{Inquiry, Matrix, Survey},
    },
    service::{
        App, OpenOptions, WorldChoice,
        app::{Access, Database},
        rank_regions::{Advice, Question, Subject, Wishes, rank_regions},
        rerank::rerank,
    },
    world::{self, CodedLabel},
};

use super::reference::{
    LANES, READ_COUNT, REPEATS, ROUNDS, middle, multiply, process_seconds, seconds, sum,
};

/// How many candidates are shown.
const LIMIT: usize = 10;
/// Rankings of a batch.
const BATCH: usize = 2_000;

/// The day of all questions.
pub(super) fn today() -> jiff::civil::Date {
    jiff::civil::date(2025, 12, 1)
}

/// One ranking without advice: with every place explained, by the survey, and as a use case.
pub(super) fn ranking() {
    let definition = definition::get();
    let world = world::built_in(&|label| {
        let phrase = definition.chinese_phrase(label)?;
        Some(CodedLabel { codes: phrase.codes.clone(), en: phrase.en.clone() })
    });
    let projects = world.projects;
    let atlas = Atlas::new(world.regions);
    let network = SupplyNetwork::new(&atlas, &definition.input_output, &definition.parameters);
    let survey = Survey::new(&atlas, &definition.criteria, Level::Park);
    let ground = Ground { atlas: &atlas, network: &network, survey: &survey };
    let numbers = vec![1.0_f32; READ_COUNT];
    println!(
        "ranking: {} parks for each of the {} projects of the built-in world, the best {LIMIT}; 1 \
         thread, the middle over the projects",
        atlas.at_level(Level::Park).count(),
        projects.len()
    );
    for project in &projects {
        ground.answer(project, Way::Compared);
    }
    let (read, multiplied) = references(&numbers);
    for (way, name) in [
        (Way::Explained, "every place explained"),
        (Way::Prepared, "prepared, not ranked"),
        (Way::Surveyed, "surveyed"),
    ] {
        for project in &projects {
            ground.answer(project, way);
        }
        let run = |project: &ProjectProfile| seconds(|| drop(ground.answer(project, way)));
        line(name, projects.iter().map(run).collect(), (read, multiplied));
    }
    let (runtime, app, _folder) = opened();
    let ask = |project: &ProjectProfile| {
        let answered = runtime.block_on(rank_regions(&app, question(project, Advice::Omitted)));
        drop(black_box(answered.expect("the question is sound")));
    };
    projects.iter().for_each(ask);
    let times = projects.iter().map(|project| seconds(|| ask(project))).collect();
    line("the use case", times, (read, multiplied));
}

/// Many rankings on one state of the data, by all cores.
pub(super) fn rerank_all() {
    let (runtime, app, _folder) = opened();
    let projects = world::built_in(&|_| None).projects;
    println!("rerank: {BATCH} projects, the best {LIMIT} of all parks, nothing printed");
    for (advice, name) in [
        (Advice::Wordless, "figures alone"),
        (Advice::Omitted, "without advice"),
        (Advice::Given, "with advice"),
    ] {
        let questions = |count: usize| -> Vec<Question> {
            projects.iter().cycle().take(count).map(|project| question(project, advice)).collect()
        };
        let run = |count: usize| {
            let answered = &mut |_, answer: Result<_, _>| {
                drop(black_box(answer?));
                Ok(())
            };
            runtime.block_on(rerank(&app, questions(count), answered)).expect("all are answered");
        };
        run(projects.len());
        let busy = process_seconds();
        let time = seconds(|| run(BATCH));
        let busy = process_seconds() - busy;
        println!(
            "{name:>22} {:>7.0} projects/s, {:>7.0} per processor second",
            BATCH as f64 / time,
            BATCH as f64 / busy
        );
    }
}

/// From the utilities of all parks to the best in order, which is what another program can do too.
pub(super) fn sums_and_order() {
    let definition = definition::get();
    let world = world::built_in(&|_| None);
    let atlas = Atlas::new(world.regions);
    let network = SupplyNetwork::new(&atlas, &definition.input_output, &definition.parameters);
    let survey = Survey::new(&atlas, &definition.criteria, Level::Park);
    let ground = Ground { atlas: &atlas, network: &network, survey: &survey };
    let numbers = vec![1.0_f32; READ_COUNT];
    let (read, _) = references(&numbers);
    let projects = world.projects.iter();
    let matrices: Vec<Matrix> =
        projects.filter_map(|project| ground.answer(project, Way::Summed)).collect();
    let all = || matrices.iter().for_each(|matrix| drop(black_box(matrix.best(LIMIT))));
    all();
    let time = middle((0..REPEATS).map(|_| seconds(all)).collect()) / matrices.len() as f64;
    println!(
        "sums-and-order {:.1} µs for one of {} projects, the best {LIMIT} of {} parks; 1 thread; in \
         which RB reads {:.2} MB ({:.1} GB/s)",
        time * 1e6,
        matrices.len(),
        atlas.at_level(Level::Park).count(),
        time * read / 1e6,
        read / 1e9
    );
}

#[derive(Clone, Copy)]
enum Way {
    Explained,
    Prepared,
    Surveyed,
    /// Prepared and put into numbers, from which alone the order follows.
    Summed,
    /// Both ways, which must answer alike.
    Compared,
}

struct Ground<'a> {
    atlas: &'a Atlas,
    network: &'a SupplyNetwork,
    survey: &'a Survey,
}

impl Ground<'_> {
    /// Prepares what is the same for all places of a project, and ranks.
    fn answer(&self, project: &ProjectProfile, way: Way) -> Option<Matrix> {
        let definition = definition::get();
        let codes = project.industries.iter().flat_map(|stated| {
            let taxonomy = &definition.taxonomy;
            taxonomy.convert_weighted(&stated.industry(), ClassificationSystem::Gbt4754)
        });
        let production: Vec<(String, f64)> = codes.collect();
        let trade = Trade { production: production.clone(), ..Trade::default() };
        let partners = Partners::new(self.network, &definition.input_output, &trade, today());
        let shrinkage = &definition.landing_record.shrinkage;
        let link_records = LinkRecords::new(self.atlas, |_| &[], shrinkage, today());
        let context = Context {
            atlas: self.atlas,
            parameters: &definition.parameters,
            coverings: self.atlas.coverings(&production),
            industries: production,
            partners: partners.as_ref(),
            host: project.host_city.as_ref().and_then(|id| self.atlas.find(id)),
            as_of: today(),
            excluded_links: BTreeSet::new(),
            link_records: Some(&link_records),
        };
        let weights = Weights::by_criterion(|id| {
            let usual = definition.criteria.iter().find(|criterion| criterion.id == id);
            usual.map_or(0.0, |usual| usual.weight)
        });
        let weights = weights.expect("the definition's weights");
        let stop = Stop::never();
        let candidates = self.survey.outside(self.atlas, context.host_prefecture());
        match way {
            Way::Prepared => drop(black_box(candidates)),
            Way::Compared => {
                let (criteria, level) = (&definition.criteria, Level::Park);
                let method = Method { criteria, weights: &weights, level, stop };
                let places: Vec<usize> = self.survey.places(&candidates).collect();
                let inquiry = Inquiry { context: &context, project, weights: &weights, stop };
                assert_eq!(
                    self.survey.rank(&inquiry, &candidates, LIMIT),
                    rank::rank(&context, project, &method, &places, LIMIT),
                    "what is timed answers alike"
                );
            }
            Way::Explained => {
                let (criteria, level) = (&definition.criteria, Level::Park);
                let method = Method { criteria, weights: &weights, level, stop };
                let places: Vec<usize> = self.survey.places(&candidates).collect();
                drop(black_box(rank::rank(&context, project, &method, &places, LIMIT)));
            }
            Way::Summed => {
                let inquiry = Inquiry { context: &context, project, weights: &weights, stop };
                return Some(self.survey.matrix(&inquiry, &candidates));
            }
            Way::Surveyed => {
                let inquiry = Inquiry { context: &context, project, weights: &weights, stop };
                drop(black_box(self.survey.rank(&inquiry, &candidates, LIMIT)));
            }
        }
        None
    }
}

/// The best of all parks for a project.
pub(super) fn question(project: &ProjectProfile, advice: Advice) -> Question {
    Question {
        subject: Subject::Profile(Box::new(project.clone())),
        wishes: Wishes::default(),
        level: Level::Park,
        limit: LIMIT,
        as_of: today(),
        excluded_links: Vec::new(),
        advice,
    }
}

/// An application on a data directory that holds the built-in world, and is there as long as its
/// folder is held.
pub(super) fn opened() -> (tokio::runtime::Runtime, App, tempfile::TempDir) {
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
    (runtime, app, folder)
}

/// Bytes per second of RB, and operations per second of RF.
pub(super) fn references(numbers: &[f32]) -> (f64, f64) {
    const RUNS: usize = 5;
    let read = (0..RUNS).map(|_| seconds(|| _ = black_box(sum(black_box(numbers))))).collect();
    let step = (0..RUNS).map(|_| seconds(|| _ = black_box(multiply(black_box(ROUNDS))))).collect();
    let read = READ_COUNT as f64 * 4.0 / middle(read);
    (read, 2.0 * (LANES * ROUNDS) as f64 / middle(step))
}

fn line(name: &str, mut times: Vec<f64>, (read, multiplied): (f64, f64)) {
    times.sort_by(f64::total_cmp);
    let at = |tenths: usize| times[(times.len() - 1) * tenths / 10] * 1e3;
    let middle = at(5);
    println!(
        "{name:>22} p50 {middle:.3} ms, p90 {:.3}, least {:.3}; in which RB reads {:.2} MB ({:.1} GB/s) and RF does \
         {:.1} M operations ({:.0} GFLOP/s)",
        at(9),
        at(0),
        middle * 1e-3 * read / 1e6,
        read / 1e9,
        middle * 1e-3 * multiplied / 1e6,
        multiplied / 1e9,
    );
}
