use std::collections::BTreeMap;

use super::{Depth, render};
use crate::{
    domain::{
        criterion::CriterionId,
        matching::Points,
        text::{Language, Text},
    },
    text::{page::Page, sample::ranking},
};

fn rendered(language: Language, width: usize, colour: bool) -> String {
    let names = BTreeMap::from([("CN-310000".to_owned(), Text::new("上海市", "Shanghai"))]);
    render(&ranking(), &names, Depth::Table, &Page { width, colour, language })
}

#[test]
fn a_ranking_reads_in_english() {
    insta::assert_snapshot!(rendered(Language::En, 100, false), @r#"
    Understood (the flag behind a line corrects it)
      industry        2761 (93 %) Manufacture of biological medicines  "抗体", "药物"    --industry
      host city       Shanghai (CN-310000)                             "在上海张江孵化"  --host
      land            40 mu                                            "40亩"            --land
      longest travel  180 minutes                                      flag              --max-travel
      must have       chemical park                                    profile           --must-have

    Mind
      ! no investment is stated

         region                             total     range spec rel supp will land cost wage acc link
     1 * Longyou Industrial Park             88.3 88.3-88.3 22.1 8.9  4.4  8.9  8.8  8.8  8.8 8.8  8.8
         CN-S339078  Longyou County, Quzhou, Zhejiang
         - Declares "biomedicine" as its first leading industry, the project's own, for 22.1 points
           (catalogue of development zones, 2018).
         - Direct rail to Shanghai in 128 minutes, for 11.0 points.
     2   Quzhou High-tech Industrial Devel…  50.0 40.0-60.0 12.5 5.0  2.5  5.0 5.0?  5.0  5.0 5.0 5.0?
         CN-S339012  Longyou County, Quzhou, Zhejiang
         - Declares "biomedicine" as its first leading industry, the project's own, for 22.1 points
           (catalogue of development zones, 2018).
         - Direct rail to Shanghai in 128 minutes, for 11.0 points.
         ! available land is unknown

    * first by these weights, whatever is unknown   + can be first once the unknowns are known   ?
    unknown, the usual value stands in; the points add up to the total, the range holds whatever the
    unknowns are

    Narrowly missed
      Changshan Industrial Park, Zhejiang (CN-S331022)  fails 1 of 7 by 12.5 %, 2 unknown  land: needs
        40 mu, has 35 mu (-12.5 %) [Quzhou, 2023, 常山工业用地清单]

    Worth asking next
      Quzhou High-tech Industrial Development Park, Zhejiang, land: would change the first three over
        40 % of its range (pairwise orders: 12)

    2407 regions of level park: 39 in the host city, 120 refused (1 narrowly), 2248 ranked, 2 shown
    Refused by: land 100, travel to the host city 20
    Weights: specialisation (spec) 25.0, relatedness (rel) 10.0, supply chain (supp) 5.0, declared will
      (will) 10.0, land 10.0, land cost (cost) 10.0, labour cost (wage) 10.0, access (acc) 10.0,
      institutional link (link) 10.0
    as of 2024-05-01, generation 1, definition 3f8a10bb92c1
    "#);
}

#[test]
fn a_ranking_reads_in_chinese() {
    insta::assert_snapshot!(rendered(Language::Zh, 100, false), @r#"
    理解 （行末的参数可更正该行）
      产业      2761 (93 %) 生物药品制造  “抗体”、“药物”    --industry
      孵化城市  上海市 (CN-310000)        “在上海张江孵化”  --host
      用地      40亩                      “40亩”            --land
      最长路程  180分钟                   参数              --max-travel
      必须具备  化工园区                  档案              --must-have

    注意
      ! 未说明投资额

         地区                     总分      区间 专业 关联 供应 意愿 用地 地价 人工 通达 联系
     1 * 浙江龙游经济开发区       88.3 88.3-88.3 22.1  8.9  4.4  8.9  8.8  8.8  8.8  8.8  8.8
         CN-S339078  浙江省 衢州市 龙游县
         - 主导产业第 1 位为“生物医药”，与本项目产业一致，得 22.1 分（开发区审核公告目录，2018 年）。
         - 到上海市铁路直达 128 分钟，得 11.0 分。
     2   浙江衢州高新技术产业园区 50.0 40.0-60.0 12.5  5.0  2.5  5.0 5.0?  5.0  5.0  5.0 5.0?
         CN-S339012  浙江省 衢州市 龙游县
         - 主导产业第 1 位为“生物医药”，与本项目产业一致，得 22.1 分（开发区审核公告目录，2018 年）。
         - 到上海市铁路直达 128 分钟，得 11.0 分。
         ! 可供土地未知

    * 按此权重必居第一   + 未知项明确后可能第一   ? 未知，以常见值代替；各项得分之和即总分，无论未知项如
    何总分都在区间内

    差一点符合
      浙江常山工业园区 (CN-S331022)  7项条件中1项不符，差12.5 %，另有2项未知  用地：要求 40亩，实际 35亩
        (-12.5 %)〔衢州市，2023，常山工业用地清单〕

    建议先问清
      浙江衢州高新技术产业园区的用地：其可能取值的 40 % 会改变前三名（共可改变 12 处先后）

    园区共 2407 个：孵化城市内 39 个，不符合 120 个（其中差一点 1 个），参与排序 2248 个，列出 2 个
    不符合原因：用地 100、到孵化城市时间 20
    权重：专业化 (专业) 25.0、产业关联 (关联) 10.0、供应链 (供应) 5.0、发展意愿 (意愿) 10.0、用地 10.0、
      地价 10.0、人工成本 (人工) 10.0、通达性 (通达) 10.0、机构联系 (联系) 10.0
    数据截至 2024-05-01，数据代次 1，定义 3f8a10bb92c1
    "#);
}

#[test]
fn on_a_narrow_page_the_points_stand_under_the_row() {
    let narrow = rendered(Language::En, 64, false);
    insta::assert_snapshot!(narrow.lines().skip(10).take(8).collect::<Vec<_>>().join("\n"), @r#"
        region                                    total     range
    1 * Longyou Industrial Park                    88.3 88.3-88.3
        CN-S339078  Longyou County, Quzhou, Zhejiang
        specialisation 22.1; relatedness 8.9; supply chain 4.4;
        declared will 8.9; land 8.8; land cost 8.8; labour cost
        8.8; access 8.8; institutional link 8.8
        - Declares "biomedicine" as its first leading industry, the
          project's own, for 22.1 points (catalogue of development
    "#);
}

#[test]
fn colours_change_nothing_but_colours() {
    let coloured = rendered(Language::Zh, 100, true);
    let plain = coloured.split('\u{1b}').enumerate().map(|(position, part)| match position {
        0 => part,
        _ => part.split_once('m').unwrap().1,
    });
    let plain: String = plain.collect();
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(trimmed(&plain), trimmed(&rendered(Language::Zh, 100, false)));
}

#[test]
fn no_line_is_wider_than_the_page() {
    use unicode_width::UnicodeWidthStr;

    for language in [Language::Zh, Language::En] {
        for line in rendered(language, 100, false).lines() {
            assert!(line.width() <= 100, "{} columns: {line}", line.width());
        }
    }
}

#[test]
fn an_empty_ranking_says_so() {
    let mut ranking = ranking();
    ranking.candidates.clear();
    let page = Page { width: 100, colour: false, language: Language::En };
    let text = render(&ranking, &BTreeMap::new(), Depth::Table, &page);
    assert!(text.contains("No region is left."), "{text}");
}

#[test]
fn points_of_the_hand_made_candidates_add_up() {
    for ranked in ranking().candidates {
        let parts = ranked.candidate.contributions.iter();
        let sum: Points = parts.map(|contribution| contribution.points).sum();
        assert_eq!(sum, ranked.candidate.total());
        assert_eq!(ranked.candidate.contributions.len(), CriterionId::ALL.len());
    }
}
