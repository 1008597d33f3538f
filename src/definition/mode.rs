use rust_decimal::Decimal;

use super::{
    File,
    table::{self, line_at},
};
use crate::domain::{
    invalid::{Invalid, InvalidLine},
    mode::ModeParameters,
};

/// Reads `index/modes.toml`; shares lie between 0 and 1, years above 0, costs at 0 or above.
pub(super) fn parse(file: File<'_>) -> Result<ModeParameters, InvalidLine> {
    let parameters: ModeParameters = table::toml(file)?;
    let refuse = |name: &str, value: &dyn std::fmt::Display, expected: &str| {
        let line = line_at(file.1, file.1.find(&format!("{name} =")).unwrap_or_default());
        InvalidLine::new(file.0, line, Invalid::new(name, value, expected))
    };
    let shares = [
        ("value_added_local_share", parameters.tax.value_added_local_share),
        ("corporate_income_local_share", parameters.tax.corporate_income_local_share),
        ("host_power", parameters.bargain.host_power),
    ];
    for (name, share) in shares {
        if !(0.0..=1.0).contains(&share) {
            return Err(refuse(name, &share, "between 0 and 1"));
        }
    }
    let years = parameters.plan.years;
    if !(years.is_finite() && 0.0 < years) {
        return Err(refuse("years", &years, "a number above 0"));
    }
    for (mode, cost) in &parameters.setup_cny {
        if *cost < Decimal::ZERO {
            return Err(refuse(mode.as_str(), cost, "a number of at least 0"));
        }
    }
    Ok(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: File<'static> = ("index/modes.toml", include_str!("../../index/modes.toml"));

    #[test]
    fn a_broken_number_is_named_with_its_line_and_what_would_be_right() {
        let cases = [
            ("host_power = 0.5", "host_power = 1.5", "`host_power` must be between 0 and 1"),
            ("years = 10.0", "years = 0.0", "`years` must be a number above 0, got `0`"),
            ("[setup_cny]", "[setup_cny]\nsingle = -1", "`single` must be a number of at least 0"),
            ("[setup_cny]", "[setup_cny]\ndouble = 1", "unknown variant `double`"),
            ("[plan]", "[plans]", "unknown field `plans`"),
        ];
        assert!(parse(FILE).is_ok());
        for (old, new, expected) in cases {
            let text = FILE.1.replacen(old, new, 1);
            let fault = parse((FILE.0, &text)).unwrap_err();
            assert!(1 < fault.line, "{fault}");
            assert!(fault.to_string().contains(expected), "{fault}\nlacks {expected}");
        }
    }
}
