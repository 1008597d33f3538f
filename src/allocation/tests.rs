use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::statistics::stream::Stream;

/// Hospitals and residents: one place per owner.
fn hospitals(lists: &[&[usize]], hospitals: &[(usize, &[usize])]) -> Instance {
    let lists: Vec<Vec<usize>> = lists.iter().map(|list| list.to_vec()).collect();
    let place =
        |(owner, (capacity, _)): (usize, &(usize, &[usize]))| Place { owner, capacity: *capacity };
    let owner = |(capacity, ranking): &(usize, &[usize])| Owner {
        capacity: *capacity,
        ranking: ranking.to_vec(),
    };
    let places = hospitals.iter().enumerate().map(place).collect();
    Instance::new(&lists, places, hospitals.iter().map(owner).collect()).unwrap()
}

/// Published cases: `matching` 1.4.3 for Python (README and run), `matchingR` (its tests, utilities
/// as lists, without who is worth nothing).
#[test]
fn published_cases_come_out_from_both_sides() {
    struct Case {
        name: &'static str,
        instance: Instance,
        applicant_optimal: Vec<Option<usize>>,
        owner_optimal: Vec<Option<usize>>,
    }
    let cases = [
        Case {
            name: "residents A S D J L, hospitals M C G",
            instance: hospitals(
                &[&[1], &[1, 0], &[1, 0, 2], &[1, 2, 0], &[0, 1, 2]],
                &[(2, &[2, 4, 1, 3]), (2, &[2, 0, 1, 4, 3]), (2, &[2, 3, 4])],
            ),
            applicant_optimal: vec![Some(1), Some(0), Some(1), Some(2), Some(0)],
            owner_optimal: vec![Some(1), Some(0), Some(1), Some(2), Some(0)],
        },
        Case {
            name: "residents a b c, hospitals X Y: the two optima differ",
            instance: hospitals(&[&[0, 1], &[1, 0], &[0, 1]], &[(1, &[1, 0, 2]), (1, &[0, 1, 2])]),
            applicant_optimal: vec![Some(0), Some(1), None],
            owner_optimal: vec![Some(1), Some(0), None],
        },
        Case {
            name: "suitors A B C, reviewers D E F",
            instance: hospitals(
                &[&[0, 1, 2], &[0, 2, 1], &[2, 0, 1]],
                &[(1, &[1, 2, 0]), (1, &[0, 2, 1]), (1, &[2, 1, 0])],
            ),
            applicant_optimal: vec![Some(1), Some(0), Some(2)],
            owner_optimal: vec![Some(1), Some(0), Some(2)],
        },
        Case {
            name: "three proposers, two reviewers",
            instance: hospitals(&[&[1, 0], &[0, 1], &[1, 0]], &[(1, &[1, 2, 0]), (1, &[2, 0, 1])]),
            applicant_optimal: vec![None, Some(0), Some(1)],
            owner_optimal: vec![None, Some(0), Some(1)],
        },
        Case {
            name: "three students, two colleges with two slots each",
            instance: hospitals(&[&[1, 0], &[0, 1], &[1, 0]], &[(2, &[1, 2, 0]), (2, &[2, 0, 1])]),
            applicant_optimal: vec![Some(1), Some(0), Some(1)],
            owner_optimal: vec![Some(1), Some(0), Some(1)],
        },
    ];
    for Case { name, instance, applicant_optimal, owner_optimal } in cases {
        assert_eq!(instance.applicant_optimal().place_of, applicant_optimal, "{name}");
        assert_eq!(instance.owner_optimal().place_of, owner_optimal, "{name}");
    }
}

/// Ties: which of two equals is preferred decides whether one or both are assigned (two published
/// cases, enumerated exhaustively there).
#[test]
fn a_tie_broken_another_way_can_assign_more() {
    let matched = |lists: &[Vec<Vec<usize>>], rankings: &[(usize, Vec<Vec<usize>>)], seed| {
        let mut stream = Stream::new(seed);
        let owner = |(capacity, ranking): &(usize, Vec<Vec<usize>>)| TiedOwner {
            capacity: *capacity,
            ranking: ranking.clone(),
        };
        let owners: Vec<TiedOwner> = rankings.iter().map(owner).collect();
        let place = |(owner, of): (usize, &TiedOwner)| Place { owner, capacity: of.capacity };
        let places = owners.iter().enumerate().map(place).collect();
        let instance = Instance::with_ties(lists, places, &owners, &mut stream).unwrap();
        let matching = instance.applicant_optimal();
        assert_eq!(instance.blocking_pairs(&matching), Ok(Vec::new()));
        matching.place_of
    };
    let all = |lists: &[Vec<Vec<usize>>], rankings: &[(usize, Vec<Vec<usize>>)]| {
        (0..64).map(|seed| matched(lists, rankings, seed)).collect::<BTreeSet<_>>()
    };
    let found =
        all(&[vec![vec![0]], vec![vec![0], vec![1]]], &[(1, vec![vec![0, 1]]), (1, vec![vec![1]])]);
    assert_eq!(found, BTreeSet::from([vec![None, Some(0)], vec![Some(0), Some(1)]]));
    let found = all(
        &[vec![vec![0], vec![1]], vec![vec![0], vec![1]], vec![vec![0, 1]]],
        &[(1, vec![vec![0, 1], vec![2]]), (2, vec![vec![2], vec![0, 1]])],
    );
    let both = [vec![Some(0), Some(1), Some(1)], vec![Some(1), Some(0), Some(1)]];
    assert_eq!(found, BTreeSet::from(both));
    let tie: &[Vec<Vec<usize>>] = &[vec![vec![0]], vec![vec![0]]];
    let owner = TiedOwner { capacity: 1, ranking: vec![vec![0, 1]] };
    let place = Place { owner: 0, capacity: 1 };
    let instance = Instance::with_ties(tie, vec![place], &[owner], &mut Stream::new(1)).unwrap();
    for place_of in [vec![Some(0), None], vec![None, Some(0)]] {
        let blocking = instance.blocking_pairs(&Matching { place_of });
        assert_eq!(blocking, Ok(Vec::new()), "an equal is not preferred");
    }
}

#[test]
fn what_cannot_be_is_named() {
    let place = |owner, capacity| Place { owner, capacity };
    let owner = |capacity, ranking: &[usize]| Owner { capacity, ranking: ranking.to_vec() };
    let cases = [
        (
            vec![vec![0]],
            vec![place(1, 1)],
            vec![owner(1, &[0])],
            "place 0 belongs to owner 1, of 1",
        ),
        (vec![vec![2]], vec![place(0, 1)], vec![owner(1, &[0])], "applicant 0 wants place 2, of 1"),
        (
            vec![vec![0, 0]],
            vec![place(0, 1)],
            vec![owner(1, &[0])],
            "applicant 0 wants place 0 twice",
        ),
        (vec![vec![0]], vec![place(0, 1)], vec![owner(1, &[1])], "owner 0 ranks applicant 1, of 1"),
        (
            vec![vec![0]],
            vec![place(0, 1)],
            vec![owner(1, &[0, 0])],
            "owner 0 ranks applicant 0 twice",
        ),
    ];
    for (lists, places, owners, expected) in cases {
        let found = Instance::new(&lists, places, owners).unwrap_err();
        assert_eq!(found.to_string(), expected);
    }
}

#[test]
fn whoever_gets_nothing_is_told_why() {
    let instance = hospitals(&[&[0], &[], &[0], &[1], &[2]], &[(1, &[0, 2]), (1, &[]), (0, &[4])]);
    let matching = instance.applicant_optimal();
    assert_eq!(matching.place_of, vec![Some(0), None, None, None, None]);
    let reasons = [1, 2, 3, 4].map(|applicant| instance.why_unassigned(applicant, &[]));
    let expected = [
        Unassigned::WantsNone,
        Unassigned::Outranked,
        Unassigned::RankedByNone,
        Unassigned::Outranked,
    ];
    assert_eq!(reasons, expected);
    assert_eq!((matching.size(), instance.maximum_size()), (1, 1));
    assert_eq!(matching.by_place(3), vec![vec![0], vec![], vec![]]);
    let empty = Instance::new(&[], Vec::new(), Vec::new()).unwrap();
    assert_eq!((empty.applicant_optimal().size(), empty.maximum_size()), (0, 0));
    assert_eq!(empty.owner_optimal().place_of, Vec::new());
}

#[test]
fn what_is_no_matching_is_refused() {
    let instance = hospitals(&[&[0], &[0], &[]], &[(1, &[0, 1])]);
    let refused = |place_of: Vec<Option<usize>>| {
        instance.blocking_pairs(&Matching { place_of }).unwrap_err().to_string()
    };
    assert_eq!(refused(vec![None]), "a matching of 1 applicants for an instance of 3");
    assert_eq!(refused(vec![Some(0), Some(0), None]), "place 0 has 2 applicants and takes 1");
    assert_eq!(
        refused(vec![None, None, Some(0)]),
        "applicant 2 has place 0, which is not acceptable on both sides"
    );
    let by_hand = Matching { place_of: vec![None, Some(0), None] };
    let blocking = instance.blocking_pairs(&by_hand).unwrap();
    assert_eq!(blocking, vec![BlockingPair { applicant: 0, place: 0 }]);
    assert_eq!(instance.why_unassigned(0, &blocking), Unassigned::LeftOut);
}

/// An instance in the words of the definition.
#[derive(Debug, Clone)]
struct Plain {
    lists: Vec<Vec<usize>>,
    places: Vec<Place>,
    owners: Vec<Owner>,
}

fn subset(of: usize) -> impl Strategy<Value = Vec<usize>> {
    let order = Just((0..of).collect::<Vec<usize>>()).prop_shuffle();
    (order, 0..=of).prop_map(|(mut order, count)| {
        order.truncate(count);
        order
    })
}

fn plain() -> impl Strategy<Value = Plain> {
    (1..=5_usize, 1..=4_usize, 1..=3_usize).prop_flat_map(|(applicants, places, owners)| {
        let place =
            (0..owners, 0..=3_usize).prop_map(|(owner, capacity)| Place { owner, capacity });
        let owner = (0..=4_usize, subset(applicants))
            .prop_map(|(capacity, ranking)| Owner { capacity, ranking });
        (
            proptest::collection::vec(subset(places), applicants),
            proptest::collection::vec(place, places),
            proptest::collection::vec(owner, owners),
        )
            .prop_map(|(lists, places, owners)| Plain { lists, places, owners })
    })
}

impl Plain {
    fn instance(&self) -> Instance {
        Instance::new(&self.lists, self.places.clone(), self.owners.clone()).unwrap()
    }

    fn rank(&self, owner: usize, applicant: usize) -> Option<usize> {
        self.owners[owner].ranking.iter().position(|ranked| *ranked == applicant)
    }

    fn wish(&self, applicant: usize, place: usize) -> Option<usize> {
        self.lists[applicant].iter().position(|wanted| *wanted == place)
    }

    fn of(&self, place_of: &[Option<usize>], is: impl Fn(usize) -> bool) -> Vec<usize> {
        let has = |applicant: &usize| place_of[*applicant].is_some_and(&is);
        (0..self.lists.len()).filter(has).collect()
    }

    fn is_matching(&self, place_of: &[Option<usize>]) -> bool {
        let fits = |(applicant, place): (usize, &Option<usize>)| {
            place.is_none_or(|place| {
                self.wish(applicant, place).is_some()
                    && self.rank(self.places[place].owner, applicant).is_some()
            })
        };
        place_of.iter().enumerate().all(fits)
            && (0..self.places.len()).all(|place| {
                self.of(place_of, |has| has == place).len() <= self.places[place].capacity
            })
            && (0..self.owners.len()).all(|owner| {
                let count = self.of(place_of, |has| self.places[has].owner == owner).len();
                count <= self.owners[owner].capacity
            })
    }

    /// Written from the definition, apart from the checker that is shipped.
    fn blocks(&self, place_of: &[Option<usize>], applicant: usize, place: usize) -> bool {
        let owner = self.places[place].owner;
        let (Some(wish), Some(rank)) = (self.wish(applicant, place), self.rank(owner, applicant))
        else {
            return false;
        };
        let has = place_of[applicant];
        if has.is_some_and(|has| self.wish(applicant, has).unwrap() <= wish) {
            return false;
        }
        let is_worse = |other: &usize| rank < self.rank(owner, *other).unwrap();
        let at_place = self.of(place_of, |has| has == place);
        let at_owner = self.of(place_of, |has| self.places[has].owner == owner);
        if at_place.len() == self.places[place].capacity {
            return at_place.iter().any(is_worse);
        }
        at_owner.len() < self.owners[owner].capacity
            || at_owner.contains(&applicant)
            || at_owner.iter().any(is_worse)
    }

    fn is_stable(&self, place_of: &[Option<usize>]) -> bool {
        let all =
            || (0..self.lists.len()).flat_map(|one| (0..self.places.len()).map(move |p| (one, p)));
        self.is_matching(place_of) && !all().any(|(one, place)| self.blocks(place_of, one, place))
    }

    /// Every matching there is.
    fn all(&self) -> Vec<Vec<Option<usize>>> {
        let options = |list: &Vec<usize>| {
            std::iter::once(None).chain(list.iter().copied().map(Some)).collect::<Vec<_>>()
        };
        let mut all = vec![Vec::new()];
        for list in &self.lists {
            let longer = |one: Vec<Option<usize>>| {
                options(list).into_iter().map(move |place| {
                    let mut one = one.clone();
                    one.push(place);
                    one
                })
            };
            all = all.into_iter().flat_map(longer).collect();
        }
        all.retain(|place_of| self.is_matching(place_of));
        all
    }

    /// How an applicant likes what it has: less is better.
    fn dislike(&self, applicant: usize, place: Option<usize>) -> usize {
        place.map_or(usize::MAX, |place| self.wish(applicant, place).unwrap())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn nobody_would_leave_together(plain in plain()) {
        let instance = plain.instance();
        for matching in [instance.applicant_optimal(), instance.owner_optimal()] {
            prop_assert!(plain.is_stable(&matching.place_of), "{matching:?}");
            prop_assert_eq!(instance.blocking_pairs(&matching), Ok(Vec::new()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Against every matching that there is.
    #[test]
    fn each_side_has_the_best_of_all_stable_matchings(plain in plain()) {
        let instance = plain.instance();
        let all = plain.all();
        let stable: Vec<_> = all.iter().filter(|one| plain.is_stable(one)).collect();
        let (best, worst) = (instance.applicant_optimal(), instance.owner_optimal());
        prop_assert!(stable.contains(&&best.place_of) && stable.contains(&&worst.place_of));
        for other in stable {
            for (applicant, place) in other.iter().enumerate() {
                let dislike = |place| plain.dislike(applicant, place);
                prop_assert!(dislike(best.place_of[applicant]) <= dislike(*place));
                prop_assert!(dislike(*place) <= dislike(worst.place_of[applicant]));
                // The same are assigned in all of them.
                prop_assert_eq!(place.is_some(), best.place_of[applicant].is_some());
            }
        }
        let largest = all.iter().map(|one| one.iter().flatten().count()).max().unwrap();
        prop_assert_eq!(instance.maximum_size(), largest);
        prop_assert!(largest <= 2 * best.size());
    }

    /// The shipped checker says what the definition says, of every matching.
    #[test]
    fn blocking_pairs_are_those_of_the_definition(plain in plain()) {
        let instance = plain.instance();
        for place_of in plain.all().into_iter().take(50) {
            let expected: BTreeSet<(usize, usize)> = (0..plain.lists.len())
                .flat_map(|one| (0..plain.places.len()).map(move |place| (one, place)))
                .filter(|(one, place)| plain.blocks(&place_of, *one, *place))
                .collect();
            let found = instance.blocking_pairs(&Matching { place_of }).unwrap();
            let found: BTreeSet<_> = found.iter().map(|pair| (pair.applicant, pair.place)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
