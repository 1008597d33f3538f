use std::sync::Arc;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::{
    App, Error,
    app::Derived,
    code_text::{CodedIndustry, code},
    documents, presets,
    rank_regions::{Subject, Understood, Wishes},
    understand,
};
use crate::{
    domain::{
        audit::AuditAction,
        code::{ClassificationSystem, IndustryCode},
        criterion::Weights,
        figure::Figure,
        id::{ProjectId, RegionId},
        invalid::Invalid,
        limits::TEXT_CHARACTERS_MAX,
        preset::PresetUse,
        project::ProjectProfile,
        text::{Language, Text},
        unit::Unit,
    },
    scoring::{
        atlas::Atlas,
        supply_chain::{NamedPartner, Trade},
    },
};

/// A subject that is at hand.
pub(super) enum Asked {
    /// Plain words of a day.
    Words(String, Date),
    /// A profile.
    Project(Box<ProjectProfile>),
}

/// Fetches a stored project, which is shown by what `action` computes of it from `derived`, or from a
/// later state that contains it. Words are read as of the day `as_of`.
pub(super) async fn fetch(
    app: &App,
    derived: &mut Arc<Derived>,
    subject: Subject,
    as_of: Date,
    action: AuditAction,
) -> Result<Asked, Error> {
    Ok(match subject {
        Subject::Text(text) => Asked::Words(text, as_of),
        Subject::Profile(project) => Asked::Project(project),
        Subject::Stored(id) => {
            Asked::Project(Box::new(documents::show_project(app, derived, &id, action).await?))
        }
    })
}

/// A question in the terms of the program.
pub(super) struct Resolved {
    pub(super) project: ProjectProfile,
    pub(super) understood: Vec<Understood>,
    pub(super) industries: Vec<CodedIndustry>,
    /// The preset that was asked for; its weights stand in the project.
    pub(super) preset: Option<PresetUse>,
}

/// Most industries that a text is coded to for a ranking: three products of two industries each.
const INDUSTRIES_MAX: usize = 6;
/// Industries less likely than this share of the likeliest are left out.
const CONFIDENCE_SHARE_MIN: f64 = 0.6;

/// Reads the subject, lays the wishes over it, checks every identifier and codes the industries.
///
/// A stored project must have been fetched before. Words of which nothing is understood, neither an
/// industry nor a place nor a need, are refused.
pub(super) fn resolve(
    app: &App,
    derived: &Derived,
    asked: Asked,
    wishes: &Wishes,
) -> Result<Resolved, Error> {
    let (mut project, mut understood, said) = match asked {
        Asked::Words(text, as_of) => {
            check_text(&text)?;
            let read = understand::read_project(&text, &derived.atlas, &derived.gazetteer, as_of);
            (read.project, read.understood, Some((text, read.product_words)))
        }
        Asked::Project(project) => {
            let understood = describe(&project, "profile");
            (*project, understood, None)
        }
    };
    lay_over(&mut project, wishes, &mut understood);
    let preset = weigh(&mut project, wishes);
    check(app, derived, &project)?;
    for line in &mut understood {
        line.name = region_name(&derived.atlas, line);
    }
    let words = said.as_ref().map(|(_, words)| words.as_str());
    let industries = code_industries(app, &project, words);
    if let Some((text, _)) = said {
        check_understood(&text, &industries, &understood)?;
    }
    Ok(Resolved { project, understood, industries, preset })
}

/// Refuses a text of which nothing was understood: what it would be ranked by is not there.
fn check_understood(
    text: &str,
    industries: &[CodedIndustry],
    understood: &[Understood],
) -> Result<(), Error> {
    if industries.is_empty() && understood.iter().all(|line| line.what == "not_understood") {
        let expected = "words that say what is made, and where it is incubated or what it needs, such \
                        as `锂电池,在上海孵化,需要40亩` or `lithium batteries, incubated in Shanghai, \
                        40 mu`; nothing of these was understood";
        return Err(Invalid::new("text", text, expected).into());
    }
    Ok(())
}

/// The name of the region that a line is about.
fn region_name(atlas: &Atlas, line: &Understood) -> Option<Text> {
    if !matches!(line.what, "host_city" | "target_region" | "must_not") {
        return None;
    }
    let place = atlas.find(&RegionId::parse(&line.value).ok()?)?;
    Some(atlas.profile(place).name.clone())
}

/// A project as an earlier answer understood it: its wishes lie over it already, and it may name
/// regions that are not there any more.
pub(super) fn as_understood(app: &App, project: &ProjectProfile) -> Resolved {
    let industries = code_industries(app, project, None);
    Resolved { project: project.clone(), understood: Vec::new(), industries, preset: None }
}

/// Refuses an empty or overlong text; one that only grows long when it is folded (NFKC) too.
pub(super) fn check_text(text: &str) -> Result<(), Error> {
    let is_long = || {
        // A ligature of Arabic folds to eighteen letters: what is read is bounded too.
        TEXT_CHARACTERS_MAX < text.chars().count() || text.nfkc().nth(TEXT_CHARACTERS_MAX).is_some()
    };
    if text.trim().is_empty() || is_long() {
        let expected = format!(
            "a text of 1 to {TEXT_CHARACTERS_MAX} characters that says what is made and where it \
             is incubated"
        );
        return Err(Invalid::new("text", text, &expected).into());
    }
    Ok(())
}

/// Lays the wishes over the project; what they set replaces what was read.
fn lay_over(project: &mut ProjectProfile, wishes: &Wishes, understood: &mut Vec<Understood>) {
    let mut patch = ProjectProfile::new(project.id.clone());
    patch.host_city.clone_from(&wishes.host_city);
    patch.needs.land.clone_from(&wishes.land);
    patch.needs.power.clone_from(&wishes.power);
    patch.money.capex.clone_from(&wishes.capex);
    patch.travel_minutes_max = wishes.travel_minutes_max;
    patch.target_regions.clone_from(&wishes.target_regions);
    patch.must_have.clone_from(&wishes.must_have);
    patch.must_not.clone_from(&wishes.must_not);
    let corrections = describe(&patch, "flag");
    understood.retain(|old| corrections.iter().all(|new| new.what != old.what));
    understood.extend(corrections);
    let replace = |slot: &mut Option<_>, wish: Option<_>| *slot = wish.or(slot.take());
    replace(&mut project.host_city, patch.host_city);
    project.needs.land = patch.needs.land.or(project.needs.land.take());
    project.needs.power = patch.needs.power.or(project.needs.power.take());
    project.money.capex = patch.money.capex.or(project.money.capex.take());
    project.travel_minutes_max = patch.travel_minutes_max.or(project.travel_minutes_max);
    if !patch.target_regions.is_empty() {
        project.target_regions = patch.target_regions;
    }
    if !patch.must_have.is_empty() {
        project.must_have = patch.must_have;
    }
    if !patch.must_not.is_empty() {
        project.must_not = patch.must_not;
    }
    project.accepts.stay = wishes.stay.or(project.accepts.stay);
    if !wishes.industries.is_empty() {
        let industry = |code: &IndustryCode| crate::domain::project::ProductionIndustry {
            system: code.system,
            code: code.code.clone(),
            weight: 1.0,
        };
        project.industries = wishes.industries.iter().map(industry).collect();
    }
}

/// Gives the project the weights that are wished: a preset is a whole set, of which nothing of the
/// project's own is left; single weights go before both.
fn weigh(project: &mut ProjectProfile, wishes: &Wishes) -> Option<PresetUse> {
    let preset = wishes.preset.map(presets::find);
    if let Some(preset) = preset {
        project.weights = preset.iter().collect();
    }
    project.weights.extend(wishes.weights.iter().map(|(criterion, weight)| (*criterion, *weight)));
    let replaced = wishes.weights.keys().copied().collect();
    preset.map(|preset| PresetUse { id: preset.id, replaced })
}

/// What a profile states, line by line.
fn describe(project: &ProjectProfile, from: &str) -> Vec<Understood> {
    let mut lines = Vec::new();
    let mut note = |what, value: String, unit| {
        lines.push(Understood { what, value, unit, name: None, from: from.to_owned() });
    };
    macro_rules! figures {
        ($($what:literal: $figure:expr,)+) => {$(
            if let Some(figure) = &$figure {
                note($what, value_of(figure), Some(figure.unit.symbol()));
            }
        )+};
    }
    figures!(
        "land": project.needs.land,
        "floor_area": project.needs.floor_area,
        "power": project.needs.power,
        "energy_per_year": project.needs.energy_per_year,
        "headcount": project.needs.headcount,
        "capex": project.money.capex,
        "output_per_year": project.money.output_per_year,
        "tax_per_year": project.money.tax_per_year,
        "land_price_max": project.money.land_price_max,
    );
    if let Some(minutes) = project.travel_minutes_max {
        note("travel_minutes_max", minutes.to_string(), Some("minute"));
    }
    if let Some(host) = &project.host_city {
        note("host_city", host.to_string(), None);
    }
    for region in &project.target_regions {
        note("target_region", region.to_string(), None);
    }
    for region in &project.must_not {
        note("must_not", region.to_string(), None);
    }
    for wish in &project.must_have {
        note("must_have", understand::requirement_id(*wish).to_owned(), None);
    }
    lines
}

fn value_of<U: Unit>(figure: &Figure<U>) -> String {
    figure.value.normalize().to_string()
}

/// Refuses wishes that would be refused for every project.
pub(super) async fn check_wishes(app: &App, wishes: &Wishes) -> Result<(), Error> {
    let derived = app.derived().await?;
    let mut project = ProjectProfile::new(ProjectId::parse(understand::QUESTION_ID)?);
    lay_over(&mut project, wishes, &mut Vec::new());
    weigh(&mut project, wishes);
    check(app, &derived, &project)?;
    weights(app, &project).map(drop)
}

/// Refuses values out of range, unknown regions and unknown codes.
fn check(app: &App, derived: &Derived, project: &ProjectProfile) -> Result<(), Error> {
    let mut faults = project.validate();
    faults.extend(documents::unknown_codes(app, project));
    faults.extend(documents::unknown_regions(derived, project));
    documents::refuse(faults)?;
    // What such a region forbids, and what lies in it, cannot be told.
    let mut named = documents::regions_of(project).map(|(_, id)| id);
    let damaged = named.find(|id| derived.atlas.find(id).is_none());
    damaged.map_or(Ok(()), |id| Err(derived.damage.unknown_region(id)))
}

/// The weights of a question: the defaults, with the project's own in their place.
pub(super) fn weights(app: &App, project: &ProjectProfile) -> Result<Weights, Error> {
    let usual = |id| app.definition().criteria.iter().find(|criterion| criterion.id == id);
    let weight = |id| {
        let own = project.weights.get(&id).copied();
        own.or_else(|| Some(usual(id)?.weight)).unwrap_or_default()
    };
    Weights::by_criterion(weight).ok_or_else(|| {
        let expected = "at least one criterion with a weight above 0";
        Invalid::new("weights", "all zero", expected).into()
    })
}

/// The production industries: those that the project names, or else those that its words name.
fn code_industries(
    app: &App,
    project: &ProjectProfile,
    product_words: Option<&str>,
) -> Vec<CodedIndustry> {
    if !project.industries.is_empty() {
        return project
            .industries
            .iter()
            .map(|stated| {
                let industry = stated.industry();
                let entry = app.definition().taxonomy.entry(&industry);
                let title = entry.map(|entry| entry.title.clone()).unwrap_or_default();
                CodedIndustry { industry, title, confidence: 1.0, words: Vec::new() }
            })
            .collect();
    }
    let text = product_words
        .or_else(|| words(&project.description))
        .or_else(|| words(&project.name))
        .unwrap_or_default();
    let coded = code(app, text, INDUSTRIES_MAX);
    let best = coded.first().map_or(0.0, |first| first.confidence);
    coded.into_iter().filter(|c| CONFIDENCE_SHARE_MIN * best <= c.confidence).collect()
}

fn words(text: &Text) -> Option<&str> {
    text.in_language(Language::Zh)
}

/// What the project makes, buys and sells, in codes of GB/T 4754.
pub(super) fn trade(app: &App, project: &ProjectProfile, industries: &[CodedIndustry]) -> Trade {
    let taxonomy = &app.definition().taxonomy;
    let named = |industries: &[IndustryCode]| {
        let partner = |industry: &IndustryCode| NamedPartner {
            name: taxonomy.entry(industry).map(|entry| entry.title.clone()).unwrap_or_default(),
            gbt: taxonomy.gbt_of(industry),
        };
        industries.iter().map(partner).collect()
    };
    Trade {
        production: shares(app, project, industries),
        inputs: named(&project.inputs),
        customers: named(&project.customers),
    }
}

/// The production industries as GB/T 4754 codes with shares that sum to one.
fn shares(app: &App, project: &ProjectProfile, industries: &[CodedIndustry]) -> Vec<(String, f64)> {
    let taxonomy = &app.definition().taxonomy;
    let mut shares: Vec<(String, f64)> = Vec::new();
    for (position, coded) in industries.iter().enumerate() {
        let stated = project.industries.get(position).map_or(coded.confidence, |s| s.weight);
        let codes = taxonomy.convert_weighted(&coded.industry, ClassificationSystem::Gbt4754);
        shares.extend(codes.into_iter().map(|(code, share)| (code, stated * share)));
    }
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    if 0.0 < sum {
        for (_, share) in &mut shares {
            *share /= sum;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::condition::Condition,
        service::{
            OpenOptions, WorldChoice,
            app::{Access, Database},
        },
    };

    #[tokio::test]
    async fn a_project_that_is_newer_than_the_state_brings_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            data_dir: folder.path().to_owned(),
            database: Database::File,
            world: WorldChoice::None,
            access: Access::Write,
        };
        let (app, _) = App::open(options).await.unwrap();
        let before = app.derived().await.unwrap();
        let id = ProjectId::parse("new").unwrap();
        let now = "2026-07-01T08:00:00Z".parse().unwrap();
        let project = ProjectProfile::new(id.clone());
        documents::put_project(&app, project, &Condition::always(), now).await.unwrap();
        let mut derived = before.clone();
        let day = jiff::civil::date(2026, 7, 1);
        let stored = Subject::Stored(id.clone());
        let asked = fetch(&app, &mut derived, stored, day, AuditAction::Match).await.unwrap();
        assert!(matches!(asked, Asked::Project(project) if project.id == id));
        assert!(before.generation < derived.generation && derived.project(&id).is_some());
    }

    #[test]
    fn a_text_is_bounded_as_written_and_as_folded() {
        for (text, is_right) in [
            ("锂".repeat(TEXT_CHARACTERS_MAX), true),
            ("锂".repeat(TEXT_CHARACTERS_MAX + 1), false),
            ("\u{fdfa}".repeat(400), true), // eighteen letters each
            ("\u{fdfa}".repeat(TEXT_CHARACTERS_MAX), false),
            (" ".to_owned(), false),
        ] {
            assert_eq!(check_text(&text).is_ok(), is_right, "{}", text.chars().count());
        }
    }
}
