use std::sync::LazyLock;

use regex::{Captures, Regex};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    aside, extent, flow,
    journey::Journey,
    number::{magnitude_factor, parse_number},
    surroundings::{Each, Surroundings},
};
use crate::domain::{
    figure::Figure,
    unit::{
        AreaUnit, CountUnit, EnergyUnit, FreightUnit, LandPriceUnit, MoneyUnit, PeopleUnit,
        PowerUnit, WaterUnit,
    },
};

/// A quantity that was read from words.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What and how much.
    pub kind: QuantityKind,
    /// The words themselves.
    pub words: String,
    /// Where they stand, in bytes.
    pub range: std::ops::Range<usize>,
}

/// What a quantity measures.
#[derive(Debug, Clone, PartialEq)]
pub enum QuantityKind {
    /// Land needed.
    Land(Figure<AreaUnit>),
    /// Floor area needed.
    FloorArea(Figure<AreaUnit>),
    /// Power needed.
    Power(Figure<PowerUnit>),
    /// People to employ.
    People(Figure<PeopleUnit>),
    /// Electricity used in a year.
    Energy(Figure<EnergyUnit>),
    /// Fixed investment.
    Capex(Figure<MoneyUnit>),
    /// All investment: taken for the fixed one where that is not named apart.
    TotalInvestment(Figure<MoneyUnit>),
    /// Output per year.
    Output(Figure<MoneyUnit>),
    /// Tax per year.
    Tax(Figure<MoneyUnit>),
    /// The highest acceptable price of land.
    LandPrice(Figure<LandPriceUnit>),
    /// Water used in a day.
    Water(Figure<WaterUnit>),
    /// Waste water of a day.
    WasteWater(Figure<WaterUnit>),
    /// Freight to the plant in a year.
    FreightIn(Figure<FreightUnit>),
    /// Freight from the plant in a year.
    FreightOut(Figure<FreightUnit>),
    /// Trips between research and production in a year.
    Trips(Figure<CountUnit>),
    /// The longest acceptable travel.
    TravelMinutes(u32),
    /// A time to travel that is not the longest one to the host.
    OtherTravel,
    /// It is counted in another one, of which the words hold its own.
    Counted,
    /// What no field is for: money of another currency, which is never taken for yuan, rent and
    /// wages, energy that is made or stored, a voltage, a negative quantity. Shown as not understood.
    NoField,
}

/// A number in digits, in Chinese numerals or in English words; a magnitude, a unit.
static QUANTITY: LazyLock<Regex> = LazyLock::new(|| pattern(""));
/// The same behind the lower end of a range, which may have its unit too.
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?P<low>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)\s*(?:亿|千万|百万|万|千)?\s*(?P<low_unit>亩|元|mu\b|兆瓦|mw\b)?\s*(?:-|−|–|—+|~|至|到|to\b)\s*)?",
    )
});

/// The pattern of a quantity, `low` standing before its number.
fn pattern(low: &str) -> Regex {
    let number = r"(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[一二两三四五六七八九十百千零万亿]+|半|\b(?:half an?|an|one and a half|two and a half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|eighty|ninety)\b)";
    let magnitude = r"(?P<magnitude>个?亿|千万|百万|万|billion\b|bn\b|million\b|mln\b|mn\b|thousand\b|k\b|m\b)?";
    let unit = r"(?P<unit>亩|mu\b|公顷|hectares?\b|ha\b|英亩|acres?\b|平方公里|km2|个?平方米|个?平方英尺|个?平方|个?平米|个?平|㎡|m²|m2\b|ft2\b|ft²|sq(?:uare|\.)?\s?(?:k?m(?:et(?:re|er)s?)?|kilomet(?:re|er)s?|f(?:ee|oo)?t)\b|兆瓦时|千瓦时|mwh\b|kwh\b|gwh\b|度|兆瓦|mw\b|兆伏安|千伏安|千伏|千瓦|kw\b|kv\b|mva\b|kva\b|元|人民币|美元|美金|欧元|港元|港币|日元|usd\b|dollars?\b|eur\b|euros?\b|hkd\b|jpy\b|cny\b|rmb\b|yuan\b|[名个]?员工|[名个]?工人|[名个]?职工|名技工|个岗位|个人|人|名|people\b|persons?\b|employees?\b|workers?\b|staff\b|personnel\b|operators?\b|jobs?\b|分钟|minutes?\b|mins?\b|个半小时|小时半|个?小时|hours? and a half\b|hours?\b|吨|tonnes?\b|tons?\b|t\b|立方米|m3\b|m³|cubic met(?:re|er)s?\b|次|趟|(?:round )?trips?\b|公里|km\b|kilomet(?:re|er)s?\b)";
    let pattern = format!(
        r"(?i)(?P<before>cny|rmb|¥|usd|us\$|\$|eur|€|hkd|jpy|£|gbp)?\s*{low}{number}\s*-?\s*{magnitude}\s*(?:(?P<places>[千百])?[多余]?{unit})?"
    );
    Regex::new(&pattern).expect("the pattern is tested")
}

/// Finds the quantities of a text in NFKC (full-width digits folded), in order. Of a range the upper
/// end counts: there must be room for the most that is needed.
pub fn find_all(text: &str) -> Vec<Quantity> {
    let mut quantities = Vec::new();
    let mut position = 0;
    while let Some(mut captures) = RANGE.captures_at(text, position) {
        // Two quantities of different units with a dash between them are no range.
        let unit = |name: &str| captures.name(name).map(|unit| unit.as_str().to_lowercase());
        let is_range = unit("low_unit").is_none_or(|low| unit("unit") == Some(low));
        let start = captures.get(0).map_or(position, |whole| whole.start());
        if !is_range && let Some(first) = QUANTITY.captures_at(text, start) {
            captures = first;
        }
        let earlier = position;
        position = captures.get(0).map_or(text.len(), |whole| whole.end());
        quantities.extend(read(text, earlier, &captures));
    }
    aside::set_aside(text, &mut quantities);
    quantities
}

/// Reads what was found; `earlier` is the end of what was found before it.
fn read(text: &str, earlier: usize, captures: &Captures<'_>) -> Option<Quantity> {
    let whole = captures.get(0)?;
    let number_words = captures.name("number")?;
    let before_number = &text[..captures.name("low").unwrap_or(number_words).start()];
    // The exponent of 1e30 is a slip, not a quantity.
    let exponent = before_number.len() >= 2
        && before_number.ends_with(['e', 'E'])
        && before_number[..before_number.len() - 1].ends_with(|c: char| c.is_ascii_digit());
    // So is what is left of digits that are grouped in another way.
    let digit = |c: char| c.is_ascii_digit();
    let is_part = before_number.ends_with(digit) || text[number_words.end()..].starts_with(digit);
    if exponent || is_part {
        return None;
    }
    let number = parse_number(number_words.as_str())?;
    let magnitude = captures.name("magnitude").map_or("", |m| m.as_str());
    let magnitude = magnitude.trim_start_matches('个');
    let unit = captures.name("unit").map(|unit| unit.as_str().to_lowercase());
    let places = captures.name("places").map_or("", |places| places.as_str());
    let factor = magnitude_factor(magnitude).checked_mul(magnitude_factor(places))?;
    let value = number.checked_mul(factor)?;
    // The blank behind a mere number is none of it.
    let is_mere = magnitude.is_empty() && unit.is_none();
    let end = if is_mere { number_words.end() } else { whole.end() };
    let around = Surroundings::new(text, whole.start(), end);
    let before = captures.name("before").map(|before| before.as_str().to_lowercase());
    let counted = is_money_magnitude(magnitude) || number_holds_magnitude(captures);
    let kind = match unit.as_deref() {
        _ if before.as_deref().is_some_and(is_foreign) => QuantityKind::NoField,
        Some(unit) if is_foreign(unit) => QuantityKind::NoField,
        Some(unit) => kind_of(unit, value, &around)?,
        None if before.is_some() => money(value, &around),
        None if counted && (around.speak_of_money() || around.is_land_price()) => {
            money(value, &around)
        }
        // Of 其中设备6000万 the total was said.
        None if counted && !around.goes_on() && aside::is_part(before_number) => {
            QuantityKind::NoField
        }
        None if !counted && around.ask_for_people() => {
            QuantityKind::People(Figure::stated(value, PeopleUnit::Person))
        }
        None => return None,
    };
    let kind = if is_negative(before_number, earlier) { QuantityKind::NoField } else { kind };
    let range = whole.start()..end;
    Some(Quantity { kind, words: text[range.clone()].trim().to_owned(), range })
}

/// Whether a minus stands before a number, which is a slip that is worth a word; the hyphen of a name
/// (GB-50 mu) and a dash behind an `earlier` quantity are none.
fn is_negative(before_number: &str, earlier: usize) -> bool {
    let Some(before) = before_number.strip_suffix(['-', '−']) else { return false };
    let follows = 0 < earlier && before.get(earlier..).is_some_and(|gap| gap.trim().is_empty());
    !follows && !before.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// 亿 and 万 without a unit may be money, if the words around say so: 年产3亿支 is none.
fn is_money_magnitude(magnitude: &str) -> bool {
    matches!(magnitude, "亿" | "千万" | "百万" | "万")
}

fn number_holds_magnitude(captures: &Captures<'_>) -> bool {
    captures.name("number").is_some_and(|number| number.as_str().contains(['万', '亿']))
}

/// Whether a sign or word names another currency than the yuan.
fn is_foreign(currency: &str) -> bool {
    !matches!(currency, "cny" | "rmb" | "¥" | "元" | "人民币" | "yuan")
        && (FOREIGN.contains(&currency)
            || currency.starts_with("dollar")
            || currency.starts_with("euro"))
}

const FOREIGN: [&str; 17] = [
    "usd", "us$", "$", "eur", "€", "hkd", "jpy", "£", "gbp", "美元", "美金", "欧元", "港元",
    "港币", "日元", "dollar", "euro",
];

fn kind_of(unit: &str, value: Decimal, around: &Surroundings) -> Option<QuantityKind> {
    Some(match unit {
        unit if extent::is_area(unit) => return extent::read(unit, value, around),
        "兆瓦" | "mw" => QuantityKind::Power(Figure::stated(value, PowerUnit::Megawatt)),
        "千瓦" | "kw" => QuantityKind::Power(Figure::stated(value, PowerUnit::Kilowatt)),
        "兆瓦时" | "mwh" => energy(value, EnergyUnit::MegawattHour, around),
        "gwh" => energy(value, EnergyUnit::GigawattHour, around),
        // 200名学生 are no employees.
        "名" if !around.count_people() => return None,
        // So are 50个人用户.
        "个人" if around.goes_on() => return None,
        // 45度 is an angle, 80度 a heat.
        "度" if !around.say(&["电", "耗能"]) => return None,
        "千瓦时" | "kwh" | "度" => energy(value, EnergyUnit::KilowattHour, around),
        "kva" | "千伏安" => {
            QuantityKind::Power(Figure::stated(value, PowerUnit::KilovoltAmpere))
        }
        "mva" | "兆伏安" => {
            let value = value.checked_mul(Decimal::ONE_THOUSAND)?;
            QuantityKind::Power(Figure::stated(value, PowerUnit::KilovoltAmpere))
        }
        "千伏" | "kv" => QuantityKind::NoField,
        "元" | "人民币" | "cny" | "rmb" | "yuan" => money(value, around),
        // How far off something may be is asked of no field; 300公里续航 is a product.
        unit if unit == "公里" || unit.starts_with('k') => {
            (around.sets_most() || around.say(&["距"])).then_some(QuantityKind::NoField)?
        }
        "吨" | "t" | "立方米" | "m3" | "m³" => flow::tonnes(value, around)?,
        unit if unit.starts_with("ton") || unit.starts_with("cubic") => {
            flow::tonnes(value, around)?
        }
        "次" | "趟" if !around.say(&["往返", "来回", "出差"]) => return None,
        "次" | "趟" => flow::trips(value, around)?,
        unit if unit.ends_with("trip") || unit.ends_with("trips") => flow::trips(value, around)?,
        "分钟" => travel(value, 1, around)?,
        unit if unit.starts_with("min") => travel(value, 1, around)?,
        "个半小时" | "小时半" | "hour and a half" | "hours and a half" => {
            travel(value.checked_add(Decimal::new(5, 1))?, 60, around)?
        }
        unit if unit.ends_with("小时") || unit.starts_with("hour") => travel(value, 60, around)?,
        _ => QuantityKind::People(Figure::stated(value, PeopleUnit::Person)),
    })
}

/// Energy is what is used in a year if the words around say that it is used; a plant for
/// 20 gigawatt-hours of cells makes it.
fn energy(value: Decimal, unit: EnergyUnit, around: &Surroundings) -> QuantityKind {
    const USED: [&str; 9] = [
        "用电",
        "耗电",
        "电量",
        "消耗",
        "度电",
        "electricity",
        "consum",
        "energy use",
        "power use",
    ];
    if around.say(&USED) {
        QuantityKind::Energy(Figure::stated(value, unit))
    } else {
        QuantityKind::NoField
    }
}

/// Money is investment, unless the words around speak of something else.
fn money(value: Decimal, around: &Surroundings) -> QuantityKind {
    let figure = Figure::stated(value.normalize(), MoneyUnit::Yuan);
    let each = around.each();
    if around.is_raised() || around.say(&["投资强度", "investment intensity"]) {
        return QuantityKind::NoField;
    }
    if let Some(unit) = around.land_price_unit()
        && around.sets_most()
    {
        return QuantityKind::LandPrice(Figure::stated(value.normalize(), unit));
    }
    match around.nearest(&[
        (0, &["产值", "销售", "营收", "营业收入", "output", "revenue", "sales", "turnover"]),
        (1, &["税收", "纳税", "tax"]),
        (2, &["总投资", "总投入", "总投", "total investment"]),
        (3, &["固定资产", "固投", "投资", "投入", "资金", "预算", "capex", "invest", "budget"]),
        (
            4,
            &[
                "租金",
                "房租",
                "月薪",
                "年薪",
                "工资",
                "薪",
                "注册资本",
                "注册资金",
                "融资",
                "a轮",
                "b轮",
                "c轮",
                "天使轮",
                "估值",
                "利润",
                "成本",
                "单价",
                "售价",
                "电价",
                "地价",
                "补贴",
                "rent",
                "wage",
                "salar",
                "registered capital",
                "funding",
                "raised",
                "round",
                "valuation",
                "profit",
                "price",
                "cost",
                "subsid",
                "grant",
            ],
        ),
    ]) {
        Some(0) if each != Each::Other => QuantityKind::Output(figure),
        Some(1) if each != Each::Other => QuantityKind::Tax(figure),
        _ if each != Each::No => QuantityKind::NoField,
        Some(2) => QuantityKind::TotalInvestment(figure),
        Some(4) => QuantityKind::NoField,
        _ => QuantityKind::Capex(figure),
    }
}

/// A time to travel; only the most that the way to the host may take has a field.
fn travel(value: Decimal, minutes: u32, around: &Surroundings) -> Option<QuantityKind> {
    if around.journey() == Journey::Other {
        return Some(QuantityKind::OtherTravel);
    }
    let minutes = value.checked_mul(Decimal::from(minutes))?.round().to_u32()?;
    Some(QuantityKind::TravelMinutes(minutes))
}
