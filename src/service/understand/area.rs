use std::{collections::HashMap, sync::LazyLock};

use super::{cue, gazetteer::names_a_school, role::Role};
use crate::domain::id::RegionId;

/// An area that is made of whole regions.
pub(super) struct Area {
    /// Names that are found wherever they stand.
    names: &'static [&'static str],
    /// Names that mean the area only where a place may stand: 去西部, but not 浙江西部.
    introduced: &'static [&'static str],
    /// Identifiers, with blanks between.
    pub(super) regions: &'static str,
}

const CHENGDU_CHONGQING: &str = "CN-500000 CN-510100 CN-510300 CN-510500 CN-510600 CN-510700 CN-510900 CN-511000 CN-511100 CN-511300 CN-511400 CN-511500 CN-511600 CN-511700 CN-511800 CN-512000";
const PEARL_RIVER_DELTA: &str =
    "CN-440100 CN-440300 CN-440400 CN-440600 CN-440700 CN-441200 CN-441300 CN-441900 CN-442000";
const GUANGDONG_BEYOND_THE_DELTA: &str = "CN-440200 CN-440500 CN-440800 CN-440900 CN-441400 CN-441500 CN-441600 CN-441700 CN-441800 CN-445100 CN-445200 CN-445300";
const EAST: &str = "CN-110000 CN-120000 CN-130000 CN-310000 CN-320000 CN-330000 CN-350000 CN-370000 CN-440000 CN-460000";
const CENTRE: &str = "CN-140000 CN-340000 CN-360000 CN-410000 CN-420000 CN-430000";
const WEST: &str = "CN-150000 CN-450000 CN-500000 CN-510000 CN-520000 CN-530000 CN-540000 CN-610000 CN-620000 CN-630000 CN-640000 CN-650000";
const PROVINCIAL_CAPITALS: &str = "CN-130100 CN-140100 CN-150100 CN-210100 CN-220100 CN-230100 CN-320100 CN-330100 CN-340100 CN-350100 CN-360100 CN-370100 CN-410100 CN-420100 CN-430100 CN-440100 CN-450100 CN-460100 CN-510100 CN-520100 CN-530100 CN-540100 CN-610100 CN-620100 CN-630100 CN-640100 CN-650100";
const RIVER_BELT: &str = "CN-310000 CN-320000 CN-330000 CN-340000 CN-360000 CN-420000 CN-430000 CN-500000 CN-510000 CN-520000 CN-530000";

/// Names of areas that are made of whole regions: the names, and the identifiers.
///
/// Sources: the outline plan for the integrated development of the Yangtze River Delta (2019,
/// section 1: the whole of four provinces); the outline plan for Beijing, Tianjin and Hebei (2015);
/// the outline plan for the Guangdong–Hong Kong–Macao Greater Bay Area (2019, preface: nine cities of
/// Guangdong, those of the Pearl River Delta); the grouping of provinces by the National Bureau of
/// Statistics (2011: 10 eastern, 6 central, 12 western and 3 north-eastern); the outline plan for the
/// Chengdu–Chongqing economic circle (2021: 15 cities of Sichuan; of Chongqing and of three of
/// those cities some counties are not part of it, which are counted in here); the statistical yearbooks
/// of Jiangsu (south, centre and north) and of Guangdong (the delta, the east wing, the west wing and
/// the mountains); the plan for northern Anhui as an area that takes up industries (National
/// Development and Reform Commission, 2020: six whole cities); the guiding opinions of the State
/// Council on the Yangtze River Economic Belt (2014, No. 39: eleven provinces and municipalities); the
/// overall plan for the demonstration zone of green and integrated development in the Yangtze River
/// Delta (2019: Qingpu, Wujiang and Jiashan); the great regions of the codes of GB/T 2260, by their
/// first digit, of which the one of the centre and south is spoken of in two.
pub(super) const AREAS: &[Area] = &[
    // The longer of two names that begin alike first.
    Area {
        names: &[
            "长三角生态绿色一体化发展示范区",
            "长三角一体化发展示范区",
            "长三角一体化示范区",
            "长三角示范区",
        ],
        introduced: &[],
        regions: "CN-310118 CN-320509 CN-330421",
    },
    Area {
        names: &["长三角", "长江三角洲", "Yangtze River Delta", "Yangtze Delta"],
        introduced: &[],
        regions: "CN-310000 CN-320000 CN-330000 CN-340000",
    },
    Area {
        names: &["京津冀", "Jing-Jin-Ji"],
        introduced: &[],
        regions: "CN-110000 CN-120000 CN-130000",
    },
    Area {
        names: &[
            "珠三角",
            "珠江三角洲",
            "粤港澳大湾区",
            "大湾区",
            "Pearl River Delta",
            "Greater Bay Area",
        ],
        introduced: &[],
        regions: PEARL_RIVER_DELTA,
    },
    Area {
        names: &["粤东西北", "粤东粤西粤北"],
        introduced: &[],
        regions: GUANGDONG_BEYOND_THE_DELTA,
    },
    Area {
        names: &[], introduced: &["粤东"], regions: "CN-440500 CN-441500 CN-445100 CN-445200"
    },
    Area { names: &[], introduced: &["粤西"], regions: "CN-440800 CN-440900 CN-441700" },
    Area {
        names: &[],
        introduced: &["粤北"],
        regions: "CN-440200 CN-441400 CN-441600 CN-441800 CN-445300",
    },
    Area {
        names: &["northern Jiangsu", "north Jiangsu"],
        introduced: &["苏北"],
        regions: "CN-320300 CN-320700 CN-320800 CN-320900 CN-321300",
    },
    Area {
        names: &["central Jiangsu"],
        introduced: &["苏中"],
        regions: "CN-320600 CN-321000 CN-321200",
    },
    Area {
        names: &["southern Jiangsu", "south Jiangsu"],
        introduced: &["苏南"],
        regions: "CN-320100 CN-320200 CN-320400 CN-320500 CN-321100",
    },
    Area {
        names: &["northern Anhui", "north Anhui"],
        introduced: &["皖北"],
        regions: "CN-340300 CN-340400 CN-340600 CN-341200 CN-341300 CN-341600",
    },
    Area {
        names: &["成渝", "Chengdu-Chongqing", "Chengdu–Chongqing"],
        introduced: &[],
        regions: CHENGDU_CHONGQING,
    },
    Area {
        names: &["东北三省", "东三省", "东北地区", "Northeast China", "Northeastern China"],
        introduced: &["东北", "the northeast", "the north-east"],
        regions: "CN-210000 CN-220000 CN-230000",
    },
    Area {
        names: &["西北地区", "西北五省", "西北各省", "Northwest China", "Northwestern China"],
        introduced: &["西北", "the northwest", "the north-west"],
        regions: "CN-610000 CN-620000 CN-630000 CN-640000 CN-650000",
    },
    Area {
        names: &["西南地区", "西南各省", "Southwest China", "Southwestern China"],
        introduced: &["西南", "the southwest", "the south-west"],
        regions: "CN-500000 CN-510000 CN-520000 CN-530000 CN-540000",
    },
    Area {
        names: &["华北地区", "华北各省", "North China", "Northern China"],
        introduced: &["华北"],
        regions: "CN-110000 CN-120000 CN-130000 CN-140000 CN-150000",
    },
    Area {
        names: &["华东地区", "华东各省"],
        introduced: &["华东"],
        regions: "CN-310000 CN-320000 CN-330000 CN-340000 CN-350000 CN-360000 CN-370000",
    },
    Area {
        names: &["华中地区", "华中各省"],
        introduced: &["华中"],
        regions: "CN-410000 CN-420000 CN-430000",
    },
    Area {
        names: &["华南地区", "华南各省", "South China", "Southern China"],
        introduced: &["华南"],
        regions: "CN-440000 CN-450000 CN-460000",
    },
    Area {
        names: &[],
        introduced: &["一线城市", "tier-one cities", "first-tier cities", "tier 1 cities"],
        regions: "CN-110000 CN-310000 CN-440100 CN-440300",
    },
    Area {
        names: &[],
        introduced: &["省会城市", "省会", "provincial capitals"],
        regions: PROVINCIAL_CAPITALS,
    },
    Area {
        names: &["长江经济带", "Yangtze River Economic Belt", "Yangtze Economic Belt"],
        introduced: &[],
        regions: RIVER_BELT,
    },
    Area { names: &["川渝"], introduced: &[], regions: "CN-500000 CN-510000" },
    Area {
        names: &["东部地区", "东部十省", "东部省份", "Eastern China", "East China"],
        introduced: &["东部"],
        regions: EAST,
    },
    Area {
        names: &["中部地区", "中部六省", "中部省份", "Central China"],
        introduced: &["中部"],
        regions: CENTRE,
    },
    Area {
        names: &["西部地区", "西部十二省", "西部省份", "Western China", "West China"],
        introduced: &["西部"],
        regions: WEST,
    },
];

/// Places outside of the world that is built in, from which projects come and to which goods go: the
/// longer of two that begin alike first. Said by name, for nothing is known of them; where the world
/// at hand has such a name, it is a place like any other.
const OUTSIDE: &str = "\
    香港,澳门,台湾,台北,新竹,高雄,台中,台南,日本,东京,大阪,名古屋,韩国,首尔,釜山,朝鲜,\
    蒙古国,新加坡,马来西亚,吉隆坡,槟城,泰国,曼谷,越南,河内,胡志明市,印度尼西亚,印尼,雅加达,\
    菲律宾,马尼拉,柬埔寨,老挝,缅甸,印度,班加罗尔,孟买,新德里,巴基斯坦,孟加拉国,斯里兰卡,\
    哈萨克斯坦,乌兹别克斯坦,沙特阿拉伯,沙特,阿联酋,迪拜,以色列,特拉维夫,伊朗,土耳其,\
    伊斯坦布尔,俄罗斯,莫斯科,乌克兰,白俄罗斯,德国,柏林,慕尼黑,斯图加特,法兰克福,汉堡,法国,\
    巴黎,里昂,英国,伦敦,剑桥,牛津,曼彻斯特,爱尔兰,都柏林,荷兰,阿姆斯特丹,埃因霍温,比利时,\
    布鲁塞尔,卢森堡,瑞士,苏黎世,日内瓦,奥地利,维也纳,意大利,米兰,罗马尼亚,西班牙,马德里,\
    巴塞罗那,葡萄牙,里斯本,瑞典,斯德哥尔摩,挪威,丹麦,哥本哈根,芬兰,赫尔辛基,波兰,华沙,捷克,\
    布拉格,匈牙利,布达佩斯,塞尔维亚,保加利亚,希腊,埃及,摩洛哥,南非,肯尼亚,埃塞俄比亚,\
    尼日利亚,美国,硅谷,旧金山,纽约,波士顿,西雅图,洛杉矶,芝加哥,加拿大,多伦多,温哥华,\
    蒙特利尔,墨西哥,巴西,圣保罗,阿根廷,智利,澳大利亚,悉尼,墨尔本,新西兰,\
    Hong Kong,Hongkong,Macau,Macao,Taiwan,Taipei,Hsinchu,Kaohsiung,Japan,Tokyo,Osaka,Nagoya,\
    South Korea,Korea,Seoul,Busan,Singapore,Malaysia,Kuala Lumpur,Penang,Thailand,Bangkok,\
    Vietnam,Hanoi,Ho Chi Minh City,Indonesia,Jakarta,Philippines,Manila,Cambodia,Laos,\
    Myanmar,India,Bangalore,Bengaluru,Mumbai,New Delhi,Pakistan,Bangladesh,Sri Lanka,\
    Kazakhstan,Uzbekistan,Saudi Arabia,United Arab Emirates,Dubai,Abu Dhabi,Israel,Tel Aviv,\
    Iran,Istanbul,Russia,Moscow,Ukraine,Belarus,Germany,Berlin,Munich,Stuttgart,Frankfurt,\
    Hamburg,France,Paris,Lyon,United Kingdom,England,Scotland,London,Cambridge,Oxford,\
    Manchester,Ireland,Dublin,Netherlands,Amsterdam,Eindhoven,Belgium,Brussels,Luxembourg,\
    Switzerland,Zurich,Geneva,Austria,Vienna,Italy,Milan,Romania,Spain,Madrid,Barcelona,\
    Portugal,Lisbon,Sweden,Stockholm,Norway,Oslo,Denmark,Copenhagen,Finland,Helsinki,Poland,\
    Warsaw,Czech Republic,Czechia,Prague,Hungary,Budapest,Serbia,Bulgaria,Greece,Athens,\
    Egypt,Cairo,Morocco,South Africa,Kenya,Ethiopia,Nigeria,United States,USA,America,\
    Silicon Valley,San Francisco,New York,Boston,Seattle,Los Angeles,Chicago,California,\
    Texas,Canada,Toronto,Vancouver,Montreal,Mexico,Brazil,Argentina,Chile,Australia,Sydney,\
    Melbourne,New Zealand,Europe";

/// The names outside by their first character.
static OUTSIDE_BY_FIRST: LazyLock<HashMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut names: HashMap<char, Vec<&str>> = HashMap::new();
    for name in OUTSIDE.split(',') {
        let first = name.chars().next().unwrap_or_default();
        names.entry(first).or_default().push(name);
    }
    names
});

/// The area whose name stands at `position`: the bytes of the name, and the regions.
pub(super) fn at(text: &str, position: usize) -> Option<(usize, impl Iterator<Item = RegionId>)> {
    let (before, rest) = text.split_at_checked(position)?;
    let named = |name: &&&str| begins(before, rest, name);
    let introduced = |name: &&&str| named(name) && is_introduced(before, &rest[name.len()..]);
    AREAS.iter().find_map(|area| {
        let name = area.names.iter().find(named);
        let name = name.or_else(|| area.introduced.iter().find(introduced))?;
        let regions = area.regions.split(' ').filter_map(|id| RegionId::parse(id).ok());
        Some((name.len(), regions))
    })
}

/// The bytes of the name of a place outside of the world that stands at `position`, where a place may
/// stand: right behind another (`earlier_end`), introduced, or as a host. Else it is part of the name of
/// goods: 牛津布, London plane.
pub(super) fn outside_at(text: &str, position: usize, earlier_end: Option<usize>) -> Option<usize> {
    let (before, rest) = text.split_at_checked(position)?;
    let length = outside_name(before, rest)?;
    let after = &rest[length..];
    let is_place = if rest.starts_with(|c: char| c.is_ascii()) {
        stands_in_english(before, after)
    } else {
        let leads = || cue::introduces(before) && !before.ends_with("出口");
        let goes_on =
            || !before.ends_with(char::is_alphanumeric) && outside_name(before, after).is_some();
        earlier_end == Some(position)
            || leads()
            || is_introduced(before, after)
            || cue::is_word_of(Role::Host, after)
            || goes_on()
    };
    is_place.then_some(length)
}

/// The bytes of the name of a place outside with which `rest` begins, in English with a capital.
fn outside_name(before: &str, rest: &str) -> Option<usize> {
    let names = OUTSIDE_BY_FIRST.get(&rest.chars().next()?)?;
    names.iter().find(|name| begins(before, rest, name)).map(|name| name.len())
}

/// Whether a place may stand between these English words: from Germany, Berlin-based, or alone.
fn stands_in_english(before: &str, after: &str) -> bool {
    const BREAKS: [char; 9] = [',', '.', ';', '(', ')', '\n', '。', '/', ':'];
    let (before, after) = (before.trim_end(), after.trim_start());
    let begins = before.is_empty()
        || before.ends_with(BREAKS)
        || [" and", " or"].iter().any(|word| before.ends_with(word));
    let ends = after.is_empty()
        || after.starts_with(BREAKS)
        || ["and ", "or "].iter().any(|word| after.starts_with(word));
    cue::introduces_in_english(before)
        || cue::leads_to_in_english(before)
        || cue::is_word_of(Role::Host, after)
        || (begins && ends)
}

/// Whether a name stands there, in English as whole words and not as that of a school.
fn begins(before: &str, rest: &str, name: &str) -> bool {
    let Some(head) = rest.get(..name.len()) else { return false };
    if !head.eq_ignore_ascii_case(name) {
        return false;
    }
    let after = &rest[name.len()..];
    let is_english = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_inside = || {
        before.ends_with(|c: char| c.is_ascii_alphanumeric())
            || after.starts_with(|c: char| c.is_ascii_alphanumeric())
            || names_a_school(after)
    };
    !is_english || !is_inside()
}

/// Whether a place may stand between these words: 去西部, 西部建厂, 东部和中部; but neither 浙江西部 nor
/// 西部数据.
fn is_introduced(before: &str, after: &str) -> bool {
    let begins = !before.ends_with(char::is_alphanumeric)
        || before.ends_with(['和', '或', '与', '及'])
        || cue::introduces(before)
        || cue::introduces_in_english(before);
    let ends = !after.starts_with(char::is_alphanumeric)
        || after.starts_with(['和', '或', '与', '及', '各', '省'])
        || cue::follows(after)
        || cue::is_word_of(Role::Target, after)
        || cue::ends_denied(after);
    begins && ends
}
