use serde::{Deserialize, Serialize};

use super::{
    Error,
    panel_file::{PanelColumns, PanelFile, PanelFilter},
};
use crate::{
    domain::invalid::Invalid,
    industry::entry::{
        EntryModel,
        features::FEATURES,
        figures,
        model::{self, Window},
    },
};
pub use crate::{
    industry::entry::{EntryRules, figures::Figures},
    statistics::bootstrap::Resampling,
};

/// What a model file says it is.
const FORMAT: &str = "hinterland-entry-model";
/// The version of its form.
const VERSION: u32 = 1;

/// A window of two years, the earlier one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Years(pub i32, pub i32);

/// What is learned from.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryOptions {
    /// Where the panel's columns are.
    pub columns: PanelColumns,
    /// What of it counts.
    pub filter: PanelFilter,
    /// The window to learn from.
    pub fit: Years,
    /// What is an entry.
    pub rules: EntryRules,
    /// How intervals are drawn.
    pub resampling: Resampling,
}

/// A fitted model and what it was fitted on, as it stands in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryFile {
    format: String,
    version: u32,
    /// The program that fitted it.
    pub program: String,
    /// The panel.
    pub panel: PanelRecord,
    /// The window it was fitted on.
    pub fit: Years,
    /// Candidates have a location quotient below this.
    pub below: f64,
    /// An entry has at least this value.
    pub entry_min: f64,
    /// Regions it was fitted on.
    pub regions: usize,
    /// Candidates of the window, and how many of them entered.
    pub candidates: usize,
    /// Entries of the window.
    pub entries: usize,
    /// What the columns of the regression measure.
    pub features: Vec<FeatureRecord>,
    /// Area under the curve on regions not seen, with its interval: estimate, low, high.
    pub cross_validated_auc: [f64; 3],
    /// Precision at 10 on regions not seen.
    pub cross_validated_precision_at_10: Option<f64>,
    /// The industries it knows, in the order of the weights.
    pub industries: Vec<String>,
    /// The model.
    pub model: EntryModel,
}

/// Which file a model was fitted on, and what of it counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelRecord {
    /// The SHA-256 of the file.
    pub sha256: String,
    /// The column of regions.
    pub region: String,
    /// The column of industries.
    pub industry: String,
    /// The column of years.
    pub year: String,
    /// The column of values.
    pub value: String,
    /// Rows left out, as `column=value`.
    pub drop_where: Vec<String>,
    /// Regions from this sum on.
    pub region_min: f64,
    /// Industries from this sum on.
    pub industry_min: f64,
}

/// A feature of the regression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureRecord {
    /// Its name.
    pub id: String,
    /// What it measures.
    pub meaning: String,
}

impl EntryFile {
    /// Reads a model file.
    ///
    /// # Errors
    /// No JSON, another kind of file or another version, or a model that is not whole.
    pub fn read(text: &str) -> Result<EntryFile, Error> {
        let file: EntryFile = serde_json::from_str(text).map_err(|error| Error::Malformed {
            line: error.line(),
            column: error.column(),
            message: error.to_string(),
        })?;
        let expected = format!("`{FORMAT}` of version {VERSION}");
        if file.format != FORMAT || file.version != VERSION {
            let got = format!("{} of version {}", file.format, file.version);
            return Err(Invalid::new("format", got, &expected).into());
        }
        if !file.features.iter().map(|feature| feature.id.as_str()).eq(FEATURES.map(|f| f.id)) {
            let got = file.features.len();
            return Err(Invalid::new("features", got, "the features of this program").into());
        }
        Ok(file)
    }

    /// The file as text.
    ///
    /// # Panics
    /// Never: a fitted model holds finite numbers and text only.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("numbers and text are always JSON") + "\n"
    }

    /// What counts as a candidate and as an entry.
    pub fn rules(&self) -> EntryRules {
        EntryRules { below: self.below, entry_min: self.entry_min }
    }
}

/// Checks what the command line cannot.
pub(super) fn check_rules(rules: EntryRules) -> Result<(), Error> {
    if !(0.0 < rules.below && rules.below <= 1.0) {
        return Err(Invalid::new("below", rules.below, "above 0 and at most 1").into());
    }
    if !(rules.entry_min.is_finite() && 0.0 <= rules.entry_min) {
        return Err(Invalid::new("min-entry", rules.entry_min, "at least 0").into());
    }
    Ok(())
}

/// Fits a model of entry on one window of a panel, CSV bytes. The same panel, options and program
/// give the same file.
///
/// # Errors
/// A panel that cannot be read, a year it does not have, nothing to learn from.
pub fn fit_entry(panel: &[u8], options: &EntryOptions) -> Result<(EntryFile, Figures), Error> {
    check_rules(options.rules)?;
    let EntryOptions { columns, filter, fit: Years(first, last), rules, .. } = options;
    let file = PanelFile::read(panel, columns, &filter.drop_where)?;
    let panel = file.restrict(&[("fit", *first), ("fit", *last)], filter)?;
    let window =
        Window { start: &panel.censuses[first], end: &panel.censuses[last], rules: *rules };
    let fitted = model::fit(window)?;
    let candidates = window.candidates();
    let figures = figures::figures(&fitted.validated, &candidates, options.resampling)
        .ok_or_else(|| Invalid::new("fit", candidates.entries(), "a window with entries"))?;
    let auc = figures.auc;
    let file = EntryFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        program: concat!("hinterland ", env!("CARGO_PKG_VERSION")).to_owned(),
        panel: PanelRecord::new(file.sha256, columns, filter),
        fit: options.fit,
        below: rules.below,
        entry_min: rules.entry_min,
        regions: panel.regions.len(),
        candidates: candidates.pairs.len(),
        entries: candidates.entries(),
        features: FEATURES
            .map(|feature| FeatureRecord {
                id: feature.id.to_owned(),
                meaning: feature.meaning.to_owned(),
            })
            .to_vec(),
        cross_validated_auc: [auc.estimate, auc.low, auc.high],
        cross_validated_precision_at_10: figures.precision_at_10,
        industries: panel.industries,
        model: fitted.model,
    };
    Ok((file, figures))
}

impl PanelRecord {
    fn new(sha256: String, columns: &PanelColumns, filter: &PanelFilter) -> PanelRecord {
        let PanelColumns { region, industry, year, value } = columns.clone();
        let conditions = filter.drop_where.iter();
        PanelRecord {
            sha256,
            region,
            industry,
            year,
            value,
            drop_where: conditions.map(|(column, value)| format!("{column}={value}")).collect(),
            region_min: filter.region_min,
            industry_min: filter.industry_min,
        }
    }
}
