//! Which ways of tying incubation and production together are open to a project in a home region,
//! and what each is worth to it.
//!
//! A mode that a known fact rules out is closed; one whose facts are unknown is to be confirmed, for
//! links are published thinly, so that absence proves nothing. Only open modes are recommended.

use std::collections::BTreeMap;

use super::plan::Plan;
use crate::domain::{
    link::EnclaveMode,
    money::{Fen, FenEstimate},
    policy::PolicyParty,
};

/// What decides whether a mode is open.
mod fact;
#[cfg(test)]
mod tests;

pub use fact::{Check, Evidence, Fact, FactKind, LinkEvidence, ModeFacts};

/// All modes, in the order of identifiers that breaks ties: what asks least of others first.
pub const MODES: [EnclaveMode; 6] = [
    EnclaveMode::Single,
    EnclaveMode::Collaborative,
    EnclaveMode::IncubatorMediated,
    EnclaveMode::Offshore,
    EnclaveMode::TwoWay,
    EnclaveMode::None,
];

/// Whether a mode can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModeStatus {
    /// Everything that it depends on holds.
    Open,
    /// Nothing rules it out, but something is unknown: it is to be asked for.
    ToConfirm,
    /// A known fact rules it out.
    Closed,
}

impl ModeStatus {
    /// The status's identifier in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            ModeStatus::Open => "open",
            ModeStatus::ToConfirm => "to_confirm",
            ModeStatus::Closed => "closed",
        }
    }
}

/// The present values of the best legal policy stacks; see [`counts_host`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stacks {
    /// Of home region, province and state; `None` if unknown.
    pub without_host: Option<FenEstimate>,
    /// Of these and the host city; `None` if unknown.
    pub with_host: Option<FenEstimate>,
}

/// What a project gains in a home region, before the mode is chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Gains {
    /// How far ahead, at what discount.
    pub plan: Plan,
    /// The saving per year against staying if production alone moves, less the cost of running
    /// research and production apart; `None` if unknown.
    pub saving_split: Option<FenEstimate>,
    /// The saving per year against staying if research moves too, less the innovation return that
    /// is lost; `None` if unknown.
    pub saving_outright: Option<FenEstimate>,
    /// The policy stacks.
    pub stacks: Stacks,
    /// What it costs once to set a mode up; absent where unknown.
    pub setup: BTreeMap<EnclaveMode, Fen>,
}

/// One part of a mode's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The present value of the saving over the plan.
    CashFlow,
    /// The present value of the policy stack that the mode allows.
    Stack,
    /// What it costs once to set the mode up.
    Setup,
}

impl Part {
    /// The part's identifier in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::CashFlow => "cash_flow",
            Part::Stack => "stack",
            Part::Setup => "setup",
        }
    }
}

/// What a mode is worth over the plan, as present values; a part that is unknown is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ModeValue {
    /// [`Part::CashFlow`].
    pub cash_flow: Option<FenEstimate>,
    /// [`Part::Stack`].
    pub stack: Option<FenEstimate>,
    /// [`Part::Setup`], at least 0; it is subtracted.
    pub setup: Option<Fen>,
}

impl ModeValue {
    /// A part as it enters the sum: setting up counts against the mode.
    pub fn part(&self, part: Part) -> Option<FenEstimate> {
        match part {
            Part::CashFlow => self.cash_flow,
            Part::Stack => self.stack,
            Part::Setup => self.setup.map(|cost| FenEstimate::exact(-cost)),
        }
    }

    /// The sum of the parts that are known; `None` if none is.
    pub fn known(&self) -> Option<FenEstimate> {
        let parts = PARTS.into_iter().filter_map(|part| self.part(part));
        parts.reduce(|sum, part| sum + part)
    }

    /// The parts that are unknown and stand in no sum.
    pub fn unknown(&self) -> Vec<Part> {
        PARTS.into_iter().filter(|part| self.part(*part).is_none()).collect()
    }
}

const PARTS: [Part; 3] = [Part::CashFlow, Part::Stack, Part::Setup];

/// A mode with its reasons and its worth.
#[derive(Debug, Clone, PartialEq)]
pub struct ModeOption {
    /// Which mode.
    pub mode: EnclaveMode,
    /// Whether it can be used.
    pub status: ModeStatus,
    /// What it depends on, with what is known of each.
    pub checks: Vec<Check>,
    /// Whose policies count in it.
    pub parties: &'static [PolicyParty],
    /// What it is worth.
    pub value: ModeValue,
}

impl ModeOption {
    /// The facts that decide: those that rule a closed mode out, those to ask for where it is to be
    /// confirmed, all of an open one.
    pub fn deciding(&self) -> impl Iterator<Item = &Check> {
        let decides = match self.status {
            ModeStatus::Open => Some(true),
            ModeStatus::ToConfirm => None,
            ModeStatus::Closed => Some(false),
        };
        self.checks.iter().filter(move |check| check.fact.holds == decides)
    }
}

/// All modes, ordered.
#[derive(Debug, Clone, PartialEq)]
pub struct Modes {
    /// The open ones first, then those to confirm, then the closed; within each the most valuable
    /// first, in the order of [`MODES`] among equals.
    pub options: Vec<ModeOption>,
    /// The parts of the value by which the open modes were compared: those known for all of them,
    /// so that no mode wins by what is not known of it.
    pub compared_on: Vec<Part>,
    /// The first open mode. `None` if no mode is open, if the first is worth less than staying, or
    /// if it is moving outright and not known to gain.
    pub recommended: Option<EnclaveMode>,
}

impl Modes {
    /// The option of a mode.
    pub fn option(&self, mode: EnclaveMode) -> Option<&ModeOption> {
        self.options.iter().find(|option| option.mode == mode)
    }
}

/// Whose policies a mode lets a project use.
///
/// Home region, province and state always: production lands there. The host city's only where
/// its government is a party to the landing: in a collaborative enclave by the agreement, in a
/// two-way enclave because the project is a tenant of each side's. In the others the host would pay
/// for a plant that leaves it: its instruments ask for production or registration in the host
/// city. Host cities abroad have no instruments here. Our judgement, from the models of
/// enclaves: a mode is what the two governments agree on.
pub fn parties(mode: EnclaveMode) -> &'static [PolicyParty] {
    if counts_host(mode) {
        &[PolicyParty::Home, PolicyParty::Host, PolicyParty::Province, PolicyParty::State]
    } else {
        &[PolicyParty::Home, PolicyParty::Province, PolicyParty::State]
    }
}

/// Whether the host city's policies count in a mode; see [`parties`].
pub fn counts_host(mode: EnclaveMode) -> bool {
    match mode {
        EnclaveMode::Collaborative | EnclaveMode::TwoWay => true,
        EnclaveMode::Single
        | EnclaveMode::IncubatorMediated
        | EnclaveMode::Offshore
        | EnclaveMode::None => false,
    }
}

/// Orders all modes and recommends one.
///
/// A mode's value is the present value of the saving against staying over the plan, and of the
/// policy stack that the mode allows, less what it costs to set it up. Modes are compared by likely
/// values. A mode whose saving is known is recommended only if what is known of it is worth no less
/// than staying, which is worth 0. Moving outright needs nobody else, so that it is open wherever
/// the project accepts it: it is recommended only if its saving is known and a gain.
pub fn advise(facts: &ModeFacts, gains: &Gains) -> Modes {
    let all: Vec<ModeOption> = MODES.map(|mode| option(mode, facts, gains)).into();
    let (open, others): (Vec<ModeOption>, Vec<ModeOption>) =
        all.into_iter().partition(|option| option.status == ModeStatus::Open);
    let (to_confirm, closed) =
        others.into_iter().partition(|option| option.status == ModeStatus::ToConfirm);
    let compared_on = comparable(&open);
    let mut options = ordered(open);
    let recommended = options.first().filter(|option| match option.mode {
        EnclaveMode::None => is_gain(&option.value),
        _ => !is_loss(&option.value),
    });
    let recommended = recommended.map(|option| option.mode);
    options.extend(ordered(to_confirm));
    options.extend(ordered(closed));
    Modes { options, compared_on, recommended }
}

fn option(mode: EnclaveMode, facts: &ModeFacts, gains: &Gains) -> ModeOption {
    let checks = facts.checks(mode);
    let status = if checks.iter().any(|check| check.fact.holds == Some(false)) {
        ModeStatus::Closed
    } else if checks.iter().any(|check| check.fact.holds.is_none()) {
        ModeStatus::ToConfirm
    } else {
        ModeStatus::Open
    };
    let saving = match mode {
        EnclaveMode::None => gains.saving_outright,
        _ => gains.saving_split,
    };
    let stacks = &gains.stacks;
    let value = ModeValue {
        cash_flow: saving.and_then(|saving| gains.plan.present_estimate(saving)),
        stack: if counts_host(mode) { stacks.with_host } else { stacks.without_host },
        setup: gains.setup.get(&mode).copied(),
    };
    ModeOption { mode, status, checks, parties: parties(mode), value }
}

/// The parts that are known for all options.
fn comparable(options: &[ModeOption]) -> Vec<Part> {
    let known = |part: &Part| options.iter().all(|option| option.value.part(*part).is_some());
    PARTS.into_iter().filter(known).collect()
}

/// The most valuable first; the sort is stable, so that equals keep the order of [`MODES`].
fn ordered(mut options: Vec<ModeOption>) -> Vec<ModeOption> {
    let compared_on = comparable(&options);
    options.sort_by_key(|option| {
        let parts = compared_on.iter().filter_map(|part| option.value.part(*part));
        std::cmp::Reverse(parts.map(|part| part.likely).sum::<Fen>())
    });
    options
}

fn is_loss(value: &ModeValue) -> bool {
    worth(value).is_some_and(|worth| worth < Fen::ZERO)
}

fn is_gain(value: &ModeValue) -> bool {
    worth(value).is_some_and(|worth| Fen::ZERO < worth)
}

/// What is known of a mode's value, if its saving is.
fn worth(value: &ModeValue) -> Option<Fen> {
    let known = value.known().filter(|_| value.cash_flow.is_some());
    known.map(|sum| sum.likely)
}
