use std::fs;

use serde_json::Value;

use super::{Place, text};

/// Alternatives × criteria as a table whose alternatives are A1, A2, … and criteria C1, C2, ….
fn table(values: &[&[f64]], weights: &[f64], directions: &str) -> String {
    let cells = |numbers: &[f64]| numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    let names: Vec<String> = (1..=weights.len()).map(|place| format!("C{place}")).collect();
    let head = [
        format!("name,{}", names.join(",")),
        format!("weight,{}", cells(weights)),
        format!("direction,{directions}"),
    ];
    let rows = values.iter().enumerate().map(|(at, row)| format!("A{},{}", at + 1, cells(row)));
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n") + "\n"
}

fn answer(arguments: &[&str], input: &str) -> Value {
    let output = Place::new("none").feed(arguments, input);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn decide(flags: &[&str], input: &str) -> Value {
    answer(&[&["decide", "-", "--json"], flags].concat(), input)
}

/// A value of each alternative, in the order of the table.
fn values(document: &Value, name: &str) -> Vec<f64> {
    let alternatives = document["alternatives"].as_array().unwrap();
    alternatives.iter().map(|alternative| alternative[name].as_f64().unwrap()).collect()
}

fn weights(document: &Value) -> Vec<f64> {
    let criteria = document["criteria"].as_array().unwrap();
    criteria.iter().map(|criterion| criterion["weight"].as_f64().unwrap()).collect()
}

fn assert_all(found: &[f64], expected: &[f64], epsilon: f64) {
    assert_eq!(found.len(), expected.len());
    for (one, other) in found.iter().zip(expected) {
        assert!((one - other).abs() <= epsilon, "{found:?} are not {expected:?}");
    }
}

const SQUARE: [&[f64]; 4] =
    [&[5.0, 8.0, 4.0], &[7.0, 6.0, 8.0], &[8.0, 8.0, 6.0], &[7.0, 4.0, 6.0]];
const MOUNTAIN: [&[f64]; 3] = [&[1.0, 3000.0], &[2.0, 3750.0], &[5.0, 4500.0]];

/// Tzeng and Huang 2011, scikit-criteria, Opricovic and Tzeng 2004.
#[test]
fn topsis_comes_out_under_every_normalisation() {
    let square = table(&SQUARE, &[0.3, 0.4, 0.3], "max,max,max");
    let found = decide(&["--method", "topsis", "--normalize", "minmax"], &square);
    let expected = [
        0.485_281_374_238_570_3,
        0.648_371_295_225_592_8,
        0.776_790_804_732_683_5,
        0.362_977_344_941_550_2,
    ];
    assert_all(&values(&found, "closeness"), &expected, 1e-15);
    let small = table(&[&[1.0, 0.0, 3.0], &[0.0, 5.0, 6.0]], &[1.0; 3], "max,max,max");
    let found = decide(&["--method", "topsis", "--normalize", "none"], &small);
    assert_all(&values(&found, "closeness"), &[0.146_392_48, 0.853_607_52], 5e-9);
    assert_all(&values(&found, "rank"), &[2.0, 1.0], 0.0);
    let mountain = table(&MOUNTAIN, &[0.5, 0.5], "min,max");
    let cases = [
        (vec!["--normalize", "minmax"], [0.5, 0.617_217_781_462_681_2, 0.5]),
        (
            vec!["--normalize", "sum"],
            [0.779_220_779_220_779_1, 0.384_812_144_994_295_7, 0.220_779_220_779_220_8],
        ),
        (
            vec!["--normalize", "max"],
            [0.705_882_352_941_176_5, 0.705_182_274_487_903_6, 0.294_117_647_058_823_6],
        ),
        // Vector unless told otherwise, and the answer says so.
        (vec![], [0.762_140_580_123_800_9, 0.722_177_833_229_330_3, 0.237_859_419_876_199_05]),
    ];
    for (flags, expected) in cases {
        let found = decide(&[&["--method", "topsis"], &flags[..]].concat(), &mountain);
        assert_all(&values(&found, "closeness"), &expected, 1e-14);
        assert_eq!(found["normalize"], flags.last().copied().unwrap_or("vector"));
    }
}

#[test]
fn vikor_comes_out_with_its_compromise() {
    let square = table(&SQUARE, &[0.3, 0.4, 0.3], "max,max,max");
    let found = decide(&["--method", "vikor", "--v", "0.5"], &square);
    assert_all(&values(&found, "s"), &[0.6, 0.3, 0.15, 0.65], 1e-15);
    assert_all(&values(&found, "r"), &[0.3, 0.2, 0.15, 0.4], 1e-15);
    assert_all(&values(&found, "q"), &[0.75, 0.25, 0.0, 1.0], 1e-15);
    assert_all(&values(&found, "rank"), &[2.0, 1.0, 1.0, 3.0], 0.0);
    assert_eq!(found["compromise"], serde_json::json!(["A2", "A3"]));
    assert_eq!(found["acceptable_advantage"], false);
    assert_eq!(found["acceptable_stability"], true);
    let mountain = table(&MOUNTAIN, &[0.5, 0.5], "min,max");
    let found = decide(&["--method", "vikor"], &mountain);
    assert_all(&values(&found, "q"), &[1.0, 0.0, 1.0], 1e-15);
    assert_eq!(found["compromise"], serde_json::json!(["A2"]));
    let yang: [&[f64]; 5] = [
        &[78.0, 56.0, 34.0, 6.0],
        &[4.0, 45.0, 3.0, 97.0],
        &[18.0, 2.0, 50.0, 63.0],
        &[9.0, 14.0, 11.0, 92.0],
        &[85.0, 9.0, 100.0, 29.0],
    ];
    let found = decide(&["--method", "vikor"], &table(&yang, &[0.25; 4], "max,max,max,max"));
    assert_all(&values(&found, "q"), &[0.5679, 0.7667, 1.0, 0.7493, 0.0], 5e-5);
}

#[test]
fn promethee_comes_out_and_takes_a_preference_for_each_criterion() {
    let rows: [&[f64]; 3] = [&[4.0, 3.0, 2.0], &[3.0, 2.0, 4.0], &[5.0, 1.0, 3.0]];
    let zhao = table(&rows, &[0.5, 0.3, 0.2], "max,max,max");
    let found = decide(&["--method", "promethee2"], &zhao);
    assert_all(&values(&found, "phi"), &[0.1, -0.3, 0.2], 1e-15);
    assert_all(&values(&found, "rank"), &[2.0, 3.0, 1.0], 0.0);
    let flags = ["--method", "promethee2", "--preference", "C1=v::2", "--preference", "C3=gauss:1"];
    let found = decide(&flags, &zhao);
    // C1: A1 is half preferred to A2, A3 half to A1 and fully to A2; C2 as before; C3 bends at 1.
    let bell = |difference: f64| 1.0 - (-0.5 * difference * difference).exp();
    let leaving =
        [0.5 * 0.5 + 0.3 * 2.0, 0.3 + 0.2 * (bell(2.0) + bell(1.0)), 0.5 * 1.5 + 0.2 * bell(1.0)]
            .map(|sum| 0.5 * sum);
    assert_all(&values(&found, "phi_plus"), &leaving, 1e-15);
    assert_eq!(found["preference"]["C1"], "v::2");
}

/// scikit-criteria and Diakoulaki and others 1995. A constant criterion vanishes, and is named.
#[test]
fn weights_come_from_the_table_if_asked_for() {
    let rows: [&[f64]; 6] = [
        &[1.0, 20.0, 300.0],
        &[1.0, 20.0, 400.0],
        &[1.0, 30.0, 500.0],
        &[1.0, 30.0, 600.0],
        &[1.0, 40.0, 700.0],
        &[1.0, 40.0, 800.0],
    ];
    let entropy = table(&rows, &[1.0; 3], "max,max,max");
    let found = decide(&["--weights", "entropy"], &entropy);
    assert_all(&weights(&found), &[0.0, 0.431_878_002_219_474_53, 0.568_121_997_780_525_2], 1e-12);
    let remark = serde_json::json!([{"kind": "constant_criterion", "criterion": "C1"}]);
    assert_eq!(found["remarks"], remark);
    let rows: [&[f64]; 8] = [
        &[61.0, 1.08, 4.33],
        &[20.7, 0.26, 4.34],
        &[16.3, 1.98, 2.53],
        &[9.0, 3.29, 1.65],
        &[5.4, 2.77, 2.33],
        &[4.0, 4.12, 1.21],
        &[-6.1, 3.52, 2.1],
        &[-34.6, 3.31, 0.98],
    ];
    let critic = table(&rows, &[1.0; 3], "max,max,max");
    let found = decide(&["--weights", "critic"], &critic);
    assert_all(&weights(&found), &[0.202_225_54, 0.480_901_73, 0.316_872_73], 1e-8);
}

/// No method answers with anything but numbers where its formula has 0/0.
#[test]
fn degenerate_tables_have_defined_answers_and_a_remark() {
    let constant = table(&[&[1.0, 0.0, 3.0], &[5.0, 0.0, 6.0]], &[1.0; 3], "max,max,max");
    let alone = table(&[&[1.0, 2.0]], &[1.0; 2], "max,min");
    let equal = table(&[&[1.0, 2.0], &[1.0, 2.0]], &[1.0; 2], "max,min");
    for (input, kind, ranks) in [
        (&constant, "constant_criterion", &[2.0, 1.0][..]),
        (&alone, "single_alternative", &[1.0]),
        (&equal, "all_equal", &[1.0, 1.0]),
    ] {
        for method in ["sum", "topsis", "vikor", "promethee2"] {
            let found = decide(&["--method", method], input);
            assert_all(&values(&found, "rank"), ranks, 0.0);
            let remarks = found["remarks"].as_array().unwrap();
            assert!(remarks.iter().any(|remark| remark["kind"] == kind), "{method}: {remarks:?}");
            // A value that is none would be printed as `null`.
            assert!(!found.to_string().contains("null"), "{found}");
        }
    }
}

#[test]
fn people_get_a_table_in_their_language() {
    let place = Place::new("none");
    let input = "地区,租金,通达\nweight,2,1\ndirection,min,max\n衢州,12,3\n丽水,10,3\n";
    let printed = text(&place.feed(&["decide", "-"], input).stdout);
    insta::assert_snapshot!(printed, @r"
    2 个方案：加权和，按 minmax 归一化；越大越好；不分高下者名次相同
    名次  方案  score
       1  丽水  1.0000
       2  衢州  0.3333
    权重（按表中所给）：租金 0.6667、通达 0.3333
    注意
      ! “通达”处处相同，不能区分方案
    ");
    let english = ["--lang", "en", "decide", "-", "--method", "vikor", "--weights", "equal"];
    insta::assert_snapshot!(text(&place.feed(&english, input).stdout), @r"
    2 alternatives: VIKOR, v = 0.5; less is better; level ones share a rank
    rank  alternative  s       r       q
       1  丽水         0.0000  0.0000  0.0000
       2  衢州         0.5000  0.5000  1.0000
    Compromise: 丽水 (advantage holds, stability holds)
    Weights, equal: 租金 0.5000, 通达 0.5000
    Mind
      ! `通达` is the same everywhere and tells nobody apart
    ");
}

#[test]
fn what_is_refused_names_the_cell_or_the_flag() {
    let place = Place::new("none");
    let refused = |flags: &[&str], input: &str| {
        let output = place.feed(&[&["decide", "-"], flags].concat(), input);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        text(&output.stderr).lines().next().unwrap_or_default().to_owned()
    };
    let good = "n,rent\nweight,1\ndirection,min\nA,1\nB,2\n";
    insta::assert_snapshot!(refused(&[], &good.replace("B,2", "B,")), @"error: -, line 5: `rent` must be a number within ±1e15, for `B`; a decision table has no silent defaults, got ``");
    insta::assert_snapshot!(refused(&["--v", "0.5"], good), @"error: `--v` must be left out with sum, for it belongs to vikor, got `0.5`");
    insta::assert_snapshot!(refused(&["--method", "vikor", "--normalize", "sum"], good), @"error: `--normalize` must be left out with vikor, for it belongs to sum and topsis, got `sum`");
    insta::assert_snapshot!(refused(&["--preference", "rent=usual"], good), @"error: `--preference` must be left out with sum, for it belongs to promethee2, got `rent`");
    insta::assert_snapshot!(refused(&["--method", "electre"], good), @"error: invalid value 'electre' for '--method <METHOD>'");
    insta::assert_snapshot!(refused(&["--method", "promethee2", "--preference", "rent=v"], good), @"error: invalid value 'rent=v' for '--preference <CRITERION=usual|u|v|level|linear|gauss[:q[:p[:s]]]>': must be a criterion and its preference, as `rent=linear:5:20`: usual, u:Q, v::P, level:Q:P, linear:Q:P or gauss:::S, with thresholds that make sense (`p` must be a number above 0, got `0`), got `rent=v`");
}

/// Wang and Chin 2011, and the matrix whose ratio depends on the table of random indices.
#[test]
fn comparisons_become_weights() {
    let school = "1,4,3,1,3,4\n0.25,1,7,3,0.2,1\n1/3,1/7,1,0.2,0.2,1/6\n1,1/3,5,1,1,1/3\n\
                  1/3,5,5,1,1,3\n0.25,1,6,3,1/3,1\n";
    let found = answer(&["weigh", "--ahp", "-", "--json"], school);
    let weights: Vec<f64> =
        found["weights"].as_array().unwrap().iter().map(|w| w.as_f64().unwrap()).collect();
    let expected =
        [0.320_770_18, 0.139_502_75, 0.034_768_31, 0.128_486_02, 0.237_389_99, 0.139_082_75];
    assert_all(&weights, &expected, 5e-9);
    let figure = |document: &Value, name: &str| document[name].as_f64().unwrap();
    let names = ["lambda_max", "ci", "cr"];
    let expected = [7.419_870_101_921_271, 0.283_974_020_384_254_2, 0.229_011_306_761_495_3];
    assert_all(&names.map(|name| figure(&found, name)), &expected, 1e-12);
    assert_eq!((&found["is_consistent"], &found["random_index"]), (&false.into(), &"saaty".into()));
    let four = ",a,b,c,d\na,1,0.25,4,1/6\nb,4,1,4,0.25\nc,0.25,0.25,1,0.2\nd,6,4,5,1\n";
    let ratio = |table| {
        let flags = ["weigh", "--ahp", "-", "--json", "--random-index", table];
        let found = answer(&flags, four);
        assert_eq!(found["names"], serde_json::json!(["a", "b", "c", "d"]));
        figure(&found, "cr")
    };
    assert_all(&[ratio("saaty")], &[0.160_997_259_576_236_3], 1e-12);
    assert_all(&[ratio("aguaron-moreno")], &[0.164_282_917_934_935_02], 1e-12);
    let place = Place::new("none");
    let printed = text(&place.feed(&["weigh", "--ahp", "-"], four).stdout);
    insta::assert_snapshot!(printed, @r"
    criterion  weight
    a          0.1159
    b          0.2469
    c          0.0600
    d          0.5773
    lambda max 4.4347, CI 0.1449, CR 0.1610 (random indices: saaty)
    congruence 1.2747, dissonance 0.0833, Koczkodaj 0.7917
    the comparisons contradict each other: CR must be below 0.1, got 0.1610; think over the one that
      contradicts the others most
    ");
}

/// pymcdm 1.4.0; the first ranking is the reference.
#[test]
fn rankings_are_compared() {
    let place = Place::new("none");
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, ranks: &[f64]| {
        let rows = "abcde".chars().zip(ranks).map(|(item, rank)| format!("{item},{rank}\n"));
        let path = folder.path().join(name);
        fs::write(&path, format!("name,rank\n{}", rows.collect::<String>())).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let reference = write("reference.csv", &[1.0, 2.0, 3.0, 4.0, 5.0]);
    let cases = [
        ([2.0, 1.0, 3.0, 4.0, 5.0], 0.8, 0.9, 0.85, 0.791_666_666_666_666_7, 0.7742),
        (
            [1.0, 3.0, 2.0, 4.0, 5.0],
            0.8,
            0.9,
            0.883_333_333_333_333_3,
            0.854_166_666_666_666_7,
            0.3871,
        ),
        (
            [1.0, 2.0, 4.0, 3.0, 5.0],
            0.8,
            0.9,
            0.916_666_666_666_666_6,
            0.916_666_666_666_666_6,
            0.1935,
        ),
        ([5.0, 4.0, 3.0, 2.0, 1.0], -1.0, -1.0, -1.0, 0.260_416_666_666_666_74, 0.871),
    ];
    for (ranks, tau, spearman, weighted, ws, drastic) in cases {
        let other = write("other.csv", &ranks);
        let found = answer(&["agree", &reference, &other, "--json"], "");
        let names = ["tau_a", "tau_b", "spearman", "weighted_spearman", "ws"];
        let figures = names.map(|name| found[name].as_f64().unwrap());
        assert_all(&figures, &[tau, tau, spearman, weighted, ws], 1e-15);
        assert_all(&[found["drastic_ws"].as_f64().unwrap()], &[drastic], 5e-5);
    }
    // With level items the two taus differ.
    let one = write("one.csv", &[1.0, 2.0, 2.0, 3.0]);
    let other = write("other.csv", &[1.0, 1.0, 2.0, 3.0]);
    let found = answer(&["agree", &one, &other, "--json"], "");
    let taus = ["tau_a", "tau_b"].map(|name| found[name].as_f64().unwrap());
    assert_all(&taus, &[2.0 / 3.0, 0.8], 1e-15);
    let printed = place.run(&["agree", "--lang", "zh", &one, &other]);
    let printed = text(&printed.stdout).replace(&one, "one.csv");
    insta::assert_snapshot!(printed, @r"
    4 个对象；以 one.csv 为基准
    统计量                 数值
    Kendall τ-a            0.6667
    Kendall τ-b            0.8000
    Spearman               0.9000
    加权 Spearman          0.8600
    WS                     0.8750
    偏序重合度（p = 0.9）  0.9487
    Kemeny 距离                 2
    drastic WS 距离        0.2667

    Borda  对象  得分
        1  a        6
        2  b        5
        3  c        4
        4  d        2
    ");
    let output = place.run(&["agree", &reference, &one]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("line 6: `name` must be a name that"));
}
