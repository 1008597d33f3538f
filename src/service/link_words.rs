//! The words for an institutional link and what it brought home.

use crate::domain::{
    link::LinkKind,
    matching::{Detail, LandingsCounted},
    text::Language,
};

/// A link of a region with `partner`, when it began and its strength, and how its landing rate counts where that
/// is known; empty for anything but a link.
pub(super) fn fact(strength: f64, link: &Detail, partner: &str, language: Language) -> String {
    let Detail::Link { kind, name, since, landings, .. } = link else { return String::new() };
    let kind = kind_name(*kind, language);
    let name = name.in_language(language).unwrap_or_default();
    let landings = landings.map(|found| counted(&found, language)).unwrap_or_default();
    let since = since.as_ref().map(|since| begun(since, language)).unwrap_or_default();
    match language {
        Language::Zh => format!("与{partner}有{kind}“{name}”{since}，强度{strength:.2}{landings}"),
        Language::En => {
            format!("{kind} with {partner}: {name}{since}, strength {strength:.2} of 1{landings}")
        }
    }
}

fn begun(since: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("，始于{since}"),
        Language::En => format!(", since {since}"),
    }
}

fn counted(found: &LandingsCounted, language: Language) -> String {
    let LandingsCounted { landed, of, factor } = found;
    match language {
        Language::Zh => format!("，已知{of}个项目中{landed}个落地(强度系数{factor:.2})"),
        Language::En => format!(", {landed} of {of} projects landed (counted {factor:.2} times)"),
    }
}

fn kind_name(kind: LinkKind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        LinkKind::Enclave => ("科创飞地", "enclave"),
        LinkKind::IndustryEnclave => ("产业飞地", "industry enclave"),
        LinkKind::JointPark => ("共建园区", "joint park"),
        LinkKind::Pairing => ("结对协作", "official pairing"),
        LinkKind::CounterpartAssistance => ("对口支援", "counterpart assistance"),
        LinkKind::Corridor => ("走廊合作", "corridor"),
    };
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{id::RegionId, text::Text};

    #[test]
    fn a_known_landing_rate_is_named_with_its_denominator() {
        let link = |since: Option<&str>, landings| Detail::Link {
            kind: LinkKind::Enclave,
            name: Text::new("衢州海创园", "Haichuang"),
            partner: RegionId::parse("CN-330110").unwrap(),
            since: since.map(str::to_owned),
            landings,
        };
        let known = LandingsCounted { landed: 9, of: 75, factor: 100.0 / 85.0 };
        let cases = [
            (None, None, Language::En, "enclave with Yuhang: Haichuang, strength 0.82 of 1"),
            (
                Some("2016-04"),
                Some(known),
                Language::En,
                "enclave with Yuhang: Haichuang, since 2016-04, strength 0.82 of 1, 9 of 75 projects landed \
                 (counted 1.18 times)",
            ),
            (
                Some("2016-04"),
                Some(known),
                Language::Zh,
                "与Yuhang有科创飞地“衢州海创园”，始于2016-04，强度0.82，已知75个项目中9个落地(强度系数1.18)",
            ),
        ];
        for (since, landings, language, expected) in cases {
            assert_eq!(fact(0.82, &link(since, landings), "Yuhang", language), expected);
        }
    }
}
