use std::collections::BTreeMap;

use serde::Deserialize;

/// What the siting model is told of technologies: `index/siting.toml`. All codes are of NAICS
/// 2017.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SitingParameters {
    /// The penalty λ on squared coefficients of standardised features, λ/2 Σ β².
    pub ridge: f64,
    /// Industries that any plant calls on.
    pub supporting: SupportingIndustries,
    /// What stands in for a technology that has no entry of its own.
    pub fallback: Technology,
    /// By name.
    pub technologies: BTreeMap<String, Technology>,
}

/// Industries that any plant calls on, whatever it makes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportingIndustries {
    /// Those whose location quotient counts.
    pub quotients: Vec<String>,
    /// Those whose jobs count.
    pub jobs: Vec<String>,
}

/// The industries of one technology.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Technology {
    /// They make the thing itself.
    pub core: Vec<String>,
    /// They are close to it in materials, skills and customers.
    pub related: Vec<String>,
}

impl SitingParameters {
    /// The entry of a technology, whatever the case of its name; `None` if it has none.
    pub fn named(&self, technology: &str) -> Option<&Technology> {
        let technology = technology.trim();
        let mut entries = self.technologies.iter();
        entries.find(|(name, _)| name.eq_ignore_ascii_case(technology)).map(|(_, entry)| entry)
    }

    /// The entry of a technology, or else the fallback.
    pub fn technology(&self, technology: &str) -> &Technology {
        self.named(technology).unwrap_or(&self.fallback)
    }

    /// All codes with the path at which each stands.
    pub fn codes(&self) -> Vec<(String, &str)> {
        let mut lists = vec![
            ("supporting.quotients".to_owned(), &self.supporting.quotients),
            ("supporting.jobs".to_owned(), &self.supporting.jobs),
            ("fallback.core".to_owned(), &self.fallback.core),
            ("fallback.related".to_owned(), &self.fallback.related),
        ];
        for (name, Technology { core, related }) in &self.technologies {
            lists.push((format!("technologies.{name}.core"), core));
            lists.push((format!("technologies.{name}.related"), related));
        }
        let codes = lists
            .into_iter()
            .flat_map(|(path, codes)| codes.iter().map(move |code| (path.clone(), code.as_str())));
        codes.collect()
    }
}
