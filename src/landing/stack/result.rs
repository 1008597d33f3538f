use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::domain::{
    id::RegionId,
    money::{Fen, FenEstimate},
    policy::{Beneficiary, PolicyParty},
    predicate::{Expression, Fact},
    text::Text,
};

/// What the instruments add up to. Instruments are named by their position in the list given.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyStack {
    /// What is proven to be due.
    pub certain: Selection,
    /// What would be due if every open condition held.
    pub possible: Selection,
    /// Grants that would count if something were confirmed, by instrument.
    pub open: Vec<Open>,
    /// Instruments that do not count, by position.
    pub refused: Vec<Refused>,
}

/// A choice of instruments and what it pays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// What is taken, in the order of identifiers.
    pub chosen: Vec<Chosen>,
    /// Who pays how much.
    pub payers: Vec<Payer>,
    /// What is taken without regard to the caps of purses.
    pub gross: Fen,
    /// What is paid within the caps.
    pub total: Fen,
    /// What is paid within the caps by year of production, the first one first; a purse pays until
    /// it is empty.
    pub yearly: Vec<Fen>,
    /// What is paid, discounted from the end of each year; `None` without a discount rate.
    pub present_value: Option<Fen>,
    /// Σ over purses of min(cap, Σ probability × amount); `None` if a probability is unknown.
    pub expected: Option<Fen>,
    /// The part of the gross sum that may have to be paid back by published conditions, 0 to 1;
    /// `None` if nothing is paid.
    pub claw_back_share: Option<f64>,
    /// Whether nothing better exists; see [`super::solve::Solution::is_proven`].
    pub is_proven: bool,
}

/// An instrument that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Which instrument.
    pub instrument: usize,
    /// Which of its grants.
    pub grant: usize,
    /// What it pays over all years counted.
    pub amount: Fen,
    /// What it pays by year of production, before the cap of its purse.
    pub yearly: Vec<Fen>,
}

/// Who pays how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// In whose profile the instruments stand.
    pub region: RegionId,
    /// Whose purse it is.
    pub party: PolicyParty,
    /// The sum of what is taken.
    pub gross: Fen,
    /// What is paid within the cap.
    pub total: Fen,
    /// The cap, if one is published.
    pub cap: Option<Fen>,
    /// What is paid within the cap, discounted as [`Selection::present_value`].
    pub present_value: Option<Fen>,
}

/// A grant that would count if something were confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Which instrument.
    pub instrument: usize,
    /// Which of its grants.
    pub grant: usize,
    /// What would have to be known.
    pub missing: BTreeSet<Fact>,
    /// Published conditions that are to be confirmed.
    pub conditions: Vec<Text>,
    /// The most that it would pay over all years counted.
    pub amount_max: Fen,
    /// Whether it is part of the possible stack.
    pub is_in_possible: bool,
}

/// An instrument that does not count.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Which instrument.
    pub instrument: usize,
    /// Why.
    pub reason: Reason,
}

/// Why an instrument does not count.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// A condition fails: this part of it.
    Ineligible(Expression),
    /// Somebody else is paid.
    OtherBeneficiary(Beneficiary),
    /// The enclave mode does not let this party's instruments count.
    OtherParty(PolicyParty),
    /// Its window closed on this day.
    Expired(Date),
    /// Its window opens on this day.
    NotYet(Date),
    /// It may no longer be honoured.
    Doubtful(Text),
    /// Neither an amount nor a cap is known; these figures are missing.
    AmountUnknown(BTreeSet<Fact>),
    /// It is paid only with this instrument, which is not taken.
    RequirementMissing(String),
    /// This instrument is taken in its place.
    DisplacedBy(usize),
    /// Its payer has nothing left.
    CapReached,
}

impl Reason {
    /// The reason's identifier in documents.
    pub fn as_str(&self) -> &'static str {
        match self {
            Reason::Ineligible(_) => "ineligible",
            Reason::OtherBeneficiary(_) => "other_beneficiary",
            Reason::OtherParty(_) => "other_party",
            Reason::Expired(_) => "expired",
            Reason::NotYet(_) => "not_yet",
            Reason::Doubtful(_) => "doubtful",
            Reason::AmountUnknown(_) => "amount_unknown",
            Reason::RequirementMissing(_) => "requirement_missing",
            Reason::DisplacedBy(_) => "displaced",
            Reason::CapReached => "cap_reached",
        }
    }
}

impl PolicyStack {
    /// What is paid over all years: at least and most plausibly what is certain, at most what is
    /// possible. Instruments of unknown and unlimited amount are left out of the upper end; see
    /// [`PolicyStack::is_open_ended`].
    pub fn total(&self) -> FenEstimate {
        estimate(self.certain.total, self.possible.total)
    }

    /// The present value, as [`PolicyStack::total`]; `None` without a discount rate.
    pub fn present_value(&self) -> Option<FenEstimate> {
        Some(estimate(self.certain.present_value?, self.possible.present_value?))
    }

    /// The present value of what one party pays; nothing where it pays nothing, `None` without a
    /// discount rate.
    pub fn present_value_of(&self, party: PolicyParty) -> Option<FenEstimate> {
        let of = |selection: &Selection| -> Option<Fen> {
            let payers = selection.payers.iter().filter(|payer| payer.party == party);
            payers.map(|payer| payer.present_value).sum()
        };
        self.certain.present_value?;
        Some(estimate(of(&self.certain)?, of(&self.possible)?))
    }

    /// Whether an instrument that may be due has no known limit.
    pub fn is_open_ended(&self) -> bool {
        self.refused.iter().any(|refused| matches!(refused.reason, Reason::AmountUnknown(_)))
    }
}

/// The best stack is the one that pays most; discounting may prefer another, and the upper end
/// is never below the lower one.
fn estimate(certain: Fen, possible: Fen) -> FenEstimate {
    FenEstimate { low: certain, likely: certain, high: possible.max(certain) }
}
