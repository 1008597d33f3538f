use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use super::{File, criteria::fault, table};
use crate::domain::{change::Change, criterion::CriterionId, invalid::InvalidLine, money::Fen};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeFile {
    change: Vec<ChangeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeEntry {
    criterion: Spanned<CriterionId>,
    step: Spanned<f64>,
    cost_cny_per_step: Spanned<Decimal>,
    source: Spanned<String>,
}

/// Reads `index/changes.toml`; each criterion stands there once at most.
pub(super) fn parse(file: File<'_>) -> Result<Vec<Change>, InvalidLine> {
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for entry in table::toml::<ChangeFile>(file)?.change {
        let criterion = *entry.criterion.get_ref();
        if !seen.insert(criterion) {
            let expected = "a criterion that stands once";
            return Err(fault(file, &entry.criterion, "criterion", criterion.as_str(), expected));
        }
        if entry.source.get_ref().trim().is_empty() {
            let expected = "a source, or `our judgement`";
            return Err(fault(file, &entry.source, "source", "", expected));
        }
        let cost = *entry.cost_cny_per_step.get_ref();
        let Some(fen) = Fen::from_yuan(cost).filter(|fen| Fen::ZERO < *fen) else {
            let at = &entry.cost_cny_per_step;
            return Err(fault(file, at, "cost_cny_per_step", cost, "an amount above 0"));
        };
        let step = *entry.step.get_ref();
        let change = Change::new(criterion, step, fen, entry.source.get_ref());
        let refuse = || fault(file, &entry.step, "step", step, Change::STEP_EXPECTED);
        changes.push(change.ok_or_else(refuse)?);
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: File<'static> = ("index/changes.toml", include_str!("../../index/changes.toml"));

    #[test]
    fn what_cannot_be_changed_has_no_table() {
        let changes = parse(FILE).unwrap();
        for fixed in [CriterionId::Access, CriterionId::Relatedness, CriterionId::SupplyChain] {
            assert!(changes.iter().all(|change| change.criterion != fixed), "{fixed:?}");
        }
        assert_eq!(changes.len(), 6);
    }

    #[test]
    fn a_broken_table_is_named_with_its_line_and_what_would_be_right() {
        let cases = [
            ("step = 0.1\n", "step = 0.3\n", "of which a whole number makes 1, got `0.3`"),
            ("= 26_667", "= 0", "`cost_cny_per_step` must be an amount above 0, got `0`"),
            ("\"land_cost\"", "\"labour_cost\"", "a criterion that stands once"),
            ("\"land_cost\"", "\"rent\"", "unknown variant `rent`"),
            ("step = 1.0\n", "steps = 1.0\n", "unknown field `steps`"),
        ];
        for (old, new, expected) in cases {
            let text = FILE.1.replacen(old, new, 1);
            let fault = parse((FILE.0, &text)).unwrap_err();
            assert!(1 < fault.line, "{fault}");
            assert!(fault.to_string().contains(expected), "{fault}");
        }
    }
}
