use super::{
    Error,
    fit_entry::{EntryFile, EntryOptions, Years, check_rules},
    panel_file::{Panel, PanelFile},
};
use crate::{
    domain::invalid::Invalid,
    industry::entry::{
        Candidates, EntryError,
        baseline::Baseline,
        figures,
        model::{self, FOLDS, Window, regions_outside},
    },
    statistics::calibration::{brier_score, expected_calibration_error, fit_platt},
};
pub use crate::{industry::entry::figures::Figures, statistics::bootstrap::Interval};

/// Bins of the expected calibration error: of one percentage point each, since few candidates
/// enter.
const CALIBRATION_BINS: usize = 100;

/// What an evaluation found.
#[derive(Debug, Clone)]
pub struct EntryEvaluation {
    /// Where the model's scores come from.
    pub origin: Origin,
    /// Regions that count.
    pub regions: usize,
    /// Industries that count.
    pub industries: usize,
    /// Industries with enough entries for the means over industries.
    pub industries_counted: usize,
    /// Pairs below the bound at the start of the test.
    pub candidates: usize,
    /// How many of them entered.
    pub entries: usize,
    /// The model, `entry_model`, first; then what it is compared with.
    pub methods: Vec<MethodFigures>,
    /// Area under the curve of the model minus that of the nine-feature regression.
    pub auc_minus_logit: Interval,
    /// How far the probabilities can be believed.
    pub calibration: CalibrationFigures,
    /// Conditions that no row met, as `column=value`.
    pub unmet: Vec<String>,
}

/// Where the model's scores come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Fitted on the fit window, asked about the later one.
    LaterWindow,
    /// The windows are the same: fitted on four fifths of the regions, asked about the others.
    CrossValidated,
    /// From a file.
    Saved,
}

/// The figures of one method.
#[derive(Debug, Clone)]
pub struct MethodFigures {
    /// `entry_model`, `logit_9`, `density_50`, `density` or `location_quotient`.
    pub method: &'static str,
    /// Its figures.
    pub figures: Figures,
}

/// How far probabilities can be believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationFigures {
    /// Mean distance between expected and happened, over bins of one percentage point.
    pub expected_calibration_error: f64,
    /// Mean squared error of the probabilities.
    pub brier_score: f64,
    /// The same if each candidate were given the share of entries among all.
    pub brier_score_of_share: f64,
}

/// What the methods say of the same candidates.
struct Scores {
    origin: Origin,
    /// Log-odds.
    model: Vec<f64>,
    probabilities: Vec<f64>,
    logit: Vec<f64>,
}

/// Measures the model of entry on a panel, CSV bytes, beside a logistic regression on nine
/// features, densities and the plain location quotient. If `test` is the fit window, regions are
/// cross-validated; else the model sees the fit years only, and of the test window its start.
///
/// # Errors
/// A panel that cannot be read, years it does not have, a test window before the end of the fit,
/// nothing to learn from or to find; a saved model of other industries, rules or of this window.
pub fn evaluate_entry(
    panel: &[u8],
    options: &EntryOptions,
    test: Years,
    saved: Option<&EntryFile>,
) -> Result<EntryEvaluation, Error> {
    check_rules(options.rules)?;
    let fit = options.fit;
    if test != fit && test.0 < fit.1 {
        let expected = format!("{}:{} or begin in {} or later", fit.0, fit.1, fit.1);
        return Err(Invalid::new("test", format!("{}:{}", test.0, test.1), &expected).into());
    }
    let file = PanelFile::read(panel, &options.columns, &options.filter.drop_where)?;
    let years = [("fit", fit.0), ("fit", fit.1), ("test", test.0), ("test", test.1)];
    let mut panel = file.restrict(&years, &options.filter)?;
    if let Some(saved) = saved {
        check_saved(saved, options, test)?;
        panel = panel.with_industries(&saved.industries)?;
    }
    let window = |Years(start, end)| Window {
        start: &panel.censuses[&start],
        end: &panel.censuses[&end],
        rules: options.rules,
    };
    let (learned, asked) = (window(fit), window(test));
    let candidates = asked.candidates();
    let scores = match saved {
        Some(saved) => ask_saved(saved, learned, asked, &candidates)?,
        None if fit == test => cross_validate(asked, &candidates)?,
        None => ask_later(learned, asked, &candidates)?,
    };
    summarise(&panel, asked, &candidates, (&scores, options)).map(|evaluation| EntryEvaluation {
        unmet: file.unmet.iter().map(|(column, value)| format!("{column}={value}")).collect(),
        ..evaluation
    })
}

fn check_saved(saved: &EntryFile, options: &EntryOptions, test: Years) -> Result<(), Error> {
    if test == saved.fit {
        let got = format!("{}:{}", test.0, test.1);
        return Err(Invalid::new("test", got, "another window than that of the model").into());
    }
    for (flag, got, expected) in [
        ("below", options.rules.below, saved.below),
        ("min-entry", options.rules.entry_min, saved.entry_min),
    ] {
        if (got - expected).abs() > 0.0 {
            let expected = format!("that of the model, {expected}");
            return Err(Invalid::new(flag, got, &expected).into());
        }
    }
    Ok(())
}

/// Fits on the learned window, asks about the later one.
fn ask_later(
    learned: Window<'_>,
    asked: Window<'_>,
    candidates: &Candidates,
) -> Result<Scores, Error> {
    let fitted = model::fit(learned)?;
    let rows = fitted.rows(asked.start, asked.rules, &candidates.pairs)?;
    let model = fitted.model.margins(&rows);
    let probabilities = model.iter().map(|margin| probability(*margin)).collect();
    let logit = ask_logit(learned, asked, candidates)?;
    Ok(Scores { origin: Origin::LaterWindow, model, probabilities, logit })
}

fn ask_saved(
    saved: &EntryFile,
    learned: Window<'_>,
    asked: Window<'_>,
    candidates: &Candidates,
) -> Result<Scores, Error> {
    let rows = saved.model.rows(asked.start, asked.rules, &candidates.pairs)?;
    let model = saved.model.margins(&rows);
    let probabilities = model.iter().map(|margin| probability(*margin)).collect();
    let logit = ask_logit(learned, asked, candidates)?;
    Ok(Scores { origin: Origin::Saved, model, probabilities, logit })
}

fn ask_logit(
    learned: Window<'_>,
    asked: Window<'_>,
    candidates: &Candidates,
) -> Result<Vec<f64>, Error> {
    let reference = Baseline::of(learned.start).fit(&learned.candidates())?;
    Ok(Baseline::of(asked.start).margins(&reference, &candidates.pairs))
}

/// Asks about each fifth of the regions what the others teach; even the calibration of a fifth is
/// that of the others.
fn cross_validate(window: Window<'_>, candidates: &Candidates) -> Result<Scores, Error> {
    let model = model::cross_validate(window)?;
    let baseline = Baseline::of(window.start);
    let mut probabilities = vec![0.0; model.len()];
    let mut logit = vec![0.0; model.len()];
    for fold in 0..FOLDS {
        let (own, others): (Vec<usize>, Vec<usize>) =
            (0..model.len()).partition(|at| candidates.pairs[*at].0 % FOLDS == fold);
        let of_others: Vec<f64> = others.iter().map(|at| model[*at]).collect();
        let entered: Vec<bool> = others.iter().map(|at| candidates.entered[*at]).collect();
        let curve = fit_platt(&of_others, &entered).map_err(EntryError::from)?;
        let seen = regions_outside(fold, window.start.regions());
        let taught = Candidates::of(window.start, window.end, &seen, window.rules);
        let reference = baseline.fit(&taught)?;
        let asked: Vec<(usize, usize)> = own.iter().map(|at| candidates.pairs[*at]).collect();
        for (at, margin) in own.iter().zip(baseline.margins(&reference, &asked)) {
            probabilities[*at] = curve.value(model[*at]);
            logit[*at] = margin;
        }
    }
    Ok(Scores { origin: Origin::CrossValidated, model, probabilities, logit })
}

fn summarise(
    panel: &Panel,
    asked: Window<'_>,
    candidates: &Candidates,
    (scores, options): (&Scores, &EntryOptions),
) -> Result<EntryEvaluation, Error> {
    let nothing = || Invalid::new("test", candidates.entries(), "a window with entries");
    let baseline = Baseline::of(asked.start);
    let plain = |name| baseline.scores(name, &candidates.pairs).unwrap_or_default();
    let named = [
        ("entry_model", scores.model.clone()),
        ("logit_9", scores.logit.clone()),
        ("density_50", plain("density_50")),
        ("density", plain("density")),
        ("location_quotient", plain("log_quotient")),
    ];
    let mut methods = Vec::new();
    for (method, scores) in named {
        let figures = figures::figures(&scores, candidates, options.resampling);
        methods.push(MethodFigures { method, figures: figures.ok_or_else(nothing)? });
    }
    let auc_minus_logit =
        figures::auc_difference(&scores.model, &scores.logit, candidates, options.resampling);
    Ok(EntryEvaluation {
        origin: scores.origin,
        regions: panel.regions.len(),
        industries: panel.industries.len(),
        industries_counted: figures::industries_counted(candidates),
        candidates: candidates.pairs.len(),
        entries: candidates.entries(),
        methods,
        auc_minus_logit: auc_minus_logit.ok_or_else(nothing)?,
        calibration: calibration(&scores.probabilities, &candidates.entered).ok_or_else(nothing)?,
        unmet: Vec::new(),
    })
}

fn calibration(probabilities: &[f64], entered: &[bool]) -> Option<CalibrationFigures> {
    let entries: f64 = entered.iter().map(|entered| f64::from(u8::from(*entered))).sum();
    let share = entries / f64::from(u32::try_from(entered.len()).ok()?);
    Some(CalibrationFigures {
        expected_calibration_error: expected_calibration_error(
            probabilities,
            entered,
            CALIBRATION_BINS,
        )?,
        brier_score: brier_score(probabilities, entered)?,
        brier_score_of_share: brier_score(&vec![share; entered.len()], entered)?,
    })
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::{
        fit_entry::{EntryRules, Resampling, fit_entry},
        panel_file::{PanelColumns, PanelFilter},
    };

    /// A made-up nation of two kinds of regions and two families of industries at three censuses;
    /// no figure of a real place.
    fn panel() -> String {
        let mut state = 11_u64;
        let mut chance = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_889);
            f64::from(u32::try_from(state >> 40).unwrap()) / f64::from(1 << 24)
        };
        let mut rows = vec!["place,trade,year,jobs".to_owned()];
        for year in [2011, 2016, 2021] {
            for region in 0..40_u32 {
                for industry in 0..20_u32 {
                    let share = if region % 2 == industry % 2 { 1.0 } else { 0.3 };
                    let size = 20.0 + f64::from(region % 5) * 30.0;
                    let jobs = (size * share * (0.05 + 2.0 * chance() * chance())).floor();
                    rows.push(format!("R{region},I{industry},{year},{jobs}"));
                }
            }
        }
        rows.join("\n")
    }

    fn options() -> EntryOptions {
        EntryOptions {
            columns: PanelColumns {
                region: "place".to_owned(),
                industry: "trade".to_owned(),
                year: "year".to_owned(),
                value: "jobs".to_owned(),
            },
            filter: PanelFilter { drop_where: Vec::new(), region_min: 10.0, industry_min: 10.0 },
            fit: Years(2011, 2016),
            rules: EntryRules { below: 0.5, entry_min: 5.0 },
            resampling: Resampling { resamples: 100, seed: 1 },
        }
    }

    fn evaluated(panel: &str, test: Years, saved: Option<&EntryFile>) -> EntryEvaluation {
        evaluate_entry(panel.as_bytes(), &options(), test, saved).unwrap()
    }

    #[test]
    fn a_later_window_is_asked_what_the_first_one_teaches() {
        let panel = panel();
        let later = evaluated(&panel, Years(2016, 2021), None);
        assert_eq!(later.origin, Origin::LaterWindow);
        let methods: Vec<&str> = later.methods.iter().map(|figures| figures.method).collect();
        let expected = ["entry_model", "logit_9", "density_50", "density", "location_quotient"];
        assert_eq!(methods, expected);
        assert!(0.6 < later.methods[0].figures.auc.estimate, "{:?}", later.methods[0]);

        let (file, figures) = fit_entry(panel.as_bytes(), &options()).unwrap();
        let read = EntryFile::read(&file.text()).unwrap();
        assert_eq!(read, file);
        let saved = evaluated(&panel, Years(2016, 2021), Some(&read));
        assert_eq!(saved.origin, Origin::Saved);
        assert_eq!(saved.entries, later.entries);
        let same = evaluated(&panel, Years(2011, 2016), None);
        assert_eq!(same.origin, Origin::CrossValidated);
        assert_eq!(same.methods[0].figures, figures);
    }

    #[test]
    fn the_end_of_the_test_does_not_reach_the_model() {
        let panel = panel();
        let fit = |text: &str| fit_entry(text.as_bytes(), &options()).unwrap().0.model;
        let shorter: Vec<&str> = panel.lines().filter(|line| !line.contains(",2021,")).collect();
        assert_eq!(fit(&panel), fit(&shorter.join("\n")));
    }

    #[test]
    fn questions_that_cannot_be_asked_are_refused() {
        let panel = panel();
        let refused = |options: &EntryOptions, test, saved: Option<&EntryFile>| {
            evaluate_entry(panel.as_bytes(), options, test, saved).unwrap_err().to_string()
        };
        let early = refused(&options(), Years(2011, 2021), None);
        let expected = "`test` must be 2011:2016 or begin in 2016 or later, got `2011:2021`";
        assert_eq!(early, expected);
        let wide = EntryOptions { rules: EntryRules { below: 1.5, entry_min: 5.0 }, ..options() };
        let wide = refused(&wide, Years(2016, 2021), None);
        assert_eq!(wide, "`below` must be above 0 and at most 1, got `1.5`");
        let absent = refused(&options(), Years(2016, 2026), None);
        let expected = "`test` must be years of the panel, which has 2011, 2016, 2021, got `2026`";
        assert_eq!(absent, expected);
        let (file, _) = fit_entry(panel.as_bytes(), &options()).unwrap();
        let own = refused(&options(), Years(2011, 2016), Some(&file));
        let expected = "`test` must be another window than that of the model, got `2011:2016`";
        assert_eq!(own, expected);
        let none = EntryFile::read("{}").unwrap_err().to_string();
        assert!(none.starts_with("line 1, column 2: missing field"), "{none}");
    }
}
