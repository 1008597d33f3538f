use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{context::Context, crosswalk::Crosswalk};
use crate::{
    domain::{code::IndustryCode, limits::LABEL_AGREEMENTS_MAX},
    industry::divisions::Divisions,
};

/// One of the [`Labels`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label(u32);

/// The labels that places declare as leading, each once, and how far each covers an industry.
///
/// Thousands of parks declare some hundreds of labels, and projects make the same few products: how
/// far a label covers an industry is found once for all parks, and kept for the next question.
#[derive(Default)]
pub(super) struct Labels {
    numbers: HashMap<Vec<IndustryCode>, Label>,
    codes: Vec<Vec<IndustryCode>>,
    divisions: Vec<Divisions>,
    /// By code of an industry: how far each label covers it.
    agreements: Mutex<HashMap<String, Arc<[f64]>>>,
}

impl Labels {
    /// The label that is coded to these industries; a new one where there is none yet.
    pub(super) fn add(&mut self, codes: &[IndustryCode], crosswalk: &Crosswalk) -> Label {
        if let Some(known) = self.numbers.get(codes) {
            return *known;
        }
        let number = self.codes.len();
        let label = Label(u32::try_from(number).expect("there are fewer than 2^32 labels"));
        let gbt = codes.iter().flat_map(|code| crosswalk.in_gbt(code)).map(|(gbt, _)| gbt);
        self.divisions.push(Divisions::of(gbt));
        self.codes.push(codes.to_vec());
        self.numbers.insert(codes.to_vec(), label);
        label
    }

    /// The divisions of GB/T 4754 that a label names, by any counterpart of its codes.
    pub(super) fn divisions(&self, label: Label) -> Divisions {
        self.divisions[label.0 as usize]
    }

    /// [`Crosswalk::label_agreement`] of every label with an industry.
    fn agreements(&self, crosswalk: &Crosswalk, production: &str) -> Arc<[f64]> {
        let lock = || self.agreements.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(production) {
            return known.clone();
        }
        let division = Divisions::of(std::iter::once(production));
        // Where no division is in both, nothing agrees.
        let agreement = |(codes, divisions): (&Vec<IndustryCode>, &Divisions)| {
            let may_agree = divisions.meets(division);
            if may_agree { crosswalk.label_agreement(codes, production) } else { 0.0 }
        };
        let found: Arc<[f64]> = self.codes.iter().zip(&self.divisions).map(agreement).collect();
        let mut known = lock();
        if LABEL_AGREEMENTS_MAX < (known.len() + 1) * found.len() {
            known.clear();
        }
        known.insert(production.to_owned(), found.clone());
        found
    }
}

/// How far the labels that places declare cover the production of a question.
pub(super) struct Degrees {
    /// The share of each production industry, and how far each label covers it.
    by_industry: Vec<(f64, Arc<[f64]>)>,
    divisions: Divisions,
}

impl Degrees {
    /// Of the production industries of a question.
    pub(super) fn of(context: &Context<'_>) -> Degrees {
        let (labels, crosswalk) = (context.atlas.labels(), context.atlas.crosswalk());
        let industries = context.industries.iter();
        let of = |(code, share): &(String, f64)| (*share, labels.agreements(crosswalk, code));
        Degrees { by_industry: industries.map(of).collect(), divisions: context.divisions() }
    }

    /// Whether labels of some divisions may cover any of the production: no other does.
    pub(super) fn meets(&self, divisions: Divisions) -> bool {
        divisions.meets(self.divisions)
    }

    /// The mean of [`Crosswalk::label_agreement`] over the production industries, weighted by their
    /// shares.
    pub(super) fn of_label(&self, label: Label) -> f64 {
        self.by_industry
            .iter()
            .map(|(share, agreements)| share * agreements[label.0 as usize])
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::ClassificationSystem;

    #[test]
    fn a_label_is_read_once_and_agrees_as_its_codes_do() {
        let naics =
            IndustryCode { system: ClassificationSystem::Naics2017, code: "334413".to_owned() };
        let share = |gbt: &str, share| (gbt.to_owned(), share);
        let crosswalk =
            Crosswalk::new([(naics.clone(), vec![share("397", 0.8), share("382", 0.2)])]);
        let declared = [
            vec![IndustryCode::gbt("34"), naics.clone()],
            vec![IndustryCode::gbt("C")],
            vec![],
            vec![IndustryCode::gbt("2762")],
            vec![naics],
        ];
        let mut labels = Labels::default();
        let numbers: Vec<Label> =
            declared.iter().map(|codes| labels.add(codes, &crosswalk)).collect();
        let again: Vec<Label> =
            declared.iter().map(|codes| labels.add(codes, &crosswalk)).collect();
        assert_eq!(numbers, again, "each stands once");
        // Twice: as it is found, and as it is kept.
        for production in ["397", "382", "2761", "276", "27", "01", "C", "397", "382"] {
            let found = labels.agreements(&crosswalk, production);
            let expected =
                declared.iter().map(|codes| crosswalk.label_agreement(codes, production));
            assert_eq!(found.to_vec(), expected.collect::<Vec<f64>>(), "{production}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let crosswalk = Crosswalk::default();
        let mut labels = Labels::default();
        for number in 0..LABEL_AGREEMENTS_MAX / 4 {
            labels.add(&[IndustryCode::gbt(&number.to_string())], &crosswalk);
        }
        for production in 10..30 {
            labels.agreements(&crosswalk, &production.to_string());
            let kept = labels.agreements.lock().unwrap().len();
            assert!((1..=4).contains(&kept), "{kept}");
        }
    }
}
