use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    domain::{criterion::CriterionId, invalid::Invalid, limits::WEIGHT_MAX},
    service::{Error, document::Validate, documents},
};

/// A document of which only the weights are looked at.
#[derive(Deserialize)]
#[serde(transparent)]
struct Fields(BTreeMap<String, Value>);

impl Validate for Fields {
    fn validate(&self) -> Vec<Invalid> {
        Vec::new()
    }
}

/// Reads weights for a question: what a weighing answers as JSON (its `wishes.weights` count), or
/// an object of numbers by criterion. They are a whole set: a criterion that is not named has the
/// weight 0.
///
/// # Errors
/// No JSON; a name that is no criterion of a ranking; a number out of range, or none above 0.
pub fn read_weights(json: &[u8]) -> Result<BTreeMap<CriterionId, f64>, Error> {
    let Fields(fields) = documents::read(json)?;
    let (path, given) = match fields.get("wishes") {
        None => ("", fields),
        Some(wishes) => {
            let Some(weights) = wishes.get("weights").and_then(Value::as_object) else {
                let expected = "weights of criteria of a ranking: one that was weighed is none";
                return Err(Invalid::new("wishes", wishes, expected).into());
            };
            ("wishes.weights", weights.clone().into_iter().collect())
        }
    };
    let mut weights: BTreeMap<CriterionId, f64> =
        CriterionId::ALL.into_iter().map(|criterion| (criterion, 0.0)).collect();
    let mut faults = Vec::new();
    for (name, value) in &given {
        let criterion = CriterionId::ALL.into_iter().find(|known| known.as_str() == name);
        let weight = value.as_f64().filter(|weight| (0.0..=WEIGHT_MAX).contains(weight));
        match (criterion, weight) {
            (Some(criterion), Some(weight)) => {
                weights.insert(criterion, weight);
            }
            (None, _) => {
                let names = CriterionId::ALL.map(CriterionId::as_str).join(", ");
                faults.push(Invalid::new(path, name, &format!("weights of {names}")));
            }
            (Some(_), None) => {
                let expected = format!("a number between 0 and {WEIGHT_MAX}");
                faults.push(Invalid::new(name, value, &expected).within(path));
            }
        }
    }
    if faults.is_empty() && weights.values().all(|weight| *weight <= 0.0) {
        faults.push(Invalid::new(path, "zeros", "weights of which one is above 0"));
    }
    if faults.is_empty() { Ok(weights) } else { Err(Error::Invalid(faults)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_bare_or_in_the_answer_of_a_weighing() {
        let bare = r#"{"access": 3, "land_cost": 1}"#;
        let answer = r#"{"method":"swing","names":["access","land_cost"],"weights":[3,1],
                         "wishes":{"weights":{"access":3,"land_cost":1}}}"#;
        for json in [bare, answer] {
            let weights = read_weights(json.as_bytes()).unwrap();
            assert_eq!(weights.len(), CriterionId::ALL.len(), "a whole set");
            let named = [CriterionId::Access, CriterionId::Relatedness].map(|id| weights[&id]);
            assert_eq!(named.as_slice(), [3.0, 0.0]);
        }
    }

    #[test]
    fn what_is_refused_is_named() {
        let refused = |json: &str| read_weights(json.as_bytes()).unwrap_err().to_string();
        insta::assert_snapshot!(refused(r#"{"acces": 3}"#), @"must be weights of specialisation, relatedness, supply_chain, declared_will, land_availability, land_cost, labour_cost, access, institutional_link, got `acces`");
        insta::assert_snapshot!(refused(r#"{"access": "3"}"#), @r#"`access` must be a number between 0 and 1000000, got `"3"`"#);
        insta::assert_snapshot!(refused(r#"{"wishes": {"weights": {"access": -1}}}"#), @"`wishes.weights.access` must be a number between 0 and 1000000, got `-1`");
        insta::assert_snapshot!(refused(r#"{"names": ["rent"], "wishes": null}"#), @"`wishes` must be weights of criteria of a ranking: one that was weighed is none, got `null`");
        insta::assert_snapshot!(refused(r#"{"access": 0}"#), @"must be weights of which one is above 0, got `zeros`");
        insta::assert_snapshot!(refused("{}"), @"must be weights of which one is above 0, got `zeros`");
        insta::assert_snapshot!(refused(r#"{"access": 1, "access": 2}"#), @"`access` must be a field that stands once, got `2`");
        insta::assert_snapshot!(refused("[1]"), @"must be an object, `{…}`, got `[1]`");
        assert!(refused("{").starts_with("line 1"));
    }
}
