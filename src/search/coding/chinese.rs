//! Roles in a Chinese clause, by the patterns of its grammar.

use super::super::analyzer::Piece;
use super::chinese_words::{
    DEVELOP, INPUT, INPUT_ENDS, MAKE, PLAN, PLANT_HEADS, SERVE, SERVICE_HEADS, STEP_HEADS, SUPPORT,
    SUPPORT_FIRST, SUPPORT_HEADS, USE,
};
use super::clause::{Clause, promote_output, recycle, repair};
use super::role::Role;

/// With these before it, 用 belongs to a word: 药用, 车用.
const USED_BY: &str = "专药车医家民食日军农饲兽通商船机矿应作利使采共外自有实费信常耐";

/// Writes the roles of one clause.
pub(super) fn mark(pieces: &[Piece], roles: &mut [Role]) {
    let clause = Clause::new(pieces);
    let mut scan =
        Scan { clause: &clause, roles, current: Role::Neutral, since: 0, before: Role::Neutral };
    let mut at = 0;
    while at < clause.text.len() {
        if !clause.text.is_char_boundary(at) {
            at += 1;
            continue;
        }
        at = scan.step(at);
    }
    scan.close(clause.text.len());
    promote_output(&clause, roles);
    recycle(&clause, roles);
    repair(&clause, roles);
}

struct Scan<'c> {
    clause: &'c Clause,
    roles: &'c mut [Role],
    /// The role of what comes.
    current: Role,
    /// Where the present expression began.
    since: usize,
    /// The role before a use began, to return to behind 的.
    before: Role,
}

impl Scan<'_> {
    /// Reads what stands at `at`; returns where to go on.
    fn step(&mut self, at: usize) -> usize {
        let clause = self.clause;
        if let Some(next) = self.frame(at) {
            return next;
        }
        if let Some(next) = self.head(at) {
            return next;
        }
        let first = at == 0 || self.only_subject(at);
        let rules: [(&[&str], Role); 8] = [
            (MAKE.as_slice(), Role::Product),
            (USE.as_slice(), Role::Use),
            (INPUT.as_slice(), Role::Input),
            (SUPPORT.as_slice(), Role::Support),
            (PLAN.as_slice(), Role::Planned),
            (DEVELOP.as_slice(), Role::Developed),
            (SERVE.as_slice(), Role::Service),
            (if first { SUPPORT_FIRST.as_slice() } else { &[] }, Role::Support),
        ];
        let longest = rules
            .iter()
            .filter_map(|(words, role)| clause.word(at, words).map(|word| (word, *role)))
            .max_by_key(|(word, _)| word.len());
        match longest {
            Some((word, role)) if self.opens(at, word) => {
                self.close(at);
                if role == Role::Use {
                    self.before = self.current;
                }
                let keeps = role == Role::Developed && self.current == Role::Support;
                if !keeps {
                    self.current = role;
                }
                self.since = at + word.len();
                self.since
            }
            _ => {
                if clause.text[at..].starts_with('的')
                    && self.current == Role::Use
                    && self.since < at
                {
                    self.close(at);
                    self.current =
                        if self.before == Role::Neutral { Role::Neutral } else { self.before };
                    self.since = at + '的'.len_utf8();
                    return self.since;
                }
                at + clause.text[at..].chars().next().map_or(1, char::len_utf8)
            }
        }
    }

    /// Whether a marker is one here, and not part of another word.
    fn opens(&self, at: usize, word: &str) -> bool {
        let before = self.clause.text[..at].chars().next_back();
        let after = self.clause.text[at + word.len()..].chars().next();
        match word {
            "供" => {
                before != Some('提')
                    && !matches!(after, Some('热' | '水' | '电' | '冷' | '气' | '暖' | '料'))
            }
            "建" => {
                !matches!(after, Some('筑' | '材' | '设'))
                    && !matches!(before, Some('构' | '重' | '土' | '扩' | '新' | '拟' | '共'))
            }
            "附" | "租" | "给" => {
                !matches!(before, Some('吸' | '供' | '补'))
                    && !matches!(after, Some('件' | '料' | '着' | '水'))
            }
            "设" => !matches!(after, Some('备' | '计' | '施')),
            "带" => !matches!(after, Some('钢' | '式')),
            "含" => !matches!(after, Some('乳' | '油' | '氟' | '硅')),
            "由" => before != Some('自'),
            "从" => !matches!(after, Some('事')),
            // A verb used as a qualifier of its product: 加工中心, 发酵罐, 焊接机器人.
            "加工" | "发酵" | "焊接" | "装配" | "合成" | "铸造" | "锻造" | "注塑" | "灌装"
            | "提取" | "养殖" | "种植" => after.is_some() && !self.qualifies(at, word),
            "生产" | "制造" => !self.qualifies(at, word),
            "设计" | "研究" | "开发" => {
                after.is_some_and(|next| !"院所室中服软区".contains(next))
            }
            "服务" => {
                after.is_some_and(|next| !"器机平业商、和及与并".contains(next))
                    && self.clause.text.len() > at + word.len()
            }
            "运营" | "经营" => after.is_some_and(|next| !"商中".contains(next)),
            _ => true,
        }
    }

    /// Whether the verb at `at` only qualifies a facility or step behind it: 生产线, 装配车间.
    fn qualifies(&self, at: usize, word: &str) -> bool {
        let rest = &self.clause.text[at + word.len()..];
        [
            "线",
            "基地",
            "车间",
            "厂",
            "中心",
            "设备",
            "项目",
            "机",
            "装置",
            "能力",
            "园",
            "工艺",
            "技术",
            "、",
            "和",
            "一体",
            "的",
            "商",
            "业",
            "实验室",
            "研发",
            "系统",
            "用",
            "罐",
            "流",
        ]
        .iter()
        .any(|tail| rest.starts_with(tail))
            || rest.is_empty()
    }

    /// Frames with two ends: 以…为原料, 用…生产, 为…提供, …用….
    fn frame(&mut self, at: usize) -> Option<usize> {
        let text = &self.clause.text;
        let rest = &text[at..];
        let sign = rest.chars().next()?;
        let inner = at + sign.len_utf8();
        match sign {
            '以' => self.made_of(at, inner),
            '用' => self.made_with(at, inner),
            // 方向盘, 转向器: no preposition.
            '向' if text[..at].ends_with(['方', '转', '定', '导', '轴', '径', '横', '纵']) => {
                None
            }
            '为' | '向' | '给' => self.done_for(at, inner),
            '配' => self.supplied_with(at),
            '作' | '做' if rest.ends_with('用') || rest.starts_with("作为") => {
                self.close(at);
                self.current = Role::Use;
                self.since = inner;
                Some(inner)
            }
            _ => None,
        }
    }

    /// 以…为原料, 以…生产: what stands between goes in.
    fn made_of(&mut self, at: usize, inner: usize) -> Option<usize> {
        let end = self.clause.find(inner, &INPUT_ENDS);
        let end = end.or_else(|| self.clause.find(inner, &MAKE).map(|(found, _)| (found, 0)))?;
        self.close(at);
        self.write(inner, end.0, Role::Input);
        self.since = end.0 + end.1;
        Some(self.since)
    }

    /// 用…生产: what stands between goes in; 轨道交通用传感器: what stands before uses it.
    fn made_with(&mut self, at: usize, inner: usize) -> Option<usize> {
        let text = &self.clause.text;
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        if rest.starts_with("用于")
            || rest.starts_with("用作")
            || rest.starts_with("用在")
            || rest.starts_with("用品")
            || rest.starts_with("用具")
            || before.is_some_and(|sign| USED_BY.contains(sign) && !text[..at].ends_with("交通"))
        {
            return None;
        }
        if let Some((verb, _)) = self.clause.find(inner, &MAKE) {
            self.close(at);
            self.write(inner, verb, Role::Input);
            self.since = verb;
            return Some(verb);
        }
        // A noun before it and another behind it: 轨道交通用传感器.
        if self.since < at && inner < text.len() {
            self.write(self.since, at, Role::Use);
            self.since = inner;
            return Some(inner);
        }
        None
    }

    /// 风电主机厂配套的轴承: what stands before is a customer, what follows is made.
    fn supplied_with(&mut self, at: usize) -> Option<usize> {
        let word = "配套的";
        if !self.clause.text[at..].starts_with(word) {
            return None;
        }
        self.write(self.since, at, Role::Use);
        self.since = at + word.len();
        self.current = Role::Neutral;
        Some(self.since)
    }

    /// 为…提供, 为…生产: what stands between is served.
    fn done_for(&mut self, at: usize, inner: usize) -> Option<usize> {
        let text = &self.clause.text;
        let (end, length) = self
            .clause
            .find(inner, &["提供", "配套", "做", "供货", "加工", "生产", "制造", "按", "开展"])?;
        self.close(at);
        self.write(inner, end, Role::Use);
        let behind = end + length;
        let of = text[behind..].starts_with('的').then_some('的'.len_utf8());
        self.since = behind + of.unwrap_or_default();
        self.current = match &text[end..behind] {
            "加工" | "生产" | "制造" | "配套" | "供货" => Role::Product,
            _ => Role::Service,
        };
        Some(self.since)
    }

    /// A head noun that tells what the words before it are.
    fn head(&mut self, at: usize) -> Option<usize> {
        let rules: [(&[&str], Role); 4] = [
            (SUPPORT_HEADS.as_slice(), Role::Support),
            (STEP_HEADS.as_slice(), Role::Step),
            (PLANT_HEADS.as_slice(), Role::Planned),
            (SERVICE_HEADS.as_slice(), Role::Service),
        ];
        let (word, role) = rules
            .iter()
            .filter_map(|(words, role)| self.clause.word(at, words).map(|word| (word, *role)))
            .max_by_key(|(word, _)| word.len())?;
        if self.since == at {
            return None;
        }
        let behind = at + word.len();
        let last = behind == self.clause.text.len() || self.ends(behind);
        if !last {
            return None;
        }
        let open = matches!(self.current, Role::Neutral | Role::Planned | Role::Developed)
            || self.current == Role::Support && word.ends_with('线')
            || (role != Role::Planned
                && self.current != Role::Input
                && word != "技术"
                && word != "工艺");
        if open {
            let from = if role == Role::Planned { self.since } else { self.last_joint(at) };
            self.close(from);
            self.write(from, at, role);
        } else {
            self.close(at);
        }
        self.since = behind;
        Some(behind)
    }

    /// Whether an expression can end at `at`.
    fn ends(&self, at: usize) -> bool {
        let rest = &self.clause.text[at..];
        rest.starts_with(|sign: char| {
            sign.is_ascii_digit() || "和与及并、的在，兼等，名达为将产".contains(sign)
        }) || ["年产", "设计", "二期", "一期", "扩建", "建设", "项目", "生产"]
            .iter()
            .any(|word| rest.starts_with(word))
    }

    /// Behind the last conjunction of the present expression.
    fn last_joint(&self, at: usize) -> usize {
        let from = self.since.min(at);
        let part = &self.clause.text[from..at];
        ["和", "与", "及", "并"]
            .iter()
            .filter_map(|joint| part.rfind(joint).map(|found| from + found + joint.len()))
            .max()
            .unwrap_or(from)
    }

    /// Whether only the subject stands before `at`.
    fn only_subject(&self, at: usize) -> bool {
        matches!(
            &self.clause.text[..at],
            "我们" | "公司" | "项目" | "团队" | "本项目" | "并" | "另"
        )
    }

    /// Gives the present expression its role.
    fn close(&mut self, at: usize) {
        if self.since < at {
            self.write(self.since, at, self.current);
        }
        self.since = self.since.max(at);
    }

    fn write(&mut self, from: usize, to: usize, role: Role) {
        for byte in from..to {
            self.roles[self.clause.starts[byte]] = role;
        }
    }
}
