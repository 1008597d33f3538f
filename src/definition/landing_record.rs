use super::{
    File,
    table::{self, line_at},
};
use crate::domain::{
    invalid::{Invalid, InvalidLine},
    outcome::LandingRules,
};

/// Reads `index/landing_record.toml`; both sides of the prior are above 0.
pub(super) fn parse(file: File<'_>) -> Result<LandingRules, InvalidLine> {
    let rules: LandingRules = table::toml(file)?;
    let sides = [("landed", rules.shrinkage.landed), ("not_landed", rules.shrinkage.not_landed)];
    for (name, value) in sides {
        if !(value.is_finite() && 0.0 < value) {
            let line = line_at(file.1, file.1.find(&format!("\n{name} =")).map_or(0, |at| at + 1));
            let path = format!("shrinkage.{name}");
            let invalid = Invalid::new(path, value, "a number above 0");
            return Err(InvalidLine::new(file.0, line, invalid));
        }
    }
    Ok(rules)
}
