use approx::assert_abs_diff_eq;
use proptest::prelude::*;

use super::*;
use ClassificationSystem::{Gbt4754, Isic4, Nace2, Naics2017, Uksic2007};

fn code(system: ClassificationSystem, code: &str) -> IndustryCode {
    IndustryCode { system, code: code.to_owned() }
}

fn pairs() -> impl Iterator<Item = (ClassificationSystem, ClassificationSystem)> {
    let all = ClassificationSystem::ALL;
    all.into_iter().flat_map(move |from| all.into_iter().map(move |to| (from, to)))
}

/// Whether one is the other, or stands above or below it.
fn is_kin(taxonomy: &Taxonomy, one: &IndustryCode, other: &IndustryCode) -> bool {
    let above = |below: &IndustryCode, above: &IndustryCode| {
        taxonomy.ancestors(below).iter().any(|entry| entry.industry == *above)
    };
    one == other || above(one, other) || above(other, one)
}

#[test]
fn shares_sum_to_one_and_stand_in_order() {
    let taxonomy = &get().taxonomy;
    for (from, to) in pairs() {
        for entry in taxonomy.list(from) {
            let weighted = taxonomy.convert_weighted(&entry.industry, to);
            let sum: f64 = weighted.iter().map(|(_, share)| share).sum();
            assert!(weighted.is_empty() || (sum - 1.0).abs() <= 1e-9, "{} {sum}", entry.industry);
            for (found, share) in &weighted {
                assert!(0.0 < *share, "{} {found}", entry.industry);
                assert!(taxonomy.entry(&code(to, found)).is_some(), "{} {found}", entry.industry);
            }
            for two in weighted.windows(2) {
                assert!(two[1].1 <= two[0].1 + 1e-9, "{} {two:?}", entry.industry);
            }
            let codes: BTreeSet<&String> = weighted.iter().map(|(found, _)| found).collect();
            assert_eq!(codes.len(), weighted.len(), "{}", entry.industry);
        }
    }
}

#[test]
fn only_what_a_classification_does_not_know_is_unreachable() {
    let taxonomy = &get().taxonomy;
    // Mixed farming, and what households make for their own use; establishments without a class.
    let households = |code: &str| code.starts_with("98");
    let mixed_or_households = |code: &str| code.starts_with("015") || households(code);
    for (from, to) in pairs() {
        for entry in taxonomy.list(from) {
            let code = entry.industry.code.as_str();
            let is_unknown = match (from, to) {
                (Naics2017, other) => other != Naics2017 && code.starts_with("99"),
                (Isic4 | Nace2 | Uksic2007, Gbt4754) => mixed_or_households(code),
                (Isic4 | Nace2 | Uksic2007, Naics2017) => households(code),
                _ => false,
            };
            let weighted = taxonomy.convert_weighted(&entry.industry, to);
            assert_eq!(weighted.is_empty(), is_unknown, "{} to {}", entry.industry, to.as_str());
        }
    }
}

#[test]
fn there_and_back_leads_home() {
    let taxonomy = &get().taxonomy;
    let mut returned = BTreeMap::new();
    for (from, to) in pairs() {
        for entry in taxonomy.list(from) {
            let home = &entry.industry;
            let there = taxonomy.convert_weighted(home, to);
            let backs: Vec<_> = there
                .iter()
                .map(|(found, _)| taxonomy.convert_weighted(&code(to, found), from))
                .collect();
            let mut all = backs.iter().flatten();
            let returns = all.any(|(back, _)| is_kin(taxonomy, home, &code(from, back)));
            assert!(there.is_empty() || returns, "{home} by {}", to.as_str());
            // A code with one counterpart, of which it is the one counterpart.
            if let [back] = backs.as_slice()
                && let [(back, share)] = back.as_slice()
            {
                assert_abs_diff_eq!(*share, 1.0, epsilon = 1e-9);
                assert!(is_kin(taxonomy, home, &code(from, back)), "{home} comes back as {back}");
                *returned.entry((from, to)).or_insert(0) += usize::from(*back == home.code);
            }
        }
    }
    // How many codes come back as they went: what is one-to-one in the tables.
    assert_eq!(returned[&(Nace2, Uksic2007)], 996);
    assert_eq!(returned[&(Nace2, Isic4)], 638);
    assert_eq!(returned[&(Naics2017, Isic4)], 93);
    assert_eq!(returned[&(Gbt4754, Isic4)], 39);
}

#[test]
fn whole_links_come_back_whole() {
    let taxonomy = &get().taxonomy;
    let (_, text) = FILES.into_iter().find(|(p, _)| *p == "index/naics2017_isic4.csv").unwrap();
    let whole: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split(',').collect())
        .filter(|cells: &Vec<&str>| cells[2] == "whole")
        .collect();
    assert_eq!(whole.len(), 66);
    for cells in whole {
        let there = taxonomy.convert_weighted(&code(Naics2017, cells[0]), Isic4);
        assert_eq!(there, [(cells[1].to_owned(), 1.0)]);
        let back = taxonomy.convert_weighted(&code(Isic4, cells[1]), Naics2017);
        // Links to the whole groups 012 and 014 touch their classes too: first, if not alone.
        assert_eq!(back[0].0, cells[0], "{back:?}");
        assert!(
            (1.0 - back[0].1).abs() <= 1e-9 || ["012", "014"].contains(&&cells[1][..3]),
            "{back:?}"
        );
    }
}

#[test]
fn nace_divides_isic_and_uk_sic_divides_nace() {
    let taxonomy = &get().taxonomy;
    let count = |system, level: &str| taxonomy.list(system).filter(|e| e.level == level).count();
    let levels = ["section", "division", "group", "class", "subclass"];
    assert_eq!(levels.map(|level| count(Nace2, level)), [21, 88, 272, 615, 0]);
    assert_eq!(levels.map(|level| count(Uksic2007, level)), [21, 88, 272, 615, 728]);
    let mut reached = BTreeSet::new();
    for entry in taxonomy.list(Nace2) {
        let found = taxonomy.convert_weighted(&entry.industry, Isic4);
        let [(isic, _)] = found.as_slice() else { panic!("{}: {found:?}", entry.industry) };
        if entry.depth() <= Depth::Division {
            assert_eq!(*isic, entry.industry.code);
        }
        reached.insert(isic.clone());
        let british = taxonomy.entry(&code(Uksic2007, &entry.industry.code)).unwrap();
        assert_eq!((&british.parent, &british.title), (&entry.parent, &entry.title));
    }
    for class in taxonomy.list(Isic4).filter(|entry| entry.level == "class") {
        assert!(reached.contains(&class.industry.code), "{}", class.industry);
    }
    for subclass in taxonomy.list(Uksic2007).filter(|entry| entry.level == "subclass") {
        let found = taxonomy.convert_weighted(&subclass.industry, Nace2);
        assert_eq!(found, [(subclass.parent.clone().unwrap(), 1.0)]);
    }
}

#[test]
fn activity_goes_where_its_makers_are() {
    let taxonomy = &get().taxonomy;
    // What is converted, into what, the weightiest counterpart, and at least with this share.
    let cases = [
        // Makers of storage batteries, not the plastics makers one of whose products is separators.
        (code(Gbt4754, "384"), Naics2017, "335911", 0.4),
        // The rest of plastics products after three named ones.
        (code(Naics2017, "326199"), Isic4, "2220", 0.9),
        // A group of NAICS becomes groups: aircraft, with a trace of pumps.
        (code(Naics2017, "3364"), Isic4, "303", 0.9),
        (code(Naics2017, "3364"), Gbt4754, "374", 0.8),
        (code(Naics2017, "334413"), Gbt4754, "397", 0.5),
        // Solar cells leave the group of transformers by a link of their class.
        (code(Gbt4754, "3825"), Nace2, "2611", 0.5),
        (code(Gbt4754, "3963"), Naics2017, "336411", 0.3),
        // A division becomes divisions, a sector sections.
        (code(Isic4, "21"), Gbt4754, "27", 1.0),
        (code(Naics2017, "325"), Nace2, "20", 0.5),
        (code(Naics2017, "31-33"), Gbt4754, "C", 0.98),
        (code(Gbt4754, "C"), Naics2017, "31-33", 0.95),
        // Where the table names a group only, the answer is no finer.
        (code(Gbt4754, "0111"), Nace2, "012", 0.5),
        // Military vehicles stand under a division of GB/T 4754 alone.
        (code(Naics2017, "336992"), Gbt4754, "37", 1.0),
        // Five digits of UK SIC by the class.
        (code(Uksic2007, "86102"), Isic4, "8610", 1.0),
    ];
    for (from, to, best, least) in cases {
        let found = taxonomy.convert_weighted(&from, to);
        let (first, share) = &found[0];
        assert_eq!(first, best, "{from}: {found:?}");
        assert!(least - 1e-9 <= *share, "{from}: {found:?}");
    }
}

#[test]
fn the_groups_of_a_division_agree_with_its_own_links() {
    let taxonomy = &get().taxonomy;
    for division in taxonomy.list(Gbt4754).filter(|entry| entry.depth() == Depth::Division) {
        let named = taxonomy.gbt_isic.targets(&division.industry.code);
        let found = taxonomy.convert_weighted(&division.industry, Isic4);
        let agrees = |isic: &str| named.iter().any(|link| link.starts_with(isic));
        assert!(agrees(&found[0].0), "{}: {found:?} but {named:?}", division.industry);
    }
}

proptest! {
    #[test]
    fn gathering_keeps_the_sum_and_may_stop_on_the_way(
        from in 0..ClassificationSystem::ALL.len(),
        to in 0..ClassificationSystem::ALL.len(),
        position in any::<prop::sample::Index>(),
    ) {
        let taxonomy = &get().taxonomy;
        let systems = ClassificationSystem::ALL;
        let entries: Vec<&TaxonomyEntry> = taxonomy.list(systems[from]).collect();
        let entry = entries[position.index(entries.len())];
        let weighted = taxonomy.convert_weighted(&entry.industry, systems[to]);
        let sum = |weighted: &Weighted| weighted.iter().map(|(_, share)| share).sum::<f64>();
        for depth in [Depth::Group, Depth::Division, Depth::Section] {
            let at_once = taxonomy.at_depth(systems[to], weighted.clone(), depth);
            prop_assert!((sum(&at_once) - sum(&weighted)).abs() <= 1e-9);
            let by_group = taxonomy.at_depth(systems[to], weighted.clone(), Depth::Group);
            let in_two = taxonomy.at_depth(systems[to], by_group, depth);
            let shares = |weighted: Weighted| weighted.into_iter().collect::<BTreeMap<_, _>>();
            let (at_once, in_two) = (shares(at_once), shares(in_two));
            prop_assert!(at_once.keys().eq(in_two.keys()));
            for (found, share) in at_once {
                prop_assert!((share - in_two[&found]).abs() <= 1e-9);
            }
        }
        let listed = taxonomy.convert(&entry.industry, systems[to]);
        prop_assert_eq!(listed.len(), weighted.len());
    }
}
