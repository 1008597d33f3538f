use std::collections::BTreeSet;

use super::*;
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    criterion::CriterionId,
    geography::Coordinates,
    waters::Way,
};

/// Codes of one classification as codes of another.
mod crosswalk;

fn isic(code: &str) -> IndustryCode {
    IndustryCode { system: ClassificationSystem::Isic4, code: code.to_owned() }
}

fn naics(code: &str) -> IndustryCode {
    IndustryCode { system: ClassificationSystem::Naics2017, code: code.to_owned() }
}

/// The definition with one text of one file replaced once.
fn parse_with(path: &'static str, old: &str, new: &str) -> Result<Definition, InvalidLine> {
    let mut files = FILES;
    let file = files.iter_mut().find(|(name, _)| *name == path).unwrap();
    assert!(file.1.contains(old), "{path} has no `{old}`");
    let text = file.1.replacen(old, new, 1);
    file.1 = &text;
    // The text must outlive the parse only.
    Definition::parse(&files.map(|(name, text)| (name, text)))
}

#[test]
fn the_files_that_are_compiled_in_are_sound() {
    let definition = Definition::parse(&FILES).unwrap_or_else(|fault| panic!("{fault}"));
    let ids: Vec<CriterionId> = definition.criteria.iter().map(|criterion| criterion.id).collect();
    assert_eq!(ids, CriterionId::ALL);
    assert_eq!(definition.hash, get().hash);
    assert_eq!(definition.hash.len(), 16);
    let count = |system| definition.taxonomy.list(system).count();
    assert_eq!(ClassificationSystem::ALL.map(count), [1_971, 766, 2_239, 996, 1_724]);
    assert!(definition.schema.fields.contains_key("regions.exact"));
}

#[test]
fn every_file_counts_for_the_hash() {
    for position in 0..FILES.len() {
        let mut files = FILES;
        let longer = format!("{}\n", files[position].1);
        files[position].1 = &longer;
        assert_ne!(hash(&files), get().hash, "{}", files[position].0);
    }
}

#[test]
fn every_file_of_the_folder_is_part_of_the_definition() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("index");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        format!("index/{name}")
    });
    let found: BTreeSet<String> = names.filter(|name| name != "index/README.md").collect();
    let known: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, known);
}

#[test]
fn codes_know_what_stands_above_and_below_them() {
    let taxonomy = &get().taxonomy;
    let codes = |entries: Vec<&TaxonomyEntry>| -> Vec<String> {
        entries.into_iter().map(|entry| entry.industry.code.clone()).collect()
    };
    let battery = IndustryCode::gbt("3841");
    assert_eq!(codes(taxonomy.ancestors(&battery)), ["384", "38", "C"]);
    assert_eq!(taxonomy.section_of(&battery).unwrap().title.en.as_deref(), Some("Manufacturing"));
    assert_eq!(taxonomy.section_of(&IndustryCode::gbt("C")).unwrap().industry.code, "C");
    assert_eq!(codes(taxonomy.children(&IndustryCode::gbt("36"))).len(), 7);
    assert_eq!(taxonomy.find("isic4:2720").unwrap().level, "class");
    assert_eq!(taxonomy.find("gbt4754:9999"), None);
    assert_eq!(codes(taxonomy.ancestors(&naics("336111"))), ["33611", "3361", "336", "31-33"]);
}

#[test]
fn classifications_correspond_through_isic() {
    let taxonomy = &get().taxonomy;
    // The nearest mapped ancestor: a class takes the row of its group.
    assert_eq!(taxonomy.isic_of("3841"), taxonomy.isic_of("384"));
    assert!(taxonomy.isic_of("384").contains(&"2720".to_owned()));
    // Identity in the own system; nothing for an unknown code.
    assert_eq!(taxonomy.gbt_of(&IndustryCode::gbt("3841")), ["3841"]);
    assert_eq!(taxonomy.gbt_of(&isic("0000")), Vec::<String>::new());
    // A class, whose rows name groups; a division, whose rows name divisions.
    let groups = taxonomy.gbt_of(&isic("2100"));
    assert!(groups.iter().all(|code| code.starts_with("27")), "{groups:?}");
    assert!(groups.contains(&"276".to_owned()), "{groups:?}");
    assert_eq!(taxonomy.gbt_of(&isic("21")), ["27"]);
    // The most specific first.
    let motor = taxonomy.gbt_of(&naics("336111"));
    assert!(motor.windows(2).all(|pair| pair[1].len() <= pair[0].len()), "{motor:?}");
    assert!(motor.contains(&"361".to_owned()), "{motor:?}");
    let systems: BTreeSet<&str> = taxonomy
        .corresponding(&IndustryCode::gbt("276"))
        .iter()
        .map(|(code, _)| code.system.as_str())
        .collect();
    assert_eq!(systems, BTreeSet::from(["isic4", "nace2", "naics2017", "uksic2007"]));
}

#[test]
fn every_code_but_the_unclassified_corresponds_to_something() {
    let taxonomy = &get().taxonomy;
    for entry in taxonomy.list(ClassificationSystem::Gbt4754) {
        let code = &entry.industry.code;
        assert!(!taxonomy.isic_of(code).is_empty(), "{code} has no counterpart in ISIC");
    }
    for group in taxonomy.list(ClassificationSystem::Gbt4754).filter(|e| e.level == "group") {
        let section = taxonomy.section_of(&group.industry).unwrap();
        if section.industry.code == "C" {
            assert!(!taxonomy.gbt_isic.targets(&group.industry.code).is_empty(), "{group:?}");
        }
    }
    for class in taxonomy.list(ClassificationSystem::Isic4) {
        // GB/T 4754 knows neither mixed farming nor what households make for themselves.
        let code = &class.industry.code;
        let is_unknown = code.starts_with("015") || code.starts_with("98");
        assert_eq!(taxonomy.gbt_of(&class.industry).is_empty(), is_unknown, "{code}");
    }
    for entry in taxonomy.list(ClassificationSystem::Naics2017) {
        let found = !taxonomy.gbt_of(&entry.industry).is_empty();
        let is_unclassified = entry.industry.code.starts_with("99");
        assert!(found || is_unclassified, "{}", entry.industry);
    }
}

#[test]
fn phrases_are_found_by_text_and_by_code() {
    let definition = get();
    let phrase = definition.chinese_phrase("生物医药").unwrap();
    assert!(phrase.codes.iter().any(|code| code.starts_with("27")));
    assert!(phrase.en.is_some());
    assert_eq!(definition.chinese_phrase("antibody"), None);
    assert!(definition.chinese_phrases().count() > 2_000);
    let of_code = definition.phrases_of(&phrase.codes[0]);
    assert!(of_code.contains(&phrase.as_text()));
    for word in &definition.stopwords {
        assert_eq!(definition.chinese_phrase(word), None, "{word} is a phrase and a stop word");
    }
}

#[test]
fn every_industry_lies_in_one_sector_whose_purchases_stay_below_its_output() {
    let Definition { input_output: table, taxonomy, .. } = get();
    assert_eq!(table.sectors.len(), 153);
    for class in taxonomy.list(ClassificationSystem::Gbt4754).filter(|e| e.level == "class") {
        let code = &class.industry.code;
        // No sector covers international organisations.
        assert_eq!(table.sectors_of(code).len(), usize::from(code != "9700"), "{code}");
    }
    for (user, sector) in table.sectors.iter().enumerate() {
        let bought = table.flows.iter().filter(|flow| flow.user == user);
        let bought: f64 = bought.map(|flow| flow.input).sum();
        assert!((0.15..0.9).contains(&bought), "{}: {bought}", sector.code);
    }
    let battery = table.sectors_of("3841");
    assert_eq!(table.sectors[battery[0].0].name.en.as_deref(), Some("batteries"));
}

#[test]
fn a_broken_file_is_named_with_line_value_and_remedy() {
    // File, what is replaced by what, and what the message must hold.
    let cases = [
        ("index/gbt4754.csv", "code,parent", "parent,code", "line 1: must be the columns code,"),
        ("index/gbt4754.csv", "\n011,01,", "\n011,98,", "`parent` must be a wider code"),
        ("index/gbt4754.csv", "\n011,01,", "\n01,01,", "`code` must be a code that stands once"),
        ("index/gbt4754.csv", "01,A,division", "01,A,branch", "line 2: `level` must be one of"),
        ("index/gbt4754.csv", "01,A,division", "01,A", "line 2: must be 5 cells"),
        ("index/isic4.csv", "\n011,01,", "\n011,0x,", "got `0x`"),
        ("index/gbt4754_isic4.csv", "01,011,", "01,9z9,", "`isic` must be a code of index/isic4"),
        ("index/gbt4754_isic4.csv", "01,012,", "01,011,", "`isic` must be a pair that stands once"),
        (
            "index/naics2017_isic4.csv",
            "0111,part",
            "0111,half",
            "`part` must be `whole`, `part` or `rest`",
        ),
        ("index/phrases.csv", "3D打印,zh,3493", "3D打印,zh,9999", "line 2: `codes` must be codes"),
        (
            "index/phrases.csv",
            "3D打印,zh",
            "3D打印,fr",
            "`language` must be `zh` or `en`, got `fr`",
        ),
        (
            "index/gbt4754_products.csv",
            "5G基站,zh,3921",
            "5G基站,zh,3920",
            "`codes` must be codes of index/gbt4754.csv",
        ),
        ("index/phrases.csv", "3d printing,en", "3d printer,en", "stands once per language"),
        ("index/synonyms.toml", "\"医药\"", "\"医药\", \"生物医药\"", "stands in one group only"),
        ("index/synonyms.toml", "[[group]]\nzh", "[[group]]\nzhh", "unknown field `zhh`"),
        ("index/stopwords.txt", "\n#\n", "\n blank\n", "without blanks around it"),
        ("index/criteria.toml", "weight = 20.0", "weight = -20.0", "`weight` must be between 0"),
        ("index/criteria.toml", "id = \"relatedness\"", "id = \"access\"", "stands once"),
        ("index/criteria.toml", "id = \"relatedness\"", "id = \"luck\"", "unknown variant `luck`"),
        ("index/criteria.toml", "park = [[0.0, 0.0]", "park = [[9.0, 0.0]", "`scales.park` must"),
        ("index/criteria.toml", "park = [[0.0, 0.0], [1.0, 1.0]]\n", "", "given for province,"),
        ("index/criteria.toml", "\npark = 0.0\n", "\npark = 7.0\n", "`medians.park` must be"),
        ("index/parameters.toml", "corridor = 0.5, ", "", "`link.kinds` must be given"),
        ("index/parameters.toml", "partner_province = 0.5", "partner_province = 5.0", "0 and 1"),
        ("index/parameters.toml", "circuity = ", "circuitry = ", "unknown field `circuitry`"),
        ("index/parameters.toml", "hours_max = 3.0", "hours_max = 0.0", "a number above 0"),
        (
            "index/input_output.csv",
            "\n001,003,",
            "\n001,001,",
            "a pair of sectors that stands once",
        ),
        ("index/input_output.csv", "\n001,001,0.1154", "\n001,001,1.1154", "a share from 0 to 1"),
        ("index/input_output.csv", "\n001,001,0.1154", "\n001,001,0.9999", "sum to less than 1"),
        ("index/input_output.csv", "\n001,001,", "\n001,999,", "a sector of index/input_output_s"),
        (
            "index/input_output_sectors.csv",
            "crops,01,raw",
            "crops,0z,raw",
            "codes of index/gbt4754",
        ),
        ("index/input_output_sectors.csv", "products,02,", "products,01,", "in one sector only"),
        ("index/input_output_sectors.csv", "crops,01,raw", "crops,01,rare", "`kind` must be"),
        ("index/schema.toml", "boost = 4.0", "boost = 0.0", "boost` must be a number above 0"),
        ("index/schema.toml", "[projects.exact]", "[project.exact]", "must be the kinds"),
    ];
    for (path, old, new, expected) in cases {
        let message = parse_with(path, old, new).map(|_| path).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{path}, line ")), "{message}");
        assert!(message.contains(expected), "{message}\nlacks {expected}");
        assert!(message.contains(", got `"), "{message}");
    }
    let fault = Definition::parse(&FILES[4..]).map(|_| ()).unwrap_err();
    assert_eq!(fault.file, "index/criteria.toml");
}

#[test]
fn a_kind_of_figure_has_a_half_life() {
    let broken = parse_with("index/parameters.toml", "\nwage = 8.0", "\nwage = 0.0");
    let message = broken.map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("`half_life_years.wage` must be a number above 0"), "{message}");
}

#[test]
fn a_broken_criterion_of_regions_is_named_with_line_value_and_remedy() {
    let path = "index/region_criteria.toml";
    let cases = [
        ("weight = 30.0", "weight = -30.0", "`weight` must be between 0"),
        ("id = \"jobs\"", "id = \"tax_per_mu\"", "stands once"),
        ("id = \"jobs\"", "id = \"luck\"", "unknown variant `luck`"),
        ("scale = [[20.0, 0.0]", "scale = [[900.0, 0.0]", "`scale` must be two points"),
        ("park = 0.79, ", "", "given for province,"),
        ("park = 0.79", "park = 7.9", "`medians.park` must be between 0 and 1"),
        (", en = \"Jobs\"", "", "given in `zh` and `en`"),
    ];
    for (old, new, expected) in cases {
        let message = parse_with(path, old, new).map(|_| path).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{path}, line ")), "{message}");
        assert!(message.contains(expected), "{message}\nlacks {expected}");
    }
}

#[test]
fn a_broken_rate_of_cost_is_named_with_line_value_and_remedy() {
    let path = "index/costs.toml";
    let cases = [
        ("discount_rate = 0.08", "discount_rate = 8", "between 0 and 1"),
        ("building_years = 20.0", "building_years = 0.0", "a number above 0"),
        ("low = 0.3, ", "low = 0.5, ", "in rising order above 0"),
        ("{ low = 3.0, ", "{ low = 30.0, ", "`low` and `high` in rising order"),
        ("year = 2020", "year = 2019", "years in rising order"),
        ("= 90501.0", "= 0.0", "wages above 0"),
    ];
    for (old, new, expected) in cases {
        let message = parse_with(path, old, new).map(|_| path).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{path}, line ")), "{message}");
        assert!(message.contains(expected), "{message}\nlacks {expected}");
    }
}

#[test]
fn what_is_known_for_coding_is_sound() {
    let taxonomy = &get().taxonomy;
    let coding = CodingKnowledge::parse(&FILES, taxonomy).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(12_000 < coding.entries.len() && 1_000 < coding.terms.len());
    assert!(coding.word_weights.len() <= 40_000);
    let cases = [
        ("index/naics2017_entries.csv", "\n111110,", "\n999998,", "`code` must be a code of"),
        ("index/naics2017_terms.csv", "\n111110,", "\n999998,", "`code` must be a code of"),
        ("index/naics2017_words.csv", ":-0.", ":-O.", "`weights` must be codes with weights"),
        ("index/coding.toml", "sureness = ", "surety = ", "unknown field `surety`"),
        ("index/coding.toml", "means = [", "means = [0.5, ", "3 finite numbers of each kind"),
    ];
    for (path, old, new, expected) in cases {
        let mut files = FILES;
        let file = files.iter_mut().find(|(name, _)| *name == path).unwrap();
        let text = file.1.replacen(old, new, 1);
        assert_ne!(text, file.1, "{path}");
        file.1 = &text;
        let message = CodingKnowledge::parse(&files, taxonomy).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{path}, line ")), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_prior_without_failures_is_refused() {
    let file = "index/landing_record.toml";
    let fault = parse_with(file, "\nnot_landed = 9.0", "\nnot_landed = 0.0").unwrap_err();
    assert_eq!(
        fault.to_string(),
        "index/landing_record.toml, line 22: `shrinkage.not_landed` must be a number above 0, \
         got `0`"
    );
}

/// Ways of the built-in outlines: none across the Bohai, none that a bridge spares, one by ferry.
#[test]
fn ways_lead_around_the_seas_of_the_definition() {
    let travel = &get().parameters.travel;
    let way = |[from, to]: [(f64, f64); 2]| {
        let [from, to] =
            [from, to].map(|(longitude, latitude)| Coordinates { longitude, latitude });
        (from.distance_to(to).get(), travel.way(from, to))
    };
    let (shanghai, dalian) = ((121.47, 31.23), (121.61, 38.91));
    for (ends, land_km, ferries) in [
        ([dalian, (121.39, 37.54)], 1_000.0..1_300.0, 0), // Yantai, by Shanhaiguan
        ([dalian, (122.12, 37.51)], 1_050.0..1_350.0, 0), // Weihai
        ([(119.60, 39.94), (121.40, 39.60)], 350.0..450.0, 0), // Qinhuangdao to Changxing Island
        ([shanghai, (122.20, 29.99)], 170.0..260.0, 0),   // Zhoushan, by the Hangzhou Bay Bridge
        ([(110.20, 20.04), (110.18, 20.33)], 5.0..40.0, 1), // Haikou to Xuwen
        ([(110.33, 20.03), (113.26, 23.13)], 400.0..600.0, 1), // Haikou to Guangzhou
    ] {
        let (direct_km, way) = way(ends);
        assert!(land_km.contains(&way.land_km) && way.is_around, "{ends:?}: {way:?}, {direct_km}");
        assert_eq!(way.ferries, ferries, "{ends:?}");
    }
    for ends in [
        [shanghai, (121.27, 30.17)],        // Cixi, where the bridge is
        [shanghai, (121.66, 31.81)],        // Qidong
        [(120.38, 36.07), (120.20, 35.96)], // Qingdao and Huangdao, by bridge and tunnel
        [(114.06, 22.55), (113.57, 22.27)], // Shenzhen and Zhuhai
        [(118.09, 24.48), (118.15, 24.72)], // Xiamen and Tong'an
        [(117.20, 39.08), (118.18, 39.63)], // Tianjin and Tangshan
        [(116.40, 39.90), (119.60, 39.94)], // Beijing and Qinhuangdao
        [(119.30, 26.08), (119.79, 25.50)], // Fuzhou and Pingtan
    ] {
        let (direct_km, way) = way(ends);
        assert_eq!(way, Way::direct(direct_km), "{ends:?}");
    }
}

#[test]
fn waters_are_refused_with_their_line() {
    for (from, to, expected) in [
        ("qiongzhou_strait,port,110.15,20.05,Haikou\n", "", "another `port` behind it"),
        ("beibu_gulf,shore,109.10,21.40", "beibu_gulf,beach,109.10,21.40", "`beach`"),
        ("beibu_gulf,shore,109.10,21.40", "beibu_gulf,shore,209.10,21.40", "between -180 and 180"),
        ("beibu_gulf,shore,109.10,21.40", "sea,shore,109.10,21.40", "three corners"),
    ] {
        let found = parse_with("index/waters.csv", from, to).unwrap_err().to_string();
        assert!(found.contains("index/waters.csv") && found.contains(expected), "{found}");
    }
}
