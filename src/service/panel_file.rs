use std::collections::{BTreeMap, HashMap, btree_map::Entry};

use ndarray::{Array2, Axis};
use sha2::{Digest, Sha256};

use super::Error;
use crate::{
    domain::{
        invalid::Invalid,
        limits::{PANEL_INDUSTRIES_MAX, PANEL_REGIONS_MAX},
    },
    industry::entry::{Census, EntryError},
};

/// Which columns of a panel hold what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelColumns {
    /// Names of regions.
    pub region: String,
    /// Names or codes of industries.
    pub industry: String,
    /// Years, whole numbers.
    pub year: String,
    /// Amounts: jobs, output; never negative.
    pub value: String,
}

/// Which rows of a panel count, and which regions and industries.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelFilter {
    /// Rows are left out where a column has a value: column, value.
    pub drop_where: Vec<(String, String)>,
    /// Regions count from this sum over their industries on, in the first year asked for.
    pub region_min: f64,
    /// Industries count from this sum over these regions on, in every year of the file.
    pub industry_min: f64,
}

/// A panel of regions × industries × years in long form, one row per cell. Regions and industries
/// stand in the order in which they first appear.
#[derive(Debug, Clone)]
pub struct PanelFile {
    /// The SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The conditions of `drop_where` that no row met: a slip of the pen, perhaps.
    pub unmet: Vec<(String, String)>,
    regions: Vec<String>,
    industries: Vec<String>,
    years: BTreeMap<i32, BTreeMap<(usize, usize), Cell>>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    value: f64,
    line: usize,
}

/// The censuses of the years asked for, over the same regions and industries.
#[derive(Debug, Clone)]
pub struct Panel {
    /// The regions that count.
    pub regions: Vec<String>,
    /// The industries that count.
    pub industries: Vec<String>,
    /// Per year.
    pub censuses: BTreeMap<i32, Census>,
}

impl PanelFile {
    /// Reads a panel from CSV with a header. A cell without a row is 0.
    ///
    /// # Errors
    /// No CSV, a column that is missing, an empty name, a year that is no whole number, a value
    /// that is no amount, two rows for one cell, more regions or industries than there may be.
    pub fn read(
        bytes: &[u8],
        columns: &PanelColumns,
        drop_where: &[(String, String)],
    ) -> Result<PanelFile, Error> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().map_err(|error| malformed(&error))?.clone();
        let find = |flag: &str, name: &str| {
            header.iter().position(|column| column == name).ok_or_else(|| {
                let known = header.iter().collect::<Vec<_>>().join(", ");
                Error::from(Invalid::new(flag, name, &format!("a column of the file: {known}")))
            })
        };
        let places = [
            find("region", &columns.region)?,
            find("industry", &columns.industry)?,
            find("year", &columns.year)?,
            find("value", &columns.value)?,
        ];
        let dropped: Vec<usize> = drop_where
            .iter()
            .map(|(column, _)| find("drop-where", column))
            .collect::<Result<_, Error>>()?;
        let mut met = vec![false; dropped.len()];
        let mut filling = Filling::default();
        for record in reader.records() {
            let record = record.map_err(|error| malformed(&error))?;
            let cell = |place: usize| record.get(place).unwrap_or_default();
            let mut is_dropped = false;
            for (at, (place, (_, value))) in dropped.iter().zip(drop_where).enumerate() {
                if cell(*place) == value {
                    (met[at], is_dropped) = (true, true);
                }
            }
            if !is_dropped {
                let line = record.position().map_or(0, csv::Position::line);
                filling.add(places.map(cell), columns, usize::try_from(line).unwrap_or(0))?;
            }
        }
        let sha256: Vec<String> =
            Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let unmet = drop_where.iter().zip(met).filter(|(_, met)| !met);
        Ok(PanelFile {
            sha256: sha256.concat(),
            unmet: unmet.map(|(condition, _)| condition.clone()).collect(),
            regions: filling.regions.names,
            industries: filling.industries.names,
            years: filling.years,
        })
    }

    /// The censuses of some years, over the regions that have rows in each of them and are large
    /// enough, and the industries that are large enough.
    ///
    /// # Errors
    /// A year that the file does not have; too few regions or industries that count.
    pub fn restrict(&self, years: &[(&str, i32)], filter: &PanelFilter) -> Result<Panel, Error> {
        for (flag, year) in years {
            if !self.years.contains_key(year) {
                let known: Vec<String> = self.years.keys().map(i32::to_string).collect();
                let expected = format!("years of the panel, which has {}", known.join(", "));
                return Err(Invalid::new(*flag, year, &expected).into());
            }
        }
        let tables: BTreeMap<i32, Array2<f64>> =
            self.years.keys().map(|year| (*year, self.table(*year))).collect();
        let first = &tables[&years[0].1];
        let regions: Vec<usize> = (0..self.regions.len())
            .filter(|region| {
                let is_present = |table: &Array2<f64>| 0.0 < table.row(*region).sum();
                years.iter().all(|(_, year)| is_present(&tables[year]))
                    && filter.region_min <= first.row(*region).sum()
            })
            .collect();
        let tables: BTreeMap<i32, Array2<f64>> = tables
            .into_iter()
            .map(|(year, table)| (year, table.select(Axis(0), &regions)))
            .collect();
        let industries: Vec<usize> = (0..self.industries.len())
            .filter(|industry| {
                let size = |table: &Array2<f64>| table.column(*industry).sum();
                tables.values().all(|table| filter.industry_min <= size(table))
                    && years.iter().all(|(_, year)| 0.0 < size(&tables[year]))
            })
            .collect();
        if regions.len() < REGIONS_MIN || industries.len() < INDUSTRIES_MIN {
            let got = format!("{} × {}", regions.len(), industries.len());
            let expected =
                format!("at least {REGIONS_MIN} regions × {INDUSTRIES_MIN} industries that count");
            return Err(Invalid::new("panel", got, &expected).into());
        }
        let mut censuses = BTreeMap::new();
        for (_, year) in years {
            let census = Census::new(tables[year].select(Axis(1), &industries));
            censuses.insert(*year, census.map_err(EntryError::from)?);
        }
        let names = |all: &[String], kept: &[usize]| -> Vec<String> {
            kept.iter().map(|at| all[*at].clone()).collect()
        };
        let (regions, industries) =
            (names(&self.regions, &regions), names(&self.industries, &industries));
        Ok(Panel { regions, industries, censuses })
    }

    fn table(&self, year: i32) -> Array2<f64> {
        let mut table = Array2::zeros((self.regions.len(), self.industries.len()));
        for (place, cell) in &self.years[&year] {
            table[*place] = cell.value;
        }
        table
    }
}

impl Panel {
    /// The same panel with these industries only, in this order.
    ///
    /// # Errors
    /// The panel lacks one of them.
    pub(super) fn with_industries(self, wanted: &[String]) -> Result<Panel, Error> {
        let mut kept = Vec::with_capacity(wanted.len());
        for name in wanted {
            let place = self.industries.iter().position(|industry| industry == name);
            kept.push(place.ok_or_else(|| {
                Invalid::new(
                    "panel",
                    name,
                    "a panel with all industries of the model; it lacks one",
                )
            })?);
        }
        let mut censuses = BTreeMap::new();
        for (year, census) in self.censuses {
            let census = Census::new(census.values().select(Axis(1), &kept));
            censuses.insert(year, census.map_err(EntryError::from)?);
        }
        Ok(Panel { regions: self.regions, industries: wanted.to_vec(), censuses })
    }
}

/// Fewer regions than this cannot be dealt into parts that teach each other.
const REGIONS_MIN: usize = 20;
/// Fewer industries than this have nothing to say about each other.
const INDUSTRIES_MIN: usize = 5;

/// Names in the order of their first appearance.
#[derive(Debug, Default)]
struct Names {
    places: HashMap<String, usize>,
    names: Vec<String>,
}

impl Names {
    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        self.places.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }
}

#[derive(Debug, Default)]
struct Filling {
    regions: Names,
    industries: Names,
    years: BTreeMap<i32, BTreeMap<(usize, usize), Cell>>,
}

impl Filling {
    fn add(
        &mut self,
        [region, industry, year, value]: [&str; 4],
        columns: &PanelColumns,
        line: usize,
    ) -> Result<(), Error> {
        let fault = |column: &str, got: &str, expected: &str| {
            Error::from(Invalid::new(column, got, expected).within(&format!("line {line}")))
        };
        for (column, name) in [(&columns.region, region), (&columns.industry, industry)] {
            if name.trim().is_empty() {
                return Err(fault(column, name, "a name"));
            }
        }
        let year: i32 = year.parse().map_err(|_| fault(&columns.year, year, "a year, as 2016"))?;
        let amount = value.parse().ok().filter(|value: &f64| value.is_finite() && 0.0 <= *value);
        let amount =
            amount.ok_or_else(|| fault(&columns.value, value, "a number of at least 0"))?;
        let place = (self.regions.place(region), self.industries.place(industry));
        let limits = [
            (&columns.region, region, self.regions.names.len(), PANEL_REGIONS_MAX),
            (&columns.industry, industry, self.industries.names.len(), PANEL_INDUSTRIES_MAX),
        ];
        for (column, name, count, most) in limits {
            if most < count {
                return Err(fault(column, name, &format!("one of at most {most} in a panel")));
            }
        }
        match self.years.entry(year).or_default().entry(place) {
            Entry::Vacant(cell) => {
                cell.insert(Cell { value: amount, line });
                Ok(())
            }
            Entry::Occupied(cell) => {
                let expected = format!(
                    "the only row of `{region}`, `{industry}` in {year}; line {} is another",
                    cell.get().line
                );
                Err(fault(&columns.value, value, &expected))
            }
        }
    }
}

fn malformed(error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    Error::Malformed {
        line: usize::try_from(line).unwrap_or(1),
        column: 1,
        message: match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("there must be {expected_len} cells, as in the header, got {len}")
            }
            csv::ErrorKind::Utf8 { .. } => "the text must be UTF-8".to_owned(),
            _ => "this is no CSV".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> PanelColumns {
        PanelColumns {
            region: "place".to_owned(),
            industry: "trade".to_owned(),
            year: "year".to_owned(),
            value: "jobs".to_owned(),
        }
    }

    fn refused(text: &str) -> String {
        PanelFile::read(text.as_bytes(), &columns(), &[]).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let cases = [
            (
                "place,trade,year\n",
                "`value` must be a column of the file: place, trade, year, got `jobs`",
            ),
            (
                "place,trade,year,jobs\nA,x,2011,5\nA,y,2011,-1\n",
                "`line 3.jobs` must be a number of at least 0, got `-1`",
            ),
            (
                "place,trade,year,jobs\nA,x,May,5\n",
                "`line 2.year` must be a year, as 2016, got `May`",
            ),
            ("place,trade,year,jobs\n,x,2011,5\n", "`line 2.place` must be a name, got ``"),
            (
                "place,trade,year,jobs\nA,x,2011,5\nA,x,2016,5\nA,x,2011,6\n",
                "`line 4.jobs` must be the only row of `A`, `x` in 2011; line 2 is another, got `6`",
            ),
            (
                "place,trade,year,jobs\nA,x,2011\n",
                "line 2, column 1: there must be 4 cells, as in the header, got 3",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(refused(text), expected);
        }
    }

    /// 22 regions; one is small at first, one is not there in 2016; the sixth industry is small
    /// later, the seventh is a remainder.
    fn text() -> String {
        let mut rows = vec!["place,trade,year,jobs,kind".to_owned()];
        for year in [2011, 2016, 2021] {
            for region in (0..22).filter(|region| (*region, year) != (21, 2016)) {
                for industry in 0..7 {
                    let is_small =
                        (region == 20 && year == 2011) || (industry == 5 && year == 2021);
                    let jobs = if is_small { 1 } else { 100 };
                    let kind = if industry == 6 { "rest" } else { "own" };
                    rows.push(format!("R{region},I{industry},{year},{jobs},{kind}"));
                }
            }
        }
        rows.join("\n")
    }

    #[test]
    fn only_what_counts_is_kept() {
        let drop_where =
            [("kind".to_owned(), "rest".to_owned()), ("kind".to_owned(), "Rest".to_owned())];
        let file = PanelFile::read(text().as_bytes(), &columns(), &drop_where).unwrap();
        assert_eq!(file.unmet, drop_where[1..]);
        let filter = PanelFilter {
            drop_where: drop_where.to_vec(),
            region_min: 50.0,
            industry_min: 1_000.0,
        };
        let panel = file.restrict(&[("fit", 2011), ("fit", 2016)], &filter).unwrap();
        assert_eq!(panel.regions.len(), 20);
        assert_eq!(panel.industries, ["I0", "I1", "I2", "I3", "I4"]);
        assert_eq!(panel.censuses.keys().collect::<Vec<_>>(), [&2011, &2016]);
        let error = file.restrict(&[("fit", 2012)], &filter).unwrap_err().to_string();
        let expected = "`fit` must be years of the panel, which has 2011, 2016, 2021, got `2012`";
        assert_eq!(error, expected);
        let strict = PanelFilter { region_min: 1e6, ..filter };
        let error = file.restrict(&[("fit", 2011)], &strict).unwrap_err().to_string();
        let expected = "`panel` must be at least 20 regions × 5 industries that count, got `0 × 0`";
        assert_eq!(error, expected);
    }
}
