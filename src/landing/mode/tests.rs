use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::project::Accepts;

fn known(holds: bool) -> Fact {
    Fact { holds: Some(holds), evidence: None }
}

fn all(holds: Option<bool>) -> ModeFacts {
    let fact = || Fact { holds, evidence: None };
    ModeFacts {
        tax_share_agreement: fact(),
        share_interval: fact(),
        operator: fact(),
        origin_abroad: fact(),
        home_enclave: fact(),
        host_enclave: fact(),
        accepts: Accepts::default(),
        project_citation: None,
    }
}

fn accepting(modes: &[EnclaveMode]) -> Accepts {
    Accepts { modes: modes.iter().copied().collect(), ..Accepts::default() }
}

fn exact(fen: i64) -> Option<FenEstimate> {
    let fen = Fen::new(fen);
    FenEstimate::new(fen, fen, fen)
}

/// Ten years without a discount.
fn gains(saving: Option<i64>, stacks: (Option<i64>, Option<i64>)) -> Gains {
    Gains {
        plan: Plan::new(10.0, 0.0).unwrap(),
        saving_split: saving.and_then(exact),
        saving_outright: saving.and_then(exact),
        stacks: Stacks {
            without_host: stacks.0.and_then(exact),
            with_host: stacks.1.and_then(exact),
        },
        setup: BTreeMap::new(),
    }
}

fn status(facts: &ModeFacts, mode: EnclaveMode) -> ModeStatus {
    advise(facts, &gains(None, (None, None))).option(mode).unwrap().status
}

#[test]
fn each_mode_opens_by_its_own_facts() {
    use EnclaveMode::{
        Collaborative, IncubatorMediated, None as Outright, Offshore, Single, TwoWay,
    };
    use ModeStatus::{Closed, Open, ToConfirm};
    let nothing = all(None);
    let with = |change: &dyn Fn(&mut ModeFacts)| {
        let mut facts = nothing.clone();
        change(&mut facts);
        facts
    };
    let shared = with(&|facts| facts.tax_share_agreement = known(true));
    let agreed = with(&|facts| {
        facts.tax_share_agreement = known(true);
        facts.share_interval = known(true);
    });
    let disputed = with(&|facts| facts.share_interval = known(false));
    let operated = with(&|facts| facts.operator = known(true));
    let domestic = with(&|facts| facts.origin_abroad = known(false));
    let abroad = with(&|facts| facts.origin_abroad = known(true));
    let one_way = with(&|facts| facts.home_enclave = known(true));
    let both_ways = with(&|facts| {
        facts.home_enclave = known(true);
        facts.host_enclave = known(true);
    });
    let registers = with(&|facts| facts.accepts = accepting(&[Single]));
    let stays_whole = with(&|facts| facts.accepts.split = Some(false));
    let never_moves = with(&|facts| facts.accepts.move_outright = Some(false));
    let cases = [
        (&nothing, Collaborative, ToConfirm, "no link is known, which proves nothing"),
        (&shared, Collaborative, ToConfirm, "whether both gain is unknown"),
        (&agreed, Collaborative, Open, "agreed, and both gain"),
        (&disputed, Collaborative, Closed, "no share suits both, whatever is agreed"),
        (&operated, IncubatorMediated, Open, "an operator with room"),
        (&domestic, Offshore, Closed, "incubated at home"),
        (&abroad, Offshore, Open, "incubated abroad"),
        (&one_way, TwoWay, ToConfirm, "the other way is unknown"),
        (&both_ways, TwoWay, Open, "one each way"),
        (&nothing, Single, ToConfirm, "a project that names no mode promises no registration"),
        (&registers, Single, Open, "it accepts to register"),
        (&registers, TwoWay, Closed, "it accepts one mode only"),
        (&registers, Outright, Closed, "it accepts one mode only"),
        (&stays_whole, Single, Closed, "it keeps research and production together"),
        (&stays_whole, Outright, Open, "moving outright keeps them together"),
        (&never_moves, Outright, Closed, "it does not move its research"),
        (&nothing, Outright, Open, "moving outright needs no one else"),
    ];
    for (facts, mode, expected, reason) in cases {
        assert_eq!(status(facts, mode), expected, "{mode:?}: {reason}");
    }
}

#[test]
fn the_deciding_facts_are_named() {
    let mut facts = all(None);
    facts.origin_abroad = known(false);
    facts.home_enclave = known(true);
    let modes = advise(&facts, &gains(None, (None, None)));
    let kinds = |mode| -> Vec<FactKind> {
        modes.option(mode).unwrap().deciding().map(|check| check.kind).collect()
    };
    assert_eq!(kinds(EnclaveMode::Offshore), [FactKind::OriginAbroad]);
    assert_eq!(kinds(EnclaveMode::TwoWay), [FactKind::HostEnclave]);
    assert_eq!(
        kinds(EnclaveMode::Collaborative),
        [FactKind::TaxShareAgreement, FactKind::ShareInterval]
    );
}

#[test]
fn a_value_is_the_sum_of_its_parts() {
    let mut gains = gains(Some(100), (Some(50), Some(80)));
    gains.setup.insert(EnclaveMode::Collaborative, Fen::new(30));
    let modes = advise(&all(Some(true)), &gains);
    let value = |mode| modes.option(mode).unwrap().value;
    let collaborative = value(EnclaveMode::Collaborative);
    assert_eq!(collaborative.known(), exact(10 * 100 + 80 - 30));
    assert_eq!(collaborative.unknown(), []);
    assert_eq!(value(EnclaveMode::Offshore).known(), exact(10 * 100 + 50));
    assert_eq!(value(EnclaveMode::Offshore).unknown(), [Part::Setup]);
    assert_eq!(ModeValue::default().known(), None);
}

#[test]
fn modes_are_compared_on_what_is_known_of_all() {
    // Setting up is known for one mode only: it must not lose by that.
    let mut gains = gains(Some(100), (Some(50), Some(80)));
    gains.setup.insert(EnclaveMode::TwoWay, Fen::new(5_000));
    let modes = advise(&all(Some(true)), &gains);
    assert_eq!(modes.compared_on, [Part::CashFlow, Part::Stack]);
    // Collaborative and two-way are equal on these: the order of MODES decides.
    assert_eq!(modes.recommended, Some(EnclaveMode::Collaborative));
    assert_eq!(modes.options[1].mode, EnclaveMode::TwoWay);
    // The saving of moving outright is unknown: savings are not compared at all.
    gains.saving_outright = None;
    gains.stacks = Stacks { without_host: exact(90), with_host: exact(80) };
    let modes = advise(&all(Some(true)), &gains);
    assert_eq!(modes.compared_on, [Part::Stack]);
    assert_eq!(modes.recommended, Some(EnclaveMode::IncubatorMediated));
}

#[test]
fn no_mode_is_a_legal_answer() {
    let mut facts = all(Some(false));
    facts.accepts = accepting(&[EnclaveMode::TwoWay]);
    let modes = advise(&facts, &gains(Some(100), (Some(50), Some(80))));
    assert_eq!(modes.recommended, None); // nothing is open
    let dear = gains(Some(-100), (Some(50), Some(80)));
    let modes = advise(&all(Some(true)), &dear);
    assert_eq!(modes.options[0].status, ModeStatus::Open);
    assert_eq!(modes.recommended, None); // staying is cheaper than the best
    let unknown = gains(None, (None, None));
    let modes = advise(&all(Some(true)), &unknown);
    assert_eq!(modes.recommended, Some(EnclaveMode::Collaborative)); // all equal: by order
    let modes = advise(&all(None), &unknown);
    assert_eq!(modes.options[0].mode, EnclaveMode::None); // the rest is to confirm
    assert_eq!(modes.recommended, None); // it is open to everybody, and nothing is known to be gained
    let modes = advise(&all(None), &gains(Some(100), (None, None)));
    assert_eq!(modes.recommended, Some(EnclaveMode::None));
}

#[test]
fn only_modes_between_governments_let_the_host_pay() {
    for mode in MODES {
        let host_pays = parties(mode).contains(&PolicyParty::Host);
        assert_eq!(host_pays, counts_host(mode));
        assert!(parties(mode).contains(&PolicyParty::Home));
    }
    assert_eq!(MODES.into_iter().filter(|mode| counts_host(*mode)).count(), 2);
}

fn fact() -> impl Strategy<Value = Fact> {
    prop::option::of(any::<bool>()).prop_map(|holds| Fact { holds, evidence: None })
}

fn facts() -> impl Strategy<Value = ModeFacts> {
    let wish = || prop::option::of(any::<bool>());
    let modes = prop::collection::btree_set(prop::sample::select(MODES.to_vec()), 0..4);
    let six = (fact(), fact(), fact(), fact(), fact(), fact());
    (six, wish(), wish(), modes).prop_map(|(six, move_outright, split, modes)| {
        let accepts = Accepts { move_outright, split, stay: None, modes };
        let (tax_share_agreement, share_interval, operator, origin_abroad, home, host) = six;
        ModeFacts {
            tax_share_agreement,
            share_interval,
            operator,
            origin_abroad,
            home_enclave: home,
            host_enclave: host,
            accepts,
            project_citation: None,
        }
    })
}

fn money() -> impl Strategy<Value = Option<i64>> {
    prop::option::of(-1_000_i64..1_000)
}

proptest! {
    #[test]
    fn a_closed_or_unconfirmed_mode_is_never_recommended(
        facts in facts(), saving in money(), stacks in (money(), money()),
    ) {
        let modes = advise(&facts, &gains(saving, stacks));
        if let Some(recommended) = modes.recommended {
            let option = modes.option(recommended).unwrap();
            prop_assert_eq!(option.status, ModeStatus::Open);
            prop_assert!(option.checks.iter().all(|check| check.fact.holds == Some(true)));
            prop_assert!(facts.accepts.modes.is_empty() || facts.accepts.modes.contains(&recommended));
        }
        let listed: BTreeSet<EnclaveMode> = modes.options.iter().map(|option| option.mode).collect();
        prop_assert_eq!(listed.len(), MODES.len());
        prop_assert!(modes.options.is_sorted_by_key(|option| option.status));
    }

    #[test]
    fn learning_a_fact_only_settles_what_was_to_confirm(facts in facts(), holds in any::<bool>()) {
        let before = advise(&facts, &gains(None, (None, None)));
        let mut settled = facts;
        if settled.operator.holds.is_none() {
            settled.operator = known(holds);
        }
        let after = advise(&settled, &gains(None, (None, None)));
        for option in before.options.iter().filter(|option| option.status != ModeStatus::ToConfirm) {
            prop_assert_eq!(after.option(option.mode).unwrap().status, option.status);
        }
    }
}
