//! The words by which English tells roles.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::super::analyzer;
use super::frame;
use super::role::{Words, words};

/// Verbs whose object is made.
pub(super) static MAKE: Words = words!(
    "make produce manufacture build assemble mould mold form convert grow ferment brew cast \
    forge spin weave knit sew draw grind atomise atomize extract refine culture compound \
    synthesise synthesize formulate thermoform write roast roll extrude crush turn press \
    fabricate machine print bake distil distill bottle can freeze dry mill blend mix cut \
    weld coat laminate stamp process package pack fill craft raise breed farm isolate sinter \
    smelt melt anneal blow cure tan dye finish generate mine quarry publish upcycle \
    transform commercialise commercialize purify electrospin lay pour foam galvanise \
    galvanize etch cook specialise specialize saw carve polish slaughter pasteurise press \
    shape braid mass-produce"
);
/// Verbs whose object is developed in order to be made.
pub(super) static DEVELOP: Words =
    words!("develop design discover engineer invent create pioneer research pilot");
/// Verbs whose object is planned.
pub(super) static PLAN: Words = words!(
    "plan open expand extend construct add double start invest run operate scale launch set \
    establish want intend seek move relocate"
);
/// Verbs whose object is a service or merely belongs to the plant.
pub(super) static SERVE: Words =
    words!("offer provide sell give perform teach train advise consult");
pub(super) static HOLD: Words =
    words!("lease rent hold have has own buy purchase house include need use know license");
/// Verbs and phrases behind which somebody uses it.
pub(super) static USE: Words = words!(
    "supply supplies serve replace feed power analyse analyze measure split detect monitor \
    inspect treat control protect carry allow let help sold used fitted installed"
);
/// Prepositions behind which it is used, or stands beside.
pub(super) static FOR: Words =
    words!("for to than without beside besides unlike toward towards instead against");
/// Prepositions behind which an input stands.
pub(super) static FROM: Words = words!("from with using via through");
/// Prepositions of place and time.
pub(super) static PLACE: Words =
    words!("in at on near inside by within under during next across around where");
/// Words behind a subject that are no verbs of their own.
pub(super) static HELPERS: Words = words!(
    "are were be been have had can could may might will would shall should must do did also now \
    currently already then first later mainly both all hope wish aim believe think love work \
    employ know hire raised raise grew started founded won plan"
);
/// Verbs behind which "into" names a vessel.
pub(super) static FILL: Words = words!("fill pack package put load bottle pour can deliver");
/// Verbs whose object is waste, whatever it is.
pub(super) static RECLAIM: Words =
    words!("recycle dismantle shred disassemble depolymerise depolymerize");
/// Waste.
pub(super) static WASTE: Words = words!(
    "spent waste scrap end-of-life discarded retired post-consumer e-waste \
    scrapped life"
);
pub(super) static RECYCLE: Words = words!(
    "shred dismantle recycle reclaim recover collect tear sort crush treat process \
    disassemble depolymerise depolymerize turn regenerate reprocess strip"
);
pub(super) static REPAIR: Words = words!("repair overhaul refurbish maintain service");
/// Words before which a noun phrase begins.
pub(super) static LIMITS: Words =
    words!("a an the our its their of and or new own this first further pilot");
/// Heads that make the words before them the product of a plant.
pub(super) static PLANTS: Words = words!(
    "plant factory line works facility fab base mill gigafactory farm project \
    hub production manufacturing maker manufacturer producer startup company"
);
/// Heads that make the words before them part of the plant.
pub(super) static ROOMS: Words = words!(
    "laboratory lab centre center institute services service warehouse office hall store \
    crew crews maintenance development research testing training makers users customers \
    operator brands industry sector"
);
/// Heads that make the words before them a step of the process.
pub(super) static STEPS: Words = words!("workshop workshops shop");
/// Who buys, uses or makes something else.
pub(super) static PEOPLE: Words = words!(
    "makers producers manufacturers users customers clients companies firms brands builders buyers \
    growers owners operators suppliers mills factories shops"
);
/// Words that say nothing of a product, beside the lists of this file.
pub(super) static VAGUE: Words = words!(
    "we our us you i is are be up further industrial process test year years tonnes \
    tons tonne ton square feet metres meters pairs grades high small large more it \
    them those these local site partner partners capacity customer people firms but as so \
    own not such like up about per day month million thousand hundred two three four five \
    ten one mu mw gw gwh technology product products business material materials equipment \
    system systems part parts unit units device devices special standard kind kinds type \
    types land sqm hectares tpa yuan rmb market export exports home world country area region partly mainly mostly refinery made cake"
);
/// Words before a verb; elsewhere such a word may be a noun.
pub(super) static SUBJECTS: Words = words!(
    "we to and that which who it will also they now company firm group team startup plant \
    factory project line would can then or robots us hub itself later currently first but"
);
/// All of them but the words of waste and repair.
static LISTS: [&Words; 16] = [
    &MAKE, &DEVELOP, &PLAN, &SERVE, &HOLD, &USE, &FOR, &FROM, &PLACE, &LIMITS, &PLANTS, &ROOMS,
    &STEPS, &PEOPLE, &SUBJECTS, &VAGUE,
];
/// Whether a word, as it is spelled, stands in one of the lists.
pub(super) fn is_listed(word: &str) -> bool {
    LISTS.iter().any(|list| list.contains(&word))
}
/// The stems of all of them.
pub(super) static FUNCTION: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words: Vec<&str> = LISTS.iter().flat_map(|list| list.iter().copied()).collect();
    let words = words.join(" ");
    let product =
        ["bottle", "machine", "foam", "can", "robots", "print", "mould", "mold", "compound", "dye"];
    let keep: BTreeSet<String> =
        analyzer::pieces(&product.join(" ")).into_iter().map(|piece| piece.text).collect();
    analyzer::pieces(&words)
        .into_iter()
        .map(|piece| piece.text)
        .filter(|stem| !keep.contains(stem))
        .collect()
});
/// The stems of words of praise and of trade.
pub(super) static PRAISE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words: Vec<&str> = frame::praise().collect();
    analyzer::pieces(&words.join(" ")).into_iter().map(|piece| piece.text).collect()
});
