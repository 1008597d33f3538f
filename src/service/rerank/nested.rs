//! The shape of a match document, so that a table can have a row for each with all its parts.
//!
//! What it does not name is not written: `assumed`, `robustness` and `landing`, which stand in no
//! document of a run over many projects.

use crate::columnar::{Field, Shape};

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, may_lack: false }
}

const fn maybe(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, may_lack: true }
}

const fn text(name: &'static str) -> Field {
    field(name, Shape::Text)
}

const fn whole(name: &'static str) -> Field {
    field(name, Shape::Whole)
}

const fn real(name: &'static str) -> Field {
    field(name, Shape::Real)
}

const fn list(name: &'static str, items: &'static Shape) -> Field {
    field(name, Shape::List(items))
}

/// The fields of a match document. The project is a document of its own, with a form of its own, and
/// stands as its text.
pub(super) const FIELDS: &[Field] = &[
    whole("schema"),
    field("project", Shape::Json),
    list("understood", &UNDERSTOOD),
    list("industries", &INDUSTRY),
    whole("generation"),
    text("definition"),
    field("as_of", Shape::Day),
    text("level"),
    field("weights", Shape::Map(&Shape::Whole)),
    maybe("preset", PRESET),
    list("candidates", &CANDIDATE),
    list("near_misses", &REFUSED),
    list("refused", &REFUSED),
    list("worth_learning", &WORTH_LEARNING),
    field("counts", COUNTS),
    list("warnings", &NAME),
];

const NAME: Shape = Shape::Group(&[maybe("zh", Shape::Text), maybe("en", Shape::Text)]);

const UNDERSTOOD: Shape = Shape::Group(&[
    text("what"),
    text("value"),
    maybe("unit", Shape::Text),
    maybe("name", NAME),
    text("from"),
]);

const INDUSTRY: Shape = Shape::Group(&[
    text("system"),
    text("code"),
    field("title", NAME),
    real("confidence"),
    list("words", &Shape::Text),
]);

const PRESET: Shape = Shape::Group(&[text("id"), list("replaced", &Shape::Text)]);

const REGION: Shape = Shape::Group(&[
    text("id"),
    field("name", NAME),
    text("level"),
    list("ancestors", &Shape::Text),
    list("ancestor_names", &NAME),
    maybe("location", Shape::Group(&[real("longitude"), real("latitude")])),
]);

const CANDIDATE: Shape = Shape::Group(&[
    whole("rank"),
    field("region", REGION),
    whole("total"),
    field("bounds", Shape::Group(&[whole("low"), whole("high")])),
    text("standing"),
    list("contributions", &CONTRIBUTION),
    field("rationale", NAME),
    list("gates", &GATE),
    list("warnings", &NAME),
]);

const CONTRIBUTION: Shape = Shape::Group(&[
    text("criterion"),
    field("known", Shape::Truth),
    maybe("measure", Shape::Real),
    text("unit"),
    real("utility"),
    whole("weight"),
    whole("points"),
    maybe("source", Shape::Text),
    maybe("as_of", Shape::Text),
    maybe("from", Shape::Text),
    maybe("confidence", Shape::Real),
    maybe("age_years", Shape::Real),
    maybe("supply_chain", SUPPLY_CHAIN),
]);

const SUPPLY_CHAIN: Shape = Shape::Group(&[
    real("hours_max"),
    maybe("inputs_near", Shape::Real),
    maybe("customers_near", Shape::Real),
    list("missing_inputs", &PARTNER),
    list("missing_customers", &PARTNER),
]);

const PARTNER: Shape = Shape::Group(&[field("name", NAME), real("share")]);

const GATE: Shape = Shape::Group(&[
    text("gate"),
    text("status"),
    text("required"),
    maybe("actual", Shape::Text),
    maybe("margin", Shape::Real),
    maybe(
        "source",
        Shape::Group(&[maybe("citation", Shape::Text), maybe("as_of", Shape::Text), text("from")]),
    ),
]);

const REFUSED: Shape = Shape::Group(&[
    field("region", REGION),
    list("gates", &GATE),
    whole("gates_checked"),
    whole("gates_failed"),
    whole("gates_unknown"),
]);

const WORTH_LEARNING: Shape =
    Shape::Group(&[text("region"), text("criterion"), real("top_three_share"), whole("orders")]);

const COUNTS: Shape = Shape::Group(&[
    whole("regions"),
    whole("in_host_city"),
    whole("refused"),
    whole("near_misses"),
    whole("ranked"),
    whole("returned"),
    field("refused_by_gate", Shape::Map(&Shape::Whole)),
]);
