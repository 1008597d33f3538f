//! What a text says of a product, with all that the definition knows.

use super::coding::defined;
use super::*;

pub(super) static CODER: LazyLock<Coder> = LazyLock::new(|| {
    defined(&[
        include_str!("../../../index/phrases.csv"),
        include_str!("../../../index/gbt4754_products.csv"),
    ])
});

fn codes(text: &str) -> Vec<String> {
    CODER.code(text, 10).codes.into_iter().map(|coded| coded.code).collect()
}

#[test]
fn what_is_denied_names_no_industry() {
    // The text, the beginning of its first code, and of a code that it must not have at all.
    let cases = [
        ("机器人,不生产电池,杭州孵化", "349", "384"),
        ("no batteries; robots, incubated in Hangzhou", "349", "384"),
        ("不涉及化工的新材料", "30", "26"), // other materials than chemicals
        ("非化工类新材料", "30", "26"),
        ("new materials, no chemicals", "30", "26"),
        ("robots rather than batteries", "349", "384"),
        ("robots instead of batteries", "349", "384"),
        ("we are not a battery company, we make pumps", "344", "384"),
        ("无人机,电池除外", "396", "384"),
        ("无喷涂工序的家具", "21", "335"), // what has no such step is still made
        ("不做汽车,做汽车零部件", "367", "361"), // who makes no cars may make their parts
    ];
    for (text, expected, denied) in cases {
        let codes = codes(text);
        assert!(codes.first().is_some_and(|code| code.starts_with(expected)), "{text}: {codes:?}");
        assert!(codes.iter().all(|code| !code.starts_with(denied)), "{text}: {codes:?}");
    }
    assert!(codes("no batteries").is_empty(), "nothing else is said");
    assert!(codes("不生产电池").is_empty(), "nothing else is said");
}

#[test]
fn the_clause_of_the_product_outweighs_side_remarks() {
    let cases = [
        ("valves, we hire a hotel for staff, in Hefei", "3443"),
        ("valves, hotel nearby", "3443"),
        ("阀门,附近有酒店", "3443"),
        ("robots, budget 20 million RMB", "3491"),
        ("robots, budget ,", "3491"), // as a question leaves it
        ("机器人,变压器容量5000千伏安", "3491"), // a capacity to be supplied is no product
        ("变压器", "3821"),           // but a transformer is
    ];
    for (text, expected) in cases {
        assert_eq!(codes(text).first().map(String::as_str), Some(expected), "{text}");
    }
    assert!(codes("hotel nearby").iter().any(|code| code.starts_with("61")), "it says no more");
    assert!(codes("变压器容量5000千伏安").is_empty());
    assert!(codes("transformer capacity 5000 kVA").is_empty());
}

#[test]
fn names_of_firms_are_not_enough_to_tell() {
    let names = [
        "Huawei Technologies Co., Ltd.",
        "Contemporary Amperex Technology Co Ltd",
        "Siemens AG",
        "Bosch GmbH",
        "Midea Group",
        "Apple Inc.",
        "华为技术有限公司",
        "比亚迪股份有限公司",
        "腾讯科技(深圳)有限公司",
        "美的集团",
    ];
    for name in names {
        assert!(codes(name).is_empty(), "{name}: {:?}", CODER.code(name, 5));
    }
    // A controller is no legal form.
    assert!(!codes("PLC和伺服驱动器").is_empty());
    // A product in the name tells.
    assert_eq!(codes("Shanghai Valve Co., Ltd.")[0], "3443");
    assert_eq!(codes("上海阀门有限公司")[0], "3443");
}

#[test]
fn both_languages_name_common_products_alike() {
    let cases = [
        // Internet data services.
        ("datacentre", "645"),
        ("datacenter", "645"),
        ("data centre", "645"),
        ("data centre operator", "645"),
        ("数据中心", "645"),
        // Circuits with components are assembled in 3982, whole devices in 391 and 392.
        ("EMS", "39"),
        ("electronic manufacturing services", "39"),
        ("电子制造服务", "39"),
        // Ingredients first, then dosage forms and biologics.
        ("CDMO", "271"),
        ("合同研发生产", "271"),
        ("contract development and manufacturing of drugs", "27"),
        // Materials of lithium batteries are electronic materials.
        ("锂电池隔膜", "3985"),
        ("隔膜涂覆", "3985"),
        ("battery separator film", "3985"),
        ("separator coating", "3985"),
        // Machinery by which a chemical process is carried out.
        ("电解水制氢设备", "3521"),
        ("电解槽", "3521"),
        ("PEM hydrogen electrolyser", "3521"),
        ("electrolyzers", "3521"),
        // Materials of semiconductors are electronic materials, those of lamps are lamps.
        ("碳化硅外延片", "3985"),
        ("外延片", "3985"),
        ("silicon carbide wafers", "3985"),
        ("SiC epitaxy", "3985"),
        ("LED外延片", "3975"),
    ];
    for (text, expected) in cases {
        let codes = codes(text);
        assert!(codes.first().is_some_and(|code| code.starts_with(expected)), "{text}: {codes:?}");
    }
    assert!(codes("dual-use").is_empty(), "it says nothing");
}

#[test]
fn each_product_of_a_list_has_its_industry() {
    let cases: [(&str, &[&str]); 10] = [
        ("wine, textiles and industrial software", &["6513", "1515", "17"]),
        ("葡萄酒、纺织品和工业软件", &["1515", "17", "6513"]),
        ("做电池,也做无人机和光伏玻璃", &["384", "3963", "3042"]),
        ("除了电池,还做机器人", &["384", "3491"]),
        ("We make valves; we also make industrial robots.", &["3443", "3491"]),
        ("batteries and drones", &["384", "3963"]),
        // No lists: one name, who uses it, what goes in, what it is made of, where it is.
        ("food and beverage", &[]),
        ("bitumen and polymer waterproofing membranes", &["3033"]),
        ("生产阀门,用于化工、食品", &["3443"]),
        ("we need steel and plastics to make cars", &["36"]),
    ];
    for (text, expected) in cases {
        let coding = CODER.code(text, 10);
        let sure = |coded: &&CodedIndustry| 0.6 <= coded.confidence;
        let found: Vec<&str> = coding.codes.iter().filter(sure).map(|c| c.code.as_str()).collect();
        assert_eq!(found, expected, "{text}: {coding:?}");
    }
    let alike = codes("bitumen and polymer waterproofing membranes");
    assert!(!alike[0].starts_with("25"), "one thing of two materials: {alike:?}");
}

#[test]
fn signs_that_fold_to_several_letters_are_read_beside_products() {
    for sign in ["½", "¼", "㎡", "㎥", "Ⅷ", "…", "ﬁ"] {
        for product in ["电池", "batteries", "阀门", "valves and drones"] {
            CODER.code(&format!("{product}{sign}"), 10); // a word of its own may be no product
            let text = format!("{product} {sign} {product}");
            assert!(!codes(&text).is_empty(), "{text}");
        }
    }
}

#[test]
fn a_list_makes_no_product_surer_than_the_first() {
    let coding = CODER.code("wine, textiles and industrial software", 10);
    let first = coding.codes[0].confidence;
    assert!(coding.codes.iter().all(|coded| coded.confidence <= first), "{coding:?}");
    // The divisions, which exclude one another, are what they were.
    let sum: f64 = coding.divisions.iter().map(|coded| coded.confidence).sum();
    assert!(sum <= 1.001);
    assert_eq!(CODER.code("wine, textiles and industrial software", 2).codes.len(), 2);
}
