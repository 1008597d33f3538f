use crate::domain::{
    matching::{MissingPartner, PartnersNear},
    text::Language,
};

/// How many missing inputs, and how many missing customers, a sentence names.
const NAMED_MAX: usize = 3;
/// A missing partner below this share is too small for a sentence: of a table's crumbs, such as the
/// tobacco that makers of gears offer their guests, nobody decides by any. The document has all.
const SHARE_MIN: f64 = 0.02;

/// How much of the trade has a partner near, as a fact; `value` is the share of all of it.
pub(super) fn fact(value: f64, found: &PartnersNear, language: Language) -> String {
    let hours = found.hours_max;
    let sides = match language {
        Language::Zh => [("投入品", found.inputs_near), ("销往制造业的产品", found.customers_near)],
        Language::En => {
            [("inputs ", found.inputs_near), ("sales to makers ", found.customers_near)]
        }
    };
    let sides = sides.into_iter().filter_map(|(side, share)| Some((side, percent(share?))));
    let sides: Vec<String> = sides.map(|(side, share)| format!("{side}{share}")).collect();
    let value = percent(value);
    match language {
        Language::Zh => {
            let sides = sides.join("，");
            format!("按价值计，{value}的进出货物在公路{hours}小时内有对口产业({sides})")
        }
        Language::En => {
            let sides = sides.join(", ");
            format!(
                "{value} of the goods bought and sold, by value, have a partner industry within \
                 {hours} h by road ({sides})"
            )
        }
    }
}

/// The largest partners that are missing, as sentences: inputs, then customers.
pub(super) fn missing(found: &PartnersNear, language: Language) -> Vec<String> {
    let hours = found.hours_max;
    let sides = match language {
        Language::Zh => [("投入品", &found.missing_inputs), ("客户产业", &found.missing_customers)],
        Language::En => {
            [("inputs", &found.missing_inputs), ("customers", &found.missing_customers)]
        }
    };
    let named = sides.map(|(side, missing)| (side, named(missing, language)));
    let named = named.into_iter().filter(|(_, names)| !names.is_empty());
    let sentence = |(side, names): (&str, Vec<String>)| match language {
        Language::Zh => format!("公路{hours}小时内无园区申报的{side}：{}。", names.join("、")),
        Language::En => {
            format!(
                "Missing {side}, which no park within {hours} h declares: {}.",
                names.join(", ")
            )
        }
    };
    named.map(sentence).collect()
}

fn named(missing: &[MissingPartner], language: Language) -> Vec<String> {
    let shown = missing.iter().filter(|partner| SHARE_MIN <= partner.share).take(NAMED_MAX);
    let words = shown.map(|partner| {
        let name = partner.name.in_language(language).unwrap_or_default();
        let gap = if language == Language::En { " " } else { "" };
        format!("{name}{gap}{}", percent(partner.share))
    });
    words.collect()
}

/// A share in whole percent; only the whole is 100 %.
pub(super) fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    let shown = if share < 1.0 - 1e-9 { rounded.min(99.0) } else { rounded };
    format!("{shown} %")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Text;

    #[test]
    fn a_sentence_names_the_largest_gaps_and_no_crumbs() {
        let partner = |zh, en, share| MissingPartner { name: Text::new(zh, en), share };
        let found = PartnersNear {
            hours_max: 3.0,
            inputs_near: Some(0.832),
            customers_near: None,
            missing_inputs: vec![
                partner("专用化学产品", "specialty chemicals", 0.12),
                partner("玻璃", "glass", 0.04),
                partner("烟草制品", "tobacco products", 0.012),
            ],
            missing_customers: Vec::new(),
        };
        assert_eq!(
            fact(0.832, &found, Language::En),
            "83 % of the goods bought and sold, by value, have a partner industry within 3 h by \
             road (inputs 83 %)"
        );
        assert_eq!(
            missing(&found, Language::En),
            [
                "Missing inputs, which no park within 3 h declares: specialty chemicals 12 %, glass 4 %."
            ]
        );
        assert_eq!(
            missing(&found, Language::Zh),
            ["公路3小时内无园区申报的投入品：专用化学产品12 %、玻璃4 %。"]
        );
        assert_eq!([percent(0.9999), percent(1.0), percent(0.0)], ["99 %", "100 %", "0 %"]);
    }
}
