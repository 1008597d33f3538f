use ndarray::{Array2, Axis};

/// How much of each industry stands in each region in one year: jobs, firms, output or exports.
/// Finite and never negative; each region and each industry is named once.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    regions: Vec<String>,
    industries: Vec<String>,
    values: Array2<f64>,
}

/// Why values are no panel.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PanelError {
    /// Names and values do not belong together.
    #[error("values must be {regions} regions by {industries} industries, got {rows} by {columns}")]
    Shape {
        /// Named regions.
        regions: usize,
        /// Named industries.
        industries: usize,
        /// Rows of values.
        rows: usize,
        /// Columns of values.
        columns: usize,
    },
    /// A name that occurs twice.
    #[error("each region and each industry must be named once, got `{name}` twice")]
    Repeated {
        /// The name.
        name: String,
    },
    /// A value that is no amount.
    #[error("`{industry}` in `{region}` must be a finite amount of at least 0, got `{value}`")]
    Value {
        /// The region.
        region: String,
        /// The industry.
        industry: String,
        /// The value.
        value: f64,
    },
}

/// Which regions and industries are large enough to say something.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Minimum {
    /// The smallest sum of a region over all industries, in the unit of the values.
    pub region: f64,
    /// The smallest sum of an industry over all regions, in the unit of the values.
    pub industry: f64,
}

impl Panel {
    /// A panel of regions × industries.
    ///
    /// # Errors
    /// Names that do not match the values or repeat, a value that is negative or not finite.
    pub fn new(
        regions: Vec<String>,
        industries: Vec<String>,
        values: Array2<f64>,
    ) -> Result<Panel, PanelError> {
        let (rows, columns) = values.dim();
        if (rows, columns) != (regions.len(), industries.len()) {
            let (regions, industries) = (regions.len(), industries.len());
            return Err(PanelError::Shape { regions, industries, rows, columns });
        }
        if let Some(name) = repeated(&regions).or_else(|| repeated(&industries)) {
            return Err(PanelError::Repeated { name: name.to_owned() });
        }
        for ((row, column), value) in values.indexed_iter() {
            if !(value.is_finite() && 0.0 <= *value) {
                let (region, industry) = (regions[row].clone(), industries[column].clone());
                return Err(PanelError::Value { region, industry, value: *value });
            }
        }
        Ok(Panel { regions, industries, values })
    }

    /// The names of the rows.
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// The names of the columns.
    pub fn industries(&self) -> &[String] {
        &self.industries
    }

    /// The amounts, regions × industries.
    pub fn values(&self) -> &Array2<f64> {
        &self.values
    }

    /// The panel without regions and industries below a minimum. Regions go first, by their sum
    /// over all industries; then industries, by their sum over the regions that stay. A region
    /// that falls below its minimum only because an industry went stays.
    #[must_use]
    pub fn restrict(&self, minimum: Minimum) -> Panel {
        let rows = at_least(minimum.region, &self.values.sum_axis(Axis(1)));
        let within = self.values.select(Axis(0), &rows);
        let columns = at_least(minimum.industry, &within.sum_axis(Axis(0)));
        Panel {
            regions: rows.iter().map(|row| self.regions[*row].clone()).collect(),
            industries: columns.iter().map(|column| self.industries[*column].clone()).collect(),
            values: within.select(Axis(1), &columns),
        }
    }
}

fn at_least(minimum: f64, sums: &ndarray::Array1<f64>) -> Vec<usize> {
    sums.iter().enumerate().filter(|(_, sum)| minimum <= **sum).map(|(index, _)| index).collect()
}

fn repeated(names: &[String]) -> Option<&str> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].as_str())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn panel(regions: &[&str], values: Array2<f64>) -> Result<Panel, PanelError> {
        Panel::new(names(regions), names(&["mining", "dairy"]), values)
    }

    #[test]
    fn what_is_no_panel_is_refused_with_its_reason() {
        let cases = [
            (panel(&["a"], array![[1.0]]), "values must be 1 regions by 2 industries, got 1 by 1"),
            (
                panel(&["a", "a"], array![[1.0, 2.0], [1.0, 2.0]]),
                "each region and each industry must be named once, got `a` twice",
            ),
            (
                panel(&["a"], array![[1.0, -2.0]]),
                "`dairy` in `a` must be a finite amount of at least 0, got `-2`",
            ),
            (
                panel(&["a"], array![[f64::NAN, 2.0]]),
                "`mining` in `a` must be a finite amount of at least 0, got `NaN`",
            ),
        ];
        for (panel, message) in cases {
            assert_eq!(panel.unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn small_regions_go_before_small_industries() {
        let values = array![[90.0, 20.0], [5.0, 80.0], [0.0, 9.0]];
        let panel = panel(&["a", "b", "c"], values).unwrap();
        let restricted = panel.restrict(Minimum { region: 50.0, industry: 100.0 });
        assert_eq!(restricted.regions(), ["a", "b"]);
        // Dairy has 109 jobs in all and 100 in the regions that stay, mining 95.
        assert_eq!(restricted.industries(), ["dairy"]);
        assert_eq!(restricted.values(), array![[20.0], [80.0]]);
        assert_eq!(panel.restrict(Minimum::default()), panel);
    }
}
