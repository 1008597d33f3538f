use std::{fs::File, io::Read, path::PathBuf, time::Duration};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    domain::{invalid::Invalid, limits::PANEL_BYTES_MAX},
    service::{
        fit_entry::{EntryOptions, EntryRules, Resampling, Years},
        panel_file::{PanelColumns, PanelFilter},
    },
};

/// The flags that name a panel, what of it counts and what is learned from it.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct PanelArguments {
    /// A panel of regions, industries and years as CSV with a header, one row per cell; regions
    /// stand best in the order of a statistical office, where neighbours follow each other
    #[arg(long, value_name = "FILE")]
    panel: PathBuf,

    /// The column of regions
    #[arg(long, value_name = "COL")]
    region: String,

    /// The column of industries
    #[arg(long, value_name = "COL")]
    industry: String,

    /// The column of years
    #[arg(long, value_name = "COL")]
    year: String,

    /// The column of amounts, such as jobs
    #[arg(long, value_name = "COL")]
    value: String,

    /// The two years to learn from, as 2011:2016
    #[arg(long, value_name = "YEAR:YEAR", value_parser = years)]
    pub(super) fit: Years,

    /// Ask about pairs whose location quotient is below this at the start
    #[arg(long, value_name = "QUOTIENT", default_value_t = 0.5)]
    below: f64,

    /// Leave out regions with a smaller sum in the first year of the fit
    #[arg(long, value_name = "NUMBER", default_value_t = 0.0, value_parser = amount)]
    min_region: f64,

    /// Leave out industries with a smaller sum in any year of the panel
    #[arg(long, value_name = "NUMBER", default_value_t = 0.0, value_parser = amount)]
    min_industry: f64,

    /// Count as an entry only what has at least this amount at the end
    #[arg(long, value_name = "NUMBER", default_value_t = 0.0, value_parser = amount)]
    min_entry: f64,

    /// Leave out rows where a column has this value; may be given several times
    #[arg(long, value_name = "COL=VALUE", value_parser = condition)]
    drop_where: Vec<(String, String)>,

    /// Where the bootstrap's random numbers begin
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,

    /// Resamples of the bootstrap
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(100..=100_000))]
    resamples: u32,
}

impl PanelArguments {
    /// The options in the terms of the service.
    pub(super) fn options(&self) -> anyhow::Result<EntryOptions> {
        let arguments = self.clone();
        Ok(EntryOptions {
            columns: PanelColumns {
                region: arguments.region,
                industry: arguments.industry,
                year: arguments.year,
                value: arguments.value,
            },
            filter: PanelFilter {
                drop_where: arguments.drop_where,
                region_min: arguments.min_region,
                industry_min: arguments.min_industry,
            },
            fit: arguments.fit,
            rules: EntryRules { below: arguments.below, entry_min: arguments.min_entry },
            resampling: Resampling {
                resamples: usize::try_from(arguments.resamples)?,
                seed: arguments.seed,
            },
        })
    }

    /// The bytes of the panel.
    ///
    /// # Errors
    /// It cannot be read or is larger than a panel may be.
    pub(super) fn read(&self) -> anyhow::Result<Vec<u8>> {
        let name = || format!("`{}`", self.panel.display());
        let mut bytes = Vec::new();
        let file = File::open(&self.panel).with_context(name)?;
        file.take(PANEL_BYTES_MAX + 1).read_to_end(&mut bytes).with_context(name)?;
        if PANEL_BYTES_MAX < bytes.len() as u64 {
            let expected = format!("a file of at most {PANEL_BYTES_MAX} bytes");
            return Err(Invalid::new("panel", self.panel.display(), &expected).into());
        }
        Ok(bytes)
    }
}

/// Does the work while a bar on standard error, if that is a terminal, shows that it goes on.
pub(super) fn while_learning<T>(work: impl FnOnce() -> T) -> T {
    let style = ProgressStyle::with_template("{spinner} learning, {elapsed}");
    let bar = ProgressBar::no_length()
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(500));
    let done = work();
    bar.finish_and_clear();
    done
}

/// Two years, the earlier one first.
pub(super) fn years(text: &str) -> Result<Years, String> {
    let parsed = text.split_once(':').and_then(|(first, last)| {
        Some(Years(first.trim().parse().ok()?, last.trim().parse().ok()?))
    });
    let in_order = parsed.filter(|Years(first, last)| first < last);
    in_order.ok_or_else(|| "it must be two years, the earlier one first, as 2011:2016".to_owned())
}

fn amount(text: &str) -> Result<f64, String> {
    let amount = text.parse().ok().filter(|amount: &f64| amount.is_finite() && 0.0 <= *amount);
    amount.ok_or_else(|| "it must be a number of at least 0".to_owned())
}

fn condition(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(column, _)| !column.is_empty());
    let owned = parts.map(|(column, value)| (column.to_owned(), value.to_owned()));
    owned.ok_or_else(|| "it must be a column and a value, as kind=rest".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flag_values_are_read_or_refused() {
        assert_eq!(years("2011:2016"), Ok(Years(2011, 2016)));
        for wrong in ["2016:2011", "2011", "2011-2016", "2011:2011", ":"] {
            assert!(years(wrong).unwrap_err().ends_with("as 2011:2016"), "{wrong}");
        }
        assert_eq!(condition("nfd=True"), Ok(("nfd".to_owned(), "True".to_owned())));
        assert_eq!(condition("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert!(condition("nfd").is_err() && condition("=True").is_err());
        assert!(amount("-1").is_err() && amount("NaN").is_err() && amount("2000").is_ok());
    }
}
