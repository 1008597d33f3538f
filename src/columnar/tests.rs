use std::{fs::File, io::Seek};

use super::{Cell, Column, Error, Kind, TableReader, TableWriter};

const COLUMNS: &[Column] = &[
    Column { name: "id", kind: Kind::Text, may_lack: false },
    Column { name: "name", kind: Kind::Text, may_lack: true },
    Column { name: "number", kind: Kind::Whole, may_lack: true },
    Column { name: "day", kind: Kind::Day, may_lack: false },
];

fn row(number: usize) -> Vec<Cell> {
    let whole = i64::try_from(number).unwrap();
    let is_known = !number.is_multiple_of(3);
    vec![
        Cell::Text(Some(format!("row-{number}"))),
        Cell::Text(is_known.then(|| format!("名 {number}"))),
        Cell::Whole((number != 1).then_some(-1 - whole)),
        Cell::Day(Some(i32::try_from(number).unwrap())),
    ]
}

fn written(rows: usize) -> File {
    let mut writer = TableWriter::new(tempfile::tempfile().unwrap(), COLUMNS).unwrap();
    (0..rows).for_each(|number| writer.push(row(number)).unwrap());
    let mut file = writer.finish().unwrap();
    file.rewind().unwrap();
    file
}

#[test]
fn rows_come_back_in_order_over_the_ends_of_groups() {
    // Two whole groups and a part of a third.
    for rows in [0, 1, 5, 70_000] {
        let reader = TableReader::open(written(rows)).unwrap();
        assert_eq!(reader.columns(), ["id", "name", "number", "day"]);
        assert_eq!(reader.rows(), u64::try_from(rows).unwrap());
        let mut count = 0;
        for (number, read) in reader.enumerate() {
            let name = if number % 3 == 0 { String::new() } else { format!("名 {number}") };
            let whole = if number == 1 { String::new() } else { format!("-{}", number + 1) };
            let read = read.unwrap();
            assert_eq!(read[..3], [format!("row-{number}"), name, whole]);
            count += 1;
        }
        assert_eq!(count, rows);
    }
}

#[test]
fn days_are_written_as_iso_8601_writes_them() {
    let days: Vec<String> =
        TableReader::open(written(60)).unwrap().map(|row| row.unwrap().remove(3)).collect();
    assert_eq!((days[0].as_str(), days[59].as_str()), ("1970-01-01", "1970-03-01"));
}

#[test]
fn what_is_no_table_is_refused() {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, b"id,name\na,b\n").unwrap();
    file.rewind().unwrap();
    let refused = TableReader::open(file).err().unwrap();
    assert!(matches!(refused, Error::Form(_)), "{refused}");
}
