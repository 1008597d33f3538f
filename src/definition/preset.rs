use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};
use toml::Spanned;

use super::{
    File,
    criteria::{described, fault},
    table,
};
use crate::domain::{
    criterion::CriterionId,
    invalid::{Invalid, InvalidLine},
    limits::WEIGHT_MAX,
    preset::{PresetId, WeightPreset},
    text::Text,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetFile {
    #[serde(rename = "criterion")]
    _criterion: IgnoredAny,
    #[serde(default)]
    preset: Vec<PresetEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetEntry {
    id: Spanned<PresetId>,
    title: Text,
    reason: Text,
    source: Spanned<String>,
    weights: Spanned<BTreeMap<CriterionId, Spanned<f64>>>,
}

/// Reads the presets of `index/criteria.toml`; each stands there once, with a weight for every
/// criterion.
pub(super) fn parse(file: File<'_>) -> Result<Vec<WeightPreset>, InvalidLine> {
    let mut presets = BTreeMap::new();
    for entry in table::toml::<PresetFile>(file)?.preset {
        let id = *entry.id.get_ref();
        let refuse = fault(file, &entry.id, "preset.id", id.as_str(), "a preset that stands once");
        if presets.insert(id, preset(file, entry)?).is_some() {
            return Err(refuse);
        }
    }
    if let Some(missing) = PresetId::ALL.iter().find(|id| !presets.contains_key(id)) {
        let expected = format!("also the preset `{}`", missing.as_str());
        return Err(InvalidLine::new(file.0, 1, Invalid::new("", "the file", &expected)));
    }
    Ok(presets.into_values().collect())
}

fn preset(file: File<'_>, entry: PresetEntry) -> Result<WeightPreset, InvalidLine> {
    let texts = [("title", &entry.title), ("reason", &entry.reason)];
    described(file, &entry.id, texts, &entry.source)?;
    let by_criterion = entry.weights.get_ref();
    for (criterion, weight) in by_criterion {
        let value = *weight.get_ref();
        if !(0.0..=WEIGHT_MAX).contains(&value) {
            let path = format!("weights.{}", criterion.as_str());
            return Err(fault(file, weight, &path, value, "between 0 and 1000000"));
        }
    }
    if let Some(missing) = CriterionId::ALL.iter().find(|id| !by_criterion.contains_key(id)) {
        let expected = format!("a whole set, with `{}` too", missing.as_str());
        let given = format!("{} weights", by_criterion.len());
        return Err(fault(file, &entry.weights, "weights", given, &expected));
    }
    let weights = CriterionId::ALL.map(|id| *by_criterion[&id].get_ref());
    if weights.iter().all(|weight| *weight <= 0.0) {
        let expected = "a set with a weight above 0";
        return Err(fault(file, &entry.weights, "weights", "zeros", expected));
    }
    Ok(WeightPreset {
        id: entry.id.into_inner(),
        title: entry.title,
        reason: entry.reason,
        source: entry.source.into_inner(),
        weights,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::get;

    const PATH: &str = "index/criteria.toml";

    fn text() -> &'static str {
        crate::definition::FILES.iter().find(|(path, _)| *path == PATH).unwrap().1
    }

    #[test]
    fn every_kind_of_user_has_a_whole_set_and_no_two_say_the_same() {
        let presets = &get().presets;
        let ids: Vec<PresetId> = presets.iter().map(|preset| preset.id).collect();
        assert_eq!(ids, PresetId::ALL);
        for (position, preset) in presets.iter().enumerate() {
            let others = &presets[position + 1..];
            assert!(
                others.iter().all(|other| other.weights[..] != preset.weights[..]),
                "{:?}",
                preset.id
            );
        }
    }

    /// A batch run promises the weights that everybody has who asks for nothing.
    #[test]
    fn a_batch_run_weighs_as_usual() {
        let usual: Vec<f64> = get().criteria.iter().map(|criterion| criterion.weight).collect();
        assert_eq!(get().presets[PresetId::Batch.position()].weights[..], usual);
    }

    #[test]
    fn a_broken_preset_is_named_with_line_value_and_remedy() {
        // What is replaced by what below the first preset, and what the message must hold.
        let cases = [
            ("id = \"sponsor\"", "id = \"advisor\"", "`preset.id` must be a preset that stands"),
            ("id = \"sponsor\"", "id = \"investor\"", "unknown variant `investor`"),
            ("access = 20.0\n", "", "`weights` must be a whole set, with `access` too, got `8"),
            ("access = 20.0", "access = -2.0", "`weights.access` must be between 0 and 1000000"),
            ("access = 20.0", "luck = 20.0", "unknown variant `luck`"),
            ("source = \"our judgement\"", "source = \"\"", "`source` must be a source"),
            ("zh = \"项目方\", ", "", "`title` must be given in `zh` and `en`"),
        ];
        for (old, new, expected) in cases {
            let (head, tail) = text().split_once("[[preset]]").unwrap();
            let broken = format!("{head}[[preset]]{}", tail.replacen(old, new, 1));
            assert_ne!(broken, text(), "{old}");
            let message = parse((PATH, &broken)).unwrap_err().to_string();
            assert!(message.starts_with(&format!("{PATH}, line ")), "{message}");
            assert!(message.contains(expected), "{message}\nlacks {expected}");
        }
        let (head, _) = text().rsplit_once("[[preset]]").unwrap();
        let message = parse((PATH, head)).unwrap_err().to_string();
        assert!(message.contains("also the preset `batch`"), "{message}");
    }
}
