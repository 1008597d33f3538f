use std::ops::Range;

use super::{
    Read,
    accept::{self, Acceptance},
    deadline,
    quantity::{self, Quantity, QuantityKind},
    window::clause,
};
use crate::domain::{
    figure::Figure,
    link::EnclaveMode,
    project::{Money, Needs, ProjectProfile},
    unit::Unit,
};

/// What was taken: the field, the value, its unit.
type Line = (&'static str, String, &'static str);

impl Read<'_> {
    pub(super) fn quantities(&mut self) {
        let quantities = quantity::find_all(self.text);
        let is_fixed = |quantity: &Quantity| matches!(quantity.kind, QuantityKind::Capex(_));
        let has_capex = quantities.iter().any(is_fixed);
        for quantity in quantities {
            self.spans.push(quantity.range.clone());
            let is_other = quantity.kind == QuantityKind::OtherTravel;
            if is_other || matches!(quantity.kind, QuantityKind::TravelMinutes(_)) {
                self.asking.push(quantity.range.clone());
            }
            // The place that it is counted from is no wish to go there.
            if is_other && self.travel.is_none() {
                self.travel = Some(quantity.range.clone());
            }
            let from = quantity.words.as_str();
            let line = match quantity.kind {
                QuantityKind::Counted => continue,
                QuantityKind::TotalInvestment(_) if has_capex => None,
                QuantityKind::TravelMinutes(minutes) => {
                    let first = self.project.travel_minutes_max.is_none();
                    (first && (1..=10_000).contains(&minutes)).then(|| {
                        self.project.travel_minutes_max = Some(minutes);
                        self.travel = Some(quantity.range.clone());
                        ("travel_minutes_max", minutes.to_string(), "minute")
                    })
                }
                kind => fill(&mut self.project, kind),
            };
            match line {
                Some((what, value, unit)) => self.note(what, value, Some(unit), from),
                None => self.note_not_understood(from),
            }
        }
    }

    pub(super) fn deadline(&mut self) {
        let Some((day, range)) = deadline::find(self.text, self.today) else { return };
        self.project.deadline = Some(day);
        self.note("deadline", day.to_string(), None, &self.text[range.clone()]);
        self.spans.push(range);
    }

    pub(super) fn accepted(&mut self) {
        for (acceptance, range) in accept::find_all(self.text) {
            let accepts = &mut self.project.accepts;
            let denied = super::product::denial(&self.text[..range.start]).is_some();
            let (what, value) = match acceptance {
                Acceptance::Move => ("move_outright", accepts.move_outright.replace(!denied)),
                Acceptance::Split => ("split", accepts.split.replace(!denied)),
                Acceptance::NoEnclave => {
                    accepts.modes.insert(EnclaveMode::None);
                    ("modes", None)
                }
            };
            // The first word of a kind is kept, as everywhere.
            if value.is_none() {
                let said = match acceptance {
                    Acceptance::NoEnclave => EnclaveMode::None.as_str().to_owned(),
                    Acceptance::Move | Acceptance::Split => (!denied).to_string(),
                };
                self.note(what, said, None, &self.text[range.clone()]);
            }
            self.spans.push(range);
        }
    }

    /// The clause around a wish, if it but prefers: 靠港口最好, "ideally near a port". No field takes
    /// that. What must be, must be, whatever else the clause prefers.
    pub(super) fn preference(&self, wish: &Range<usize>) -> Option<Range<usize>> {
        const PREFERS: [&str; 12] = [
            "最好",
            "优先",
            "更好",
            "更佳",
            "为佳",
            "加分",
            "尽量",
            "尽可能",
            "ideally",
            "prefer",
            "nice to have",
            "if possible",
        ];
        const DEMANDS: [&str; 7] = ["必须", "需要", "要求", "must", "need", "require", "requiring"];
        let range = clause(self.text, wish);
        let said = self.text[range.clone()].to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        (says(&PREFERS) && !says(&DEMANDS)).then_some(range)
    }
}

/// Fills a quantity into the field that is for it.
fn fill(project: &mut ProjectProfile, kind: QuantityKind) -> Option<Line> {
    let (needs, money): (&mut Needs, &mut Money) = (&mut project.needs, &mut project.money);
    match kind {
        QuantityKind::Land(figure) => take(&mut needs.land, figure, "land"),
        QuantityKind::FloorArea(figure) => take(&mut needs.floor_area, figure, "floor_area"),
        QuantityKind::Power(figure) => take(&mut needs.power, figure, "power"),
        QuantityKind::People(figure) => take(&mut needs.headcount, figure, "headcount"),
        QuantityKind::Energy(figure) => take(&mut needs.energy_per_year, figure, "energy_per_year"),
        QuantityKind::Water(figure) => take(&mut needs.water, figure, "water"),
        QuantityKind::WasteWater(figure) => take(&mut needs.waste_water, figure, "waste_water"),
        QuantityKind::FreightIn(figure) => take(&mut needs.freight_in, figure, "freight_in"),
        QuantityKind::FreightOut(figure) => take(&mut needs.freight_out, figure, "freight_out"),
        QuantityKind::Capex(figure) | QuantityKind::TotalInvestment(figure) => {
            take(&mut money.capex, figure, "capex")
        }
        QuantityKind::Output(figure) => take(&mut money.output_per_year, figure, "output_per_year"),
        QuantityKind::Tax(figure) => take(&mut money.tax_per_year, figure, "tax_per_year"),
        QuantityKind::LandPrice(figure) => {
            take(&mut money.land_price_max, figure, "land_price_max")
        }
        QuantityKind::Trips(figure) => take(&mut project.trips_per_year, figure, "trips_per_year"),
        QuantityKind::TravelMinutes(_)
        | QuantityKind::OtherTravel
        | QuantityKind::Counted
        | QuantityKind::NoField => None,
    }
}

/// Takes the first figure of a kind; a second one, or one out of range, is not understood.
fn take<U: Unit>(
    slot: &mut Option<Figure<U>>,
    figure: Figure<U>,
    what: &'static str,
) -> Option<Line> {
    if slot.is_some() || !figure.validate_positive().is_empty() {
        return None;
    }
    let line = (what, figure.value.normalize().to_string(), figure.unit.symbol());
    *slot = Some(figure);
    Some(line)
}
