//! Tables of codes and the texts that should be coded to them.

use super::Error;
use crate::domain::invalid::Invalid;

/// A text and the code that it should be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CodingCase {
    /// The code, without dots.
    pub(super) code: String,
    /// The text.
    pub(super) text: String,
}

/// Names of columns that hold the text, by preference.
const TEXTS: [&str; 4] = ["text", "index_item", "description", "phrase"];

/// Reads cases: the columns that are named, or else `code` (or one that is named after a
/// classification) and `text` or `index_item`, or else the first two.
///
/// # Errors
/// A table that cannot be read, a column that is not there, no case at all.
pub(super) fn read(
    table: &str,
    code: Option<&str>,
    text: Option<&str>,
) -> Result<Vec<CodingCase>, Error> {
    let mut rows = all_records(table)?.into_iter();
    let head = rows.next().unwrap_or_default();
    let named = |name: &str| head.iter().position(|column| column == name);
    let asked = |flag: &'static str, name: Option<&str>| -> Result<Option<usize>, Error> {
        let Some(name) = name else { return Ok(None) };
        let expected = format!("one of {}", head.join(", "));
        let place = named(name).ok_or_else(|| Invalid::new(flag, name, &expected))?;
        Ok(Some(place))
    };
    let classified = |column: &String| {
        ["naics", "sic", "isic", "nace", "gbt"].iter().any(|name| column.starts_with(name))
            || column.starts_with("uksic")
    };
    let code = asked("code", code)?
        .or_else(|| named("code"))
        .or_else(|| head.iter().position(classified))
        .unwrap_or(0);
    let text = asked("text", text)?
        .or_else(|| TEXTS.iter().find_map(|name| named(name)))
        .unwrap_or(usize::from(code != 1));
    let cases: Vec<CodingCase> = rows
        .filter_map(|row| {
            let code = row.get(code)?.trim().replace('.', "");
            let text = row.get(text)?.trim().to_owned();
            (!code.is_empty() && !text.is_empty()).then_some(CodingCase { code, text })
        })
        .collect();
    if cases.is_empty() {
        return Err(Invalid::new("cases", "", "a table with a code and a text in each line").into());
    }
    Ok(cases)
}

/// The lines of a table below its head.
pub(super) fn records(table: &str) -> Result<Vec<Vec<String>>, Error> {
    let mut records = all_records(table)?;
    if !records.is_empty() {
        records.remove(0);
    }
    Ok(records)
}

fn all_records(table: &str) -> Result<Vec<Vec<String>>, Error> {
    let table = table.trim_start_matches('\u{feff}');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|fault| Error::Malformed {
            line: fault.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0)),
            column: 1,
            message: fault.to_string(),
        })?;
        records.push(record.iter().map(str::to_owned).collect());
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_or_place() {
        let cases = [
            ("naics2022,index_item\n111110,Soybeans\n", None, None),
            ("id,language,text,code\n1,en,Soybeans,111110\n", None, None),
            ("a,b\n11.1110,Soybeans\n", None, None),
            ("x,what,which\n1,Soybeans,111110\n", Some("which"), Some("what")),
        ];
        for (table, code, text) in cases {
            let read = read(table, code, text).unwrap();
            let expected = CodingCase { code: "111110".to_owned(), text: "Soybeans".to_owned() };
            assert_eq!(read, [expected], "{table}");
        }
        let error = read("a,b\n1,2\n", Some("c"), None).unwrap_err();
        assert_eq!(error.to_string(), "`code` must be one of a, b, got `c`");
        assert!(read("code,text\n", None, None).is_err());
    }
}
