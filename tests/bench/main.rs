//! Timings that anyone can repeat: `cargo bench --bench bench -- density`.
//!
//! Absolute times drift from one machine and one hour to the next. Beside each stand two reference
//! operations, measured in the same minute: RB reads 512 MiB of numbers in single precision, RF
//! multiplies and adds in registers. What compares is the ratio.

#![expect(clippy::print_stdout, reason = "a benchmark reports on its standard output")]
#![expect(clippy::cast_precision_loss, reason = "counts and sizes are far below 2^53")]

/// Repeats, clocks, and the operations that stand beside what is timed.
mod reference;
/// How much memory is allocated.
mod memory;

/// Panels of industries.
mod density;
/// The annual cost of a landing.
mod landing_cost;
/// All that is said of landing at every candidate.
mod landing;
/// Stacks of support instruments.
mod policy;
/// Methods of decision.
mod decision;
/// Rankings of the built-in world.
mod ranking;
/// A formula over columns.
mod kernel;
/// Stable matchings.
mod matching;
/// Many regions.
mod register;
/// Questions over HTTP.
mod served;
/// Texts that are searched.
mod text;

fn main() {
    let known: [(&str, fn()); 15] = [
        ("density", density::density),
        ("landing-cost", landing_cost::landing_cost),
        ("landing", landing::landing),
        ("policy", policy::policy),
        ("promethee", decision::promethee),
        ("smaa", decision::smaa),
        ("topsis-vikor", decision::topsis_vikor),
        ("ranking", ranking::ranking),
        ("rerank", ranking::rerank_all),
        ("sums", ranking::sums_and_order),
        ("kernel", kernel::kernel),
        ("matching", matching::matching),
        ("register", register::register),
        ("served", served::served),
        ("text", text::text),
    ];
    let asked: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for word in asked.iter().filter(|word| known.iter().all(|(name, _)| name != *word)) {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        println!("there is no benchmark `{word}`; there are: {}", names.join(", "));
    }
    for (name, run) in known {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            run();
        }
    }
}
