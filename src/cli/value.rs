use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;
use tracing_subscriber::EnvFilter;

use crate::{
    domain::{
        access::Role,
        code::{ClassificationSystem, IndustryCode},
        criterion::CriterionId,
        id::{ProjectId, RegionId},
        invalid::Invalid,
        limits::{LIMIT_MAX, RERANK_PROJECTS_MAX, THREADS_MAX, WEIGHT_MAX},
        link::EnclaveMode,
        preset::PresetId,
        project::Requirement,
        region::Level,
        text::Language,
    },
    service::decision::{
        decide::{Normalisation, Weighting},
        weigh::RandomIndex,
    },
};

/// What is said of a project in words. The name of a file says nothing of it: a file has a flag.
///
/// # Errors
/// There is a file of this name.
pub(super) fn words(words: &[String]) -> Result<String, Invalid> {
    match words {
        [single] if Path::new(single).is_file() => {
            let expected = format!("what is made, in words; a file is named by `--file {single}`");
            Err(Invalid::new("TEXT", single, &expected))
        }
        words => Ok(words.join(" ")),
    }
}

/// What a flag for the language of the output accepts.
pub(super) fn language() -> impl TypedValueParser<Value = Language> {
    chosen([("zh", Language::Zh), ("en", Language::En)])
}

/// What a flag for a classification accepts.
pub(super) fn system() -> impl TypedValueParser<Value = ClassificationSystem> {
    chosen(ClassificationSystem::ALL.map(|system| (system.as_str(), system)))
}

/// What a flag for the level of ranked regions accepts.
pub(super) fn level() -> impl TypedValueParser<Value = Level> {
    chosen([Level::Park, Level::County, Level::Prefecture, Level::Province].map(named_level))
}

/// What a flag for the levels of searched regions accepts.
pub(super) fn any_level() -> impl TypedValueParser<Value = Level> {
    chosen(Level::ALL.map(named_level))
}

/// What a flag for a requirement accepts.
pub(super) fn requirement() -> impl TypedValueParser<Value = Requirement> {
    chosen([
        ("port", Requirement::Port),
        ("chemical_park", Requirement::ChemicalPark),
        ("national_level", Requirement::NationalLevel),
        ("rail", Requirement::Rail),
    ])
}

/// What a flag for an enclave mode accepts.
pub(super) fn mode() -> impl TypedValueParser<Value = EnclaveMode> {
    chosen([
        ("single", EnclaveMode::Single),
        ("collaborative", EnclaveMode::Collaborative),
        ("incubator_mediated", EnclaveMode::IncubatorMediated),
        ("offshore", EnclaveMode::Offshore),
        ("two_way", EnclaveMode::TwoWay),
        ("none", EnclaveMode::None),
    ])
}

/// What a flag for a criterion accepts.
pub(super) fn criterion() -> impl TypedValueParser<Value = CriterionId> {
    chosen(CriterionId::ALL.map(|criterion| (criterion.as_str(), criterion)))
}

/// What a flag for a weight preset accepts.
pub(super) fn preset() -> impl TypedValueParser<Value = PresetId> {
    chosen(PresetId::ALL.map(|preset| (preset.as_str(), preset)))
}

/// What a flag for a role accepts.
pub(super) fn role() -> impl TypedValueParser<Value = Role> {
    chosen(Role::ALL.map(|role| (role.as_str(), role)))
}

/// What a flag for the scale of criteria accepts.
pub(super) fn normalisation() -> impl TypedValueParser<Value = Normalisation> {
    chosen(Normalisation::ALL.map(|way| (way.as_str(), way)))
}

/// What a flag for the source of weights accepts.
pub(super) fn weighting() -> impl TypedValueParser<Value = Weighting> {
    let all = [Weighting::Given, Weighting::Equal, Weighting::Entropy, Weighting::Critic];
    chosen(all.map(|weighting| (weighting.as_str(), weighting)))
}

/// What a flag for the table of random indices accepts.
pub(super) fn random_index() -> impl TypedValueParser<Value = RandomIndex> {
    chosen([RandomIndex::Saaty, RandomIndex::AguaronMoreno].map(|table| (table.as_str(), table)))
}

fn named_level(level: Level) -> (&'static str, Level) {
    (level.as_str(), level)
}

/// A parser of one of `choices`, which help and completion list.
fn chosen<T: Copy + Send + Sync + 'static, const N: usize>(
    choices: [(&'static str, T); N],
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(choices.map(|(name, _)| name)).map(move |text| {
        let found = choices.iter().find(|(name, _)| *name == text);
        found.expect("clap lets only the listed names pass").1
    })
}

/// Reads a region's identifier.
pub(super) fn region(text: &str) -> Result<RegionId, Invalid> {
    RegionId::parse(text).map_err(|mut invalid| {
        invalid.expected.push_str(" (find one with `hinterland search`)");
        invalid
    })
}

/// Reads a project's identifier.
pub(super) fn project(text: &str) -> Result<ProjectId, Invalid> {
    ProjectId::parse(text)
}

/// Reads `2760` or `gbt4754:2760`, `isic4:2100`, `naics2017:325414`, `nace2:2120`.
pub(super) fn industry(text: &str) -> Result<IndustryCode, Invalid> {
    let expected = "a GB/T 4754 code such as `2760`, or a code behind its classification such as \
                    `isic4:2100`, `naics2017:325414`, `nace2:2120` or `uksic2007:21200`";
    let refuse = || Invalid::new("", text, expected);
    let (system, code) = text.split_once(':').unwrap_or(("gbt4754", text));
    let mut systems = ClassificationSystem::ALL.into_iter();
    let system = systems.find(|known| known.as_str() == system).ok_or_else(refuse)?;
    let industry = IndustryCode { system, code: code.to_owned() };
    if industry.validate().is_empty() { Ok(industry) } else { Err(refuse()) }
}

/// Reads `access=30`.
pub(super) fn weight(text: &str) -> Result<(CriterionId, f64), Invalid> {
    let names = CriterionId::ALL.map(CriterionId::as_str);
    let refuse = |expected: &str| Err(Invalid::new("", text, expected));
    let Some((name, number)) = text.split_once('=') else {
        return refuse("a criterion and a number such as `access=30`");
    };
    let Some(criterion) = CriterionId::ALL.into_iter().find(|known| known.as_str() == name) else {
        let nearest = nearest(name, &names).map(|name| format!("; did you mean `{name}`?"));
        let choices = names.join(", ");
        return refuse(&format!("one of {choices} and a number{}", nearest.unwrap_or_default()));
    };
    match number.parse::<f64>() {
        Ok(weight) if (0.0..=WEIGHT_MAX).contains(&weight) => Ok((criterion, weight)),
        _ => refuse(&format!("a criterion and a number between 0 and {WEIGHT_MAX}")),
    }
}

/// Reads the number that somebody gives a criterion, a ranking's or one of their own.
pub(super) fn rating(text: &str) -> Result<(String, f64), Invalid> {
    let read = text.rsplit_once('=').and_then(|(name, number)| {
        let number = number.parse().ok().filter(|number: &f64| number.is_finite())?;
        (!name.trim().is_empty()).then(|| (name.trim().to_owned(), number))
    });
    read.ok_or_else(|| Invalid::new("", text, "a criterion and a number such as `access=30`"))
}

/// Reads `CN-330800=3`: how many projects a region takes.
pub(super) fn capacity(text: &str) -> Result<(RegionId, usize), Invalid> {
    let read = text.split_once('=').and_then(|(id, number)| {
        let number = number.parse().ok().filter(|number| *number <= RERANK_PROJECTS_MAX)?;
        Some((RegionId::parse(id).ok()?, number))
    });
    let expected = "a region and a number such as `CN-330800=3`";
    read.ok_or_else(|| Invalid::new("", text, expected))
}

/// Reads a number of results.
pub(super) fn limit(text: &str) -> Result<usize, Invalid> {
    let number = text.parse().ok().filter(|number| (1..=LIMIT_MAX).contains(number));
    number.ok_or_else(|| Invalid::new("", text, &format!("between 1 and {LIMIT_MAX}")))
}

/// Reads a number of threads for jobs; none is a number.
pub(super) fn job_threads(text: &str) -> Result<usize, Invalid> {
    let number = text.parse().ok().filter(|number| *number <= THREADS_MAX);
    number.ok_or_else(|| Invalid::new("", text, &format!("between 0 and {THREADS_MAX}")))
}

/// Reads a number of threads of a worker.
pub(super) fn worker_threads(text: &str) -> Result<usize, Invalid> {
    let number = text.parse().ok().filter(|number| (1..=THREADS_MAX).contains(number));
    number.ok_or_else(|| Invalid::new("", text, &format!("between 1 and {THREADS_MAX}")))
}

/// Reads a share from 0 to 1.
pub(super) fn share(text: &str) -> Result<f64, Invalid> {
    let share = text.parse().ok().filter(|share: &f64| (0.0..=1.0).contains(share));
    share.ok_or_else(|| Invalid::new("", text, "a number between 0 and 1"))
}

/// Reads a number of kilometres.
pub(super) fn kilometres(text: &str) -> Result<f64, Invalid> {
    let number = text.strip_suffix("km").unwrap_or(text).trim_end();
    let distance = number.parse().ok().filter(|number: &f64| number.is_finite() && 0.0 < *number);
    distance.ok_or_else(|| Invalid::new("", text, "a number of kilometres above 0"))
}

/// Reads how long to wait, in seconds.
pub(super) fn timeout_seconds(text: &str) -> Result<f64, Invalid> {
    let seconds = text.parse().ok().filter(|seconds: &f64| (0.1..=86_400.0).contains(seconds));
    seconds.ok_or_else(|| Invalid::new("", text, "a number of seconds between 0.1 and 86400"))
}

/// Reads a rate in per cent as a share.
pub(super) fn percent(text: &str) -> Result<f64, Invalid> {
    let number = text.strip_suffix('%').unwrap_or(text).trim_end();
    let percent = number.parse().ok().filter(|number: &f64| (0.0..=100.0).contains(number));
    let expected = "a number of per cent between 0 and 100, such as `8`";
    percent.map(|percent| percent / 100.0).ok_or_else(|| Invalid::new("", text, expected))
}

/// Reads a day.
pub(super) fn day(text: &str) -> Result<Date, Invalid> {
    text.parse().map_err(|_| Invalid::new("", text, "a day such as `2021-05-13`"))
}

/// Checks a log filter.
pub(super) fn log_filter(text: &str) -> Result<String, Invalid> {
    let expected = "error, warn, info, debug, trace or directives such as `hinterland=debug,warn`";
    let read = EnvFilter::try_new(text);
    read.map(|_| text.to_owned()).map_err(|_| Invalid::new("", text, expected))
}

/// The known word that is most like `word`, if one is.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    const LIKENESS_MIN: f64 = 0.75;
    let scored = known.iter().map(|name| (strsim::jaro_winkler(word, name), *name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (LIKENESS_MIN <= best.0).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_a_criterion_and_a_number() {
        assert_eq!(weight("access=30").unwrap(), (CriterionId::Access, 30.0));
        assert_eq!(weight("land_cost=0").unwrap(), (CriterionId::LandCost, 0.0));
        for text in ["access", "access=", "access=-1", "access=NaN", "access=1e7"] {
            assert!(weight(text).is_err(), "{text}");
        }
        let unknown = weight("acces=30").unwrap_err().to_string();
        assert!(unknown.contains("did you mean `access`?"), "{unknown}");
        assert!(unknown.contains("institutional_link"), "{unknown}");
    }

    #[test]
    fn an_industry_is_chinese_unless_it_names_its_classification() {
        assert_eq!(industry("2760").unwrap(), IndustryCode::gbt("2760"));
        assert_eq!(industry("C").unwrap(), IndustryCode::gbt("C"));
        assert_eq!(industry("isic4:2100").unwrap().system, ClassificationSystem::Isic4);
        for text in ["pharma", "sic:2834", "27.60", ""] {
            assert!(industry(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_stay_within_their_limits() {
        assert_eq!(limit("100").unwrap(), 100);
        assert_eq!(limit("101").unwrap_err().to_string(), "must be between 1 and 100, got `101`");
        assert!(limit("0").is_err() && limit("-1").is_err() && limit("ten").is_err());
        assert_eq!(kilometres("80 km"), Ok(80.0));
        assert!(kilometres("inf").is_err() && kilometres("0").is_err());
        assert!(day("2021-05-13").is_ok() && day("2021-13-05").is_err() && day("today").is_err());
    }

    #[test]
    fn a_region_names_the_way_to_find_one() {
        let refused = region("上海").unwrap_err().to_string();
        assert!(refused.contains("`CN-330800`") && refused.contains("hinterland search"));
    }
}
