use serde_json::Value;

use super::{CHINESE, ENGLISH, Place, text};

fn document(place: &Place, arguments: &[&str]) -> Value {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn presets_are_listed_in_both_languages() {
    let place = Place::new("none");
    let printed = text(&place.run(&["presets", "--lang", "en"]).stdout);
    let table: Vec<&str> = printed.lines().take(10).collect();
    insta::assert_snapshot!(table.join("\n"), @r"
    criterion           default  advisor  sponsor  region_officer  batch
    specialisation         18.9     22.0     14.0            26.0   18.9
    relatedness             7.5      8.0      6.0            14.0    7.5
    supply chain            5.7      8.0     14.0            12.0    5.7
    declared will           9.4     12.0      6.0            18.0    9.4
    land                    5.7      6.0      8.0            10.0    5.7
    land cost               4.7      4.0     12.0             2.0    4.7
    labour cost             6.6      4.0     14.0             2.0    6.6
    access                 28.3     20.0     22.0             8.0   28.3
    institutional link     13.2     16.0      4.0             8.0   13.2
    ");
    assert!(printed.contains("sponsor  Project sponsor\n  A sponsor pays the bill"), "{printed}");
    let printed = text(&place.run(&["presets", "--lang", "zh"]).stdout);
    assert!(printed.contains("region_officer  地方招商人员\n  招商人员要的是"), "{printed}");
    let listed = document(&place, &["presets", "--json"]);
    assert_eq!(listed["presets"][1]["id"], "sponsor");
}

#[test]
fn a_preset_is_asked_for_by_name_and_said() {
    let place = Place::new("cn");
    let asked = ["match", CHINESE, "--preset", "sponsor", "--weight", "access=60", "--limit", "1"];
    let printed = text(&place.run(&asked).stdout);
    let expected = "预设权重：sponsor（项目方）；按要求另行加权：通达性\n";
    assert!(printed.contains(expected), "{printed}");
    let found = document(&place, &[&asked[..], &["--json"]].concat());
    assert_eq!(found["preset"], serde_json::json!({ "id": "sponsor", "replaced": ["access"] }));
    let compared = ["compare", ENGLISH, "--region", "CN-330800", "--region", "CN-330400"];
    let printed = text(&place.run(&[&compared[..], &["--preset", "advisor"]].concat()).stdout);
    assert!(printed.contains("\nPreset: advisor (Incubator advisor)\n"), "{printed}");
    let reverse = ["reverse", "CN-330800", "--limit", "1", "--lang", "en", "--preset", "batch"];
    let printed = text(&place.run(&reverse).stdout);
    assert!(printed.contains("weighed by the preset batch (Batch run)"), "{printed}");
    let project =
        r#"{"schema":1,"id":"a","description":{"en":"lithium cells"},"weights":{"access":0}}"#;
    let rerank = ["rerank", "-", "--top", "1", "--preset", "batch"];
    let ranked = text(&place.feed(&rerank, project).stdout);
    let ranked: Value = serde_json::from_str(&ranked).unwrap();
    assert_eq!(ranked["preset"]["id"], "batch");
    assert_eq!(ranked["weights"]["access"], 283_019, "whatever the profile says");
}

#[test]
fn an_unknown_preset_is_refused_with_the_nearest_one() {
    let place = Place::new("none");
    let output = place.run(&["match", ENGLISH, "--preset", "sponsr"]);
    assert_eq!(output.status.code(), Some(2));
    let complaint = text(&output.stderr);
    for expected in ["advisor, sponsor, region_officer, batch", "a similar value exists: 'sponsor'"]
    {
        assert!(complaint.contains(expected), "{complaint}");
    }
}

#[test]
fn weights_of_one_command_go_into_another_as_they_are() {
    let place = Place::new("cn");
    let swings = ["weigh", "--swing", "access=100", "specialisation=60", "land_cost=40"];
    let weighed = text(&place.run(&[&swings[..], &["--json"]].concat()).stdout);
    let asked = ["match", ENGLISH, "--weights", "-", "--limit", "1", "--json"];
    let output = place.feed(&asked, &weighed);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let ranked: Value = serde_json::from_slice(&output.stdout).unwrap();
    let weight = |criterion: &str| ranked["weights"][criterion].as_i64().unwrap();
    assert_eq!(["access", "specialisation", "land_cost"].map(weight), [500_000, 300_000, 200_000]);
    assert_eq!(weight("relatedness"), 0, "what was not weighed has no weight");
    let own = text(&place.run(&["weigh", "--direct", "view=1", "--json"]).stdout);
    let refused = place.feed(&asked, &own);
    assert_eq!(refused.status.code(), Some(2));
    let complaint = text(&refused.stderr);
    assert!(complaint.contains("`wishes` must be weights of criteria of a ranking"), "{complaint}");
    let both = place.run(&["match", ENGLISH, "--weights", "w.json", "--preset", "sponsor"]);
    assert!(text(&both.stderr).contains("cannot be used with"), "{}", text(&both.stderr));
}

#[test]
fn people_see_what_they_gave_and_how_far_a_swing_goes() {
    let place = Place::new("none");
    let printed = |arguments: &[&str]| text(&place.run(arguments).stdout);
    let swings = ["weigh", "--swing", "access=100", "land_cost=60", "--lang"];
    insta::assert_snapshot!(printed(&[&swings[..], &["en"]].concat()), @r"
    criterion  swing  weight  from worst to best
    access       100  0.6250  1440 → 60 minute
    land_cost     60  0.3750  1500 → 90 CNY/m2
    a weight is the swing over the sum of all swings (von Winterfeldt and Edwards 1986)
    to rank with them, give what `--json` prints to `match --weights FILE`: a whole set, in which
      criteria that were not weighed have no weight
    ");
    insta::assert_snapshot!(printed(&["weigh", "--lang", "zh", "--direct", "access=3", "view=1"]), @r"
    指标    点数  权重
    access     3  0.7500
    view       1  0.2500
    权重 = 点数 / 点数之和
    排序不能采用这些权重：`view` 不是其指标
    ");
    let table = "n,rent,road\ndirection,min,min\nA,9,1\nB,9,3\n";
    for (method, language) in [("--entropy", "en"), ("--critic", "zh")] {
        let output = place.feed(&["weigh", method, "-", "--lang", language], table);
        let printed = text(&output.stdout);
        assert!(printed.contains("road") && printed.contains("1.0000"), "{printed}");
        assert!(
            printed.contains("`rent` is the same everywhere") || printed.contains("“rent”处处相同")
        );
    }
}

#[test]
fn one_method_weighs_and_its_faults_are_named() {
    let place = Place::new("none");
    let cases: [(&[&str], &str); 7] = [
        (&["weigh"], "required arguments were not provided"),
        (&["weigh", "--direct", "a=1", "--swing", "a=100"], "cannot be used with"),
        (&["weigh", "--direct", "a"], "must be a criterion and a number such as `access=30`"),
        (&["weigh", "--direct", "a=1", "a=2"], "`a` must be given once"),
        (&["weigh", "--swing", "a=90", "b=10"], "`a` must be 100 for the most wanted swing"),
        (&["weigh", "--swing", "a=100", "b=101"], "`b` must be a swing between 0 and 100"),
        (&["weigh", "--direct", "a=1", "--random-index", "saaty"], "cannot be used with"),
    ];
    for (arguments, expected) in cases {
        let output = place.run(arguments);
        let complaint = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {complaint}");
        assert!(complaint.contains(expected), "{arguments:?}: {complaint}");
    }
}
