use std::collections::BTreeSet;

use jiff::civil::date;
use rust_decimal::Decimal;

use crate::{
    domain::{
        grant::{CapPeriod, Certainty, ClawBack, Grant, GrantUnit, Payment, Stretch},
        id::RegionId,
        money::{Fen, FenEstimate},
        policy::{Beneficiary, PolicyInstrument, PolicyParty},
        predicate::{Bound, Fact, Facts, Measure, Predicate},
        text::Text,
    },
    landing::stack::{Listed, PolicyStack, PurseCap, Reason, Terms, stack, years_published},
};

fn yuan(amount: i64) -> Fen {
    Fen::new(amount * 100)
}

fn instrument(id: &str, grant: Grant) -> PolicyInstrument {
    PolicyInstrument {
        grants: vec![grant],
        ..PolicyInstrument::new(id, "grant", PolicyParty::Home)
    }
}

fn share_of(base: Measure, rate: &str) -> Grant {
    Grant { base: Some(base), rate: Some(rate.parse().unwrap()), ..Grant::default() }
}

fn lump(amount: i64) -> Grant {
    Grant { amount_cny: Some(Decimal::from(amount)), ..Grant::default() }
}

fn at_most(amount: i64) -> Grant {
    let cap_cny = Some(Decimal::from(amount));
    Grant { cap_cny, certainty: Certainty::Ceiling, ..Grant::default() }
}

fn yearly(years: u8, cap: i64, grant: Grant) -> Grant {
    let cap_cny = Some(Decimal::from(cap));
    Grant { cap_cny, cap_per: CapPeriod::Year, paid: Payment::Yearly, years: Some(years), ..grant }
}

fn when(condition: &str, instrument: PolicyInstrument) -> PolicyInstrument {
    PolicyInstrument { when: Some(Predicate::parse(condition).unwrap()), ..instrument }
}

fn terms(years: u8) -> Terms {
    Terms {
        as_of: date(2024, 6, 1),
        parties: BTreeSet::from([PolicyParty::Home, PolicyParty::Province, PolicyParty::State]),
        count_expired: false,
        count_doubtful: false,
        years,
        discount_rate: None,
    }
}

fn known(figures: &[(Measure, i64)]) -> Facts {
    figures.iter().fold(Facts::default(), |facts, (measure, value)| {
        facts.with(*measure, Some(Bound::exact(Decimal::from(*value))))
    })
}

fn solve(instruments: &[PolicyInstrument], facts: &Facts, terms: &Terms) -> PolicyStack {
    solve_within(instruments, facts, terms, &[])
}

fn solve_within(
    instruments: &[PolicyInstrument],
    facts: &Facts,
    terms: &Terms,
    caps: &[(PolicyParty, i64)],
) -> PolicyStack {
    let region = RegionId::parse("CN-330825").unwrap();
    let listed: Vec<Listed<'_>> = instruments
        .iter()
        .map(|instrument| Listed { region: &region, instrument, facts })
        .collect();
    let cap = |(party, cap): &(PolicyParty, i64)| PurseCap {
        region: region.clone(),
        party: *party,
        cap: yuan(*cap),
    };
    stack(&listed, &caps.iter().map(cap).collect::<Vec<PurseCap>>(), terms)
}

fn reasons(stack: &PolicyStack) -> Vec<&Reason> {
    stack.refused.iter().map(|refused| &refused.reason).collect()
}

/// Half of the rent, at most 2 million CNY a year: Taicang, as an article of 2022-08-23 on reverse
/// incubation reports it.
#[test]
fn the_rent_subsidy_of_taicang_comes_out_as_published() {
    let subsidy = instrument("taicang", yearly(3, 2_000_000, share_of(Measure::Rent, "0.5")));
    for (rent, paid) in [(1_000_000, 500_000), (4_000_000, 2_000_000), (10_000_000, 2_000_000)] {
        let found =
            solve(std::slice::from_ref(&subsidy), &known(&[(Measure::Rent, rent)]), &terms(1));
        assert_eq!(found.total(), FenEstimate::exact(yuan(paid)), "{rent}");
    }
    let three = solve(&[subsidy], &known(&[(Measure::Rent, 4_000_000)]), &terms(5));
    let zero = Fen::ZERO;
    assert_eq!(
        three.certain.yearly,
        [yuan(2_000_000), yuan(2_000_000), yuan(2_000_000), zero, zero]
    );
}

/// Funding of at most 1.5 million, a loan-interest discount of at most 100,000 a year, innovation
/// coupons of at most 300,000 CNY: Jiashan, as a review of 2020-08-17 reports it. All are ceilings:
/// nothing is certain, the first year brings at most 1.9 million.
#[test]
fn the_package_of_jiashan_comes_out_as_published() {
    let interest = Grant { certainty: Certainty::Ceiling, ..Grant::default() };
    let package = [
        instrument("jiashan-1", at_most(1_500_000)),
        instrument("jiashan-2", yearly(3, 100_000, interest)),
        instrument("jiashan-3", at_most(300_000)),
    ];
    let found = solve(&package, &Facts::default(), &terms(1));
    let expected = FenEstimate::new(Fen::ZERO, Fen::ZERO, yuan(1_900_000)).unwrap();
    assert_eq!(found.total(), expected);
    assert_eq!(found.open.len(), 3);
    assert_eq!(solve(&package, &Facts::default(), &terms(3)).total().high, yuan(2_100_000));
}

/// At most 5 million CNY a year: Jiangyin's operating subsidy, from the same article as Taicang's.
/// It is paid to the operator, not to the project.
#[test]
fn the_operating_subsidy_of_jiangyin_is_a_ceiling_for_operators() {
    let subsidy = instrument("jiangyin", yearly(1, 5_000_000, at_most(5_000_000)));
    let found = solve(std::slice::from_ref(&subsidy), &Facts::default(), &terms(1));
    assert_eq!(found.total().high, yuan(5_000_000));
    let operators = PolicyInstrument { beneficiary: Beneficiary::Operator, ..subsidy };
    let found = solve(&[operators], &Facts::default(), &terms(1));
    assert_eq!(reasons(&found), [&Reason::OtherBeneficiary(Beneficiary::Operator)]);
}

/// The worked case of two purses, with the reason of each refusal.
#[test]
fn groups_and_caps_of_both_sides_are_respected() {
    let of = |id: &str, party, amount, group: Option<&str>| PolicyInstrument {
        party,
        exclusive_group: group.map(str::to_owned),
        ..instrument(id, lump(amount))
    };
    let (home, host) = (PolicyParty::Home, PolicyParty::Host);
    let both = [
        of("rent50", host, 1_500_000, None),
        of("op_host", host, 1_500_000, Some("operating")),
        of("op_home", home, 2_200_000, Some("operating")),
        of("interest", host, 100_000, None),
        of("equip", home, 3_000_000, None),
    ];
    let mut terms = terms(1);
    terms.parties.insert(host);
    let caps = [(home, 5_000_000), (host, 2_500_000)];
    let found = solve_within(&both, &Facts::default(), &terms, &caps);
    assert_eq!(found.certain.total, yuan(6_600_000));
    assert_eq!(found.certain.gross, yuan(6_800_000));
    assert_eq!(reasons(&found), [&Reason::DisplacedBy(2)]);
    // Without the enclave the host's instruments do not count.
    terms.parties.remove(&host);
    let alone = solve_within(&both, &Facts::default(), &terms, &caps);
    assert_eq!(alone.certain.total, yuan(5_000_000));
    assert_eq!(reasons(&alone), [&Reason::OtherParty(host); 3]);
}

#[test]
fn every_refusal_has_its_reason() {
    let base = || instrument("a", lump(100));
    let named = |id: &str, amount| instrument(id, lump(amount));
    let doubt = Text::new("存疑", "doubtful");
    let cases = [
        (when("jobs >= 100", base()), "ineligible"),
        (PolicyInstrument { valid_to: Some(date(2024, 5, 31)), ..base() }, "expired"),
        (PolicyInstrument { valid_from: Some(date(2024, 6, 2)), ..base() }, "not_yet"),
        (PolicyInstrument { doubtful: doubt, ..base() }, "doubtful"),
        (PolicyInstrument { grants: Vec::new(), ..base() }, "amount_unknown"),
        (instrument("a", share_of(Measure::Rent, "0.5")), "amount_unknown"),
        (PolicyInstrument { requires: vec!["z".to_owned()], ..base() }, "requirement_missing"),
        (PolicyInstrument { excludes: vec!["b".to_owned()], ..base() }, "displaced"),
        (named("c", 1), "cap_reached"),
    ];
    for (refused, expected) in cases {
        let others = [refused, named("b", 1_000)];
        let facts = known(&[(Measure::Jobs, 80)]);
        let found = solve_within(&others, &facts, &terms(1), &[(PolicyParty::Home, 1_000)]);
        assert_eq!(found.certain.total, yuan(1_000), "{expected}");
        assert_eq!(found.refused.len(), 1, "{expected}");
        assert_eq!(found.refused[0].reason.as_str(), expected);
    }
}

#[test]
fn what_has_expired_or_is_doubtful_counts_if_asked_for() {
    let old = PolicyInstrument {
        valid_to: Some(date(2013, 12, 31)),
        doubtful: Text::new("存疑", "doubtful"),
        ..instrument("old", lump(500))
    };
    let mut terms = terms(1);
    terms.count_expired = true;
    let found = solve(std::slice::from_ref(&old), &Facts::default(), &terms);
    assert_eq!(found.certain.total, Fen::ZERO);
    terms.count_doubtful = true;
    assert_eq!(solve(&[old], &Facts::default(), &terms).certain.total, yuan(500));
}

#[test]
fn an_open_condition_counts_at_the_upper_end_only() {
    let named = PolicyInstrument {
        to_confirm: vec![Text::new("高新技术企业", "a high-tech enterprise")],
        ..instrument("a", lump(100))
    };
    let instruments =
        [named, when("jobs >= 100", instrument("b", lump(10))), instrument("c", lump(1))];
    let found = solve(&instruments, &Facts::default(), &terms(1));
    assert_eq!(found.total(), FenEstimate::new(yuan(1), yuan(1), yuan(111)).unwrap());
    assert_eq!(found.refused, []);
    assert_eq!(found.open[0].conditions.len(), 1);
    assert_eq!(found.open[1].missing, BTreeSet::from([Fact::Measure(Measure::Jobs)]));
    assert!(found.open.iter().all(|open| open.is_in_possible));
}

#[test]
fn of_tiers_the_best_that_is_proven_counts_and_the_best_that_is_possible() {
    let tier = |condition: &str, rate: &str| Grant {
        when: Some(Predicate::parse(condition).unwrap()),
        ..share_of(Measure::Equipment, rate)
    };
    let tiers = PolicyInstrument {
        grants: vec![
            tier("equipment >= 3 million CNY", "0.07"),
            tier("equipment >= 10 million CNY", "0.1"),
            tier("equipment >= 20 million CNY", "0.12"),
        ],
        ..PolicyInstrument::new("kaihua", "equipment_subsidy", PolicyParty::Home)
    };
    let exact =
        solve(std::slice::from_ref(&tiers), &known(&[(Measure::Equipment, 15_000_000)]), &terms(1));
    assert_eq!(exact.total(), FenEstimate::exact(yuan(1_500_000)));
    assert_eq!((exact.open.len(), exact.refused.len()), (0, 0));
    // Equipment of 5 to 25 million: 7 % of 5 at least, 12 % of 25 at most.
    let range = Bound { low: Decimal::from(5_000_000), high: Some(Decimal::from(25_000_000)) };
    let facts = Facts::default().with(Measure::Equipment, Some(range));
    let open = solve(&[tiers], &facts, &terms(1));
    assert_eq!(
        open.total(),
        FenEstimate::new(yuan(350_000), yuan(350_000), yuan(3_000_000)).unwrap()
    );
}

#[test]
fn schedules_units_and_total_caps_run_year_by_year() {
    let stretch =
        |years, rate: &str| Stretch { years, rate: Some(rate.parse().unwrap()), amount_cny: None };
    let falling = Grant {
        base: Some(Measure::LocalTax),
        paid: Payment::Yearly,
        schedule: vec![stretch(3, "1"), stretch(2, "0.5")],
        cap_cny: Some(Decimal::from(3_800)),
        ..Grant::default()
    };
    let found =
        solve(&[instrument("a", falling)], &known(&[(Measure::LocalTax, 1_000)]), &terms(6));
    let years = [1_000, 1_000, 1_000, 500, 300, 0].map(yuan);
    assert_eq!(found.certain.yearly, years);
    // 15 CNY per square metre and month for 0.1 hectare.
    let area = Facts::default().with(Measure::FloorArea, Some(Bound::exact(Decimal::new(1, 1))));
    let rent = Grant {
        unit: Some(GrantUnit::SquareMetreMonth),
        paid: Payment::Yearly,
        years: Some(2),
        ..lump(15)
    };
    let found = solve(&[instrument("b", rent)], &area, &terms(3));
    assert_eq!(found.certain.yearly, [yuan(180_000), yuan(180_000), Fen::ZERO]);
}

#[test]
fn a_condition_on_the_year_of_production_limits_the_payments() {
    let later = when(
        "production_year > 2",
        instrument("a", yearly(2, 10_000, share_of(Measure::LocalTax, "0.1"))),
    );
    let found = solve(&[later], &known(&[(Measure::LocalTax, 1_000)]), &terms(6));
    assert_eq!(found.certain.yearly, [0, 0, 100, 100, 0, 0].map(yuan));
}

#[test]
fn a_purse_pays_until_it_is_empty() {
    let mut terms = terms(3);
    terms.discount_rate = Some(0.08);
    let grant = yearly(3, 1_000, lump(1_000));
    let found = solve_within(
        &[instrument("a", grant)],
        &Facts::default(),
        &terms,
        &[(PolicyParty::Home, 2_500)],
    );
    assert_eq!(found.certain.yearly, [1_000, 1_000, 500].map(yuan));
    // 1000/1.08 + 1000/1.08² + 500/1.08³ = 925.9259 + 857.3388 + 396.9161
    assert_eq!(found.certain.present_value, Some(Fen::new(218_018)));
    terms.discount_rate = Some(-1.0);
    assert_eq!(solve(&[], &Facts::default(), &terms).present_value(), None);
}

#[test]
fn expectation_and_claw_back_are_those_of_what_is_taken() {
    let back = ClawBack {
        condition: Text::new("五年内迁出", "it leaves within five years"),
        share: None,
    };
    let likely = |id: &str, amount, probability: Option<&str>| PolicyInstrument {
        probability: probability.map(|text| text.parse().unwrap()),
        ..instrument(id, lump(amount))
    };
    let sure = likely("a", 300, Some("0.5"));
    let returnable = PolicyInstrument { claw_back: Some(back), ..likely("b", 100, Some("1")) };
    let found = solve(&[sure.clone(), returnable.clone()], &Facts::default(), &terms(1));
    assert_eq!(found.certain.expected, Some(yuan(250)));
    assert_eq!(found.certain.claw_back_share, Some(0.25));
    // What is unknown is no certainty.
    let found = solve(&[sure, returnable, likely("c", 1, None)], &Facts::default(), &terms(1));
    assert_eq!(found.certain.expected, None);
}

#[test]
fn the_longest_instrument_says_how_many_years_count() {
    let facts = Facts::default();
    let region = RegionId::parse("CN-330825").unwrap();
    let five = instrument("a", yearly(5, 10, lump(10)));
    let once = instrument("b", lump(10));
    let listed =
        [&five, &once].map(|instrument| Listed { region: &region, instrument, facts: &facts });
    assert_eq!(years_published(&listed), 5);
    assert_eq!(years_published(&listed[1..]), 1);
    assert_eq!(years_published(&[]), 1);
}
