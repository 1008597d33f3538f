use proptest::prelude::*;

use super::super::coding::{Role, roles_of};

/// The role of `word` in `text`: that of its last piece.
fn role(text: &str, word: &str) -> Role {
    let end = text.find(word).unwrap() + word.len();
    let mut seen = 0;
    for (piece, role) in roles_of(text) {
        seen += text[seen..].find(&piece).unwrap() + piece.len();
        if end <= seen {
            return role;
        }
    }
    panic!("`{word}` is not a word of `{text}`");
}

#[test]
fn chinese_grammar_gives_each_word_its_role() {
    let cases = [
        ("我们生产锂电池", "锂电池", Role::Product),
        ("年产5万吨水泥", "水泥", Role::Product),
        ("扁线电机年产20万台", "电机", Role::Product),
        ("研发协作机器人", "机器人", Role::Developed),
        ("拟建轴承生产线", "轴承", Role::Planned),
        ("以秸秆为原料生产餐盒", "秸秆", Role::Input),
        ("以秸秆为原料生产餐盒", "餐盒", Role::Product),
        ("用大豆加工豆腐", "大豆", Role::Input),
        ("用大豆加工豆腐", "豆腐", Role::Product),
        ("外购木浆", "木浆", Role::Input),
        ("将树脂制成薄膜", "树脂", Role::Input),
        ("将树脂制成薄膜", "薄膜", Role::Product),
        ("生产阀门，用于核电站", "核电站", Role::Use),
        ("客户为汽车厂", "汽车", Role::Use),
        ("轨道交通用传感器", "轨道交通", Role::Use),
        ("轨道交通用传感器", "传感器", Role::Neutral),
        ("为风电企业提供咨询", "风电企业", Role::Use),
        ("附设材料实验室", "材料", Role::Support),
        ("购置注塑机", "注塑机", Role::Support),
        ("扩建涂装车间", "涂装", Role::Step),
        ("拆解退役锂电池", "锂电池", Role::Recycled),
        ("生产废水处理设备", "设备", Role::Product),
        ("研发废料分选机", "分选机", Role::Developed),
        ("承接飞机维修", "飞机", Role::Repaired),
        ("并提供飞机维修服务", "飞机", Role::Service),
        ("发酵罐", "发酵罐", Role::Neutral),
    ];
    for (text, word, expected) in cases {
        assert_eq!(role(text, word), expected, "{word} in {text}: {:?}", roles_of(text));
    }
}

#[test]
fn english_grammar_gives_each_word_its_role() {
    let cases = [
        ("We make ball bearings for wind turbines.", "bearings", Role::Product),
        ("We make ball bearings for wind turbines.", "turbines", Role::Use),
        ("We make paper from straw.", "straw", Role::Input),
        ("We turn straw into paper.", "straw", Role::Input),
        ("We turn straw into paper.", "paper", Role::Product),
        ("We develop industrial robots.", "robots", Role::Developed),
        ("A plant for cathode material", "cathode material", Role::Planned),
        ("valve factory", "valve", Role::Planned),
        ("We make pumps in a former textile mill.", "textile", Role::Planned),
        ("We make pumps that move milk.", "milk", Role::Use),
        ("We offer material testing.", "material", Role::Support),
        ("We shred spent batteries.", "batteries", Role::Recycled),
        ("We recycle blades.", "blades", Role::Recycled),
        ("We make membranes used to treat water.", "membranes", Role::Product),
        ("We overhaul aircraft engines.", "engines", Role::Repaired),
        ("lithium battery cell", "cell", Role::Neutral),
        // A place that was taken out, and one that was not, end where they end.
        ("incubated in , lidar", "lidar", Role::Neutral),
        ("Headquartered in Beijing, lidar", "lidar", Role::Neutral),
        ("including 50 in research, catheters", "catheters", Role::Neutral),
        // Nouns that are spelled like verbs.
        ("ropes for cranes and mine hoists", "hoists", Role::Use),
        ("motors for steel mills", "mills", Role::Use),
        // What buyers make of it, and who they are.
        ("We sell milk to dairies, which make cheese.", "cheese", Role::Use),
        ("Gears from our shop for the makers of lamps", "lamps", Role::Use),
        ("A firm that makes pumps", "pumps", Role::Product),
        ("hydrogenation workshop", "hydrogenation", Role::Step),
        ("Overhauling mining trucks", "trucks", Role::Repaired),
    ];
    for (text, word, expected) in cases {
        assert_eq!(role(text, word), expected, "{word} in {text}: {:?}", roles_of(text));
    }
}

proptest! {
    #[test]
    fn any_text_has_one_role_for_each_piece(text in "\\PC{0,60}|[生产以为原料用于供锂电池,，。 a-z]{0,40}") {
        let roles = roles_of(&text);
        prop_assert_eq!(roles_of(&text), roles);
    }
}
