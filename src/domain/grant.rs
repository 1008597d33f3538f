//! What a support instrument pays, as figures.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    invalid::Invalid,
    limits::POLICY_YEARS_MAX,
    predicate::{Measure, Predicate},
    text::Text,
    unit::{MoneyUnit, Unit},
};

/// One way in which an instrument pays: a share of a figure, an amount per unit, or a lump sum.
///
/// An instrument with several grants pays at most one of them: they are its tiers or variants.
/// What the publication does not say is absent; an absent rate or amount is unknown, and the grant
/// then pays at most its cap.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Which tier or variant it is, if there are several.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub label: Text,
    /// What must hold for this grant, beside what must hold for the instrument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub when: Option<Predicate>,
    /// Published conditions that the small language does not know, in words; each is to be
    /// confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_confirm: Vec<Text>,
    /// The figure of which a share is paid; it must be money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Measure>,
    /// The share of the base, 0 to 10; unknown if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub rate: Option<Decimal>,
    /// The unit for which an amount is paid, in place of a base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<GrantUnit>,
    /// The amount in CNY: per unit if there is a unit, else a lump sum; unknown if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub amount_cny: Option<Decimal>,
    /// The most that is paid, in CNY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub cap_cny: Option<Decimal>,
    /// What the cap counts for.
    #[serde(default, skip_serializing_if = "CapPeriod::is_total")]
    pub cap_per: CapPeriod,
    /// How often it is paid.
    #[serde(default, skip_serializing_if = "Payment::is_once")]
    pub paid: Payment,
    /// For so many years, if it is paid every year; one year is counted if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<u8>,
    /// How rate or amount change over the years, in place of `years`, `rate` and `amount_cny`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<Stretch>,
    /// Whether the published rate or amount is what is paid, or the most that may be paid.
    #[serde(default, skip_serializing_if = "Certainty::is_stated")]
    pub certainty: Certainty,
}

/// Some years in a row with the same rate or amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// How many years.
    pub years: u8,
    /// The share of the base; unknown if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub rate: Option<Decimal>,
    /// The amount in CNY, per unit if there is a unit; unknown if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub amount_cny: Option<Decimal>,
}

/// The unit for which an amount is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantUnit {
    /// A mu of land.
    Mu,
    /// A square metre of floor.
    SquareMetre,
    /// A square metre of floor for a month; twelve of them are paid a year.
    SquareMetreMonth,
    /// A person employed.
    Person,
}

/// What a cap counts for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapPeriod {
    /// All that is ever paid.
    #[default]
    Total,
    /// Each year.
    Year,
}

/// How often a grant is paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// Once.
    #[default]
    Once,
    /// Every year.
    Yearly,
}

/// What a published rate or amount says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It is paid.
    #[default]
    Stated,
    /// At most so much is paid.
    Ceiling,
}

/// What has to be paid back, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClawBack {
    /// When it has to be paid back, in words.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub condition: Text,
    /// The part that has to be paid back, 0 to 1; all of it if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::domain::figure::optional_decimal_schema)]
    pub share: Option<Decimal>,
}

/// The most that a region pays over all its instruments to one project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyCap {
    /// Whose purse it closes.
    pub party: super::policy::PolicyParty,
    /// The most, in CNY.
    #[schema(schema_with = crate::domain::figure::decimal_schema)]
    pub cap_cny: Decimal,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<super::figure::Source>,
    /// What a reader should mind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl CapPeriod {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_total(&self) -> bool {
        *self == CapPeriod::Total
    }
}

impl Payment {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_once(&self) -> bool {
        *self == Payment::Once
    }
}

impl Certainty {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_stated(&self) -> bool {
        *self == Certainty::Stated
    }
}

impl GrantUnit {
    /// The figure that is counted in the unit.
    pub fn measure(self) -> Measure {
        match self {
            GrantUnit::Mu => Measure::Land,
            GrantUnit::SquareMetre | GrantUnit::SquareMetreMonth => Measure::FloorArea,
            GrantUnit::Person => Measure::Jobs,
        }
    }

    /// How many units a year the canonical unit of the figure makes: hectares or persons.
    pub fn per_canonical(self) -> Decimal {
        Decimal::from(match self {
            GrantUnit::Mu => 15,
            GrantUnit::SquareMetre => 10_000,
            GrantUnit::SquareMetreMonth => 120_000,
            GrantUnit::Person => 1,
        })
    }
}

impl Grant {
    /// For how many years it pays; 1 if it pays once, or the publication gives no number.
    pub fn years_published(&self) -> u8 {
        if self.paid == Payment::Once {
            return 1;
        }
        let stretches = self.schedule.iter().map(|stretch| stretch.years);
        let scheduled = stretches.fold(0_u8, u8::saturating_add);
        let years = if self.schedule.is_empty() { self.years.unwrap_or(1) } else { scheduled };
        years.clamp(1, POLICY_YEARS_MAX)
    }

    /// What is wrong with the values.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults: Vec<Invalid> =
            self.label.validate().into_iter().map(|fault| fault.within("label")).collect();
        for (position, condition) in self.to_confirm.iter().enumerate() {
            let path = format!("to_confirm[{position}]");
            faults.extend(condition.validate().into_iter().map(|fault| fault.within(&path)));
        }
        if let Some(base) = self.base.filter(|base| !base.is_money()) {
            let expected = "a figure in money, such as `capex` or `rent`";
            faults.push(Invalid::new("base", base.as_str(), expected));
        }
        if let (Some(base), Some(_)) = (self.base, self.unit) {
            faults.push(Invalid::new("base", base.as_str(), "absent where there is a `unit`"));
        }
        faults.extend(rate_fault("rate", self.rate));
        faults.extend(money_fault("amount_cny", self.amount_cny));
        faults.extend(money_fault("cap_cny", self.cap_cny));
        let years = [("years", self.years)].into_iter();
        let stretches = self.schedule.iter().map(|stretch| ("schedule", Some(stretch.years)));
        for (path, years) in years.chain(stretches) {
            if let Some(years) = years.filter(|years| !(1..=POLICY_YEARS_MAX).contains(years)) {
                let expected = format!("between 1 and {POLICY_YEARS_MAX} years");
                faults.push(Invalid::new(path, years, &expected));
            }
        }
        if usize::from(POLICY_YEARS_MAX) < self.schedule.len() {
            let expected = format!("at most {POLICY_YEARS_MAX} stretches");
            faults.push(Invalid::new("schedule", self.schedule.len(), &expected));
        }
        for stretch in &self.schedule {
            faults.extend(rate_fault("schedule", stretch.rate));
            faults.extend(money_fault("schedule", stretch.amount_cny));
        }
        faults
    }
}

impl ClawBack {
    /// What is wrong with the values.
    pub fn validate(&self) -> Vec<Invalid> {
        let condition = self.condition.validate();
        let condition = condition.into_iter().map(|fault| fault.within("condition"));
        condition.chain(share_fault("share", self.share)).collect()
    }
}

impl PolicyCap {
    /// What is wrong with the values.
    pub fn validate(&self) -> Vec<Invalid> {
        money_fault("cap_cny", Some(self.cap_cny)).into_iter().collect()
    }
}

/// Refuses a share that is not between 0 and 1.
pub(super) fn share_fault(path: &str, share: Option<Decimal>) -> Option<Invalid> {
    let wrong = share.filter(|share| *share < Decimal::ZERO || Decimal::ONE < *share)?;
    Some(Invalid::new(path, wrong, "between 0 and 1"))
}

fn rate_fault(path: &str, rate: Option<Decimal>) -> Option<Invalid> {
    let wrong = rate.filter(|rate| *rate < Decimal::ZERO || Decimal::TEN < *rate)?;
    Some(Invalid::new(path, wrong, "between 0 and 10"))
}

fn money_fault(path: &str, amount: Option<Decimal>) -> Option<Invalid> {
    let largest = Decimal::from(MoneyUnit::CANONICAL_MAX);
    let wrong = amount.filter(|amount| *amount < Decimal::ZERO || largest < *amount)?;
    Some(Invalid::new(path, wrong, &format!("between 0 and {largest}")))
}
