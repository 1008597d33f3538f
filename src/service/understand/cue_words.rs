use super::role::Role;

/// Words that give a place its part; each of them introduces a place too.
pub(super) struct Cue {
    pub(super) role: Role,
    /// Words further away in bytes than this do not speak of the place.
    pub(super) gap_max: usize,
    pub(super) words: &'static [&'static str],
}

/// Words further away in bytes than this do not speak of the place.
pub(super) const GAP_MAX: usize = 24;
/// Nothing but a blank may stand between.
pub(super) const SIDE_BY_SIDE: usize = 1;

/// A mere way to a place, which tells nothing of its part where somebody but travels there.
pub(super) const WAYS: [&str; 3] = ["到", "往", "至"];

/// What would be best of a place, and what is asked of it, whatever is done there: 最好在上海孵化 is no
/// wish to produce there, and 最好在苏州有客户 none to be there.
pub(super) const PREFERENCES: [&str; 7] =
    ["最好", "最好在", "最好是", "最好是在", "优先在", "尽量在", "where in"];
/// Behind a place, these make of such words no wish to be there.
pub(super) const NO_WISHES: [&str; 4] = ["有", "周边", "周围", "附近"];

/// Words before a place, nearest wins.
pub(super) const BEFORE: [Cue; 9] = [
    Cue {
        role: Role::Target,
        gap_max: GAP_MAX,
        words: &[
            "落地",
            "落户",
            "落位",
            "落在",
            "落到",
            "落于",
            "放在",
            "放到",
            "建在",
            "设在",
            "选在",
            "布局在",
            "只考虑",
            "只看",
            "只接受",
            "仅考虑",
            "限定在",
            "优先考虑",
            "只去",
            "只在",
            "仅限",
            "限于",
            "生产在",
            "搬到",
            "搬去",
            "搬至",
            "搬往",
            "迁到",
            "迁至",
            "迁往",
            "迁入",
            "迁去",
            "转移到",
            "转移至",
            "转移往",
            "去",
            "前往",
            "投产于",
            "建厂于",
            "设厂于",
            "建于",
            "设于",
            "选址",
            "入驻",
            "进驻",
            "only",
            "only in",
            "relocate to",
            "relocated to",
            "relocating to",
            "manufacture in",
            "manufacturing in",
            "manufactured in",
            "move to",
            "moving to",
            "go to",
            "going to",
            "expand to",
            "expand into",
            "produce in",
            "produced in",
            "production in",
            "plant in",
            "factory in",
            "production base in",
            "manufacturing base in",
            "production site in",
            "manufacturing site in",
            "land in",
            "settle in",
            "set up in",
            "build in",
            "look in",
            "preferably in",
            "ideally in",
            "limited to",
            "another in",
            "another plant in",
        ],
    },
    Cue { role: Role::Target, gap_max: SIDE_BY_SIDE, words: &WAYS },
    Cue { role: Role::Target, gap_max: SIDE_BY_SIDE, words: &PREFERENCES },
    Cue {
        role: Role::Target,
        gap_max: SIDE_BY_SIDE,
        words: &[
            "考虑",
            "考虑在",
            "首选",
            "优选",
            "优先",
            "倾向",
            "倾向于",
            "look at",
            "consider",
            "considering",
            "prefer",
            "preferably",
        ],
    },
    // A colon and a blank may stand between.
    Cue {
        role: Role::Target,
        gap_max: 2,
        words: &[
            "目标",
            "目标地",
            "目标城市",
            "目标省份",
            "目标区域",
            "意向",
            "意向地",
            "意向城市",
            "候选",
            "备选",
            "次选",
            "其次",
            "其次是",
            "回",
            "返回",
            "回到",
            "赴",
            "target",
            "targets",
            "targeting",
            "target region",
            "target city",
        ],
    },
    Cue {
        role: Role::Host,
        gap_max: GAP_MAX,
        words: &[
            "孵化于",
            "孵化在",
            "飞入地",
            "孵化地",
            "孵化城市",
            "incubated in",
            "based in",
            "incubator in",
            "start-up in",
            "startup in",
            "host city",
            "host",
            "enclave in",
        ],
    },
    Cue {
        role: Role::Origin,
        gap_max: GAP_MAX,
        words: &[
            "研发在",
            "研发于",
            "总部",
            "来自",
            "位于",
            "r&d in",
            "research in",
            "from",
            "located in",
            "headquartered in",
            "laboratory in",
        ],
    },
    Cue {
        role: Role::Other,
        gap_max: GAP_MAX,
        words: &["飞出地", "派出地", "home region", "home city", "enclave of"],
    },
    // Where goods go is where customers are.
    Cue {
        role: Role::Other,
        gap_max: SIDE_BY_SIDE,
        words: &[
            "销往",
            "销到",
            "销至",
            "销售到",
            "销售至",
            "卖到",
            "卖往",
            "运到",
            "运往",
            "运至",
            "发到",
            "发往",
            "送到",
            "送往",
            "送至",
            "出口",
            "出口到",
            "出口至",
            "供应到",
            "供货到",
            "sold to",
            "sell to",
            "sells to",
            "selling to",
            "ship to",
            "shipped to",
            "export to",
            "exports to",
            "exported to",
            "deliver to",
            "delivered to",
            "supply to",
            "supplied to",
        ],
    },
];

/// Words after a place, nearest wins.
pub(super) const AFTER: [Cue; 6] = [
    // Behind the last of several, 三地 or 之间 may stand between.
    Cue {
        role: Role::Target,
        gap_max: 9,
        words: &["二选一", "三选一", "选一个", "任选", "比选", "地比较", "市比较"],
    },
    Cue {
        role: Role::Target,
        gap_max: GAP_MAX,
        words: &[
            "落地",
            "落户",
            "投产",
            "建厂",
            "设厂",
            "产业化",
            "生产",
            "量产",
            "范围内",
            "省内",
            "境内",
        ],
    },
    Cue {
        role: Role::Target,
        gap_max: SIDE_BY_SIDE,
        words: &[
            "优先",
            "最好",
            "首选",
            "可选",
            "都可以",
            "均可",
            "都可",
            "皆可",
            "都行",
            "也可以",
            "也可",
            "也行",
            "都能接受",
            "也能接受",
            "only",
            "preferred",
            "instead",
            "is fine",
            "are fine",
            "is also fine",
            "are both fine",
            "would be fine",
            "is acceptable",
            "are acceptable",
            "is ok",
            "are ok",
        ],
    },
    Cue {
        role: Role::Host,
        gap_max: GAP_MAX,
        words: &[
            "孵化",
            "团队",
            "起步",
            "的飞地",
            "飞地",
            "incubat",
            "start-up",
            "startup",
            "team",
            "-based",
        ],
    },
    // Whose firm it is, right behind: a whole province is no wish then.
    Cue {
        role: Role::Host,
        gap_max: SIDE_BY_SIDE,
        words: &["企业", "公司", "的企业", "的公司", "company", "firm"],
    },
    Cue {
        role: Role::Origin, gap_max: GAP_MAX, words: &["研发", "总部", "实验室", "laborator"]
    },
];

/// Characters before which a place may stand, whatever its part.
pub(super) const PREPOSITIONS: [char; 13] =
    ['在', '于', '从', '到', '去', '往', '自', '至', '向', '驻', '离', '近', '由'];
/// The same in English.
pub(super) const ENGLISH_PREPOSITIONS: [&str; 8] =
    ["in", "from", "at", "near", "to", "of", "within", "around"];
/// Words that follow a place at the beginning of a clause, whatever its part.
pub(super) const FOLLOWERS: [&str; 4] = ["的", "企业", "公司", "园区"];
/// What follows a place to which somebody but travels or delivers.
pub(super) const TRAVELLED: [&str; 14] = [
    "距离", "路程", "车程", "高铁", "航程", "小时", "分钟", "公里", "方便", "客户", "用户", "运输",
    "物流", "市场",
];
