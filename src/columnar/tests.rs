use std::{fs::File, io::Seek};

use serde_json::{Value, json};

use super::{
    Cell, Column, Error, Field, Kind, NestedReader, NestedWriter, Shape, TableReader, TableWriter,
    is_nested,
};

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

const NESTED: &[Field] = &[
    Field { name: "id", shape: Shape::Text, may_lack: false },
    Field { name: "said", shape: Shape::Json, may_lack: true },
    Field { name: "day", shape: Shape::Day, may_lack: true },
    Field { name: "weights", shape: Shape::Map(&Shape::Whole), may_lack: false },
    Field { name: "places", shape: Shape::List(&PLACE), may_lack: true },
];
const PLACE: Shape = Shape::Group(&[
    Field { name: "rank", shape: Shape::Whole, may_lack: false },
    Field { name: "is_known", shape: Shape::Truth, may_lack: false },
    Field { name: "where", shape: Shape::Group(WHERE), may_lack: true },
    Field { name: "parts", shape: Shape::List(&PART), may_lack: false },
]);
const WHERE: &[Field] = &[Field { name: "km", shape: Shape::Real, may_lack: true }];
const PART: Shape =
    Shape::Group(&[Field { name: "words", shape: Shape::List(&Shape::Text), may_lack: false }]);

/// Every way in which something can be empty, unknown or there several times.
fn nested() -> Vec<Value> {
    let place = |rank: i64, km: Value, parts: Value| json!({ "rank": rank, "is_known": rank == 1, "where": km, "parts": parts });
    let words = |words: &[&str]| json!({ "words": words });
    let places = [
        Value::Null,
        json!([]),
        json!([place(1, Value::Null, json!([]))]),
        json!([
            place(1, json!({ "km": null }), json!([words(&[])])),
            place(2, json!({ "km": 0.1 }), json!([words(&["名"]), words(&[]), words(&["a", ""])])),
        ]),
        json!([
            place(-7, json!({ "km": 1e300 }), json!([words(&["x", "y"])])),
            place(3, Value::Null, json!([]))
        ]),
    ];
    let document = |(number, places): (usize, Value)| {
        let weights = match number % 3 {
            0 => json!({}),
            1 => json!({ "a": 1 }),
            _ => json!({ "a": 1, "b": -2 }),
        };
        let said = if number == 1 { Value::Null } else { json!({ "deep": [{ "n": number }] }) };
        let day = if number == 2 { Value::Null } else { json!("2026-06-30") };
        json!({ "id": format!("d{number}"), "said": said, "day": day, "weights": weights,
                "places": places })
    };
    places.into_iter().enumerate().map(document).collect()
}

fn written_nested(documents: impl Iterator<Item = Value>) -> File {
    let mut writer = NestedWriter::new(tempfile::tempfile().unwrap(), NESTED).unwrap();
    documents.for_each(|document| writer.push(&document).unwrap());
    let mut file = writer.finish().unwrap();
    file.rewind().unwrap();
    file
}

#[test]
fn documents_come_back_with_all_that_is_empty_or_unknown_in_them() {
    let documents = nested();
    // In every order, and over the ends of groups of half a million entries.
    for (rotated, rounds) in [(0, 1), (1, 1), (2, 1), (3, 1), (4, 12_000)] {
        let mut some = documents.clone();
        some.rotate_left(rotated);
        let count = some.len() * rounds;
        let file = written_nested(some.iter().cloned().cycle().take(count));
        assert!(is_nested(&file).unwrap());
        let mut read = 0;
        for (document, expected) in NestedReader::open(file).unwrap().zip(some.iter().cycle()) {
            assert_eq!(document.unwrap(), *expected);
            read += 1;
        }
        assert_eq!(read, count);
    }
    assert!(!is_nested(&written(1)).unwrap());
    assert_eq!(NestedReader::open(written_nested(std::iter::empty())).unwrap().count(), 0);
}

#[test]
fn what_is_not_of_the_shape_is_refused_by_its_field() {
    let good = nested().remove(4);
    let cases = [
        ("/id", Value::Null, "`id`"),
        ("/day", json!("yesterday"), "`day`"),
        ("/weights/a", json!("many"), "`weights`"),
        ("/places", json!({}), "`places`"),
        ("/places/0/rank", json!(1.5), "`rank`"),
        ("/places/0/parts/0/words/1", Value::Null, "`words`"),
    ];
    for (pointer, value, field) in cases {
        let mut document = good.clone();
        *document.pointer_mut(pointer).unwrap() = value;
        let mut writer = NestedWriter::new(tempfile::tempfile().unwrap(), NESTED).unwrap();
        let refused = writer.push(&document).unwrap_err().to_string();
        assert!(refused.contains(field), "{pointer}: {refused}");
    }
    let mut more = good.clone();
    more["later"] = json!("a field that the shape does not name");
    let read = NestedReader::open(written_nested(std::iter::once(more))).unwrap().next();
    assert_eq!(read.unwrap().unwrap(), good);
}
