//! The two halves of a region document: what is so there, and what is ruled there.
//!
//! Figures change because something was built, sold or counted anew; rules change because a
//! government decided. Whoever asks why a ranking moved wants to know which it was.

use super::{endowment::Environment, region::RegionProfile};

impl RegionProfile {
    /// This region with the rules of `other` in place of its own: support instruments and the caps
    /// on them, admission thresholds of standard land, and the negative list.
    ///
    /// Thresholds and the negative list act as gates: they decide who is ranked. Instruments and
    /// caps act on what a landing earns, which is told beside the points: no criterion reads them.
    /// So no rule moves the points of a region, by construction.
    #[must_use]
    pub fn under_policies_of(&self, other: &RegionProfile) -> RegionProfile {
        let negative_list = other.environment.negative_list.clone();
        RegionProfile {
            standard_land: other.standard_land.clone(),
            policies: other.policies.clone(),
            policy_caps: other.policy_caps.clone(),
            environment: Environment { negative_list, ..self.environment.clone() },
            ..self.clone()
        }
    }

    /// Whether both have the same rules.
    pub fn has_policies_of(&self, other: &RegionProfile) -> bool {
        self.standard_land == other.standard_land
            && self.policies == other.policies
            && self.policy_caps == other.policy_caps
            && self.environment.negative_list == other.environment.negative_list
    }

    /// Whether they differ in nothing but their rules.
    pub fn has_data_of(&self, other: &RegionProfile) -> bool {
        self.under_policies_of(other) == *other
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn region(fields: &Value) -> RegionProfile {
        let mut document = json!({
            "schema": 1, "id": "CN-1", "parent": "CN", "levels": ["park"], "name": {"en": "One"},
        });
        let all = document.as_object_mut().unwrap();
        all.extend(fields.as_object().unwrap().clone());
        serde_json::from_value(document).unwrap()
    }

    /// Every field stands in one half; a new one has to be put into one here.
    #[test]
    fn the_halves_make_the_whole() {
        let threshold = json!({"value": 300, "unit": "10k CNY/mu", "period": "2020"});
        let grant = json!([{"id": "rent", "kind": "rent_subsidy", "party": "home"}]);
        let wage = json!({"average_wage": {"value": 90000, "unit": "CNY/year", "period": "2020"}});
        let code = json!({"system": "gbt4754", "code": "2761"});
        let cases = [
            // (changed, whether it is a rule)
            (json!({"standard_land": [{"capex_per_mu": threshold}]}), true),
            (json!({"policies": grant}), true),
            (json!({"environment": {"negative_list": [code]}}), true),
            (json!({"environment": {"chemical_park": true}}), false),
            (json!({"labour": wage}), false),
            (json!({"name": {"en": "Other"}}), false),
            (json!({"leading_industries": {"items": []}}), false),
        ];
        let before = region(&json!({}));
        for (fields, is_rule) in cases {
            let after = region(&fields);
            assert_eq!(after.has_policies_of(&before), !is_rule, "{fields}");
            assert_eq!(after.has_data_of(&before), is_rule, "{fields}");
            let mixed = before.under_policies_of(&after);
            assert_eq!(mixed == after, is_rule, "{fields}");
            assert_eq!(after.under_policies_of(&before) == before, is_rule, "{fields}");
        }
        let RegionProfile {
            standard_land: _,
            policies: _,
            policy_caps: _,
            environment: Environment { negative_list: _, .. },
            // What is so.
            schema: _,
            id: _,
            parent: _,
            levels: _,
            name: _,
            park: _,
            location: _,
            description: _,
            leading_industries: _,
            presence: _,
            land: _,
            labour: _,
            economy: _,
            energy: _,
            access: _,
            links: _,
            parcels: _,
        } = before;
    }
}
