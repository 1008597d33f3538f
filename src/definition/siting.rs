use super::{
    File, Taxonomy,
    table::{self, line_at},
};
use crate::domain::{
    code::{ClassificationSystem, IndustryCode},
    invalid::{Invalid, InvalidLine},
    siting::SitingParameters,
};

/// Reads `index/siting.toml`; every code is one of NAICS 2017.
pub(super) fn parse(file: File<'_>, taxonomy: &Taxonomy) -> Result<SitingParameters, InvalidLine> {
    let parameters: SitingParameters = table::toml(file)?;
    let refuse = |found: &str, invalid: Invalid| {
        let line = line_at(file.1, file.1.find(found).unwrap_or_default());
        InvalidLine::new(file.0, line, invalid)
    };
    if !(parameters.ridge.is_finite() && 0.0 < parameters.ridge) {
        let invalid = Invalid::new("ridge", parameters.ridge, "a number above 0");
        return Err(refuse("ridge", invalid));
    }
    for (path, code) in parameters.codes() {
        let system = ClassificationSystem::Naics2017;
        if taxonomy.entry(&IndustryCode { system, code: code.to_owned() }).is_none() {
            let invalid = Invalid::new(path, code, "a code of `naics2017`");
            return Err(refuse(&format!("\"{code}\""), invalid));
        }
    }
    Ok(parameters)
}
