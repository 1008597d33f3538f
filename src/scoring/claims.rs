use crate::domain::{
    figure::Figure,
    parameters::Parameters,
    project::ProjectProfile,
    unit::{AreaUnit, Unit},
};

/// What the project claims of itself, in the units of admission thresholds; `None` where it says
/// too little.
pub(super) struct Claims {
    /// Fixed investment per area of land, CNY per mu.
    pub(super) capex_per_mu: Option<f64>,
    /// Output per year and area of land, CNY per mu.
    pub(super) output_per_mu: Option<f64>,
    /// Tax per year and area of land, CNY per mu.
    pub(super) tax_per_mu: Option<f64>,
    /// Spending on research over output, 0 to 1 or more.
    pub(super) rd_share: Option<f64>,
    /// Tonnes of coal equivalent per 10,000 CNY of output.
    pub(super) energy_per_output: Option<f64>,
    /// Tonnes of coal equivalent per 10,000 CNY of value added.
    pub(super) energy_per_value_added: Option<f64>,
    /// Kilograms of chemical oxygen demand per 10,000 CNY of output.
    pub(super) cod_per_output: Option<f64>,
    /// Floor area over land.
    pub(super) floor_area_ratio: Option<f64>,
    /// People to employ: the sum of the staff by skill where it is given, else the headcount.
    pub(super) jobs: Option<f64>,
}

impl Claims {
    /// What `project` says, each figure divided as the standard has it.
    pub(super) fn new(parameters: &Parameters, project: &ProjectProfile) -> Claims {
        const TEN_THOUSAND: f64 = 10_000.0;
        const KG_PER_TONNE: f64 = 1_000.0;
        let (needs, money) = (&project.needs, &project.money);
        let land = measure(needs.land.as_ref());
        let mu = land.map(AreaUnit::mu_of_hectares);
        let output = measure(money.output_per_year.as_ref());
        let value_added = measure(money.value_added_per_year.as_ref());
        let per_ten_thousand =
            |amount: Option<f64>, base: Option<f64>| Some(per(amount, base)? * TEN_THOUSAND);
        let kg_per_kwh = parameters.gate.coal_equivalent_kg_per_kwh;
        let energy = measure(needs.energy_per_year.as_ref());
        let coal_tonnes = energy.map(|kwh| kwh * kg_per_kwh / KG_PER_TONNE);
        Claims {
            capex_per_mu: per(measure(money.capex.as_ref()), mu),
            output_per_mu: per(output, mu),
            tax_per_mu: per(measure(money.tax_per_year.as_ref()), mu),
            rd_share: per(measure(money.research_per_year.as_ref()), output),
            energy_per_output: per_ten_thousand(coal_tonnes, output),
            energy_per_value_added: per_ten_thousand(coal_tonnes, value_added),
            cod_per_output: per_ten_thousand(measure(needs.cod.as_ref()), output),
            floor_area_ratio: per(measure(needs.floor_area.as_ref()), land),
            jobs: jobs(project),
        }
    }
}

fn measure<U: Unit>(figure: Option<&Figure<U>>) -> Option<f64> {
    figure.and_then(Figure::measure)
}

fn per(amount: Option<f64>, base: Option<f64>) -> Option<f64> {
    Some(amount? / base.filter(|base| 0.0 < *base)?)
}

/// People by skill where they are given, else the headcount; `None` if unknown.
pub(super) fn jobs(project: &ProjectProfile) -> Option<f64> {
    if project.staff.is_empty() {
        return measure(project.needs.headcount.as_ref());
    }
    project.staff.iter().map(|staff| staff.people.measure()).sum()
}
