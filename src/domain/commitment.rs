use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    figure::{Figure, Source},
    id::{CommitmentId, ProjectId, RegionId},
    invalid::Invalid,
    limits::ITEMS_MAX,
    outcome::{Party, name_fault, one_party},
    unit::{MoneyUnit, PeopleUnit},
};

/// Longest time after an agreement for which a promise is dated in months: a lease of land.
const MONTHS_MAX: u32 = 600;

/// What a project promised a home region when it was let in, or when it agreed to produce there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Version of this document's form; 1.
    #[schema(minimum = 1, maximum = 1)]
    pub schema: u32,
    /// Its identifier.
    pub id: CommitmentId,
    /// The project, if it is one of ours; or else `project_name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    /// The name of a project of which no profile is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// The region to which it was promised.
    pub home: RegionId,
    /// The enclave through which the project came, by the name of the home region's link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enclave: Option<String>,
    /// When it was agreed.
    #[schema(value_type = String, format = Date)]
    pub agreed: Date,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// Where it was published or recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// One promise: what, how much, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// What is promised.
    pub kind: PromiseKind,
    /// Until which day; or else `months`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// Until how many months after the agreement, as 12, 24 or 36.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// At least so much `tax_per_year` or `capex`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Figure<MoneyUnit>>,
    /// At least so many `jobs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<Figure<PeopleUnit>>,
}

/// What can be promised.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PromiseKind {
    /// To produce in the home region.
    Production,
    /// To pay so much tax per year there.
    TaxPerYear,
    /// To invest so much there.
    Capex,
    /// To employ so many people there.
    Jobs,
}

impl PromiseKind {
    /// The kind's identifier in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            PromiseKind::Production => "production",
            PromiseKind::TaxPerYear => "tax_per_year",
            PromiseKind::Capex => "capex",
            PromiseKind::Jobs => "jobs",
        }
    }
}

impl Commitment {
    /// The form of this document.
    pub const SCHEMA: u32 = 1;

    /// Whose it is.
    pub fn party(&self) -> Party<'_> {
        Party::of(self.project.as_ref(), self.project_name.as_deref())
    }

    /// The last day on which a promise can be kept in time; `None` only for a promise that
    /// [`Commitment::validate`] refuses.
    pub fn due(&self, promise: &Promise) -> Option<Date> {
        let months = || self.agreed.checked_add(i64::from(promise.months?).months()).ok();
        promise.due.or_else(months)
    }

    /// What is wrong with the values; whether project, region and enclave exist is not known here.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if self.schema != Commitment::SCHEMA {
            faults.push(Invalid::new("schema", self.schema, "1"));
        }
        faults.extend(one_party(self.project.as_ref(), self.project_name.as_deref()));
        faults.extend(name_fault("enclave", self.enclave.as_deref()));
        if !(1..=ITEMS_MAX).contains(&self.promises.len()) {
            let expected = format!("a list of 1 to {ITEMS_MAX} promises");
            faults.push(Invalid::new("promises", self.promises.len(), &expected));
        }
        for (position, promise) in self.promises.iter().enumerate() {
            let path = format!("promises[{position}]");
            faults.extend(self.faults_of(promise).into_iter().map(|fault| fault.within(&path)));
        }
        faults
    }

    fn faults_of(&self, promise: &Promise) -> Vec<Invalid> {
        let mut faults = Vec::new();
        match (promise.due, promise.months) {
            (Some(due), None) if due < self.agreed => {
                let expected = format!("no earlier than `agreed`, {}", self.agreed);
                faults.push(Invalid::new("due", due, &expected));
            }
            (None, Some(months)) if MONTHS_MAX < months => {
                let expected = format!("at most {MONTHS_MAX} months");
                faults.push(Invalid::new("months", months, &expected));
            }
            (Some(_), None) | (None, Some(_)) => {}
            (Some(_), Some(months)) => {
                faults.push(Invalid::new("months", months, "left out where `due` is given"));
            }
            (None, None) => {
                faults.push(Invalid::new("due", "nothing", "a date, or `months` in its place"));
            }
        }
        let (wants_money, wants_people) = match promise.kind {
            PromiseKind::Production => (false, false),
            PromiseKind::TaxPerYear | PromiseKind::Capex => (true, false),
            PromiseKind::Jobs => (false, true),
        };
        let amounts = [
            ("money", wants_money, promise.money.as_ref().map(Figure::validate_positive)),
            ("people", wants_people, promise.people.as_ref().map(Figure::validate_positive)),
        ];
        for (path, wanted, found) in amounts {
            let kind = promise.kind.as_str();
            match found {
                Some(found) if wanted => {
                    faults.extend(found.into_iter().map(|fault| fault.within(path)));
                }
                Some(_) => {
                    let expected = format!("left out of a promise of `{kind}`");
                    faults.push(Invalid::new(path, "an amount", &expected));
                }
                None if wanted => {
                    let expected = format!("the least amount of `{kind}` that is promised");
                    faults.push(Invalid::new(path, "nothing", &expected));
                }
                None => {}
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn with(promise: &Value) -> Commitment {
        let document = json!({
            "schema": 1, "id": "antibody-plant-2024", "project": "antibody-plant",
            "home": "CN-330800", "agreed": "2024-01-31", "promises": [promise],
        });
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn a_promise_falls_due_on_a_day_or_so_many_months_after_the_agreement() {
        let due = |promise: &Value| {
            let commitment = with(promise);
            assert_eq!(commitment.validate(), []);
            commitment.due(&commitment.promises[0]).unwrap().to_string()
        };
        assert_eq!(due(&json!({ "kind": "production", "due": "2026-06-30" })), "2026-06-30");
        // The month after January has no 31st day.
        assert_eq!(due(&json!({ "kind": "production", "months": 1 })), "2024-02-29");
    }

    #[test]
    fn each_fault_is_named_with_its_remedy() {
        let money = json!({ "value": "5", "unit": "million CNY" });
        let cases = [
            (json!({ "kind": "production" }), "promises[0].due"),
            (json!({ "kind": "production", "due": "2024-01-30" }), "promises[0].due"),
            (
                json!({ "kind": "production", "due": "2025-01-30", "months": 3 }),
                "promises[0].months",
            ),
            (json!({ "kind": "production", "months": 601 }), "promises[0].months"),
            (json!({ "kind": "production", "months": 12, "money": money }), "promises[0].money"),
            (json!({ "kind": "capex", "months": 12 }), "promises[0].money"),
            (json!({ "kind": "jobs", "months": 12 }), "promises[0].people"),
            (
                json!({ "kind": "jobs", "months": 12, "people": { "value": "0", "unit": "person" } }),
                "promises[0].people.value",
            ),
        ];
        for (promise, path) in cases {
            let faults = with(&promise).validate();
            let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
            assert_eq!(paths, [path], "{promise}");
        }
        let mut empty = with(&json!({ "kind": "production", "months": 12 }));
        empty.promises.clear();
        assert_eq!(empty.validate()[0].path, "promises");
    }
}
