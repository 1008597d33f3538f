use super::*;

fn known(code: &str, title: &str, description: &str) -> KnownCode {
    KnownCode {
        leaf: Leaf {
            code: code.to_owned(),
            above: vec![code[..2].to_owned(), code[..3].to_owned()],
        },
        title: Wording::read(title),
        is_remainder: title.contains("other"),
        description: terms(description),
        above: Vec::new(),
    }
}

fn entry(code: &str, text: &str) -> Entry {
    Entry { wording: Wording::read(text), code: code.to_owned() }
}

fn codes() -> Vec<KnownCode> {
    vec![
        known("1111", "Bread baking", "Bakeries that bake bread, rolls and cakes."),
        known("1121", "Cheese making", "Dairies that make cheese and butter."),
        known("2211", "Battery manufacturing", "Plants that make cells, batteries and packs."),
        known("2212", "Other electrical manufacturing", "Lamps, cables and other equipment."),
        known("4611", "Battery wholesalers", "Merchants that sell cells and batteries."),
    ]
}

fn entries() -> Vec<Entry> {
    [
        ("1111", "Rolls baking"),
        ("1111", "Cakes, fresh, baking"),
        ("1111", "Rye bread baking"),
        ("1121", "Butter making"),
        ("1121", "Hard cheese making"),
        ("1121", "Goat cheese making"),
        ("2211", "Lithium batteries manufacturing"),
        ("2211", "Cells, dry, manufacturing"),
        ("2211", "Storage batteries manufacturing"),
        ("2212", "Lamps manufacturing"),
        ("2212", "Cables, electric, manufacturing"),
        ("4611", "Lithium batteries wholesalers"),
        ("4611", "Dry cells wholesalers"),
    ]
    .map(|(code, text)| entry(code, text))
    .to_vec()
}

#[test]
fn a_wording_is_read_again_from_what_it_prints() {
    let cases = [
        (
            "Gauzes, surgical, made in broadwoven fabric mills",
            "gauzes, surgical, broadwoven fabric mills",
        ),
        ("Aprons, work (except leather), cut and sew", "aprons, work, cut sew, except leather"),
        ("Workers' dormitories", "workers dormitories"),
        ("Parks (e.g., theme, water), amusement", "parks, theme, water, amusement"),
        ("", ""),
        ("(except wood)", "except wood"),
    ];
    for (text, expected) in cases {
        let wording = Wording::read(text);
        assert_eq!(wording.to_string(), expected, "{text}");
        assert_eq!(Wording::read(&wording.to_string()), wording, "{text}");
    }
}

#[test]
fn terms_leave_out_the_frame_and_what_belongs_elsewhere() {
    let text = "This U.S. industry comprises establishments primarily engaged in manufacturing \
                bicycles, tricycles (e.g., cargo) and parts. Making motorcycles is classified in X.";
    let found: Vec<String> = terms(text).iter().map(ToString::to_string).collect();
    assert_eq!(found, ["manufacturing bicycles", "tricycles", "cargo", "parts"]);
}

#[test]
fn the_activity_decides_between_making_and_selling() {
    let learned = fit(&codes(), &entries()).unwrap();
    let classifier = Classifier::new(&codes(), &entries(), &learned);
    for (text, expected) in [
        ("sodium batteries manufacturing", "2211"),
        ("sodium batteries wholesalers", "4611"),
        ("white bread", "1111"),
    ] {
        let found = classifier.classify(&Wording::read(text));
        assert_eq!(found.codes[0].0, expected, "{text}: {found:?}");
        let sum: f64 = found.codes.iter().map(|(_, probability)| probability).sum();
        approx::assert_abs_diff_eq!(sum, 1.0, epsilon = 1e-5);
        assert!(!found.words.is_empty());
    }
}

#[test]
fn descriptions_alone_find_what_they_name() {
    let learned = fit_without_entries(&codes(), &entries()).unwrap();
    assert_eq!(learned.combiner.coefficients.len(), DESCRIBED_MEASURES.len());
    let classifier = Classifier::new(&codes(), &[], &learned);
    for (text, expected) in [
        ("butter", "1121"),
        ("lamps manufacturing", "2212"),
        ("packs of batteries, manufacturing", "2211"),
    ] {
        let found = classifier.classify(&Wording::read(text));
        assert_eq!(found.codes[0].0, expected, "{text}: {found:?}");
        assert!(!found.words.is_empty());
    }
}

#[test]
fn unknown_words_give_nothing() {
    let learned = fit(&codes(), &entries()).unwrap();
    let classifier = Classifier::new(&codes(), &entries(), &learned);
    for text in ["", "qwx zzy", "电池"] {
        assert_eq!(classifier.classify(&Wording::read(text)), Classified::default(), "{text}");
    }
}

#[test]
fn the_same_entries_teach_the_same() {
    assert_eq!(fit(&codes(), &entries()).unwrap(), fit(&codes(), &entries()).unwrap());
    let titles = fit_without_entries(&codes(), &entries()).unwrap();
    assert!(titles.word_weights.is_empty());
    assert!(fit(&codes(), &[]).is_err());
}

/// Of two codes of the same words, the one that is asked for more often comes first.
#[test]
fn without_entries_the_code_that_is_asked_for_more_often_comes_first() {
    let codes = [
        known("1111", "Bread baking", "Bakeries that bake bread."),
        known("2211", "Battery manufacturing", "Plants that make batteries."),
        known("2212", "Battery manufacturing", "Plants that make batteries."),
    ];
    for (counts, expected) in [([6, 2], "2211"), ([2, 6], "2212")] {
        let named = ["2211", "2212"].into_iter().zip(counts).flat_map(|(code, count)| {
            (0..count).map(move |_| entry(code, "Batteries manufacturing"))
        });
        let cases: Vec<Entry> = named.chain([entry("1111", "Bread")]).collect();
        let learned = fit_without_entries(&codes, &cases).unwrap();
        assert_eq!(learned.asked["2211"], counts[0]);
        let found = Classifier::new(&codes, &[], &learned)
            .classify(&Wording::read("Batteries manufacturing"))
            .codes;
        assert_eq!(found[0].0, expected);
    }
}
