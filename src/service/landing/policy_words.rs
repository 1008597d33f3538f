use rust_decimal::Decimal;

use crate::{
    domain::{
        grant::{CapPeriod, Certainty, Grant, GrantUnit, Payment},
        id::RegionId,
        policy::{Beneficiary, PolicyParty},
        predicate::{
            Clause, Comparison, Expression, Fact, Flag, Measure, Threshold, ThresholdUnit,
        },
        project::Stage,
        text::Language,
        unit::{AreaUnit, ShareUnit, Unit},
    },
    landing::stack::Reason,
};

/// A condition in words, as `fixed investment at least 30 million CNY`; `name` gives the names of
/// regions.
pub fn condition(
    expression: &Expression,
    language: Language,
    name: &dyn Fn(&RegionId) -> String,
) -> String {
    let zh = language == Language::Zh;
    let joined = |parts: &[Expression], between: &str| {
        let words = parts.iter().map(|part| {
            let words = condition(part, language, name);
            let is_compound = matches!(part, Expression::Any(_) | Expression::All(_));
            match (is_compound, zh) {
                (false, _) => words,
                (true, true) => format!("（{words}）"),
                (true, false) => format!("({words})"),
            }
        });
        words.collect::<Vec<String>>().join(between)
    };
    match expression {
        Expression::Any(parts) => joined(parts, if zh { "或" } else { " or " }),
        Expression::All(parts) => joined(parts, if zh { "且" } else { " and " }),
        Expression::Not(part) => {
            let words = condition(part, language, name);
            if zh { format!("并非{words}") } else { format!("not {words}") }
        }
        Expression::Clause(clause) => self::clause(clause, language, name),
    }
}

fn clause(clause: &Clause, language: Language, name: &dyn Fn(&RegionId) -> String) -> String {
    let zh = language == Language::Zh;
    let between = if zh { "或" } else { " or " };
    let regions =
        |regions: &[RegionId]| regions.iter().map(name).collect::<Vec<String>>().join(between);
    match clause {
        Clause::IndustryUnder(codes) => {
            let codes: Vec<&str> = codes.iter().map(|industry| industry.code.as_str()).collect();
            let codes = codes.join(between);
            if zh { format!("产业属于 {codes}") } else { format!("industry under {codes}") }
        }
        Clause::StageIn(stages) => {
            let stages: Vec<&str> =
                stages.iter().map(|stage| self::stage(*stage, language)).collect();
            let stages = stages.join(between);
            if zh { format!("处于{stages}阶段") } else { format!("stage of {stages}") }
        }
        Clause::OriginIn(origins) => {
            let origins = regions(origins);
            if zh { format!("来自{origins}") } else { format!("incubated in {origins}") }
        }
        Clause::PlaceIn(places) => {
            let places = regions(places);
            if zh { format!("落在{places}") } else { format!("landing in {places}") }
        }
        Clause::Flag(flag) => self::flag(*flag, language).to_owned(),
        Clause::Compare(measure, comparison, threshold) => {
            compared(*measure, *comparison, *threshold, language)
        }
    }
}

fn compared(
    measure: Measure,
    comparison: Comparison,
    threshold: Threshold,
    language: Language,
) -> String {
    let title = self::measure(measure, language);
    match language {
        Language::Zh => {
            let comparison = match comparison {
                Comparison::AtLeast => "不低于",
                Comparison::AtMost => "不超过",
                Comparison::Above => "高于",
                Comparison::Below => "低于",
            };
            format!("{title}{comparison} {}", chinese_threshold(threshold))
        }
        Language::En => {
            let comparison = match comparison {
                Comparison::AtLeast => "at least",
                Comparison::AtMost => "at most",
                Comparison::Above => "above",
                Comparison::Below => "below",
            };
            format!("{title} {comparison} {threshold}")
        }
    }
}

fn chinese_threshold(threshold: Threshold) -> String {
    let value = threshold.value.normalize();
    let unit = match threshold.unit {
        ThresholdUnit::Money(unit) => {
            let yuan = unit.to_canonical(threshold.value);
            return yuan.map_or_else(|| threshold.to_string(), |yuan| money(yuan, Language::Zh));
        }
        ThresholdUnit::Area(AreaUnit::Hectare) => "公顷",
        ThresholdUnit::Area(AreaUnit::Mu) => "亩",
        ThresholdUnit::Area(AreaUnit::SquareMetre) => "平方米",
        ThresholdUnit::Area(AreaUnit::SquareKilometre) => "平方公里",
        ThresholdUnit::Share(ShareUnit::Percent) => "%",
        ThresholdUnit::Share(ShareUnit::Share) | ThresholdUnit::Count => "",
    };
    format!("{value}{unit}")
}

/// A round amount of yuan in words, as `30 million CNY` or `3000万元`.
pub fn money(yuan: Decimal, language: Language) -> String {
    let steps: &[(i64, &str)] = match language {
        Language::Zh => &[(100_000_000, "亿元"), (10_000, "万元"), (1, "元")],
        Language::En => &[(1_000_000, " million CNY"), (1, " CNY")],
    };
    let fits = |step: i64| Decimal::from(step) <= yuan || step == 1;
    let (step, unit) = steps.iter().copied().find(|(step, _)| fits(*step)).unwrap_or((1, ""));
    let value = yuan.checked_div(Decimal::from(step)).unwrap_or(yuan);
    format!("{}{unit}", value.normalize())
}

/// What a grant pays, as `equipment × 7 %, at most 5 million CNY`.
pub fn terms(grant: &Grant, language: Language) -> String {
    let zh = language == Language::Zh;
    let mut words = vec![paid(grant, language)];
    if let Some(cap) = grant.cap_cny {
        let cap = money(cap, language);
        words.push(match (grant.cap_per, zh) {
            (CapPeriod::Total, true) => format!("最高{cap}"),
            (CapPeriod::Year, true) => format!("每年最高{cap}"),
            (CapPeriod::Total, false) => format!("at most {cap}"),
            (CapPeriod::Year, false) => format!("at most {cap} a year"),
        });
    }
    let is_known = grant.rate.is_some() || grant.amount_cny.is_some();
    if grant.certainty == Certainty::Ceiling && is_known {
        words.push(chosen(language, "为上限", "a ceiling").to_owned());
    }
    words.retain(|word| !word.is_empty());
    words.join(if zh { "，" } else { ", " })
}

fn paid(grant: &Grant, language: Language) -> String {
    let zh = language == Language::Zh;
    if grant.paid == Payment::Once {
        return factor(grant, grant.rate, grant.amount_cny, language);
    }
    if grant.schedule.is_empty() {
        let factor = factor(grant, grant.rate, grant.amount_cny, language);
        return match (grant.years, zh) {
            (Some(years), true) => format!("{factor}，{years} 年"),
            (Some(years), false) => format!("{factor}, for {years} years"),
            (None, true) => format!("{factor}，年数未公布，计 1 年"),
            (None, false) => format!("{factor}, years not published, one counted"),
        };
    }
    let stretches = grant.schedule.iter().map(|stretch| {
        let factor = factor(grant, stretch.rate, stretch.amount_cny, language);
        let years = stretch.years;
        if zh { format!("{factor} {years} 年") } else { format!("{factor} for {years} years") }
    });
    stretches.collect::<Vec<String>>().join(if zh { "，其后 " } else { ", then " })
}

fn factor(
    grant: &Grant,
    rate: Option<Decimal>,
    amount: Option<Decimal>,
    language: Language,
) -> String {
    let unknown = chosen(language, "标准未公布", "rate not published");
    if let Some(base) = grant.base {
        let base = measure(base, language);
        let rate = rate.map(|rate| format!("{} %", (rate * Decimal::ONE_HUNDRED).normalize()));
        return format!("{base} × {}", rate.as_deref().unwrap_or(unknown));
    }
    let amount = amount.map(|amount| money(amount, language));
    match (grant.unit, amount) {
        (Some(unit), Some(amount)) => {
            format!("{}{}{amount}", self::unit(unit, language), space(language))
        }
        (Some(unit), None) => format!("{}{}{unknown}", self::unit(unit, language), space(language)),
        (None, Some(amount)) => amount,
        (None, None) if grant.cap_cny.is_some() => String::new(),
        (None, None) => chosen(language, "金额未公布", "amount not published").to_owned(),
    }
}

fn space(language: Language) -> &'static str {
    chosen(language, "", ": ")
}

/// The word of a figure.
pub fn measure(measure: Measure, language: Language) -> &'static str {
    let (zh, en) = match measure {
        Measure::Capex => ("固定资产投资", "fixed investment"),
        Measure::TotalInvestment => ("总投资", "total investment"),
        Measure::Equipment => ("设备投资", "equipment"),
        Measure::Loan => ("贷款", "loans"),
        Measure::LoanInterest => ("贷款年利息", "loan interest per year"),
        Measure::PaidInCapital => ("实缴资本", "paid-in capital"),
        Measure::ForeignCapital => ("到位外资", "foreign capital paid in"),
        Measure::Output => ("年产值", "output per year"),
        Measure::Tax => ("年税收", "tax per year"),
        Measure::LocalTax => ("年地方税收贡献", "local part of the tax per year"),
        Measure::ValueAdded => ("年增加值", "value added per year"),
        Measure::Research => ("年研发投入", "research spending per year"),
        Measure::ResearchShare => ("研发投入占比", "research share of output"),
        Measure::Rent => ("厂房年租金", "workshop rent per year"),
        Measure::LandPrice => ("土地价款", "land price"),
        Measure::MovingCost => ("设备搬迁费", "cost of moving the equipment"),
        Measure::Jobs => ("用工", "jobs"),
        Measure::Land => ("用地", "land"),
        Measure::FloorArea => ("厂房面积", "floor area"),
        Measure::CapexPerMu => ("亩均固定资产投资", "fixed investment per mu"),
        Measure::OutputPerMu => ("亩均产值", "output per mu"),
        Measure::TaxPerMu => ("亩均税收", "tax per mu"),
        Measure::CapexPerSquareMetre => {
            ("每平方米固定资产投资", "fixed investment per m2 of floor")
        }
        Measure::OutputPerSquareMetre => ("每平方米产值", "output per m2 of floor"),
        Measure::ProductionYear => ("投产年份", "year of production"),
    };
    chosen(language, zh, en)
}

/// The word of a flag.
pub fn flag(flag: Flag, language: Language) -> &'static str {
    let (zh, en) = match flag {
        Flag::RegisteredHere => ("在当地注册", "registered here"),
        Flag::BuysLand => ("购地建设", "buys land"),
        Flag::RentsWorkshop => ("租赁厂房", "rents a workshop"),
        Flag::RelocatesWhole => ("企业整体迁入", "the firm relocates whole"),
        Flag::FromAbroad => ("来自境外", "comes from abroad"),
    };
    chosen(language, zh, en)
}

/// The word of something that is not known.
pub fn fact(fact: Fact, language: Language) -> &'static str {
    match fact {
        Fact::Industry => chosen(language, "生产环节的产业代码", "the industry of production"),
        Fact::Stage => chosen(language, "项目阶段", "the stage"),
        Fact::Origin => chosen(language, "孵化城市", "the host city"),
        Fact::Place => chosen(language, "具体落地位置", "the exact place"),
        Fact::Flag(flag) => self::flag(flag, language),
        Fact::Measure(measure) => self::measure(measure, language),
    }
}

/// The word of a stage.
pub fn stage(stage: Stage, language: Language) -> &'static str {
    let (zh, en) = match stage {
        Stage::Concept => ("概念", "concept"),
        Stage::Development => ("研发", "development"),
        Stage::Pilot => ("中试", "pilot"),
        Stage::SmallBatch => ("小批量", "small batch"),
        Stage::Volume => ("量产", "volume"),
    };
    chosen(language, zh, en)
}

/// Who pays.
pub fn party(party: PolicyParty, language: Language) -> &'static str {
    let (zh, en) = match party {
        PolicyParty::Home => ("飞出地", "home region"),
        PolicyParty::Host => ("飞入地", "host city"),
        PolicyParty::Province => ("省级", "province"),
        PolicyParty::State => ("国家", "state"),
    };
    chosen(language, zh, en)
}

/// Who is paid.
pub fn beneficiary(beneficiary: Beneficiary, language: Language) -> &'static str {
    let (zh, en) = match beneficiary {
        Beneficiary::Project => ("项目方", "the project"),
        Beneficiary::Operator => ("孵化器或飞地运营方", "who runs the incubator or enclave"),
        Beneficiary::Introducer => ("引荐人", "who introduces the project"),
        Beneficiary::Institution => ("研发机构", "a research institution"),
        Beneficiary::Government => ("政府或园区", "a government or park"),
    };
    chosen(language, zh, en)
}

/// What is counted, as `per mu`.
pub fn unit(unit: GrantUnit, language: Language) -> &'static str {
    let (zh, en) = match unit {
        GrantUnit::Mu => ("每亩", "per mu"),
        GrantUnit::SquareMetre => ("每平方米", "per m2"),
        GrantUnit::SquareMetreMonth => ("每平方米每月", "per m2 and month"),
        GrantUnit::Person => ("每人", "per person"),
    };
    chosen(language, zh, en)
}

/// Why an instrument does not count; `name` gives the names of regions, `title` those of the
/// instruments by position.
pub fn reason(
    reason: &Reason,
    language: Language,
    name: &dyn Fn(&RegionId) -> String,
    title: &dyn Fn(usize) -> String,
) -> String {
    let zh = language == Language::Zh;
    match reason {
        Reason::Ineligible(part) => {
            let words = condition(part, language, name);
            if zh { format!("不符合：{words}") } else { format!("ineligible: {words}") }
        }
        Reason::OtherBeneficiary(other) => {
            let other = beneficiary(*other, language);
            if zh { format!("付给{other}") } else { format!("paid to {other}") }
        }
        Reason::OtherParty(other) => {
            let other = party(*other, language);
            if zh {
                format!("所选模式不计{other}政策")
            } else {
                format!("policies of the {other} do not count in this mode")
            }
        }
        Reason::Expired(end) => {
            if zh {
                format!("已于 {end} 到期")
            } else {
                format!("expired on {end}")
            }
        }
        Reason::NotYet(begin) => {
            if zh {
                format!("{begin} 起施行")
            } else {
                format!("begins on {begin}")
            }
        }
        Reason::Doubtful(doubt) => {
            let doubt = doubt.in_language(language).unwrap_or_default();
            if zh { format!("存疑：{doubt}") } else { format!("doubtful: {doubt}") }
        }
        Reason::AmountUnknown(missing) => {
            let missing: Vec<&str> = missing.iter().map(|one| fact(*one, language)).collect();
            match (missing.is_empty(), zh) {
                (true, true) => "金额未知".to_owned(),
                (true, false) => "amount unknown".to_owned(),
                (false, true) => format!("金额未知，尚缺：{}", missing.join("、")),
                (false, false) => format!("amount unknown: needs {}", missing.join(", ")),
            }
        }
        Reason::RequirementMissing(id) => {
            if zh {
                format!("须与 {id} 同时享受")
            } else {
                format!("paid only with {id}")
            }
        }
        Reason::DisplacedBy(rival) => {
            let rival = title(*rival);
            if zh {
                format!("与“{rival}”不重复享受")
            } else {
                format!("displaced by \"{rival}\"")
            }
        }
        Reason::CapReached => chosen(language, "已达支付方上限", "cap reached").to_owned(),
    }
}

fn chosen(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}
