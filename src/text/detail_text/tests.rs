use std::collections::BTreeMap;

use super::{named_regions, render};
use crate::{
    domain::{
        matching::{Gate, GateStatus},
        text::{Language, Text},
    },
    service::rank_regions::Ranking,
    text::{
        page::Page,
        sample::{id, ranking},
        sample_advice::advice,
    },
};

/// The sample, with advice on its first candidate and two conditions of which one is unknown.
fn advised() -> Ranking {
    let mut ranking = ranking();
    let first = &mut ranking.candidates[0];
    first.landing = Some(Box::new(advice()));
    let gate = |gate, status, actual: Option<&str>, margin| Gate {
        gate,
        status,
        required: "40 mu".to_owned(),
        actual: actual.map(str::to_owned),
        margin,
        source: None,
    };
    first.candidate.gates = vec![
        gate("land", GateStatus::Pass, Some("45 mu"), Some(0.125)),
        gate("power", GateStatus::Unknown, None, None),
    ];
    ranking
}

fn rendered(language: Language) -> String {
    let names = BTreeMap::from([("CN-310000".to_owned(), Text::new("上海市", "Shanghai"))]);
    let pages = render(&advised(), &names, &Page { width: 100, colour: false, language });
    assert_eq!(pages.len(), 1, "a page for each candidate that advice was given on");
    pages.concat()
}

#[test]
fn a_page_reads_in_english() {
    insta::assert_snapshot!(rendered(Language::En), @r#"
    1  Longyou Industrial Park, Zhejiang (CN-S339078)

    Cost per year, million CNY; ends of each estimate in brackets
      line                                   host city      here            saving
      land                                         unknown             0.5  unknown (−0.4 to 6)
      labour                                 17 (16 to 18)    10 (9 to 11)           7 (5 to 9)
      what is known                          17 (16 to 18)  10 (9.5 to 12)
      saving, the unknown lines in its ends                                       7 (4.6 to 15)
      Figures behind it
        land, host city, unknown: price of industrial land
        labour: people 120 person [stated by the project]
        labour, here: average wage 81,000 CNY/year, counts as 72,900 to 89,100 [Quzhou, 2021, 城市统计年
          鉴]
        labour, host city: average wage 140,000 CNY/year, counts as 126,000 to 154,000 [Shanghai, 2021,
          城市统计年鉴]
        electricity, unknown: price of electricity
        rates and assumptions: index/costs.toml

    Support of home region, province and state
    Due by what is known
      Equipment subsidy (Q-01)                                                          2,000,000.00 CNY
        equipment × 10 %
      home region, Quzhou                                                               2,000,000.00 CNY
    Total                                                                               2,000,000.00 CNY
      present value at 8.00 % a year                                                    2,000,000.00 CNY
    To confirm
      Rent subsidy (Q-02)                                                           up to 300,000.00 CNY
        workshop rent per year × 50 %, at most 300000 CNY
        confirm: it rents standard plant
    Total if all of it is confirmed, at most                                            2,300,000.00 CNY

    Enclave modes, worth today over 10 years
      mode                          status      worth, million CNY
      incubator-mediated enclave    open            49 (33 to 100)  recommended
      collaborative enclave         to confirm      49 (33 to 100)
      single enclave                closed
      offshore enclave              closed
      two-way enclave               closed
      moving outright (no enclave)  closed
        incubator-mediated enclave, holds: the project accepts the mode; an operator with room
        collaborative enclave, ask: whether both share tax by agreement, and how; what tax is expected
          per year, and whether other benefits make up a deficit
        single enclave, offshore enclave, two-way enclave, moving outright (no enclave), because: the
          project does not accept it

    Where research and production stand best, million CNY per year
                                 production in the host city  production here
      research in the host city                            0  6.6 (4.4 to 8.7)
      research here                                  unknown           unknown
        against staying, which counts as 0; a row below needs what research earns in either place
      Research in the host city and production in the home region is worth 6.6 million CNY (4.4 million
        CNY to 8.7 million CNY) a year more than staying; what research earns is unknown, so that moving
        outright cannot be compared.
      Parting beats staying while it costs less than 7 million CNY (5 million CNY to 9 million CNY) a
        year.
      The cost of parting is travel alone; what coordination costs is unknown.

    Sharing tax
      unknown: the project does not say what tax it expects to pay

    Subsidies of the home region against tax
      Overbid: the home region pays 2 million CNY for local tax of 3.02 million CNY, at the observed
        landing rate of 40 % (present values).

    Conditions
      condition     required  found    margin
      land       ✓  40 mu     45 mu    +12.5 %
      power      ?  40 mu     unknown

    Parcels that fit
      A-3 of Longyou Industrial Park: 45 mu, 400 CNY/m2
        龙游工业用地清单 2023

    What the link with the host city brought home
      Quzhou enclave in Shanghai brought home 4 of 10 projects that could land, 95 % interval 16.8 % to
        68.7 %.
        rate by which links are compared, drawn to the mean of all: 35 %
    "#);
}

#[test]
fn a_page_reads_in_chinese() {
    insta::assert_snapshot!(rendered(Language::Zh), @r#"
    1  浙江龙游经济开发区 (CN-S339078)

    年成本（万元，括号内为估计区间）
      项目                    孵化城市             当地               节约
      土地                                   未知                 50   未知(−40至600)
      人工                    1,700(1,600至1,800)  1,000(900至1,100)    700(500至900)
      已知合计                1,700(1,600至1,800)  1,000(950至1,200)
      节约（区间计入未知项）                                          700(460至1,500)
      数据来源
        土地，孵化城市，未知：工业地价
        人工：用工 120人 [项目自报]
        人工，当地：平均工资 81,000元/年，按 72,900 至 89,100 计 [衢州市，2021，城市统计年鉴]
        人工，孵化城市：平均工资 140,000元/年，按 126,000 至 154,000 计 [上海市，2021，城市统计年鉴]
        用电，未知：电价
        费率和假设见 index/costs.toml

    飞出地、省、国家的政策支持
    依已知情况可得
      设备补助（Q-01）                                                                  2,000,000.00 CNY
        设备投资 × 10 %
      飞出地，衢州市                                                                    2,000,000.00 CNY
    合计                                                                                2,000,000.00 CNY
      现值（年折现率 8.00 %）                                                           2,000,000.00 CNY
    待确认
      租金补助（Q-02）                                                               最高 300,000.00 CNY
        厂房年租金 × 50 %，最高30万元
        须确认：租用标准厂房
    全部确认后的合计，最高                                                              2,300,000.00 CNY

    飞地模式（10 年现值）
      模式                状态    价值（万元）
      运营方飞地          可用    4,900(3,300至10,000)  建议
      共建飞地            待确认  4,900(3,300至10,000)
      单向飞地            不可用
      离岸飞地            不可用
      双向飞地            不可用
      整体迁移(不设飞地)  不可用
        运营方飞地，依据：项目接受该模式；有运营方和场地
        共建飞地，须问：两地是否约定税收分成、比例多少；预计年纳税额，以及双方其他收益能否补足缺口
        单向飞地、离岸飞地、双向飞地、整体迁移(不设飞地)，原因：项目不接受

    研发与生产的布局（万元/年）
                      生产在孵化城市  生产在当地
      研发在孵化城市               0  660(440至870)
      研发在当地                未知           未知
        与留在原地（计为 0）相比；下一行须知道研发在两地的收益
      研发留在飞入地、生产迁到飞出地，比留在原地每年多得660 万元(440 万元至870 万元)；研发收益未知，无法
        与整体迁移比较。
      两地分离成本低于每年700 万元(500 万元至900 万元)时，分离优于留在原地。
      分离成本只计差旅，协调成本未知。

    税收分成
      未知：项目未说明预计年纳税额

    飞出地补贴与税收
      补贴过高：飞出地补贴现值200 万元，地方税收现值302 万元，历史落地率40 %。

    门槛
      门槛     要求  实际  余量
      用地  ✓  40亩  45亩  +12.5 %
      电力  ?  40亩  未知

    适合的地块
      浙江龙游经济开发区 A-3：45亩，400元/平方米
        龙游工业用地清单 2023

    与孵化城市的联系落地情况
      两地飞地“衢州上海飞地”已落地4个，占可落地项目10个，95 %区间16.8 %至68.7 %。
        比较各联系所用的落地率（向总体均值收缩）：35 %
    "#);
}

#[test]
fn no_line_is_wider_than_the_page() {
    use unicode_width::UnicodeWidthStr;

    for language in [Language::Zh, Language::En] {
        for line in rendered(language).lines() {
            assert!(line.width() <= 100, "{} columns: {line}", line.width());
        }
    }
}

#[test]
fn the_places_of_the_figures_are_named() {
    let ranking = advised();
    let named: Vec<_> = named_regions(&ranking).cloned().collect();
    assert_eq!(named, [id("CN-330800"), id("CN-310000")]);
}
