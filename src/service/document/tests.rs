use super::*;

fn region(fields: &str) -> Result<RegionProfile, DocumentFault> {
    read_document(&format!(
        r#"{{"schema":1,"id":"CN-330800","parent":"CN-330000","levels":["prefecture"],
        "name":{{"zh":"衢州"}}{fields}}}"#
    ))
}

fn faults<T: std::fmt::Debug>(result: Result<T, DocumentFault>) -> Vec<(String, String, String)> {
    match result {
        Err(DocumentFault::Invalid(faults)) => faults
            .into_iter()
            .map(|invalid| (invalid.path, invalid.value, invalid.expected))
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn syntax(text: &str) -> (usize, usize, String) {
    match read_document::<ProjectProfile>(text) {
        Err(DocumentFault::Syntax { line, column, message }) => (line, column, message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn wrong_fields_and_types_name_path_value_and_remedy() {
    check_each(&[
        // (fields, path, value, beginning of the remedy)
        (r#","landd":{}"#, "landd", "{}", "a known field: one of `schema`, `id`"),
        (
            r#","land":{"aproved":{}}"#,
            "land.aproved",
            "{}",
            "a known field: one of `approved_area`",
        ),
        (r#","land":[]"#, "land", "[]", "an object"),
        (r#","location":[118.9,28.9]"#, "location", "[118.9,28.9]", "an object"),
        (r#","location":{"longitude":"x","latitude":1}"#, "location.longitude", "x", "a number"),
        (r#","location":{"longitude":1}"#, "location.latitude", "nothing", "given: it is required"),
    ]);
}

#[test]
fn wrong_values_name_path_value_and_remedy() {
    check_each(&[
        (
            r#","land":{"approved_area":{"value":"many","unit":"mu"}}"#,
            "land.approved_area.value",
            "many",
            "a decimal number of at most 28 digits",
        ),
        (
            r#","land":{"industrial_price":{"value":1e30,"unit":"CNY/m2"}}"#,
            "land.industrial_price.value",
            "1e+30",
            "a decimal number of at most 28 digits",
        ),
        (
            r#","land":{"approved_area":{"value":1,"unit":"acre"}}"#,
            "land.approved_area.unit",
            "acre",
            "one of `ha`, `hectare`",
        ),
        (
            r#","land":{"approved_area":{"value":1,"unit":"mu","period":"last year"}}"#,
            "land.approved_area.period",
            "last year",
            "a year, month or day such as `2021`",
        ),
        (
            r#","land":{"approved_area":{"value":1,"unit":"mu","observed_at":"2021-13-01"}}"#,
            "land.approved_area.observed_at",
            "2021-13-01",
            "a date such as `2021-05-13`",
        ),
        (r#","presence":{}"#, "presence", "{}", "a list"),
        (
            r#","links":[{"kind":"friend","partner":"CN"}]"#,
            "links[0].kind",
            "friend",
            "one of `enclave`",
        ),
        (
            r#","links":[{"kind":"pairing","partner":"Shanghai"}]"#,
            "links[0].partner",
            "Shanghai",
            "a region id such as",
        ),
        (
            r#","access":{"rail":{"minutes":{"CN-310000":-5}}}"#,
            "access.rail.minutes.CN-310000",
            "-5",
            "a whole number from 0",
        ),
        (
            r#","environment":{"chemical_park":"yes"}"#,
            "environment.chemical_park",
            "yes",
            "`true` or `false`",
        ),
        (
            r#","policies":[{"id":"a","kind":"b","party":"home","eligibility":{"x":null}}]"#,
            "policies[0].eligibility.x",
            "null",
            "`true`, `false`, a number, a text, a list or a group of these",
        ),
    ]);
}

/// Cases of fields, path, value and the beginning of the remedy.
fn check_each(cases: &[(&str, &str, &str, &str)]) {
    for (fields, path, value, remedy) in cases {
        let found = faults(region(fields));
        assert_eq!(found.len(), 1, "{fields}: {found:?}");
        assert_eq!((found[0].0.as_str(), found[0].1.as_str()), (*path, *value), "{found:?}");
        assert!(found[0].2.starts_with(remedy), "{fields}: {found:?}");
    }
}

#[test]
fn whatever_is_no_date_is_told_what_a_date_is() {
    for text in ["soon", "2021", "2021-5-1", "2021/05/13", "2021-02-30", "2021-05-13x", "", "é"] {
        let text = format!(r#"{{"schema":1,"id":"p","deadline":"{text}"}}"#);
        let found = faults(read_document::<ProjectProfile>(&text));
        assert_eq!(found[0].2, "a date such as `2021-05-13`", "{text}");
    }
}

#[test]
fn words_of_the_value_do_not_pass_for_words_of_the_reader() {
    let name = r#"{"schema":1,"id":"p","stage":"x, expected y at line 1"}"#;
    let found = faults(read_document::<ProjectProfile>(name));
    assert!(found[0].2.starts_with("one of `concept`"), "{found:?}");
}

#[test]
fn independent_faults_are_reported_together() {
    let found = faults(region(r#","landd":{},"presence":7,"links":[{"kind":"pairing"}]"#));
    let paths: Vec<_> = found.iter().map(|fault| fault.0.as_str()).collect();
    assert_eq!(paths, ["landd", "links[0].partner", "presence"]);
}

#[test]
fn repeated_fields_are_refused_at_any_depth_and_in_maps() {
    let cases = [
        (r#","name":{"en":"Quzhou"}"#, "name"),
        (r#","land":{"delivery":null,"delivery":null}"#, "land.delivery"),
        (
            r#","access":{"rail":{"minutes":{"CN-310000":80,"CN-310000":90}}}"#,
            "access.rail.minutes.CN-310000",
        ),
    ];
    for (fields, path) in cases {
        let found = faults(region(fields));
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].0.as_str(), found[0].2.as_str()),
            (path, "a field that stands once in its object")
        );
    }
}

#[test]
fn values_are_validated_once_the_form_is_right() {
    let fields = r#","location":{"longitude":181,"latitude":-91},
        "land":{"approved_area":{"value":0,"unit":"mu"}}"#;
    let paths: Vec<_> = faults(region(fields)).into_iter().map(|fault| fault.0).collect();
    assert_eq!(paths, ["location.longitude", "location.latitude", "land.approved_area.value"]);
}

#[test]
fn numbers_that_no_computer_holds_are_invalid_and_odd_ones_are_not() {
    for (number, path) in [("1e999", "location.longitude"), ("-1e999", "location.longitude")] {
        let found =
            faults(region(&format!(r#","location":{{"longitude":{number},"latitude":1}}"#)));
        assert_eq!(found, [(path.to_owned(), number.to_owned(), "a finite number".to_owned())]);
    }
    for number in ["-0", "5e-324", "1E1"] {
        region(&format!(r#","location":{{"longitude":{number},"latitude":1}}"#)).unwrap();
    }
    let weights = |weight: &str| {
        read_document::<ProjectProfile>(&format!(
            r#"{{"schema":1,"id":"p","weights":{{"access":{weight}}}}}"#
        ))
    };
    assert_eq!(faults(weights("1e39"))[0].0, "weights.access");
    assert_eq!(faults(weights("-1"))[0].0, "weights.access");
    assert_eq!(faults(weights("\"heavy\""))[0].2, "a number");
}

#[test]
fn what_is_no_json_is_bad_syntax_with_its_place() {
    let cases = [
        (r#"{"schema":NaN}"#, 1),
        (r#"{"schema":Infinity}"#, 1),
        ("{\"schema\":1,\n\"id\":\"p\"} trailing", 2),
        (r#"{"id":"\ud800"}"#, 1), // half a surrogate pair
        ("{'id':1}", 1),
        ("{\"id\":\"p\",}", 1),
        ("{\"id\":\"a\nb\"}", 2), // a raw line end in a text
        ("", 1),
    ];
    for (text, line) in cases {
        assert_eq!(syntax(text).0, line, "{text}");
    }
    let found = read_document_bytes::<ProjectProfile>(b"{\n\"id\":\"\xd5\xe3\"}");
    let message = "the text is not UTF-8".to_owned();
    assert_eq!(found, Err(DocumentFault::Syntax { line: 2, column: 7, message }));
}

#[test]
fn depth_never_costs_the_stack() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000), "[".repeat(10 << 20)] {
        let begun = std::time::Instant::now();
        assert!(syntax(&text).2.contains("recursion"));
        assert!(begun.elapsed().as_secs() < 1);
    }
}

#[test]
fn what_is_no_object_is_no_document() {
    for text in ["[]", "1", "null", "\"x\""] {
        assert_eq!(faults(read_document::<ProjectProfile>(text))[0].2, "an object, `{…}`");
    }
}

#[test]
fn marks_and_rare_characters_are_texts_like_others() {
    let plain = r#"{"schema":1,"id":"p","description":{"zh":"𠮷\u202e👩‍🔬é"}}"#;
    let marked = format!("\u{feff}{plain}");
    let document: ProjectProfile = read_document(plain).unwrap();
    assert_eq!(read_document::<ProjectProfile>(&marked).unwrap(), document);
    let hidden = plain.replace(r"\u202e", r"\u0000");
    assert_eq!(faults(read_document::<ProjectProfile>(&hidden))[0].0, "description.zh");
    // A long refused value is cut between characters.
    let long = format!(r#"{{"schema":1,"id":"{}"}}"#, "𠮷".repeat(200));
    assert_eq!(faults(read_document::<ProjectProfile>(&long))[0].1.chars().count(), 81);
}
