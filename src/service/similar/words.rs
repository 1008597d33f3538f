use super::{ComparedFigure, FigureSide, IndustryShare, Resemblance, SharedShare};
use crate::{
    domain::{
        likeness::Aspect,
        text::{Language, Text},
    },
    service::rationale::Rationale,
};

/// So many industries are named in a sentence.
const NAMED: usize = 3;

/// What an aspect is called.
pub fn aspect_name(aspect: Aspect, language: Language) -> &'static str {
    let (zh, en) = match aspect {
        Aspect::Industry => ("产业", "industries"),
        Aspect::Land => ("用地", "land"),
        Aspect::LandPrice => ("地价", "land price"),
        Aspect::Wage => ("工资", "wage"),
        Aspect::Power => ("用电负荷", "power"),
        Aspect::Capex => ("固定资产投资", "fixed investment"),
        Aspect::Headcount => ("用工", "headcount"),
    };
    pick(language, zh, en)
}

/// The unit of a project's figure in both languages.
pub(super) fn unit(aspect: Aspect) -> Text {
    match aspect {
        Aspect::Land => Text::new("公顷", "hectare"),
        Aspect::Power => Text::new("兆瓦", "MW"),
        Aspect::Headcount => Text::new("人", "person"),
        Aspect::Wage => Text::new("元/年", "CNY/year"),
        Aspect::LandPrice => Text::new("元/平方米", "CNY/m2"),
        Aspect::Capex => Text::new("元", "CNY"),
        Aspect::Industry => Text::default(),
    }
}

/// What two have in common and what sets them apart, in sentences.
pub(super) fn reasons(resemblance: &Resemblance) -> Rationale {
    let write = |language| Writer { resemblance, language }.sentences();
    Rationale { zh: write(Language::Zh), en: write(Language::En) }
}

struct Writer<'a> {
    resemblance: &'a Resemblance,
    language: Language,
}

impl Writer<'_> {
    fn sentences(&self) -> Vec<String> {
        let known = |figure: &&ComparedFigure| figure.similarity.is_some();
        let figures = &self.resemblance.figures;
        let compared: Vec<String> =
            figures.iter().filter(known).map(|figure| self.compared(figure)).collect();
        let open: Vec<String> = figures
            .iter()
            .filter(|figure| !known(figure))
            .map(|figure| self.not_compared(figure))
            .collect();
        let sentence = |parts: Vec<String>, head: &str| {
            (!parts.is_empty()).then(|| match self.language {
                Language::Zh => format!("{head}{}。", parts.join("；")),
                Language::En => format!("{head}{}.", parts.join("; ")),
            })
        };
        let open_head = pick(self.language, "不可比：", "Not compared: ");
        let figures_head = pick(self.language, "数值：", "Figures: ");
        [
            Some(self.shared()),
            self.apart(),
            sentence(compared, figures_head),
            sentence(open, open_head),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn shared(&self) -> String {
        let named: Vec<String> = self
            .resemblance
            .shared
            .iter()
            .take(NAMED)
            .map(|one| self.shared_industry(one))
            .collect();
        match (named.is_empty(), self.language) {
            (true, Language::Zh) => "没有共同产业。".to_owned(),
            (true, Language::En) => "No industry in common.".to_owned(),
            (false, Language::Zh) => format!("共同：{}。", named.join("、")),
            (false, Language::En) => format!("Both: {}.", named.join(", ")),
        }
    }

    fn shared_industry(&self, shared: &SharedShare) -> String {
        let title = self.title(&shared.title, &shared.industry.code);
        let (here, there) = (percent(shared.here), percent(shared.there));
        let narrowest = (shared.narrowest != shared.industry)
            .then(|| self.title(&shared.narrowest_title, &shared.narrowest.code));
        match (self.language, narrowest) {
            (Language::Zh, Some(narrowest)) => {
                format!("{title}(本处{here}，对方{there}，同至{narrowest})")
            }
            (Language::Zh, None) => format!("{title}(本处{here}，对方{there})"),
            (Language::En, Some(narrowest)) => {
                format!("{title} ({here} here, {there} there; down to {narrowest})")
            }
            (Language::En, None) => format!("{title} ({here} here, {there} there)"),
        }
    }

    fn apart(&self) -> Option<String> {
        let list = |alone: &[IndustryShare]| {
            let named = alone.iter().take(NAMED).map(|one| {
                format!("{} {}", self.title(&one.title, &one.industry.code), percent(one.share))
            });
            named.collect::<Vec<String>>().join(pick(self.language, "、", ", "))
        };
        let sides = [
            (pick(self.language, "只在本处：", "only here: "), &self.resemblance.only_here),
            (pick(self.language, "只在对方：", "only there: "), &self.resemblance.only_there),
        ];
        let sides = sides.into_iter().filter(|(_, alone)| !alone.is_empty());
        let sides: Vec<String> =
            sides.map(|(head, alone)| format!("{head}{}", list(alone))).collect();
        if sides.is_empty() {
            return None;
        }
        Some(match self.language {
            Language::Zh => format!("{}。", sides.join("；")),
            Language::En => format!("Apart: {}.", sides.join("; ")),
        })
    }

    /// A figure of which both sides are known.
    fn compared(&self, figure: &ComparedFigure) -> String {
        let name = aspect_name(figure.aspect, self.language);
        let [here, there] =
            [&figure.here, &figure.there].map(|side| self.side(figure, side.as_ref()));
        match self.language {
            Language::Zh => format!("{name}本处{here}，对方{there}"),
            Language::En => format!("{name} {here} here, {there} there"),
        }
    }

    /// A figure that could not be compared: which side is unknown, or that they are not of a kind.
    fn not_compared(&self, figure: &ComparedFigure) -> String {
        let name = aspect_name(figure.aspect, self.language);
        match (&figure.here, &figure.there, self.language) {
            (None, None, Language::Zh) => format!("双方{name}未知"),
            (None, None, Language::En) => format!("{name} unknown of both"),
            _ => self.compared(figure),
        }
    }

    fn side(&self, figure: &ComparedFigure, side: Option<&FigureSide>) -> String {
        let Some(side) = side else {
            return pick(self.language, "未知", "unknown").to_owned();
        };
        let unit = figure.unit.in_language(self.language).unwrap_or_default();
        let value = match (figure.aspect, self.language) {
            (Aspect::Capex, Language::Zh) => format!("{} 亿元", written(side.value / 1e8)),
            (Aspect::Capex, Language::En) => format!("{} million CNY", written(side.value / 1e6)),
            _ => format!("{} {unit}", written(side.value)),
        };
        match (figure.aspect, side.stands_in, self.language) {
            (Aspect::Land, true, Language::Zh) => format!("{value}(批准面积)"),
            (Aspect::Land, true, Language::En) => format!("{value} (approved)"),
            (Aspect::LandPrice, true, Language::Zh) => format!("{value}(最低价)"),
            (Aspect::LandPrice, true, Language::En) => format!("{value} (floor price)"),
            _ => value,
        }
    }

    fn title<'a>(&self, title: &'a Text, code: &'a str) -> &'a str {
        title.in_language(self.language).unwrap_or(code)
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// A value with at most one decimal, its thousands set apart.
fn written(value: f64) -> String {
    let rounded = if value < 100.0 { format!("{value:.1}") } else { format!("{value:.0}") };
    let (whole, rest) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if 0 < at && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rest.is_empty() || rest == "0" { grouped } else { format!("{grouped}.{rest}") }
}

fn pick<'a>(language: Language, zh: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        let cases =
            [(0.0, "0"), (12.34, "12.3"), (99.96, "100"), (1234.5, "1,234"), (3e8, "300,000,000")];
        for (value, expected) in cases {
            assert_eq!(written(value), expected);
        }
    }
}
