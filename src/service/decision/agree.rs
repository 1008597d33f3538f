use std::collections::{HashMap, HashSet};

use super::lines::{Lines, number};
use crate::{
    decision::{
        DecisionError,
        agreement::{PERSISTENCE, Rankings, borda},
        ranks::{First, dense},
    },
    domain::limits::AGREEMENT_ITEMS_MAX,
    service::Error,
};

/// How far two rankings agree; `None` where a figure is not defined: a single item, all level.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// How many items both rank.
    pub items: usize,
    /// Kendall's τ-a.
    pub tau_a: Option<f64>,
    /// Kendall's τ-b, which minds level items.
    pub tau_b: Option<f64>,
    /// Spearman's ρ.
    pub spearman: Option<f64>,
    /// Weighted Spearman.
    pub weighted_spearman: Option<f64>,
    /// WS; the first ranking is the reference.
    pub ws: Option<f64>,
    /// Rank-biased overlap with a persistence of 0.9.
    pub rbo: f64,
    /// Kemeny's distance.
    pub kemeny: u64,
    /// The drastic WS distance; the first ranking is the reference.
    pub drastic_ws: f64,
    /// Borda's count of both, in the order of the first file.
    pub borda: Vec<BordaItem>,
}

/// An item and what it has in Borda's count.
#[derive(Debug, Clone, PartialEq)]
pub struct BordaItem {
    /// Its name.
    pub name: String,
    /// Its points: Σ (n − rank).
    pub points: f64,
    /// Its dense rank by points, from 1.
    pub rank: usize,
}

/// Compares two rankings in CSV with the columns `name` and `rank`; others are ignored. The first
/// is the reference. Each comes with what faults call it.
///
/// # Errors
/// A missing column; a name that is empty, stands twice or only in one of the files; a rank that
/// is not between 1 and the number of items; more than [`AGREEMENT_ITEMS_MAX`] items.
pub fn agree(reference: (&str, &[u8]), other: (&str, &[u8])) -> Result<Agreement, Error> {
    let [reference, other] = [reference, other].map(|(file, bytes)| RankFile::read(file, bytes));
    let (reference, other) = (reference?, other?);
    other.must_name_all_of(&reference)?;
    reference.must_name_all_of(&other)?;
    let places: HashMap<&str, usize> =
        other.names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let order: Vec<usize> = reference.names.iter().map(|name| places[name.as_str()]).collect();
    let ranks: Vec<f64> = order.iter().map(|place| other.ranks[*place]).collect();
    let rankings = Rankings::new(&reference.ranks, &ranks).map_err(|error| match error {
        DecisionError::Cell { row, column: 0, expected, .. } => reference.fault(row, expected),
        DecisionError::Cell { row, expected, .. } => other.fault(order[row], expected),
        error => reference.lines.fault(0, "", &error.to_string(), "a ranking"),
    })?;
    let overlap = rankings.rank_biased_overlap(PERSISTENCE);
    let points = borda(&[&reference.ranks, &ranks]);
    let items = reference.names.iter().zip(&points).zip(dense(&points, First::Highest));
    Ok(Agreement {
        items: rankings.items(),
        tau_a: rankings.tau_a(),
        tau_b: rankings.tau_b(),
        spearman: rankings.spearman(),
        weighted_spearman: rankings.weighted_spearman(),
        ws: rankings.ws(),
        rbo: overlap
            .map_err(|error| reference.lines.fault(0, "", &error.to_string(), "a ranking"))?,
        kemeny: rankings.kemeny_distance(),
        drastic_ws: rankings.drastic_ws_distance(),
        borda: items
            .map(|((name, points), rank)| BordaItem { name: name.clone(), points: *points, rank })
            .collect(),
    })
}

struct RankFile {
    lines: Lines,
    names: Vec<String>,
    ranks: Vec<f64>,
    numbers: Vec<u64>,
}

impl RankFile {
    fn read(file: &str, bytes: &[u8]) -> Result<RankFile, Error> {
        let lines = Lines::read(file, bytes)?;
        let head = lines.lines.first().map(|line| line.cells.as_slice()).unwrap_or_default();
        let find = |column: &str| {
            head.iter().position(|cell| cell == column).ok_or_else(|| {
                let expected =
                    format!("a head with the columns name and rank; `{column}` is missing");
                lines.fault(1, "", &head.join(","), &expected)
            })
        };
        let (name_at, rank_at) = (find("name")?, find("rank")?);
        let rows = lines.lines.get(1..).unwrap_or_default();
        if !(1..=AGREEMENT_ITEMS_MAX).contains(&rows.len()) {
            let expected = format!("a ranking of 1 to {AGREEMENT_ITEMS_MAX} items");
            return Err(lines.fault(0, "", &rows.len().to_string(), &expected));
        }
        let mut seen = HashSet::new();
        let (mut names, mut ranks) = (Vec::new(), Vec::new());
        for line in rows {
            let cell = |at: usize| line.cells.get(at).map_or("", String::as_str);
            let (name, rank) = (cell(name_at), cell(rank_at));
            if name.is_empty() || !seen.insert(name) {
                let expected = "a name that stands on no other line";
                return Err(lines.fault(line.number, "name", name, expected));
            }
            let expected = "a rank such as 3 or 2.5";
            let read = number(rank);
            ranks.push(read.ok_or_else(|| lines.fault(line.number, "rank", rank, expected))?);
            names.push(name.to_owned());
        }
        let numbers = rows.iter().map(|line| line.number).collect();
        Ok(RankFile { lines, names, ranks, numbers })
    }

    /// Refuses a name that only the other file has.
    fn must_name_all_of(&self, other: &RankFile) -> Result<(), Error> {
        let own: HashSet<&String> = self.names.iter().collect();
        let Some(row) = other.names.iter().position(|name| !own.contains(name)) else {
            return Ok(());
        };
        let expected = format!("a name that {} has too", self.lines.file);
        Err(other.lines.fault(other.numbers[row], "name", &other.names[row], &expected))
    }

    fn fault(&self, row: usize, expected: &str) -> Error {
        let rank = self.ranks[row].to_string();
        self.lines.fault(self.numbers[row], "rank", &rank, expected)
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;

    use super::*;

    const FIVE: &str = "name,rank\na,1\nb,2\nc,3\nd,4\ne,5\n";

    fn compare(one: &str, other: &str) -> Result<Agreement, Error> {
        agree(("a.csv", one.as_bytes()), ("b.csv", other.as_bytes()))
    }

    #[test]
    fn items_are_matched_by_name() {
        let found = compare(FIVE, "rank,note,name\n5,x,e\n1,x,b\n2,x,a\n3,,c\n4,,d\n").unwrap();
        assert_eq!((found.items, found.kemeny), (5, 2));
        assert_abs_diff_eq!(found.tau_b.unwrap(), 0.8, epsilon = 1e-15);
        assert_abs_diff_eq!(found.ws.unwrap(), 0.791_666_666_666_666_7, epsilon = 1e-15);
        assert_abs_diff_eq!(found.drastic_ws, 0.7742, epsilon = 5e-5);
        let borda: Vec<_> =
            found.borda.iter().map(|item| (item.name.as_str(), item.points)).collect();
        assert_eq!(borda, [("a", 7.0), ("b", 7.0), ("c", 4.0), ("d", 2.0), ("e", 0.0)]);
        assert_eq!(found.borda[2].rank, 2);
    }

    #[test]
    fn every_fault_names_line_column_value_and_remedy() {
        let refused = |other: &str| compare(FIVE, other).unwrap_err().to_string();
        insta::assert_snapshot!(refused("name,place\n"), @"b.csv, line 1: must be a head with the columns name and rank; `rank` is missing, got `name,place`");
        insta::assert_snapshot!(refused("name,rank\n"), @"b.csv, line 0: must be a ranking of 1 to 10000 items, got `0`");
        insta::assert_snapshot!(refused("name,rank\na,1\na,2\n"), @"b.csv, line 3: `name` must be a name that stands on no other line, got `a`");
        insta::assert_snapshot!(refused("name,rank\na,first\n"), @"b.csv, line 2: `rank` must be a rank such as 3 or 2.5, got `first`");
        insta::assert_snapshot!(refused("name,rank\na,1\n"), @"a.csv, line 3: `name` must be a name that b.csv has too, got `b`");
        insta::assert_snapshot!(refused(&FIVE.replace("e,5", "f,5")), @"a.csv, line 6: `name` must be a name that b.csv has too, got `e`");
        insta::assert_snapshot!(refused(&FIVE.replace("e,5", "e,6")), @"b.csv, line 6: `rank` must be a rank between 1 and the number of items, got `6`");
    }
}
