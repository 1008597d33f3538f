use std::{collections::BTreeMap, path::PathBuf};

use super::{output, quantity::quantity, value};
use crate::{
    domain::{
        code::IndustryCode,
        criterion::CriterionId,
        figure::Figure,
        id::RegionId,
        invalid::Invalid,
        preset::PresetId,
        project::Requirement,
        unit::{AreaUnit, MoneyUnit, PowerUnit},
    },
    service::{decision::weights_file::read_weights, rank_regions::Wishes},
};

/// Flags that stand above what was understood from words or a profile.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Corrections and wishes")]
pub(super) struct WishFlags {
    /// Where the project is incubated
    #[arg(long, value_name = "REGION", value_parser = value::region)]
    host: Option<RegionId>,

    /// An industry of the production step, by code; repeatable
    #[arg(long, value_name = "CODE", value_parser = value::industry)]
    industry: Vec<IndustryCode>,

    /// Land needed, such as `40 mu`
    #[arg(long, value_name = "AREA", value_parser = quantity::<AreaUnit>)]
    land: Option<Figure<AreaUnit>>,

    /// Power needed, such as `30 MW`
    #[arg(long, value_name = "POWER", value_parser = quantity::<PowerUnit>)]
    power: Option<Figure<PowerUnit>>,

    /// Fixed investment, such as `200 million CNY` or `2亿元`
    #[arg(long, value_name = "MONEY", value_parser = quantity::<MoneyUnit>)]
    capex: Option<Figure<MoneyUnit>>,

    /// The longest acceptable travel to the host city, in minutes
    #[arg(long, value_name = "MINUTES")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=10_000))]
    max_travel: Option<u32>,

    /// Look only within this region, such as a province; repeatable
    #[arg(long, value_name = "REGION", value_parser = value::region)]
    within: Vec<RegionId>,

    /// What a region must have; repeatable
    #[arg(long, value_name = "REQUIREMENT", value_parser = value::requirement())]
    must_have: Vec<Requirement>,

    /// A region that is out of the question, with all below it; repeatable
    #[arg(long, value_name = "REGION", value_parser = value::region)]
    must_not: Vec<RegionId>,

    /// The weights of a kind of user (see `hinterland presets`), in place of the usual ones and of
    /// those of a profile; `--weight` and `--drop` replace single ones of them
    #[arg(long, value_name = "PRESET", value_parser = value::preset())]
    preset: Option<PresetId>,

    /// A whole set of weights as JSON, in place of all others: what `weigh --json` prints, or an
    /// object such as `{"access": 2, "land_cost": 1}`, where a criterion that is not named has no
    /// weight; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["preset", "weight", "drop"])]
    weights: Option<PathBuf>,

    /// The weight of a criterion, such as `access=30`; repeatable
    #[arg(long, value_name = "CRITERION=NUMBER", value_parser = value::weight)]
    weight: Vec<(CriterionId, f64)>,

    /// Leave a criterion out; repeatable
    #[arg(long, value_name = "CRITERION", value_parser = value::criterion())]
    drop: Vec<CriterionId>,

    /// Let the host city itself be a candidate
    #[arg(long)]
    stay: bool,
}

impl WishFlags {
    /// The wishes that the flags state.
    ///
    /// # Errors
    /// A criterion that is weighed or dropped twice: one of the two would win silently; a file of
    /// weights that cannot be read or holds none.
    pub(super) fn wishes(self) -> anyhow::Result<Wishes> {
        let weights = match &self.weights {
            Some(file) => read_weights(&output::read_document(file)?)?,
            None => weights(self.weight, self.drop)?,
        };
        Ok(Wishes {
            host_city: self.host,
            industries: self.industry,
            land: self.land,
            power: self.power,
            capex: self.capex,
            travel_minutes_max: self.max_travel,
            target_regions: self.within.into_iter().collect(),
            must_have: self.must_have.into_iter().collect(),
            must_not: self.must_not.into_iter().collect(),
            preset: self.preset,
            weights,
            stay: self.stay.then_some(true),
        })
    }
}

fn weights(
    weighed: Vec<(CriterionId, f64)>,
    dropped: Vec<CriterionId>,
) -> Result<BTreeMap<CriterionId, f64>, Invalid> {
    let dropped = dropped.into_iter().map(|criterion| (criterion, 0.0));
    let mut weights = BTreeMap::new();
    for (criterion, weight) in weighed.into_iter().chain(dropped) {
        if weights.insert(criterion, weight).is_some() {
            let expected = "named once by `--weight` or `--drop`";
            return Err(Invalid::new("", criterion.as_str(), expected));
        }
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropping_is_a_weight_of_zero() {
        let found = weights(vec![(CriterionId::Access, 30.0)], vec![CriterionId::LandCost]);
        let expected = [(CriterionId::LandCost, 0.0), (CriterionId::Access, 30.0)];
        assert_eq!(found, Ok(BTreeMap::from(expected)));
    }

    #[test]
    fn a_criterion_is_named_once() {
        let twice = weights(vec![(CriterionId::Access, 30.0)], vec![CriterionId::Access]);
        let message = "must be named once by `--weight` or `--drop`, got `access`";
        assert_eq!(twice.unwrap_err().to_string(), message);
    }
}
