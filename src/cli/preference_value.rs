use crate::{domain::invalid::Invalid, service::decision::decide::Preference};

const EXPECTED: &str = "a criterion and its preference, as `rent=linear:5:20`: usual, u:Q, v::P, \
                        level:Q:P, linear:Q:P or gauss:::S";

/// Reads `CRITERION=usual|u|v|level|linear|gauss[:q[:p[:s]]]`. The numbers are q, p and s in this
/// order, one that the form does not have is left empty or 0; a form that has a single one may have
/// it alone, as `gauss:5`.
pub(super) fn preference(text: &str) -> Result<(String, Preference), Invalid> {
    let refuse = || Invalid::new("", text, EXPECTED);
    let (criterion, form) = text.rsplit_once('=').ok_or_else(refuse)?;
    let mut parts = form.split(':');
    let name = parts.next().unwrap_or_default();
    let mut numbers = Vec::new();
    for part in parts {
        let number = if part.is_empty() { Some(0.0) } else { part.parse().ok() };
        let number = number.filter(|number: &f64| number.is_finite() && 0.0 <= *number);
        numbers.push(number.ok_or_else(refuse)?);
    }
    let alone = if numbers.len() == 1 { numbers[0] } else { 0.0 };
    let at = |place: usize| numbers.get(place).copied().unwrap_or(0.0);
    let [q, p, s] = [at(0), at(1), at(2)];
    let (preference, unused) = match name {
        "usual" => (Preference::Usual, [q, p, s]),
        "u" => (Preference::UShape { q }, [0.0, p, s]),
        "v" if 0.0 < alone => (Preference::VShape { p: alone }, [0.0; 3]),
        "v" => (Preference::VShape { p }, [q, 0.0, s]),
        "level" => (Preference::Level { q, p }, [0.0, 0.0, s]),
        "linear" => (Preference::Linear { q, p }, [0.0, 0.0, s]),
        "gauss" if 0.0 < alone => (Preference::Gaussian { s: alone }, [0.0; 3]),
        "gauss" => (Preference::Gaussian { s }, [q, p, 0.0]),
        _ => return Err(refuse()),
    };
    let is_used = numbers.len() <= 3 && unused.iter().all(|number| *number <= 0.0);
    if criterion.is_empty() || !is_used {
        return Err(refuse());
    }
    preference.check().map_err(|error| {
        Invalid::new("", text, &format!("{EXPECTED}, with thresholds that make sense ({error})"))
    })?;
    Ok((criterion.to_owned(), preference))
}

/// A preference as [`preference`] reads it.
pub(super) fn form(preference: Preference) -> String {
    match preference {
        Preference::Usual => "usual".to_owned(),
        Preference::UShape { q } => format!("u:{q}"),
        Preference::VShape { p } => format!("v::{p}"),
        Preference::Level { q, p } => format!("level:{q}:{p}"),
        Preference::Linear { q, p } => format!("linear:{q}:{p}"),
        Preference::Gaussian { s } => format!("gauss:::{s}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preference_is_a_criterion_a_form_and_its_thresholds() {
        let cases = [
            ("rent=usual", Preference::Usual, "usual"),
            ("a=b=u:2", Preference::UShape { q: 2.0 }, "u:2"),
            ("rent=u", Preference::UShape { q: 0.0 }, "u:0"),
            ("rent=v::5", Preference::VShape { p: 5.0 }, "v::5"),
            ("rent=v:0:5", Preference::VShape { p: 5.0 }, "v::5"),
            ("rent=v:5", Preference::VShape { p: 5.0 }, "v::5"),
            ("租金=level:1:3", Preference::Level { q: 1.0, p: 3.0 }, "level:1:3"),
            ("rent=linear:0.5:3", Preference::Linear { q: 0.5, p: 3.0 }, "linear:0.5:3"),
            ("rent=gauss:::1.5", Preference::Gaussian { s: 1.5 }, "gauss:::1.5"),
            ("rent=gauss:0:0:1.5", Preference::Gaussian { s: 1.5 }, "gauss:::1.5"),
            ("rent=gauss:1.5", Preference::Gaussian { s: 1.5 }, "gauss:::1.5"),
        ];
        for (text, expected, canonical) in cases {
            let (_, found) = preference(text).unwrap();
            assert_eq!(found, expected, "{text}");
            assert_eq!(form(found), canonical);
            assert_eq!(preference(&format!("x={}", form(found))).unwrap().1, expected);
        }
        assert_eq!(preference("a=b=u:2").unwrap().0, "a=b");
    }

    #[test]
    fn what_would_be_ignored_or_makes_no_sense_is_refused() {
        for text in [
            "rent",
            "=usual",
            "rent=bell",
            "rent=usual:1",
            "rent=v:1:5",
            "rent=v",
            "rent=gauss",
            "rent=gauss:1:2",
            "rent=linear:3:3",
            "rent=level:3:1",
            "rent=u:-1",
            "rent=u:NaN",
            "rent=linear:1:2:3",
            "rent=u:1:0:0:0",
        ] {
            let refused = preference(text).unwrap_err().to_string();
            assert!(refused.contains("rent=linear:5:20"), "{refused}");
        }
    }
}
