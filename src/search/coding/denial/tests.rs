use super::*;

/// What is left of a text, without the blanks and signs that stand for what was taken out.
fn left(text: &str) -> String {
    let left = blank(text, &denied(text));
    assert_eq!(left.len(), text.len(), "every word keeps its place");
    let words = left.split([',', '，']).map(str::trim).filter(|part| !part.is_empty());
    words.collect::<Vec<_>>().join("|")
}

#[test]
fn chinese_denials_are_taken_out() {
    let cases = [
        ("机器人,不生产电池,杭州孵化", "机器人|杭州孵化"),
        ("不涉及化工的新材料", "新材料"), // what is said with 的 only describes
        ("非化工类新材料", "新材料"),
        ("非化工新材料", "新材料"),
        ("不包括化工业务,做机器人", "做机器人"),
        ("没有化工环节的新材料", "新材料"),
        ("无需电池的传感器", "传感器"),
        ("我们不做电池,做汽车座椅", "我们|做汽车座椅"),
        ("不是电池而是电机", "而是电机"),
        ("不再生产电池、电机,只做机器人", "只做机器人"), // the whole list
        ("电池不做,做机器人", "做机器人"),               // what is denied stands before
        ("不做有污染的化工", ""),                        // 的 with a quality: the product follows
        ("新材料(化工除外)", "新材料(|)"),
        ("除化工外的新材料", "的新材料"),
        ("除了电池,还做机器人", "除了电池|还做机器人"), // both
        ("新材料,与化工无关", "新材料"),
        ("机器人,无电镀、喷涂工序", "机器人"),
        ("机器人生产,没有化工", "机器人生产"),
        ("未涉及电池的机器人", "机器人"),
        ("不含铅焊料", "焊料"), // what it is free of, not what it is
        // Words that only look like a denial.
        ("不锈钢管", "不锈钢管"),
        ("非金属矿物制品", "非金属矿物制品"),
        ("非织造布类产品", "非织造布类产品"),
        ("除草剂", "除草剂"),
        ("除湿机外壳", "除湿机外壳"),
        ("无人机", "无人机"),
        ("无线耳机生产", "无线耳机生产"),
        ("不仅做电池", "不仅做电池"),
        ("不是只做电池", "不是只做电池"),
        ("不饱和树脂", "不饱和树脂"),
    ];
    for (text, expected) in cases {
        assert_eq!(left(text), expected, "{text}");
    }
}

#[test]
fn english_denials_are_taken_out() {
    let cases = [
        ("no batteries; robots, incubated in Hangzhou", "; robots|incubated in Hangzhou"),
        ("not batteries but car seats", "but car seats"),
        ("We do not make batteries, we make robots", "We do|we make robots"),
        ("we don't produce batteries or motors; robots", "we|; robots"),
        ("robots, we build nothing new", "robots|we"),
        ("robots without batteries", "robots"),
        ("robots rather than batteries", "robots"),
        ("robots instead of batteries and drones", "robots|and drones"),
        ("new materials excluding chemicals", "new materials"),
        ("new materials, chemicals excluded", "new materials"),
        ("no batteries, motors or chemicals, robots", "robots"), // a list with "or"
        ("no batteries, robots", "robots"),
        ("no need for batteries, drones", "drones"),
        ("no batteries in our robots", "in our robots"),
        ("no cobalt for our batteries", "for our batteries"),
        ("no longer making batteries, now robots", "now robots"),
        ("batteries are not made here, robots are", "robots are"), // what stands before
        ("non-chemical new materials", "new materials"),
        ("neither batteries nor motors but pumps", "but pumps"),
        ("robots, nothing to do with chemicals", "robots"),
        // Words that only look like a denial.
        ("not only batteries but also robots", "not only batteries but also robots"),
        ("non-woven fabrics", "non-woven fabrics"),
        ("valves, no later than May", "valves|no later than May"),
        ("No. 1 maker of valves", "No. 1 maker of valves"),
        ("knots and notebooks", "knots and notebooks"),
    ];
    for (text, expected) in cases {
        assert_eq!(left(text), expected, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_keeps_its_length(text in "\\PC{0,60}|[不做电池,的非化工类除外还 a-z]{0,30}|(no|not|without|,|or| |battery|but){0,20}") {
        proptest::prop_assert_eq!(blank(&text, &denied(&text)).len(), text.len());
    }
}
