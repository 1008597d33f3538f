use super::{
    ChosenBody, InstrumentBody, OpenGrantBody, PayerBody, RefusedInstrumentBody, SelectionBody,
    StackBody,
};
use crate::{
    domain::{id::RegionId, money::Fen, text::Language},
    http::{
        body::TextBody,
        money::{YuanBody, YuanEstimateBody},
    },
    service::landing::{
        policies::{Chosen, Open, Payer, PolicyStack, PublishedInstrument, Refused, Selection},
        policy_words,
    },
};

/// The instruments that a stack names by position.
#[derive(Clone, Copy)]
pub(super) struct Instruments<'a>(pub(super) &'a [PublishedInstrument]);

impl Instruments<'_> {
    /// The body of a stack of these instruments.
    pub(super) fn stack(self, stack: &PolicyStack) -> StackBody {
        StackBody {
            total: stack.total().into(),
            present_value: stack.present_value().map(YuanEstimateBody::from),
            is_open_ended: stack.is_open_ended(),
            certain: self.selection(&stack.certain),
            possible: self.selection(&stack.possible),
            to_confirm: stack.open.iter().map(|open| self.open(open)).collect(),
            refused: stack.refused.iter().map(|refused| self.refused(refused)).collect(),
        }
    }

    fn selection(self, selection: &Selection) -> SelectionBody {
        SelectionBody {
            chosen: selection.chosen.iter().map(|chosen| self.chosen(chosen)).collect(),
            payers: selection.payers.iter().map(PayerBody::from).collect(),
            gross: selection.gross.into(),
            total: selection.total.into(),
            yearly: amounts(&selection.yearly),
            present_value: selection.present_value.map(YuanBody::from),
            expected: selection.expected.map(YuanBody::from),
            claw_back_share: selection.claw_back_share,
            is_proven: selection.is_proven,
        }
    }

    fn instrument(self, position: usize) -> InstrumentBody {
        let listed = &self.0[position];
        InstrumentBody {
            id: listed.instrument.id.clone(),
            region: listed.region.clone(),
            region_name: TextBody::from(&listed.region_name),
            party: listed.instrument.party,
            title: TextBody::from(&listed.instrument.title),
            source: listed.instrument.source.clone(),
        }
    }

    fn terms(self, position: usize, grant: usize) -> TextBody {
        let grant = self.0[position].instrument.grants.get(grant);
        let words = |language| grant.map(|grant| policy_words::terms(grant, language));
        TextBody { zh: words(Language::Zh), en: words(Language::En) }
    }

    fn chosen(self, chosen: &Chosen) -> ChosenBody {
        ChosenBody {
            instrument: self.instrument(chosen.instrument),
            grant: chosen.grant,
            terms: self.terms(chosen.instrument, chosen.grant),
            amount: chosen.amount.into(),
            yearly: amounts(&chosen.yearly),
        }
    }

    fn open(self, open: &Open) -> OpenGrantBody {
        OpenGrantBody {
            instrument: self.instrument(open.instrument),
            grant: open.grant,
            terms: self.terms(open.instrument, open.grant),
            facts: open.missing.iter().map(|fact| fact.as_str()).collect(),
            conditions: open.conditions.iter().map(TextBody::from).collect(),
            amount_max: open.amount_max.into(),
            is_in_possible: open.is_in_possible,
        }
    }

    fn refused(self, refused: &Refused) -> RefusedInstrumentBody {
        let words = |language| {
            let name = |region: &RegionId| self.region_name(region, language);
            let title = |position: usize| self.title(position, language);
            policy_words::reason(&refused.reason, language, &name, &title)
        };
        RefusedInstrumentBody {
            instrument: self.instrument(refused.instrument),
            reason: refused.reason.as_str(),
            words: TextBody::of(words),
        }
    }

    /// A region is called by its name where it publishes an instrument itself, else by its id.
    fn region_name(self, region: &RegionId, language: Language) -> String {
        let listed = self.0.iter().find(|listed| listed.region == *region);
        let name = listed.and_then(|listed| listed.region_name.in_language(language));
        name.unwrap_or(region.as_str()).to_owned()
    }

    fn title(self, position: usize, language: Language) -> String {
        let instrument = &self.0[position].instrument;
        instrument.title.in_language(language).unwrap_or(&instrument.id).to_owned()
    }
}

impl From<&Payer> for PayerBody {
    fn from(payer: &Payer) -> PayerBody {
        PayerBody {
            region: payer.region.clone(),
            party: payer.party,
            gross: payer.gross.into(),
            total: payer.total.into(),
            cap: payer.cap.map(YuanBody::from),
            present_value: payer.present_value.map(YuanBody::from),
        }
    }
}

fn amounts(amounts: &[Fen]) -> Vec<YuanBody> {
    amounts.iter().copied().map(YuanBody::from).collect()
}
