use std::fs::File;

use parquet::{
    basic::ConvertedType,
    file::{
        reader::{FileReader, SerializedFileReader},
        serialized_reader::ReadOptionsBuilder,
    },
    record::{Field, Row, reader::RowIter},
};
use serde_json::{Map, Number, Value};

use crate::columnar::{Error, iso_day};

/// Reads the rows of a Parquet file one by one, each as a JSON object. What is unknown is `null`.
///
/// Memory holds a page of each column, whatever the length of the file.
pub struct NestedReader {
    /// The columns whose text is JSON.
    json: Vec<String>,
    iterator: RowIter<'static>,
}

impl NestedReader {
    /// Opens a file.
    ///
    /// # Errors
    /// It is no Parquet.
    pub fn open(file: File) -> Result<NestedReader, Error> {
        let options = ReadOptionsBuilder::new().build();
        let reader = SerializedFileReader::new_with_options(file, options)?;
        let schema = reader.metadata().file_metadata().schema_descr().root_schema();
        let fields = schema.get_fields().iter().filter(|field| {
            field.is_primitive() && field.get_basic_info().converted_type() == ConvertedType::JSON
        });
        let json = fields.map(|field| field.name().to_owned()).collect();
        Ok(NestedReader { json, iterator: RowIter::from_file_into(Box::new(reader)) })
    }

    fn document(&self, row: Row) -> Result<Value, Error> {
        let columns = row.into_columns().into_iter().map(|(name, field)| {
            let value = match field {
                Field::Str(text) if self.json.contains(&name) => serde_json::from_str(&text)
                    .map_err(|error| unreadable(&name, &format!("no JSON: {error}")))?,
                field => value(&name, &field)?,
            };
            Ok((name, value))
        });
        Ok(Value::Object(columns.collect::<Result<Map<_, _>, Error>>()?))
    }
}

impl Iterator for NestedReader {
    type Item = Result<Value, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.iterator.next()?;
        Some(row.map_err(Error::from).and_then(|row| self.document(row)))
    }
}

fn value(name: &str, field: &Field) -> Result<Value, Error> {
    let real = |real: f64| Number::from_f64(real).map_or(Value::Null, Value::Number);
    Ok(match field {
        Field::Null => Value::Null,
        Field::Bool(truth) => Value::from(*truth),
        Field::Byte(number) => Value::from(*number),
        Field::Short(number) => Value::from(*number),
        Field::Int(number) => Value::from(*number),
        Field::Long(number) => Value::from(*number),
        Field::UByte(number) => Value::from(*number),
        Field::UShort(number) => Value::from(*number),
        Field::UInt(number) => Value::from(*number),
        Field::ULong(number) => Value::from(*number),
        Field::Float(number) => real(f64::from(*number)),
        Field::Double(number) => real(*number),
        Field::Str(text) => Value::from(text.as_str()),
        Field::Date(days) => {
            iso_day(*days).map(Value::from).ok_or_else(|| unreadable(name, "a day out of range"))?
        }
        Field::Group(row) => group(row)?,
        Field::ListInternal(list) => {
            let items = list.elements().iter().map(|item| value(name, item));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Field::MapInternal(map) => {
            let entries = map.entries().iter().map(|(key, item)| match key {
                Field::Str(key) => Ok((key.clone(), value(name, item)?)),
                _ => Err(unreadable(name, "a map by something else than texts")),
            });
            Value::Object(entries.collect::<Result<_, _>>()?)
        }
        other => return Err(unreadable(name, &format!("`{other}`"))),
    })
}

fn group(row: &Row) -> Result<Value, Error> {
    let fields = row.get_column_iter();
    let fields = fields.map(|(name, field)| Ok((name.clone(), value(name, field)?)));
    Ok(Value::Object(fields.collect::<Result<_, Error>>()?))
}

fn unreadable(name: &str, found: &str) -> Error {
    Error::Column { name: name.to_owned(), found: found.to_owned() }
}
