use std::fs::File;

use jiff::civil::{Date, date};
use parquet::{
    basic::{ConvertedType, Type as Physical},
    file::{
        reader::{FileReader, SerializedFileReader},
        serialized_reader::ReadOptionsBuilder,
    },
    record::{Field, reader::RowIter},
    schema::types::Type,
};

use super::Error;

/// Reads the rows of a Parquet file one by one, each cell as the text that a CSV file would have.
///
/// Memory holds a page of each column, whatever the length of the file.
pub struct TableReader {
    columns: Vec<String>,
    rows: u64,
    iterator: RowIter<'static>,
}

impl TableReader {
    /// Opens a file and checks its columns.
    ///
    /// # Errors
    /// It is no Parquet, or has columns that are no flat text, number, truth value or day.
    pub fn open(file: File) -> Result<TableReader, Error> {
        let options = ReadOptionsBuilder::new().build();
        let reader = SerializedFileReader::new_with_options(file, options)?;
        let metadata = reader.metadata().file_metadata();
        let rows = u64::try_from(metadata.num_rows()).unwrap_or(0);
        let fields = metadata.schema_descr().root_schema().get_fields();
        let columns = fields.iter().map(|field| check(field)).collect::<Result<_, _>>()?;
        let iterator = RowIter::from_file_into(Box::new(reader));
        Ok(TableReader { columns, rows, iterator })
    }

    /// The names of the columns, in the order of the cells.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows the file has.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

impl Iterator for TableReader {
    type Item = Result<Vec<String>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.iterator.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error.into())),
        };
        Some(row.into_columns().into_iter().map(|(name, field)| cell(name, field)).collect())
    }
}

/// The name of a column that can be read.
fn check(field: &Type) -> Result<String, Error> {
    use ConvertedType as Converted;
    let name = field.name().to_owned();
    let refuse = |found: String| Err(Error::Column { name: name.clone(), found });
    let info = field.get_basic_info();
    if !field.is_primitive() || (info.has_repetition() && is_repeated(field)) {
        return refuse("a nested column".to_owned());
    }
    let (physical, converted) = (field.get_physical_type(), info.converted_type());
    let is_flat = match physical {
        Physical::BOOLEAN | Physical::FLOAT | Physical::DOUBLE => true,
        Physical::INT32 => matches!(
            converted,
            Converted::NONE
                | Converted::DATE
                | Converted::DECIMAL
                | Converted::INT_8
                | Converted::INT_16
                | Converted::INT_32
                | Converted::UINT_8
                | Converted::UINT_16
                | Converted::UINT_32
        ),
        Physical::INT64 => matches!(
            converted,
            Converted::NONE | Converted::DECIMAL | Converted::INT_64 | Converted::UINT_64
        ),
        Physical::BYTE_ARRAY => matches!(
            converted,
            Converted::NONE
                | Converted::UTF8
                | Converted::ENUM
                | Converted::JSON
                | Converted::DECIMAL
        ),
        Physical::FIXED_LEN_BYTE_ARRAY => converted == Converted::DECIMAL,
        Physical::INT96 => false,
    };
    if is_flat { Ok(name) } else { refuse(format!("{physical} ({converted})")) }
}

fn is_repeated(field: &Type) -> bool {
    field.get_basic_info().repetition() == parquet::basic::Repetition::REPEATED
}

/// The text of a cell; empty if it is unknown.
fn cell(name: String, field: Field) -> Result<String, Error> {
    let found = match field {
        Field::Null => return Ok(String::new()),
        Field::Str(text) => return Ok(text),
        Field::Bytes(bytes) => {
            let bytes = bytes.data().to_vec();
            let refused = |_| Error::Column { name, found: "bytes that are no UTF-8".to_owned() };
            return String::from_utf8(bytes).map_err(refused);
        }
        Field::Date(days) => return iso_day(days).ok_or_else(|| out_of_range(name, days)),
        // A decimal prints as it is; other numbers print the fewest digits that mean them.
        plain => plain,
    };
    Ok(match found {
        Field::Bool(value) => value.to_string(),
        Field::Byte(value) => value.to_string(),
        Field::Short(value) => value.to_string(),
        Field::Int(value) => value.to_string(),
        Field::Long(value) => value.to_string(),
        Field::UByte(value) => value.to_string(),
        Field::UShort(value) => value.to_string(),
        Field::UInt(value) => value.to_string(),
        Field::ULong(value) => value.to_string(),
        Field::Float(value) => value.to_string(),
        Field::Double(value) => value.to_string(),
        other => other.to_string(),
    })
}

/// The day from which days are counted.
const EPOCH: Date = date(1970, 1, 1);

/// How many days after 1 January 1970 a day is.
pub fn day_number(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

/// The day so many days after 1 January 1970, as ISO 8601 writes it; `None` beyond the year 9999.
pub fn iso_day(days: i32) -> Option<String> {
    let day = EPOCH.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(day.to_string())
}

fn out_of_range(name: String, days: i32) -> Error {
    Error::Column { name, found: format!("the day {days} days after 1970-01-01") }
}
