use std::{io::Write, sync::Arc};

use parquet::{
    basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel},
    data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type},
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::Type,
};

use super::{Cell, Column, Error, Kind};

/// Rows that are held before they are written together: some twenty megabytes of flat rows. Larger groups
/// are read faster, and take more memory to write.
const GROUP_ROWS: usize = 32_768;

/// Writes rows into a Parquet file, packed with Zstandard. The same rows give the same bytes.
pub struct TableWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: &'static [Column],
    /// Column by column.
    held: Vec<Vec<Cell>>,
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a file with these columns.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(output: W, columns: &'static [Column]) -> Result<TableWriter<W>, Error> {
        let schema = Arc::new(schema(columns)?);
        let file = SerializedFileWriter::new(output, schema, Arc::new(properties()))?;
        Ok(TableWriter { file, columns, held: vec![Vec::new(); columns.len()] })
    }

    /// Adds a row: a cell for each column, in their order.
    ///
    /// # Errors
    /// It cannot be written.
    ///
    /// # Panics
    /// If the number of cells is not that of the columns.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), Error> {
        assert_eq!(row.len(), self.columns.len(), "a cell for each column");
        for (column, cell) in self.held.iter_mut().zip(row) {
            column.push(cell);
        }
        if self.held.first().is_some_and(|column| column.len() == GROUP_ROWS) {
            self.write_group()?;
        }
        Ok(())
    }

    /// Writes what is held and ends the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> Result<W, Error> {
        if self.held.first().is_some_and(|column| !column.is_empty()) {
            self.write_group()?;
        }
        Ok(self.file.into_inner()?)
    }

    fn write_group(&mut self) -> Result<(), Error> {
        let mut group = self.file.next_row_group()?;
        for cells in &mut self.held {
            if let Some(mut column) = group.next_column()? {
                write_column(&mut column, std::mem::take(cells))?;
                column.close()?;
            }
        }
        group.close()?;
        Ok(())
    }
}

/// How files are packed, and who wrote them.
pub(super) fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("hinterland ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

fn schema(columns: &[Column]) -> Result<Type, Error> {
    let field = |column: &Column| {
        let (physical, converted, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8, Some(LogicalType::String)),
            Kind::Whole => (Physical::INT64, ConvertedType::NONE, None),
            Kind::Day => (Physical::INT32, ConvertedType::DATE, Some(LogicalType::Date)),
        };
        let repetition = if column.may_lack { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let built = Type::primitive_type_builder(column.name, physical)
            .with_converted_type(converted)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build();
        Ok(Arc::new(built?))
    };
    let fields = columns.iter().map(field).collect::<Result<_, Error>>()?;
    Ok(Type::group_type_builder("rows").with_fields(fields).build()?)
}

/// Writes the cells of one column; for one that may lack values the level says which do.
fn write_column(column: &mut SerializedColumnWriter<'_>, cells: Vec<Cell>) -> Result<(), Error> {
    let mut levels = Vec::with_capacity(cells.len());
    let (mut texts, mut wholes, mut days) = (Vec::new(), Vec::new(), Vec::new());
    let mut kind = Kind::Text;
    for cell in cells {
        let is_there = match cell {
            Cell::Text(text) => {
                texts.extend(text.as_deref().map(ByteArray::from));
                text.is_some()
            }
            Cell::Whole(whole) => {
                kind = Kind::Whole;
                wholes.extend(whole);
                whole.is_some()
            }
            Cell::Day(day) => {
                kind = Kind::Day;
                days.extend(day);
                day.is_some()
            }
        };
        levels.push(i16::from(is_there));
    }
    let levels = Some(levels.as_slice());
    match kind {
        Kind::Text => column.typed::<ByteArrayType>().write_batch(&texts, levels, None)?,
        Kind::Whole => column.typed::<Int64Type>().write_batch(&wholes, levels, None)?,
        Kind::Day => column.typed::<Int32Type>().write_batch(&days, levels, None)?,
    };
    Ok(())
}
