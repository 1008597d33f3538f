use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{cost::Estimate, figure::Method, id::RegionId, needs::Premises},
    http::{
        body::TextBody,
        money::{NumberEstimateBody, YuanEstimateBody, YuanRangeBody},
    },
    service::landing::{
        cost_statement::{Basis, CostStatement, FigureStatement, ShareEstimate, StatementLine},
        line_name,
    },
};

/// What production costs per year in the candidate, and against staying in the host city.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostBody {
    /// Whether land is bought or a workshop rented in the candidate.
    pub premises: Premises,
    /// The same in the host city; `null` without one.
    pub host_premises: Option<Premises>,
    /// The lines that are paid in either place.
    pub lines: Vec<CostLineBody>,
    /// The sum of the candidate's known lines, per year; `null` if none is known.
    pub total: Option<YuanEstimateBody>,
    /// The sum of the host city's known lines, per year; `null` if none is known.
    pub host_total: Option<YuanEstimateBody>,
    /// What is saved per year against staying: `likely` is the sum of the lines that are known in
    /// both places; the ends hold what the other lines could add or take. `null` if nothing can be
    /// compared.
    pub saving: Option<YuanEstimateBody>,
    /// The saving over what the compared lines cost in the host city, as shares; `null` if nothing
    /// can be compared.
    pub saving_share: Option<NumberEstimateBody>,
}

/// One line of the cost.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostLineBody {
    /// `land`, `building`, `workshop`, `labour`, `energy`, `freight` or `separation`, the journeys
    /// between research in the host city and production.
    #[schema(example = "labour")]
    pub line: &'static str,
    /// What it is called.
    pub name: TextBody,
    /// Per year in the candidate; `null` if unknown.
    pub candidate: Option<YuanEstimateBody>,
    /// Per year in the host city; `null` if unknown, or without a host city.
    pub host: Option<YuanEstimateBody>,
    /// Host city less candidate, per year; `null` if either is unknown.
    pub saving: Option<YuanEstimateBody>,
    /// What an unknown line could save per year at least and at most, where a reference range says
    /// so.
    pub possible_saving: Option<YuanRangeBody>,
    /// The figures behind the candidate's amount, the project's own first.
    pub figures: Vec<CostFigureBody>,
    /// The kinds of figures that are not known of the candidate. A line that covers a part of what
    /// was asked for has an amount and still names the rest here.
    pub missing: Vec<&'static str>,
    /// The figures behind the host city's amount.
    pub host_figures: Vec<CostFigureBody>,
    /// The kinds of figures that are not known of the host city.
    pub host_missing: Vec<&'static str>,
}

/// A figure behind a line, with all that is needed to check it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostFigureBody {
    /// What it measures: `land`, `land_price`, `operators`, `operator_wage` …
    #[schema(example = "land_price")]
    pub kind: &'static str,
    /// As published or stated, in `unit`; the middle of a published range.
    pub value: f64,
    /// The unit.
    #[schema(example = "CNY/m2")]
    pub unit: &'static str,
    /// As it counts, in `unit`: carried to the year of the question, with its doubt.
    pub used: NumberEstimateBody,
    /// When it held, as published; `null` if unknown.
    pub period: Option<String>,
    /// Title and address of the publication; `null` for the project's own and those of the
    /// definition.
    pub source: Option<String>,
    /// The region that it was published for; `null` for the project's own and those of the
    /// definition.
    pub from: Option<RegionId>,
    /// How it came to stand here: `stated` by the project, a rate of the `definition`, `computed`,
    /// `published` for the place itself, `inherited` from a region above, the `mean` of places
    /// below, or the legal `floor_price` where no market price is published.
    #[schema(example = "inherited")]
    pub basis: &'static str,
    /// Of how many places it is the mean; `null` if it is none.
    pub places: Option<usize>,
    /// How it was observed; `null` if not said.
    pub method: Option<Method>,
}

impl From<&CostStatement> for CostBody {
    fn from(cost: &CostStatement) -> CostBody {
        CostBody {
            premises: cost.premises,
            host_premises: cost.host_premises,
            lines: cost.lines.iter().map(CostLineBody::from).collect(),
            total: cost.total.map(YuanEstimateBody::from),
            host_total: cost.host_total.map(YuanEstimateBody::from),
            saving: cost.saving.map(YuanEstimateBody::from),
            saving_share: cost.saving_share.map(NumberEstimateBody::from),
        }
    }
}

impl From<&StatementLine> for CostLineBody {
    fn from(line: &StatementLine) -> CostLineBody {
        let figures = |figures: &[FigureStatement]| {
            figures.iter().map(CostFigureBody::from).collect::<Vec<_>>()
        };
        let range =
            line.possible.map(|(low, high)| YuanRangeBody { low: low.into(), high: high.into() });
        CostLineBody {
            line: line.line.as_str(),
            name: TextBody::of(|language| line_name(line.line, language)),
            candidate: line.candidate.map(YuanEstimateBody::from),
            host: line.host.map(YuanEstimateBody::from),
            saving: line.saving.map(YuanEstimateBody::from),
            possible_saving: range,
            figures: figures(&line.figures),
            missing: line.missing.iter().map(|kind| kind.as_str()).collect(),
            host_figures: figures(&line.host_figures),
            host_missing: line.host_missing.iter().map(|kind| kind.as_str()).collect(),
        }
    }
}

impl From<&FigureStatement> for CostFigureBody {
    fn from(figure: &FigureStatement) -> CostFigureBody {
        CostFigureBody {
            kind: figure.kind.as_str(),
            value: figure.value,
            unit: figure.kind.unit(),
            used: figure.used.into(),
            period: figure.period.clone(),
            source: figure.source.clone(),
            from: figure.from.clone(),
            basis: figure.basis.as_str(),
            places: match figure.basis {
                Basis::Mean(places) => Some(places),
                _ => None,
            },
            method: figure.method,
        }
    }
}

impl From<Estimate> for NumberEstimateBody {
    fn from(Estimate { low, likely, high }: Estimate) -> NumberEstimateBody {
        NumberEstimateBody { low, likely, high }
    }
}

impl From<ShareEstimate> for NumberEstimateBody {
    fn from(ShareEstimate { low, likely, high }: ShareEstimate) -> NumberEstimateBody {
        NumberEstimateBody { low, likely, high }
    }
}
