use serde::Serialize;

use crate::{
    domain::{
        figure::Source,
        id::RegionId,
        money::{Fen, FenEstimate},
        text::{Language, Text},
    },
    service::landing::{
        policies::{Chosen, Open, Payer, PolicyAnswer, Refused, Selection},
        policy_words,
    },
};

/// The invoice of support instruments; amounts are integers in fen (分).
#[derive(Debug, Serialize)]
pub(super) struct PolicyDocument<'a> {
    schema: u32,
    project: &'a str,
    region: &'a str,
    host: Option<&'a str>,
    as_of: String,
    years: u8,
    discount_rate: Option<f64>,
    generation: u64,
    definition: &'a str,
    total_fen: EstimateDocument,
    present_value_fen: Option<EstimateDocument>,
    is_open_ended: bool,
    certain: SelectionDocument<'a>,
    possible: SelectionDocument<'a>,
    to_confirm: Vec<OpenDocument<'a>>,
    refused: Vec<RefusedDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct EstimateDocument {
    low: i64,
    likely: i64,
    high: i64,
}

#[derive(Debug, Serialize)]
struct SelectionDocument<'a> {
    chosen: Vec<ChosenDocument<'a>>,
    payers: Vec<PayerDocument<'a>>,
    gross_fen: i64,
    total_fen: i64,
    yearly_fen: Vec<i64>,
    present_value_fen: Option<i64>,
    expected_fen: Option<i64>,
    claw_back_share: Option<f64>,
    is_proven: bool,
}

#[derive(Debug, Serialize)]
struct InstrumentDocument<'a> {
    id: &'a str,
    region: &'a str,
    party: &'static str,
    title: &'a Text,
    source: Option<&'a Source>,
}

#[derive(Debug, Serialize)]
struct ChosenDocument<'a> {
    instrument: InstrumentDocument<'a>,
    grant: usize,
    terms: Text,
    amount_fen: i64,
    yearly_fen: Vec<i64>,
}

#[derive(Debug, Serialize)]
struct PayerDocument<'a> {
    region: &'a str,
    party: &'static str,
    gross_fen: i64,
    total_fen: i64,
    cap_fen: Option<i64>,
}

#[derive(Debug, Serialize)]
struct OpenDocument<'a> {
    instrument: InstrumentDocument<'a>,
    grant: usize,
    terms: Text,
    facts: Vec<&'static str>,
    conditions: &'a [Text],
    amount_max_fen: i64,
    is_in_possible: bool,
}

#[derive(Debug, Serialize)]
struct RefusedDocument<'a> {
    instrument: InstrumentDocument<'a>,
    reason: &'static str,
    words: Text,
}

/// The document of an answer.
pub(super) fn document(answer: &PolicyAnswer) -> PolicyDocument<'_> {
    let stack = &answer.stack;
    PolicyDocument {
        schema: 1,
        project: answer.project.id.as_str(),
        region: answer.region.0.as_str(),
        host: answer.host.as_ref().map(|(id, _)| id.as_str()),
        as_of: answer.as_of.to_string(),
        years: answer.years,
        discount_rate: answer.discount_rate,
        generation: answer.generation,
        definition: &answer.definition,
        total_fen: stack.total().into(),
        present_value_fen: stack.present_value().map(EstimateDocument::from),
        is_open_ended: stack.is_open_ended(),
        certain: selection(answer, &stack.certain),
        possible: selection(answer, &stack.possible),
        to_confirm: stack.open.iter().map(|one| open(answer, one)).collect(),
        refused: stack.refused.iter().map(|one| refused(answer, one)).collect(),
    }
}

impl From<FenEstimate> for EstimateDocument {
    fn from(estimate: FenEstimate) -> EstimateDocument {
        EstimateDocument {
            low: estimate.low.get(),
            likely: estimate.likely.get(),
            high: estimate.high.get(),
        }
    }
}

fn selection<'a>(answer: &'a PolicyAnswer, selection: &'a Selection) -> SelectionDocument<'a> {
    SelectionDocument {
        chosen: selection.chosen.iter().map(|one| chosen(answer, one)).collect(),
        payers: selection.payers.iter().map(payer).collect(),
        gross_fen: selection.gross.get(),
        total_fen: selection.total.get(),
        yearly_fen: fen(&selection.yearly),
        present_value_fen: selection.present_value.map(Fen::get),
        expected_fen: selection.expected.map(Fen::get),
        claw_back_share: selection.claw_back_share,
        is_proven: selection.is_proven,
    }
}

fn fen(amounts: &[Fen]) -> Vec<i64> {
    amounts.iter().map(|amount| amount.get()).collect()
}

fn instrument(answer: &PolicyAnswer, position: usize) -> InstrumentDocument<'_> {
    let listed = &answer.listed[position];
    InstrumentDocument {
        id: &listed.instrument.id,
        region: listed.region.as_str(),
        party: listed.instrument.party.as_str(),
        title: &listed.instrument.title,
        source: listed.instrument.source.as_ref(),
    }
}

fn terms(answer: &PolicyAnswer, position: usize, grant: usize) -> Text {
    let grant = answer.listed[position].instrument.grants.get(grant);
    let words = |language| grant.map(|grant| policy_words::terms(grant, language));
    Text { zh: words(Language::Zh), en: words(Language::En) }
}

fn chosen<'a>(answer: &'a PolicyAnswer, chosen: &Chosen) -> ChosenDocument<'a> {
    ChosenDocument {
        instrument: instrument(answer, chosen.instrument),
        grant: chosen.grant,
        terms: terms(answer, chosen.instrument, chosen.grant),
        amount_fen: chosen.amount.get(),
        yearly_fen: fen(&chosen.yearly),
    }
}

fn payer(payer: &Payer) -> PayerDocument<'_> {
    PayerDocument {
        region: payer.region.as_str(),
        party: payer.party.as_str(),
        gross_fen: payer.gross.get(),
        total_fen: payer.total.get(),
        cap_fen: payer.cap.map(Fen::get),
    }
}

fn open<'a>(answer: &'a PolicyAnswer, open: &'a Open) -> OpenDocument<'a> {
    OpenDocument {
        instrument: instrument(answer, open.instrument),
        grant: open.grant,
        terms: terms(answer, open.instrument, open.grant),
        facts: open.missing.iter().map(|fact| fact.as_str()).collect(),
        conditions: &open.conditions,
        amount_max_fen: open.amount_max.get(),
        is_in_possible: open.is_in_possible,
    }
}

fn refused<'a>(answer: &'a PolicyAnswer, refused: &Refused) -> RefusedDocument<'a> {
    let name = |region: &RegionId| region.to_string();
    let title = |position: usize| answer.listed[position].instrument.id.clone();
    let words = |language| Some(policy_words::reason(&refused.reason, language, &name, &title));
    RefusedDocument {
        instrument: instrument(answer, refused.instrument),
        reason: refused.reason.as_str(),
        words: Text { zh: words(Language::Zh), en: words(Language::En) },
    }
}
