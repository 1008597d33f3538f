use super::{Basis, IndustriesCompared, SharedIndustry};
use crate::{
    domain::{
        code::IndustryCode,
        criterion::{Criterion, CriterionId, Utility},
        likeness::{Aspect, Likeness},
        parameters::RegionAspects,
        region::Level,
    },
    industry::profile::IndustryProfile,
    scoring::{
        atlas::Atlas, context::Context, found::Found, labour_cost, land_availability, land_cost,
    },
};

/// How regions of a level are compared.
pub struct RegionMethod<'a> {
    /// The criteria, on whose scales figures are compared.
    pub criteria: &'a [Criterion],
    /// The level whose scales apply.
    pub level: Level,
    /// The weights of the aspects.
    pub weights: RegionAspects,
}

/// The places that are most like one.
pub struct SimilarPlaces<'a> {
    /// The most alike first.
    pub places: Vec<SimilarPlace<'a>>,
    /// How many were compared, shown or not.
    pub compared: usize,
    /// How many could not be compared, since their industries are not known in the same way.
    pub incomparable: usize,
}

/// A place that is compared with another.
pub struct SimilarPlace<'a> {
    /// The place.
    pub place: usize,
    /// How alike it is.
    pub likeness: Likeness,
    /// In which industries.
    pub industries: IndustriesCompared,
    /// In which figures.
    pub figures: [FigurePair<'a>; 3],
}

/// A figure of two places.
pub struct FigurePair<'a> {
    /// Which.
    pub aspect: Aspect,
    /// The criterion whose unit and scale it has.
    pub criterion: CriterionId,
    /// Of the one; `None` if unknown.
    pub here: Option<Found<'a>>,
    /// Of the other; `None` if unknown.
    pub there: Option<Found<'a>>,
    /// 1 less their distance on the scale, at least 0; `None` if one is unknown, or stands in for
    /// another figure where the other does not.
    pub similarity: Option<Utility>,
}

/// Compares a place with others, by [`Likeness`] over industries, land, land price and wage.
///
/// Industries: where both report people employed by industry in one classification, the shared part
/// of their shares, Σ min(s, s′); else the cosine of what they declare as leading industries
/// ([`IndustryProfile`]), a label counting by its position and shared equally among its codes. A
/// place that is no park and declares nothing has what its parks declare, in equal parts. A place
/// whose industries are not known in the same way is not compared.
///
/// Figures: 1 less their distance on the frozen scale of the level, at least 0, so that no other
/// place moves them ([`crate::domain::criterion::Scale::distance`]). The order is by total, then lower bound, then identifier.
///
/// Source: J. M. Finger and M. E. Kreinin, A measure of "export similarity" and its possible uses,
/// The Economic Journal 89 (1979), pages 905–912, for shares; J. C. Gower 1971 for the rest, with
/// the frozen scale in the place of the range of the sample.
pub fn similar_places<'a>(
    context: &Context<'a>,
    method: &RegionMethod<'_>,
    place: usize,
    others: &[usize],
    limit: usize,
) -> SimilarPlaces<'a> {
    let own = declared(context, place);
    let mut found: Vec<(usize, Likeness)> = Vec::new();
    let mut incomparable = 0;
    for &other in others {
        let likeness = industry_similarity(context, [place, other], &own).and_then(|similarity| {
            let figures = figures(context, method, [place, other]);
            likeness(method.weights, similarity, &figures)
        });
        match likeness {
            Some(likeness) => found.push((other, likeness)),
            None => incomparable += 1,
        }
    }
    let compared = found.len();
    let order = |likeness: &Likeness| (likeness.total(), likeness.bounds().0);
    found.sort_by(|(one, likeness), (other, other_likeness)| {
        order(other_likeness).cmp(&order(likeness)).then(one.cmp(other))
    });
    let places = found.into_iter().take(limit).filter_map(|(other, likeness)| {
        let industries = industries(context, [place, other], &own)?;
        let figures = figures(context, method, [place, other]);
        Some(SimilarPlace { place: other, likeness, industries, figures })
    });
    SimilarPlaces { places: places.collect(), compared, incomparable }
}

fn likeness(
    weights: RegionAspects,
    industry: f64,
    figures: &[FigurePair<'_>; 3],
) -> Option<Likeness> {
    let [land, land_price, wage] = figures.each_ref().map(|pair| pair.similarity);
    Likeness::new([
        (Aspect::Industry, weights.industry, Utility::new(industry)),
        (Aspect::Land, weights.land, land),
        (Aspect::LandPrice, weights.land_price, land_price),
        (Aspect::Wage, weights.wage, wage),
    ])
}

fn figures<'a>(
    context: &Context<'a>,
    method: &RegionMethod<'_>,
    places: [usize; 2],
) -> [FigurePair<'a>; 3] {
    let pair = |aspect, criterion, find: fn(&Context<'a>, usize) -> Option<Found<'a>>| {
        let [here, there] = places.map(|place| find(context, place));
        let similarity = method
            .criteria
            .iter()
            .find(|known| known.id == criterion)
            .and_then(|known| known.scales.get(&method.level))
            .zip(here.zip(there))
            .filter(|(_, (here, there))| here.is_stand_in() == there.is_stand_in())
            .and_then(|(scale, (here, there))| {
                Utility::new((1.0 - scale.distance(here.value, there.value)).max(0.0))
            });
        FigurePair { aspect, criterion, here, there, similarity }
    };
    [
        pair(Aspect::Land, CriterionId::LandAvailability, land_availability::find),
        pair(Aspect::LandPrice, CriterionId::LandCost, land_cost::find),
        pair(Aspect::Wage, CriterionId::LabourCost, labour_cost::find),
    ]
}

/// How alike the industries of two places are; `own` is what the first declares.
fn industry_similarity(
    context: &Context<'_>,
    places: [usize; 2],
    own: &IndustryProfile,
) -> Option<f64> {
    if let Some(shares) = measured(context, places) {
        return Some(
            shares.iter().map(|(_, [here, there])| here.min(*there)).sum::<f64>().min(1.0),
        );
    }
    own.cosine(&declared(context, places[1]))
}

fn industries(
    context: &Context<'_>,
    places: [usize; 2],
    own: &IndustryProfile,
) -> Option<IndustriesCompared> {
    match measured(context, places) {
        Some(shares) => Some(compare_shares(&shares)),
        None => own.in_common(&declared(context, places[1])).map(IndustriesCompared::from),
    }
}

/// The shares of industries, where both places report alike and by the day.
fn measured<'a>(
    context: &Context<'a>,
    places: [usize; 2],
) -> Option<Vec<(&'a IndustryCode, [f64; 2])>> {
    let atlas: &'a Atlas = context.atlas;
    let is_known = |place: usize| {
        let mut figures =
            atlas.profile(place).presence.iter().filter_map(|p| p.employment.as_ref());
        figures.next().is_some_and(|figure| figure.known_on(context.as_of))
    };
    let [here, there] = places;
    if is_known(here) && is_known(there) { atlas.shares(here, there) } else { None }
}

fn compare_shares(shares: &[(&IndustryCode, [f64; 2])]) -> IndustriesCompared {
    let mut compared = IndustriesCompared {
        basis: Basis::Measured,
        similarity: 0.0,
        shared: Vec::new(),
        only: Vec::new(),
        only_other: Vec::new(),
    };
    for (code, [here, there]) in shares {
        let part = here.min(*there);
        if 0.0 < part {
            compared.similarity += part;
            compared.shared.push(SharedIndustry {
                industry: (*code).clone(),
                narrowest: (*code).clone(),
                share: *here,
                other_share: *there,
                part,
            });
        } else if 0.0 < *here {
            compared.only.push(((*code).clone(), *here));
        } else {
            compared.only_other.push(((*code).clone(), *there));
        }
    }
    compared.similarity = compared.similarity.min(1.0);
    compared.shared.sort_by(|one, other| other.part.total_cmp(&one.part));
    for alone in [&mut compared.only, &mut compared.only_other] {
        alone.sort_by(|one, other| other.1.total_cmp(&one.1));
    }
    compared
}

/// What a place declares as leading industries by the day; empty if nothing.
fn declared(context: &Context<'_>, place: usize) -> IndustryProfile {
    let own = declared_by(context, place);
    if !own.is_empty() || context.atlas.is_park(place) {
        return own;
    }
    let mut joined = IndustryProfile::default();
    for park in context.atlas.parks(place) {
        let park = declared_by(context, park);
        if !park.is_empty() {
            joined.add_profile(&park);
        }
    }
    joined
}

fn declared_by(context: &Context<'_>, place: usize) -> IndustryProfile {
    let mut profile = IndustryProfile::default();
    let leading = context.atlas.profile(place).leading_industries.as_ref();
    let is_known = |period: Option<&crate::domain::figure::Period>| {
        period.is_none_or(|period| period.start() <= context.as_of)
    };
    let Some(leading) = leading.filter(|leading| is_known(leading.period.as_ref())) else {
        return profile;
    };
    let factors = &context.parameters.declaration.position_factors;
    for (position, item) in leading.items.iter().enumerate() {
        let factor = factors.get(position).or(factors.last()).copied().unwrap_or(1.0);
        #[expect(clippy::cast_precision_loss, reason = "a handful of codes")]
        let codes = item.codes.len().max(1) as f64;
        for code in &item.codes {
            for (gbt, share) in context.atlas.crosswalk().in_gbt(code) {
                profile.add(gbt, factor * share / codes);
            }
        }
    }
    profile
}
