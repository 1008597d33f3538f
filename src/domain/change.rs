use super::{criterion::CriterionId, money::Fen};

/// What a region can change about one figure: in which steps, and what a step costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The criterion that the figure is for; steps are in its unit.
    pub criterion: CriterionId,
    /// The step: whole where it is 1 or more, else one of which a whole number makes 1.
    step: f64,
    /// What one step towards the better end costs the region, above 0.
    pub cost_per_step: Fen,
    /// Where the cost is from.
    pub source: String,
}

impl Change {
    /// What a step must be.
    pub const STEP_EXPECTED: &str = "a whole number, or one of which a whole number makes 1";

    /// `None` for a step that is neither whole nor a whole part of 1, or a cost that is not above 0.
    ///
    /// ```
    /// use hinterland::domain::{change::Change, criterion::CriterionId, money::Fen};
    /// let change = |step| Change::new(CriterionId::LandCost, step, Fen::new(1), "ours");
    /// assert!(change(0.01).is_some() && change(100.0).is_some());
    /// assert!(change(0.3).is_none() && change(1.5).is_none());
    /// ```
    pub fn new(
        criterion: CriterionId,
        step: f64,
        cost_per_step: Fen,
        source: &str,
    ) -> Option<Change> {
        let parts = if step < 1.0 { 1.0 / step } else { step };
        let is_whole = (parts - parts.round()).abs() < 1e-9;
        let is_sound = step.is_finite() && 0.0 < step && is_whole && Fen::ZERO < cost_per_step;
        let source = source.to_owned();
        is_sound.then_some(Change { criterion, step, cost_per_step, source })
    }

    /// The figure at so many steps from 0, without the dust of repeated addition.
    pub fn figure_at(&self, steps: f64) -> f64 {
        if self.step < 1.0 { steps / (1.0 / self.step).round() } else { steps * self.step }
    }

    /// How many steps from 0 a figure is, whole or not.
    pub fn steps_of(&self, figure: f64) -> f64 {
        if self.step < 1.0 { figure * (1.0 / self.step).round() } else { figure / self.step }
    }
}
