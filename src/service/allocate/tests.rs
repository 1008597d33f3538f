use super::*;

const STUDENTS: &str = r#"{
    "students": {"s1": ["p1", "p2"], "s2": ["p1", ["p2", "p3"]], "s3": ["p3"], "s4": ["p3"]},
    "projects": {
        "p1": {"supervisor": "l1", "capacity": 1},
        "p2": {"supervisor": "l1", "capacity": 1},
        "p3": {"supervisor": "l2", "capacity": 1}
    },
    "supervisors": {
        "l1": {"capacity": 2, "ranking": ["s2", "s1"]},
        "l2": {"capacity": 1, "ranking": ["s3", "s2"]}
    }
}"#;

fn question() -> AllocationQuestion {
    AllocationQuestion { side: Side::Applicants, seed: 1, by_hand: None }
}

fn names(of: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    let strings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    of.iter().map(|(name, names)| ((*name).to_owned(), strings(names))).collect()
}

#[test]
fn students_go_to_projects_of_supervisors() {
    let found = allocate(STUDENTS.as_bytes(), &question()).unwrap();
    assert_eq!(found.matching, names(&[("p1", &["s2"]), ("p2", &["s1"]), ("p3", &["s3"])]));
    assert_eq!(found.unassigned, [("s4".to_owned(), Unassigned::RankedByNone)]);
    assert_eq!(found.blocking_pairs, []);
    assert_eq!((found.size, found.maximum_size, found.ties_broken), (3, 3, true));
}

#[test]
fn residents_go_to_hospitals_from_either_side() {
    let json = br#"{
        "residents": {"a": ["X", "Y"], "b": ["Y", "X"], "c": ["X", "Y"]},
        "hospitals": {
            "X": {"capacity": 1, "ranking": ["b", "a", "c"]},
            "Y": {"capacity": 1, "ranking": ["a", "b", "c"]}
        }
    }"#;
    let of = |side| allocate(json, &AllocationQuestion { side, ..question() }).unwrap();
    let (theirs, ours) = (of(Side::Applicants), of(Side::Owners));
    assert_eq!(theirs.matching, names(&[("X", &["a"]), ("Y", &["b"])]));
    assert_eq!(ours.matching, names(&[("X", &["b"]), ("Y", &["a"])]));
    assert_eq!(ours.unassigned, [("c".to_owned(), Unassigned::Outranked)]);
    assert!(!ours.ties_broken);
}

#[test]
fn a_matching_by_hand_is_looked_at() {
    let by_hand = |json: &str| {
        let question = AllocationQuestion { by_hand: Some(json.as_bytes().to_vec()), ..question() };
        allocate(STUDENTS.as_bytes(), &question)
    };
    let found = by_hand(r#"{"p1": ["s1"], "p3": ["s2"]}"#).unwrap();
    let pair = |one: &str, place: &str| (one.to_owned(), place.to_owned());
    assert_eq!(found.blocking_pairs, [pair("s2", "p1"), pair("s3", "p3")]);
    let reasons: Vec<_> =
        found.unassigned.iter().map(|(name, why)| (name.as_str(), *why)).collect();
    assert_eq!(reasons, [("s3", Unassigned::LeftOut), ("s4", Unassigned::RankedByNone)]);
    let refused = |json: &str| by_hand(json).unwrap_err().to_string();
    insta::assert_snapshot!(refused(r#"{"p9": []}"#), @"`matching` must be a place of the preferences, got `p9`");
    insta::assert_snapshot!(refused(r#"{"p1": ["s9"]}"#), @"`matching.p1` must be an applicant of the preferences, got `s9`");
    insta::assert_snapshot!(refused(r#"{"p1": ["s1"], "p2": ["s1"]}"#), @"`matching.p2` must be an applicant that has no other place, got `s1`");
    insta::assert_snapshot!(refused(r#"{"p1": ["s1", "s2"]}"#), @"`matching.p1` must be at most 1 applicants, got `2`");
    insta::assert_snapshot!(refused(r#"{"p1": "#), @"line 1, column 7: EOF while parsing a value");
}

#[test]
fn every_fault_of_a_file_is_named() {
    let refused = |json: &str| allocate(json.as_bytes(), &question()).unwrap_err().to_string();
    insta::assert_snapshot!(refused("[]"), @"must be an object, `{…}`, got `[]`");
    insta::assert_snapshot!(refused(r#"{"residents": {}}"#), @"must be either residents and hospitals, or students, projects and supervisors, got `residents`");
    insta::assert_snapshot!(refused(r#"{"residents": {"a": ["X", "X", ["Y", "Z"], []]}, "hospitals": {"X": {"capacity": 1, "ranking": ["b"]}, "Y": {"capacity": 0, "ranking": []}}}"#), @"`residents.a[1]` must be a name that stands once in the list, got `X`; `residents.a[2]` must be a name that is defined on the other side, got `Z`; `residents.a[3]` must be a name, or a list of at least one, got `[]`; `hospitals.X.ranking[0]` must be a name that is defined on the other side, got `b`");
    insta::assert_snapshot!(refused(r#"{"residents": {}, "hospitals": {"X": {"capacity": -1, "ranking": []}}}"#), @"`hospitals.X.capacity` must be a whole number from 0 to 4294967295, got `-1`");
    insta::assert_snapshot!(refused(&STUDENTS.replace(r#""supervisor": "l2""#, r#""supervisor": "l9""#)), @"`projects.p3.supervisor` must be one of `supervisors`, got `l9`");
    let empty = allocate(br#"{"residents": {}, "hospitals": {}}"#, &question()).unwrap();
    assert_eq!((empty.size, empty.maximum_size), (0, 0));
}
