use super::cost_figures::collect;
use crate::{
    domain::{cost::CostParameters, invalid::Invalid, project::ProjectProfile},
    landing::{
        cost::{AnnualCost, Comparison, Setting, annual_cost, compare},
        finance::FinanceError,
    },
    scoring::context::Context,
};

/// What one project costs per year in any place: what is the same for every candidate is worked out
/// once.
pub struct CostQuestion<'a> {
    context: &'a Context<'a>,
    rates: &'a CostParameters,
    setting: Setting<'a>,
    host: Option<AnnualCost<'a>>,
}

impl<'a> CostQuestion<'a> {
    /// Prepares a question. Without a host city in the context nothing is compared, and what
    /// depends on the way to it is unknown.
    ///
    /// # Errors
    /// A discount rate or a lease of the project that cannot be.
    pub fn new(
        context: &'a Context<'a>,
        project: &'a ProjectProfile,
        rates: &'a CostParameters,
    ) -> Result<CostQuestion<'a>, Invalid> {
        let mut setting = Setting::new(project, rates).map_err(refuse)?;
        let host_figures = context.host.map(|host| collect(context, rates, host));
        if let Some(figures) = &host_figures {
            setting = setting.with_host(figures);
        }
        let host = host_figures.map(|figures| annual_cost(&setting, &figures));
        Ok(CostQuestion { context, rates, setting, host })
    }

    /// What staying in the host city costs per year; `None` without a host city.
    pub fn host(&self) -> Option<&AnnualCost<'a>> {
        self.host.as_ref()
    }

    /// What producing in a place of the atlas costs per year.
    pub fn annual_cost(&self, place: usize) -> AnnualCost<'a> {
        annual_cost(&self.setting, &collect(self.context, self.rates, place))
    }

    /// A place against staying in the host city; `None` without a host city.
    pub fn comparison(&self, candidate: &AnnualCost<'a>) -> Option<Comparison> {
        Some(compare(self.host.as_ref()?, candidate))
    }
}

fn refuse(error: FinanceError) -> Invalid {
    match error {
        FinanceError::RateOutOfRange(rate) => {
            Invalid::new("assumptions.discount_rate", rate, "a share above -1")
        }
        FinanceError::YearsOutOfRange(years) => {
            Invalid::new("assumptions.lease", years, "a number of years above 0")
        }
        FinanceError::TooFewCashFlows { least, got } => {
            Invalid::new("assumptions", got, &format!("at least {least} amounts"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::civil::{Date, date};
    use rust_decimal::Decimal;

    use super::*;
    use crate::{
        definition,
        domain::{
            cost::Ends,
            figure::Figure,
            id::{ProjectId, RegionId},
            project::Premises,
            region::{Level, RegionProfile},
            unit::{AreaUnit, CountUnit, PeopleUnit, PowerUnit, Unit},
        },
        landing::cost::{Basis, CostFigure, CostKind, Line},
        scoring::atlas::Atlas,
        world,
    };

    static ATLAS: LazyLock<Atlas> =
        LazyLock::new(|| Atlas::new(world::built_in(&|_| None).regions));
    const TODAY: Date = date(2025, 12, 1);

    fn context(host: &str) -> Context<'static> {
        Context {
            atlas: &ATLAS,
            parameters: &definition::get().parameters,
            coverings: Vec::new(),
            industries: Vec::new(),
            partners: None,
            host: Some(place(host)),
            as_of: TODAY,
            excluded_links: std::collections::BTreeSet::new(),
            link_records: None,
        }
    }

    fn place(id: &str) -> usize {
        ATLAS.find(&RegionId::parse(id).unwrap()).unwrap()
    }

    fn of<U: Unit>(value: i64, unit: U) -> Figure<U> {
        Figure::stated(Decimal::from(value), unit)
    }

    /// 80 mu, 200 people and a journey a week.
    fn plant() -> ProjectProfile {
        let mut project = ProjectProfile::new(ProjectId::parse("plant").unwrap());
        project.needs.land = Some(of(80, AreaUnit::Mu));
        project.needs.headcount = Some(of(200, PeopleUnit::Person));
        project.trips_per_year = Some(of(52, CountUnit::Count));
        project
    }

    fn figure<'a>(cost: &AnnualCost<'a>, line: Line, kind: CostKind) -> CostFigure<'a> {
        let figures = &cost.line(line).unwrap().figures;
        *figures.iter().find(|figure| figure.kind == kind).unwrap()
    }

    /// A firm of Songjiang that produces in Lu'an is reported to have saved about 30 per cent:
    /// <https://api3.cls.cn/share/article/2214071>. Which costs it counted is not said, so that
    /// the direction is tested, and that the claim lies within the bounds.
    #[test]
    fn producing_in_luan_instead_of_songjiang_saves_about_what_was_claimed() {
        let context = context("CN-310117");
        let project = plant();
        let rates = &definition::get().costs;
        let question = CostQuestion::new(&context, &project, rates).unwrap();
        let cost = question.annual_cost(place("CN-341500"));
        let compared = question.comparison(&cost).unwrap();
        let share = compared.saving_share().unwrap();
        assert!(0.0 < share.low, "{share:?}");
        assert!(share.low < 0.3 && 0.3 < share.high, "{share:?}");
        // The way to the host city is the only line that costs more.
        let dearer = compared.lines.iter().filter(|line| {
            line.saving.is_some_and(|saving| saving.likely < crate::domain::money::Fen::ZERO)
        });
        let dearer: Vec<Line> = dearer.map(|line| line.line).collect();
        assert_eq!(dearer, [Line::Separation]);

        // Wages of Lu'an are of 2020, those of Shanghai of 2023: both count for 2024.
        let wage = figure(&cost, Line::Labour, CostKind::AverageWage);
        assert_eq!(wage.period.unwrap().as_str(), "2020");
        assert!((wage.used.likely / wage.value - 124_110.0 / 97_379.0).abs() < 1e-12);
        let host = figure(question.host().unwrap(), Line::Labour, CostKind::AverageWage);
        assert_eq!((host.basis, host.from.unwrap().as_str()), (Basis::Inherited, "CN-310000"));
        assert!(host.used.low < host.used.likely && host.used.likely < host.used.high);
    }

    #[test]
    fn what_the_project_states_stands_before_the_definition() {
        let context = context("CN-310117");
        let mut project = plant();
        project.premises = Some(Premises::RentWorkshop);
        project.needs.power = Some(of(10, PowerUnit::Megawatt));
        let question = CostQuestion::new(&context, &project, &definition::get().costs).unwrap();
        let cost = question.annual_cost(place("CN-440704"));
        assert_eq!(cost.premises, Premises::RentWorkshop);
        let rent = figure(&cost, Line::Workshop, CostKind::WorkshopRent);
        // Published as 10 to 20 for the district itself: the range is the doubt.
        assert_eq!((rent.used.low, rent.value, rent.used.high), (10.0, 15.0, 20.0));
        assert_eq!(rent.basis, Basis::Published);
        assert!(rent.source.is_some() && rent.period.is_some());
        // Songjiang publishes no rent and no tariff: two lines stay open, within known ends.
        let compared = question.comparison(&cost).unwrap();
        let open: Vec<Line> = compared.not_compared().collect();
        assert_eq!(open, [Line::Workshop, Line::Energy, Line::Freight]);
        let saving = compared.saving().unwrap();
        assert!(saving.low < saving.likely && saving.likely < saving.high);

        project.assumptions.discount_rate =
            Some(Figure::stated(Decimal::NEGATIVE_ONE, crate::domain::unit::ShareUnit::Share));
        let refused = CostQuestion::new(&context, &project, &definition::get().costs);
        let fault = refused.err().unwrap().to_string();
        assert!(fault.contains("`assumptions.discount_rate` must be a share above -1"), "{fault}");
    }

    #[test]
    fn a_floor_price_binds_from_below() {
        let context = context("CN-310117");
        let project = plant();
        let question = CostQuestion::new(&context, &project, &definition::get().costs).unwrap();
        let is_floor_only = |place: &usize| {
            let land = &ATLAS.profile(*place).land;
            land.floor_price.is_some() && land.industrial_price.is_none()
        };
        let county = ATLAS.at_level(Level::County).find(is_floor_only).unwrap();
        let cost = question.annual_cost(county);
        let price = figure(&cost, Line::Land, CostKind::LandPrice);
        assert_eq!(price.basis, Basis::FloorPrice);
        assert_eq!((price.used.low, price.used.likely), (price.value, price.value));
        assert!(price.value * 1.9 < price.used.high);
    }

    /// `reference` in `index/costs.toml` says what the built-in world prints.
    #[test]
    fn the_reference_ranges_are_those_of_the_built_in_world() {
        fn ends<U: Unit>(
            figure: impl Fn(&'static RegionProfile) -> Option<&'static Figure<U>>,
        ) -> Ends {
            let known = ATLAS.profiles().iter().filter_map(figure);
            let ends: Vec<(f64, f64)> = known
                .map(|found| {
                    let low = Figure::stated(found.value, found.unit).measure().unwrap();
                    let high = Figure::stated(found.max.unwrap_or(found.value), found.unit);
                    (low, high.measure().unwrap())
                })
                .collect();
            let low = ends.iter().map(|ends| ends.0).reduce(f64::min).unwrap();
            Ends { low, high: ends.iter().map(|ends| ends.1).reduce(f64::max).unwrap() }
        }
        let reference = &definition::get().costs.reference;
        assert_eq!(reference.land_price, ends(|region| region.land.industrial_price.as_ref()));
        assert_eq!(reference.workshop_rent, ends(|region| region.land.workshop_rent.as_ref()));
        let tariff = ends(|region| region.energy.electricity_price.as_ref());
        assert_eq!(reference.electricity_price, tariff);
    }
}
