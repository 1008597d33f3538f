use std::{borrow::Cow, fs::File, io::Read};

use jiff::civil::Date;
use serde::Deserialize;

use super::run::{Answer, Listed, Run, RunState};
use crate::{
    columnar::{self, NestedReader, TableReader},
    domain::{
        id::{ProjectId, RegionId},
        invalid::{Invalid, InvalidLine},
        project::ProjectProfile,
        region::Level,
        text::Text,
    },
    service::Error,
};

/// With what the header of a flat output begins.
pub const FLAT_HEADER: &[u8] = b"project,rank,region,";

/// What is read of a row of a flat output.
#[derive(Debug, Deserialize)]
pub(super) struct FlatRow<'a> {
    project: ProjectId,
    rank: usize,
    region: RegionId,
    region_name_zh: Option<Cow<'a, str>>,
    region_name_en: Option<Cow<'a, str>>,
    level: Level,
    points: i64,
    as_of: Date,
    generation: u64,
    definition: Cow<'a, str>,
}

impl Run {
    /// Whether it was read from a flat output, which says neither what was asked of a project nor how
    /// it was weighed, nor whether more than those listed were ranked.
    pub fn is_flat(&self) -> bool {
        self.is_flat
    }

    /// Takes the rows of a flat CSV.
    ///
    /// # Errors
    /// A row that is none of such an output, or does not follow those before.
    pub fn add_sheet(&mut self, file: &str, input: impl Read) -> Result<(), Error> {
        let mut reader = csv::Reader::from_reader(input);
        let header = reader.headers().map_err(|error| refuse(file, 1, no_row(error)))?.clone();
        for (line, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|error| refuse(file, line, no_row(error)))?;
            let row = record.deserialize(Some(&header));
            let row: FlatRow<'_> = row.map_err(|error| refuse(file, line, no_row(error)))?;
            self.add_row(file, line, row)?;
        }
        Ok(())
    }

    /// Takes the rows of a Parquet, flat or nested.
    ///
    /// # Errors
    /// It cannot be read; a row that is none of such an output, or does not follow those before.
    pub fn add_table(&mut self, file: &str, table: File) -> Result<(), Error> {
        let unreadable = |error: columnar::Error| refuse(file, 0, no_row(error));
        if columnar::is_nested(&table).map_err(unreadable)? {
            let rows = NestedReader::open(table).map_err(unreadable)?;
            return (1..).zip(rows).try_for_each(|(number, row)| {
                self.add_value(file, number, row.map_err(unreadable)?)
            });
        }
        let rows = TableReader::open(table).map_err(unreadable)?;
        let header: csv::StringRecord = rows.columns().iter().collect();
        for (line, cells) in (1..).zip(rows) {
            let record: csv::StringRecord = cells.map_err(unreadable)?.iter().collect();
            let row = record.deserialize(Some(&header));
            let row: FlatRow<'_> = row.map_err(|error| refuse(file, line, no_row(error)))?;
            self.add_row(file, line, row)?;
        }
        Ok(())
    }

    /// Takes a row of a flat output; those of a project follow one another, the best first.
    pub(super) fn add_row(&mut self, file: &str, line: u64, row: FlatRow<'_>) -> Result<(), Error> {
        if self.state.is_some() && !self.is_flat {
            let expected = "a match document, as in the lines before";
            return Err(refuse(file, line, Invalid::new("", "a row", expected)));
        }
        self.is_flat = true;
        let state = RunState { generation: row.generation, definition: row.definition.into() };
        self.check_state(&state).map_err(|fault| refuse(file, line, fault))?;
        let answer = self.answers.entry(row.project.clone()).or_insert_with(|| Answer {
            project: ProjectProfile::new(row.project.clone()),
            as_of: row.as_of,
            level: row.level,
            weights: std::collections::BTreeMap::new(),
            listed: Vec::new(),
            is_complete: false,
        });
        let next = answer.listed.len() + 1;
        if row.rank != next {
            let expected = format!("{next}, the rank after those before of the project");
            return Err(refuse(file, line, Invalid::new("rank", row.rank, &expected)));
        }
        if (row.level, row.as_of) != (answer.level, answer.as_of) {
            let expected = "on the level and day of the rows before of the project";
            let found = format!("{} on {}", row.level.as_str(), row.as_of);
            return Err(refuse(file, line, Invalid::new("level", found, expected)));
        }
        answer.listed.push(Listed { region: row.region.clone(), points: row.points });
        let name =
            |name: Option<Cow<'_, str>>| name.map(Cow::into_owned).filter(|name| !name.is_empty());
        let name = Text { zh: name(row.region_name_zh), en: name(row.region_name_en) };
        self.names.entry(row.region).or_insert(name);
        Ok(())
    }
}

fn no_row(found: impl std::fmt::Display) -> Invalid {
    Invalid::new("", found, "a row, as `hinterland rerank --flat` writes it")
}

fn refuse(file: &str, line: u64, invalid: Invalid) -> Error {
    Error::Line(InvalidLine::new(file, line, invalid))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "project,rank,region,region_name_zh,region_name_en,level,points,\
                          points_low,points_high,standing,as_of,generation,definition";

    fn sheet(rows: &[&str]) -> Result<Run, Error> {
        let text = format!("{HEADER}\n{}\n", rows.join("\n"));
        let mut run = Run::default();
        run.add_sheet("run.csv", text.as_bytes()).map(|()| run)
    }

    fn row(project: &str, rank: u32, region: &str, generation: u32) -> String {
        format!("{project},{rank},{region},,Park,park,7,5,9,behind,2026-06-30,{generation},abc")
    }

    #[test]
    fn rows_of_a_project_follow_one_another() {
        let [a, b] = [row("p", 1, "CN-1", 3), row("p", 2, "CN-2", 3)];
        let run = sheet(&[&a, &b, &row("q", 1, "CN-2", 3)]).unwrap();
        assert!(run.is_flat() && run.answers.len() == 2);
        assert_eq!(run.answers[&ProjectId::parse("p").unwrap()].listed.len(), 2);
        assert_eq!(run.names[&RegionId::parse("CN-1").unwrap()].en.as_deref(), Some("Park"));
        let cases = [
            (vec![b.clone()], "`rank` must be 1"), // the first is missing
            (vec![a.clone(), a.clone()], "`rank` must be 2"), // twice
            (vec![a.clone(), row("p", 2, "CN-2", 4)], "`generation` must be 3"), // of two runs
            (vec![a.replace("park", "lake")], "as `hinterland rerank --flat` writes it"),
            (vec![a.clone(), b.replace("park", "county")], "level and day"),
            (vec![a.replace(",7,", ",,")], "as `hinterland rerank --flat` writes it"),
        ];
        for (rows, word) in cases {
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let fault = sheet(&rows).unwrap_err().to_string();
            assert!(fault.contains(word), "{rows:?}: {fault}");
        }
    }

    #[test]
    fn a_flat_line_is_known_by_its_form() {
        let line = r#"{"project":"p","rank":1,"region":"CN-1","region_name_zh":null,
            "region_name_en":"Park","level":"park","points":7,"points_low":5,"points_high":9,
            "standing":"behind","as_of":"2026-06-30","generation":3,"definition":"abc"}"#;
        let mut run = Run::default();
        run.add("run.ndjson", 1, line.as_bytes()).unwrap();
        assert!(run.is_flat());
        assert!(run.add("run.ndjson", 2, b"{}").is_err());
    }
}
