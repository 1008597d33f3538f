use jiff::civil::Date;

use super::{
    context::Context,
    found::{Evidence, Found},
};
use crate::domain::{criterion::CriterionId, matching::Age, parameters::HalfLives};

/// Days of a mean year of the Gregorian calendar.
const DAYS_PER_YEAR: f64 = 365.242_5;

/// What a criterion found, trusted less for its age: times 2^(−age / half-life) of its kind. A
/// figure without a date keeps its trust, and is named as undated.
///
/// Source: half-lives and kinds in `half_life_years` of `index/parameters.toml`.
pub fn aged<'a>(context: &Context<'a>, criterion: CriterionId, found: Found<'a>) -> Found<'a> {
    match age(context, criterion, &found) {
        Age::Years { trust, .. } => Found { trust: found.trust * trust, ..found },
        Age::Undated | Age::Ageless => found,
    }
}

/// How old what a criterion found is on the day of the question, counted from the last day on which
/// it held.
pub fn age(context: &Context<'_>, criterion: CriterionId, found: &Found<'_>) -> Age {
    let half_lives = &context.parameters.half_life_years;
    let Some(half_life) = half_life(criterion, &found.evidence, half_lives) else {
        return Age::Ageless;
    };
    let Some(held) = held_until(context, &found.evidence) else { return Age::Undated };
    // Hours of civil days, of which each has 24.
    let days = (held.duration_until(context.as_of).as_hours() / 24).max(0);
    #[expect(clippy::cast_precision_loss, reason = "days of ten thousand years")]
    let years = days as f64 / DAYS_PER_YEAR;
    Age::Years { years, trust: (-years / half_life).exp2() }
}

/// The half-life of a kind of figure in years; `None` for what does not age: what is computed from
/// positions, and a rule in force.
fn half_life(
    criterion: CriterionId,
    evidence: &Evidence<'_>,
    half_lives: &HalfLives,
) -> Option<f64> {
    match evidence {
        Evidence::Leading(..)
        | Evidence::Declarations(..)
        | Evidence::Panel(_)
        | Evidence::Partners(..) => Some(half_lives.declared_industries),
        Evidence::Employment { .. } | Evidence::EmploymentPanel { .. } => {
            Some(half_lives.employment)
        }
        Evidence::ApprovedArea(_) => Some(half_lives.approved_area),
        Evidence::Rail(..) => Some(half_lives.rail_timetable),
        Evidence::Link(..) => Some(half_lives.institutional_link),
        Evidence::FloorPrice(_) | Evidence::Road(_) => None,
        Evidence::Published(_) | Evidence::Mean(..) => match criterion {
            CriterionId::LandAvailability => Some(half_lives.available_area),
            CriterionId::LabourCost => Some(half_lives.wage),
            _ => Some(half_lives.land_price),
        },
    }
}

/// The last day on which the evidence is known to have held.
fn held_until(context: &Context<'_>, evidence: &Evidence<'_>) -> Option<Date> {
    let period = match evidence {
        Evidence::Leading(leading, _) | Evidence::Declarations(leading, ..) => {
            leading.period.as_ref()
        }
        Evidence::Panel(_) | Evidence::Partners(..) => context.atlas.density_period(),
        Evidence::Rail(travel, _) => travel.period.as_ref(),
        // A link that began long ago is not old: what counts is when it was last told of.
        Evidence::Link(link, _) => link.as_of.as_ref(),
        Evidence::Employment { figure: provenance, .. }
        | Evidence::EmploymentPanel { figure: provenance, .. }
        | Evidence::ApprovedArea(provenance)
        | Evidence::FloorPrice(provenance)
        | Evidence::Published(provenance)
        | Evidence::Mean(provenance, _) => return provenance.held_until(),
        Evidence::Road(_) => None,
    };
    period.map(crate::domain::figure::Period::end)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use approx::assert_abs_diff_eq;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::{
        domain::{
            figure::{Figure, Period},
            unit::WageUnit,
        },
        scoring::{atlas::Atlas, found::Provenance, tests::parameters},
    };

    fn wage(period: Option<&str>, observed_at: Option<Date>) -> Figure<WageUnit> {
        let mut figure = Figure::stated(Decimal::from(80_000), WageUnit::YuanPerYear);
        figure.period = period.map(|text| Period::parse(text).unwrap());
        figure.observed_at = observed_at;
        figure
    }

    /// The age of a wage (half-life 8 years in these tests) on a day.
    fn age_on(as_of: Date, figure: &Figure<WageUnit>, criterion: CriterionId) -> (Age, f64) {
        let atlas = Atlas::new(Vec::new());
        let parameters = parameters();
        let context = Context {
            atlas: &atlas,
            parameters: &parameters,
            coverings: Vec::new(),
            industries: Vec::new(),
            partners: None,
            host: None,
            as_of,
            excluded_links: BTreeSet::new(),
            link_records: None,
        };
        let found = Found {
            value: 80_000.0,
            trust: 0.5,
            from: 0,
            evidence: Evidence::Published(Provenance::of(figure)),
        };
        (age(&context, criterion, &found), aged(&context, criterion, found).trust)
    }

    #[test]
    fn trust_halves_with_each_half_life() {
        let cases = [
            (Some("2017"), None, date(2025, 12, 31), Some(8.0), "one half-life after its last day"),
            (Some("2017"), None, date(2033, 12, 31), Some(16.0), "two"),
            (Some("2025"), None, date(2025, 6, 1), Some(0.0), "its period is not over"),
            (None, Some(date(2021, 12, 31)), date(2025, 12, 31), Some(4.0), "by the day observed"),
            (Some("2017"), Some(date(2024, 1, 1)), date(2025, 12, 31), Some(8.0), "period first"),
            (None, None, date(2025, 12, 31), None, "no date: not decayed, but named"),
        ];
        for (period, observed_at, as_of, expected, reason) in cases {
            let found = age_on(as_of, &wage(period, observed_at), CriterionId::LabourCost);
            match (expected, found) {
                (Some(expected), (Age::Years { years, trust }, left)) => {
                    assert_abs_diff_eq!(years, expected, epsilon = 0.01);
                    assert_abs_diff_eq!(trust, (-expected / 8.0).exp2(), epsilon = 0.001);
                    assert_abs_diff_eq!(left, 0.5 * trust, epsilon = 1e-12);
                }
                (None, (Age::Undated, left)) => assert_abs_diff_eq!(left, 0.5),
                (expected, found) => panic!("{reason}: {expected:?}, {found:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn a_day_later_nothing_is_trusted_more(year in 1990i16..2026, days in 0i32..20_000) {
            let figure = wage(Some(&year.to_string()), None);
            let day = date(2000, 1, 1).saturating_add(jiff::Span::new().days(days));
            let on = |day| age_on(day, &figure, CriterionId::LabourCost).1;
            let next = day.saturating_add(jiff::Span::new().days(1));
            prop_assert!(on(next) <= on(day) && 0.0 < on(next));
        }
    }
}
