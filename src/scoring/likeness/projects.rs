use super::IndustriesCompared;
use crate::{
    domain::{
        criterion::Utility,
        figure::Figure,
        id::ProjectId,
        likeness::{Aspect, Likeness},
        parameters::SimilarityParameters,
        project::ProjectProfile,
        unit::Unit,
    },
    industry::profile::IndustryProfile,
    scoring::claims,
};

/// A project with its production industries in codes of GB/T 4754, whose shares sum to one.
#[derive(Debug, Clone)]
pub struct ProjectSide<'a> {
    /// The project.
    pub project: &'a ProjectProfile,
    /// Its industries; empty if they are not known.
    pub industries: &'a [(String, f64)],
}

/// A project that is compared with another.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarProject {
    /// Which.
    pub id: ProjectId,
    /// How alike it is.
    pub likeness: Likeness,
    /// In which industries.
    pub industries: IndustriesCompared,
    /// Its figures beside those of the one, in canonical units (hectare, MW, CNY, person); `None`
    /// where unknown.
    pub figures: [(Aspect, [Option<f64>; 2]); 4],
}

/// Compares a project with others by [`Likeness`] over industries, land, power, investment and
/// headcount, the most alike first; and how many could not be compared, since the industries of one
/// are not known.
///
/// Industries by the cosine of [`IndustryProfile`]; figures by 1 − |ln(x / x′)| / ln f, at least 0,
/// f the factor from which they have nothing in common. The order is by total, then lower bound,
/// then identifier.
///
/// Source: `similarity` in `index/parameters.toml`.
pub fn similar_projects(
    parameters: &SimilarityParameters,
    one: &ProjectSide<'_>,
    others: &[ProjectSide<'_>],
) -> (Vec<SimilarProject>, usize) {
    let own = profile(one.industries);
    let compared = others.iter().filter_map(|other| compare(parameters, (one, &own), other));
    let mut similar: Vec<SimilarProject> = compared.collect();
    let order = |similar: &SimilarProject| (similar.likeness.total(), similar.likeness.bounds().0);
    similar.sort_by(|one, other| order(other).cmp(&order(one)).then_with(|| one.id.cmp(&other.id)));
    let incomparable = others.len() - similar.len();
    (similar, incomparable)
}

fn compare(
    parameters: &SimilarityParameters,
    (one, own): (&ProjectSide<'_>, &IndustryProfile),
    other: &ProjectSide<'_>,
) -> Option<SimilarProject> {
    let industries = own.in_common(&profile(other.industries))?;
    let projects = [one.project, other.project];
    let figures = [
        (Aspect::Land, projects.map(|project| measure(project.needs.land.as_ref()))),
        (Aspect::Power, projects.map(|project| measure(project.needs.power.as_ref()))),
        (Aspect::Capex, projects.map(|project| measure(project.money.capex.as_ref()))),
        (Aspect::Headcount, projects.map(claims::jobs)),
    ];
    let [land, power, capex, heads] =
        figures.map(|(_, pair)| ratio_similarity(pair, parameters.apart_factor));
    let weights = parameters.project;
    let likeness = Likeness::new([
        (Aspect::Industry, weights.industry, Utility::new(industries.cosine)),
        (Aspect::Land, weights.land, land),
        (Aspect::Power, weights.power, power),
        (Aspect::Capex, weights.capex, capex),
        (Aspect::Headcount, weights.headcount, heads),
    ])?;
    let id = other.project.id.clone();
    Some(SimilarProject { id, likeness, industries: IndustriesCompared::from(industries), figures })
}

fn profile(industries: &[(String, f64)]) -> IndustryProfile {
    let mut profile = IndustryProfile::default();
    for (code, share) in industries {
        profile.add(code, *share);
    }
    profile
}

fn measure<U: Unit>(figure: Option<&Figure<U>>) -> Option<f64> {
    figure.and_then(Figure::measure)
}

fn ratio_similarity(pair: [Option<f64>; 2], apart_factor: f64) -> Option<Utility> {
    let [Some(here), Some(there)] = pair else { return None };
    if here <= 0.0 || there <= 0.0 {
        return None;
    }
    Utility::new((1.0 - (here / there).ln().abs() / apart_factor.ln()).max(0.0))
}
