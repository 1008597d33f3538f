//! Research and production, each in the host city (the core) or in the home region: four ways to
//! place a project, and what would have to change for another one to be best.
//!
//! Per year `V(r, m) = I(r) − P(m) − S·[r ≠ m]`, with the innovation return I of research, the cost
//! P of production and the cost S of running them apart. Firms part the two as travel and messages
//! get cheaper: G. Duranton and D. Puga, "From sectoral to functional urban specialisation",
//! Journal of Urban Economics 57 (2005), pages 343–370.

use crate::domain::money::{Fen, FenEstimate};

/// Where research or production stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Site {
    /// In the host city.
    Core,
    /// In the home region.
    Home,
}

/// One of the four ways: where research stands and where production does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placement {
    /// Research.
    pub research: Site,
    /// Production.
    pub production: Site,
}

impl Placement {
    /// Both in the host city: stay.
    pub const STAY: Placement = Placement { research: Site::Core, production: Site::Core };
    /// Research in the host city, production in the home region.
    pub const SPLIT: Placement = Placement { research: Site::Core, production: Site::Home };
    /// Both in the home region: move outright.
    pub const MOVE: Placement = Placement { research: Site::Home, production: Site::Home };
    /// Research in the home region, production in the host city.
    pub const REVERSED: Placement = Placement { research: Site::Home, production: Site::Core };
    /// All four; of several that are equally good the first is best, for it changes least.
    pub const ALL: [Placement; 4] =
        [Placement::STAY, Placement::SPLIT, Placement::MOVE, Placement::REVERSED];

    /// The placement's identifier in answers.
    pub fn as_str(self) -> &'static str {
        match (self.research, self.production) {
            (Site::Core, Site::Core) => "stay",
            (Site::Core, Site::Home) => "split",
            (Site::Home, Site::Home) => "move",
            (Site::Home, Site::Core) => "reversed",
        }
    }
}

/// The figures per year; what is unknown is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// What research in the host city earns, I(core).
    pub innovation_core: Option<FenEstimate>,
    /// What research in the home region would earn, I(home).
    pub innovation_home: Option<FenEstimate>,
    /// What production in the host city costs, P(core): land, labour, energy, freight.
    pub production_core: Option<FenEstimate>,
    /// What production in the home region costs, P(home).
    pub production_home: Option<FenEstimate>,
    /// What running both apart costs, S.
    pub separation: Option<FenEstimate>,
}

/// The four values and what would flip the best of them. Each field is `None` if a figure that it
/// needs is unknown: no default stands in for any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quadrant {
    /// The four values per year in the order of [`Placement::ALL`]; they need every figure.
    pub cells: Option<[Cell; 4]>,
    /// The best by likely value; the one that changes least among equals.
    pub best: Option<Placement>,
    /// P(core) − P(home). Splitting beats staying if and only if S is below this. Needs no
    /// innovation return.
    pub break_even_production: Option<FenEstimate>,
    /// I(core) − I(home). Splitting beats moving outright if and only if S is below this.
    pub break_even_innovation: Option<FenEstimate>,
    /// Splitting less staying, P(core) − P(home) − S. Needs no innovation return.
    pub split_over_stay: Option<FenEstimate>,
    /// Moving outright less leaving production behind, P(core) − P(home) + S. Needs no innovation
    /// return.
    pub move_over_reversed: Option<FenEstimate>,
}

/// A placement and its value per year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Which one.
    pub placement: Placement,
    /// V(r, m).
    pub value: FenEstimate,
}

/// Values the four placements as far as the figures go.
///
/// Without the innovation returns, which only the project knows, the three differences that do
/// not need them are given: the saving of production, splitting over staying, and moving outright
/// over leaving production behind.
pub fn evaluate(figures: &Figures) -> Quadrant {
    let less = |one: Option<FenEstimate>, other: Option<FenEstimate>| Some(one? - other?);
    let saving = less(figures.production_core, figures.production_home);
    let cells = cells(figures);
    Quadrant {
        best: cells.map(|cells| best(&cells)),
        cells,
        break_even_production: saving,
        break_even_innovation: less(figures.innovation_core, figures.innovation_home),
        split_over_stay: less(saving, figures.separation),
        move_over_reversed: saving.zip(figures.separation).map(|(saving, apart)| saving + apart),
    }
}

impl Quadrant {
    /// The largest cost of running both apart at which splitting still is best, by likely value:
    /// the smaller break-even. `None` if either is unknown.
    pub fn break_even_separation(&self) -> Option<Fen> {
        Some(self.break_even_production?.likely.min(self.break_even_innovation?.likely))
    }
}

fn cells(figures: &Figures) -> Option<[Cell; 4]> {
    let innovation = (figures.innovation_core?, figures.innovation_home?);
    let production = (figures.production_core?, figures.production_home?);
    let separation = figures.separation?;
    let at = |pair: (FenEstimate, FenEstimate), site| match site {
        Site::Core => pair.0,
        Site::Home => pair.1,
    };
    Some(Placement::ALL.map(|placement| {
        let together = at(innovation, placement.research) - at(production, placement.production);
        let is_apart = placement.research != placement.production;
        Cell { placement, value: if is_apart { together - separation } else { together } }
    }))
}

fn best(cells: &[Cell; 4]) -> Placement {
    let mut best = cells[0];
    for cell in &cells[1..] {
        if best.value.likely < cell.value.likely {
            best = *cell;
        }
    }
    best.placement
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact(yuan: i64) -> Option<FenEstimate> {
        let fen = Fen::new(yuan);
        FenEstimate::new(fen, fen, fen)
    }

    fn figures(innovation: (i64, i64), production: (i64, i64), separation: i64) -> Figures {
        Figures {
            innovation_core: exact(innovation.0),
            innovation_home: exact(innovation.1),
            production_core: exact(production.0),
            production_home: exact(production.1),
            separation: exact(separation),
        }
    }

    fn values(quadrant: &Quadrant) -> [i64; 4] {
        quadrant.cells.unwrap().map(|cell| cell.value.likely.get())
    }

    /// `rd-production-quadrant`; the order is stay, split, move, reversed.
    #[test]
    fn the_worked_case_comes_out() {
        let found = evaluate(&figures((100, 60), (80, 45), 12));
        assert_eq!(values(&found), [20, 43, 15, -32]);
        assert_eq!(found.best, Some(Placement::SPLIT));
        assert_eq!(found.break_even_production, exact(35));
        assert_eq!(found.break_even_innovation, exact(40));
        assert_eq!(found.break_even_separation(), Some(Fen::new(35)));
    }

    #[test]
    fn without_innovation_returns_only_what_needs_none_is_given() {
        let mut thin = figures((100, 60), (80, 45), 12);
        thin.innovation_home = None;
        let found = evaluate(&thin);
        assert_eq!((found.cells, found.best, found.break_even_innovation), (None, None, None));
        assert_eq!(found.break_even_separation(), None);
        assert_eq!(found.break_even_production, exact(35));
        assert_eq!(found.split_over_stay, exact(23));
        assert_eq!(found.move_over_reversed, exact(47));
        thin.separation = None;
        let found = evaluate(&thin);
        assert_eq!((found.break_even_production, found.split_over_stay), (exact(35), None));
    }

    #[test]
    fn among_equals_the_one_that_changes_least_is_best() {
        let cases = [
            (figures((0, 0), (0, 0), 0), Placement::STAY), // all equal
            (figures((9, 0), (9, 0), 9), Placement::STAY), // stay and split
            (figures((9, 0), (20, 0), 9), Placement::SPLIT), // split and move
            (figures((0, 9), (0, 9), 0), Placement::REVERSED), // the only one that keeps both
        ];
        for (figures, expected) in cases {
            assert_eq!(evaluate(&figures).best, Some(expected), "{figures:?}");
        }
    }

    #[test]
    fn doubt_travels_into_the_values() {
        let mut doubtful = figures((100, 60), (80, 45), 12);
        doubtful.production_home = FenEstimate::new(Fen::new(40), Fen::new(45), Fen::new(60));
        let found = evaluate(&doubtful);
        let split = found.cells.unwrap()[1].value;
        assert_eq!((split.low, split.high), (Fen::new(28), Fen::new(48)));
        let saving = found.break_even_production.unwrap();
        assert_eq!((saving.low, saving.high), (Fen::new(20), Fen::new(40)));
    }

    proptest! {
        /// One fen below a break-even splitting wins, at it there is a tie, above it loses.
        #[test]
        fn break_evens_flip_the_winner_exactly_there(
            innovation in (-1_000_000_i64..1_000_000, -1_000_000_i64..1_000_000),
            production in (-1_000_000_i64..1_000_000, -1_000_000_i64..1_000_000),
            off in -2_i64..=2,
        ) {
            let found = evaluate(&figures(innovation, production, 0));
            for (break_even, other) in [(found.break_even_production, 0), (found.break_even_innovation, 2)] {
                let separation = break_even.unwrap().likely.get() + off;
                let values = values(&evaluate(&figures(innovation, production, separation)));
                prop_assert_eq!((values[1] - values[other]).signum(), -off.signum());
            }
            // Staying and moving outright hold the split between them at the smaller break-even.
            let binding = found.break_even_separation().unwrap().get();
            if 0 < binding + off {
                let best = evaluate(&figures(innovation, production, binding + off)).best;
                prop_assert_eq!(best == Some(Placement::SPLIT), off < 0
                    || (off == 0 && found.break_even_innovation.unwrap().likely.get() == binding
                        && binding < found.break_even_production.unwrap().likely.get()));
            }
        }

        #[test]
        fn the_best_is_never_beaten(
            innovation in (-100_i64..100, -100_i64..100),
            production in (-100_i64..100, -100_i64..100),
            separation in 0_i64..100,
        ) {
            let found = evaluate(&figures(innovation, production, separation));
            let cells = found.cells.unwrap();
            let best = cells.iter().find(|cell| Some(cell.placement) == found.best).unwrap();
            prop_assert!(cells.iter().all(|cell| cell.value.likely <= best.value.likely));
        }
    }
}
