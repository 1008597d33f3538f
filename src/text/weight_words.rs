use super::{
    labels,
    page::Page,
    words::{Words, fill},
};
use crate::{
    domain::{
        preset::{PresetId, PresetUse},
        text::Language,
    },
    service::presets::preset_title,
};

/// What a reader sees of weight presets. Words in braces are filled in by [`fill`].
#[derive(Debug)]
pub(crate) struct WeightWords {
    /// Which preset weighed.
    pub(crate) preset: &'static str,
    /// … with single weights in place of its own.
    pub(crate) replaced: &'static str,
    /// … the projects' side.
    pub(crate) preset_of_projects: &'static str,
    /// Above the listed presets.
    pub(crate) listed: &'static str,
    pub(crate) criterion: &'static str,
    /// Head of the column of the usual weights.
    pub(crate) usual: &'static str,
}

impl WeightWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static WeightWords {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

static EN: WeightWords = WeightWords {
    preset: "Preset: {preset} ({title})",
    replaced: "; weighed as asked instead: {criteria}",
    preset_of_projects: "The projects' side is weighed by the preset {preset} ({title}), whatever \
                         their profiles say",
    listed: "Shares of the whole, in per cent; a preset is asked for with `--preset`, and `--weight` \
             and `--drop` replace single weights of it",
    criterion: "criterion",
    usual: "default",
};

static ZH: WeightWords = WeightWords {
    preset: "预设权重：{preset}（{title}）",
    replaced: "；按要求另行加权：{criteria}",
    preset_of_projects: "项目一方按预设 {preset}（{title}）加权，不论其档案如何",
    listed: "占总权重的百分比；用 `--preset` 选用预设，`--weight` 与 `--drop` 可替换其中单项",
    criterion: "指标",
    usual: "默认",
};

/// The line on the preset behind a ranking.
pub(crate) fn preset_line(preset: &PresetUse, page: &Page) -> String {
    let words = WeightWords::of(page.language);
    let mut line = named(words.preset, preset.id, page);
    if !preset.replaced.is_empty() {
        let criteria = preset.replaced.iter().map(|id| labels::criterion(page.language, *id));
        let criteria = criteria.collect::<Vec<String>>().join(Words::of(page.language).between);
        line += &fill(words.replaced, &[("criteria", &criteria)]);
    }
    line
}

/// The line on the preset that weighs the projects' side for a region.
pub(crate) fn projects_preset_line(preset: PresetId, page: &Page) -> String {
    named(WeightWords::of(page.language).preset_of_projects, preset, page)
}

fn named(sentence: &str, id: PresetId, page: &Page) -> String {
    let title = page.name(preset_title(id), id.as_str());
    fill(sentence, &[("preset", id.as_str()), ("title", title)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::criterion::CriterionId;

    #[test]
    fn a_preset_is_named_with_what_was_asked_for_instead() {
        let page = |language| Page { width: 100, colour: false, language };
        let replaced = vec![CriterionId::Access, CriterionId::LandCost];
        let preset = PresetUse { id: PresetId::Sponsor, replaced };
        insta::assert_snapshot!(preset_line(&preset, &page(Language::En)), @"Preset: sponsor (Project sponsor); weighed as asked instead: access, land cost");
        insta::assert_snapshot!(preset_line(&preset, &page(Language::Zh)), @"预设权重：sponsor（项目方）；按要求另行加权：通达性、地价");
        let line = projects_preset_line(PresetId::RegionOfficer, &page(Language::Zh));
        insta::assert_snapshot!(line, @"项目一方按预设 region_officer（地方招商人员）加权，不论其档案如何");
    }
}
