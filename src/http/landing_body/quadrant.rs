use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{
        body::TextBody,
        money::{YuanBody, YuanEstimateBody},
    },
    service::landing::{
        modes::{Cell, Figures, Placement, QuadrantAdvice},
        share_words::placement_name,
    },
};

/// Research and production, each in the host city or in the candidate: four placements, what each
/// is worth per year, and what would have to change for another one to be best.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuadrantBody {
    /// The figures behind it.
    pub figures: QuadrantFiguresBody,
    /// Whether the cost of running both apart is travel alone, because the project does not say
    /// what coordination costs: the true cost is higher.
    pub is_travel_alone: bool,
    /// The four placements: `stay`, `split`, `move`, `reversed`; `null` if any figure is unknown.
    #[schema(min_items = 4, max_items = 4)]
    pub cells: Option<Vec<PlacementBody>>,
    /// The best placement by likely value, of equals the one that changes least; `null` without
    /// `cells`.
    #[schema(example = "split")]
    pub best: Option<&'static str>,
    /// What production saves per year: splitting beats staying if running both apart costs less.
    pub break_even_production: Option<YuanEstimateBody>,
    /// What research earns more per year in the host city: splitting beats moving outright if
    /// running both apart costs less.
    pub break_even_innovation: Option<YuanEstimateBody>,
    /// The largest cost per year of running both apart at which splitting is best: the smaller of
    /// both break-evens by likely value; `null` if either is unknown.
    pub break_even_separation: Option<YuanBody>,
    /// The value of splitting less that of staying, per year; needs no innovation return.
    pub split_over_stay: Option<YuanEstimateBody>,
    /// The value of moving outright less that of leaving production behind, per year; needs no
    /// innovation return.
    pub move_over_reversed: Option<YuanEstimateBody>,
}

/// The figures per year behind the placements; what is unknown is `null`.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuadrantFiguresBody {
    /// What research in the host city earns.
    pub innovation_host: Option<YuanEstimateBody>,
    /// What research in the candidate would earn.
    pub innovation_home: Option<YuanEstimateBody>,
    /// What production in the host city costs, over the lines that are known in both places.
    pub production_host: Option<YuanEstimateBody>,
    /// What production in the candidate costs, over the same lines.
    pub production_home: Option<YuanEstimateBody>,
    /// What running both apart costs.
    pub separation: Option<YuanEstimateBody>,
}

/// A placement and its value.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacementBody {
    /// `stay`, `split` (research in the host city, production in the candidate), `move` or
    /// `reversed`.
    #[schema(example = "split")]
    pub placement: &'static str,
    /// What it is called.
    pub name: TextBody,
    /// Innovation return less cost of production and of running both apart, per year.
    pub value: YuanEstimateBody,
}

impl From<&QuadrantAdvice> for QuadrantBody {
    fn from(advice: &QuadrantAdvice) -> QuadrantBody {
        let found = &advice.quadrant;
        let cells = |cells: &[Cell; 4]| cells.iter().map(PlacementBody::from).collect();
        QuadrantBody {
            figures: QuadrantFiguresBody::from(&advice.figures),
            is_travel_alone: advice.is_travel_alone,
            cells: found.cells.as_ref().map(cells),
            best: found.best.map(Placement::as_str),
            break_even_production: found.break_even_production.map(YuanEstimateBody::from),
            break_even_innovation: found.break_even_innovation.map(YuanEstimateBody::from),
            break_even_separation: found.break_even_separation().map(YuanBody::from),
            split_over_stay: found.split_over_stay.map(YuanEstimateBody::from),
            move_over_reversed: found.move_over_reversed.map(YuanEstimateBody::from),
        }
    }
}

impl From<&Figures> for QuadrantFiguresBody {
    fn from(figures: &Figures) -> QuadrantFiguresBody {
        QuadrantFiguresBody {
            innovation_host: figures.innovation_core.map(YuanEstimateBody::from),
            innovation_home: figures.innovation_home.map(YuanEstimateBody::from),
            production_host: figures.production_core.map(YuanEstimateBody::from),
            production_home: figures.production_home.map(YuanEstimateBody::from),
            separation: figures.separation.map(YuanEstimateBody::from),
        }
    }
}

impl From<&Cell> for PlacementBody {
    fn from(cell: &Cell) -> PlacementBody {
        PlacementBody {
            placement: cell.placement.as_str(),
            name: TextBody::of(|language| placement_name(cell.placement, language)),
            value: cell.value.into(),
        }
    }
}
