use jiff::civil::Date;
use parquet::{
    data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type},
    file::writer::SerializedColumnWriter,
};
use serde_json::Value;

use super::{Field, Shape};
use crate::columnar::{Error, day_number};

/// What one column holds: the values that are there, and for each entry at which depth it begins
/// anew and how deep it is there.
///
/// Source: S. Melnik et al. (2010), "Dremel: Interactive Analysis of Web-Scale Datasets", section 4,
/// whose levels Parquet has.
pub(super) struct Leaf {
    values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Wholes(Vec<i64>),
    Reals(Vec<f64>),
    Truths(Vec<bool>),
    Days(Vec<i32>),
}

impl Leaf {
    /// The columns of some fields, in the order of the schema.
    pub(super) fn all(fields: &[Field]) -> Vec<Leaf> {
        fields.iter().flat_map(|field| Leaf::of(&field.shape)).collect()
    }

    fn of(shape: &Shape) -> Vec<Leaf> {
        let values = match shape {
            Shape::Group(fields) => return Leaf::all(fields),
            Shape::List(element) => return Leaf::of(element),
            Shape::Map(value) => {
                let mut leaves = Leaf::of(&Shape::Text);
                leaves.extend(Leaf::of(value));
                return leaves;
            }
            Shape::Text | Shape::Json => Values::Texts(Vec::new()),
            Shape::Whole => Values::Wholes(Vec::new()),
            Shape::Real => Values::Reals(Vec::new()),
            Shape::Truth => Values::Truths(Vec::new()),
            Shape::Day => Values::Days(Vec::new()),
        };
        vec![Leaf { values, definitions: Vec::new(), repetitions: Vec::new() }]
    }

    /// How many entries it holds.
    pub(super) fn len(&self) -> usize {
        self.definitions.len()
    }

    /// Writes what it holds, and holds nothing any more.
    pub(super) fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), Error> {
        let definitions = std::mem::take(&mut self.definitions);
        let repetitions = std::mem::take(&mut self.repetitions);
        let levels = (Some(definitions.as_slice()), Some(repetitions.as_slice()));
        match &mut self.values {
            Values::Texts(values) => {
                let values = std::mem::take(values);
                column.typed::<ByteArrayType>().write_batch(&values, levels.0, levels.1)?
            }
            Values::Wholes(values) => {
                let values = std::mem::take(values);
                column.typed::<Int64Type>().write_batch(&values, levels.0, levels.1)?
            }
            Values::Reals(values) => {
                let values = std::mem::take(values);
                column.typed::<DoubleType>().write_batch(&values, levels.0, levels.1)?
            }
            Values::Truths(values) => {
                let values = std::mem::take(values);
                column.typed::<BoolType>().write_batch(&values, levels.0, levels.1)?
            }
            Values::Days(values) => {
                let values = std::mem::take(values);
                column.typed::<Int32Type>().write_batch(&values, levels.0, levels.1)?
            }
        };
        Ok(())
    }

    /// Adds a value that is there; `false` if it is of another kind.
    fn add(&mut self, is_json: bool, value: &Value) -> bool {
        match &mut self.values {
            Values::Texts(texts) if is_json => {
                texts.push(ByteArray::from(value.to_string().as_str()));
                true
            }
            Values::Texts(texts) => add_to(texts, value.as_str().map(ByteArray::from)),
            Values::Wholes(wholes) => add_to(wholes, value.as_i64()),
            Values::Reals(reals) => add_to(reals, value.as_f64()),
            Values::Truths(truths) => add_to(truths, value.as_bool()),
            Values::Days(days) => {
                let day: Option<Date> = value.as_str().and_then(|text| text.parse().ok());
                add_to(days, day.map(day_number))
            }
        }
    }
}

fn add_to<T>(values: &mut Vec<T>, value: Option<T>) -> bool {
    let is_there = value.is_some();
    values.extend(value);
    is_there
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, Default)]
struct Levels {
    /// At which of the lists around it it begins anew; 0 in a new document.
    repetition: i16,
    /// How many of those that may lack around it are there, lists with their items among them.
    definition: i16,
    /// How many lists stand around it.
    depth: i16,
}

impl Levels {
    fn there(self, may_lack: bool) -> Levels {
        Levels { definition: self.definition + i16::from(may_lack), ..self }
    }

    /// Those of an item of a list.
    fn item(self, position: usize) -> Levels {
        let depth = self.depth + 1;
        let repetition = if position == 0 { self.repetition } else { depth };
        Levels { repetition, definition: self.definition + 1, depth }
    }
}

/// Takes documents apart.
pub(super) struct Shredder<'a> {
    leaves: &'a mut [Leaf],
    /// The next column.
    at: usize,
}

impl Shredder<'_> {
    pub(super) fn new(leaves: &mut [Leaf]) -> Shredder<'_> {
        Shredder { leaves, at: 0 }
    }

    /// Adds a document to the columns.
    ///
    /// # Errors
    /// It is not of the shape.
    pub(super) fn document(
        &mut self,
        fields: &'static [Field],
        document: &Value,
    ) -> Result<(), Error> {
        self.shape("", &Shape::Group(fields), document, Levels::default())
    }

    fn field(&mut self, field: &Field, value: Option<&Value>, levels: Levels) -> Result<(), Error> {
        match value.filter(|value| !value.is_null()) {
            Some(value) => {
                self.shape(field.name, &field.shape, value, levels.there(field.may_lack))
            }
            None if field.may_lack => {
                self.lack(&field.shape, levels);
                Ok(())
            }
            None => Err(misshapen(field.name, "nothing")),
        }
    }

    fn shape(
        &mut self,
        name: &str,
        shape: &Shape,
        value: &Value,
        levels: Levels,
    ) -> Result<(), Error> {
        let refuse = || misshapen(name, kind(value));
        match shape {
            Shape::Group(fields) => {
                let object = value.as_object().ok_or_else(refuse)?;
                fields.iter().try_for_each(|it| self.field(it, object.get(it.name), levels))
            }
            Shape::List(element) => {
                let items = value.as_array().ok_or_else(refuse)?;
                self.items(items.iter(), element, levels, |shredder, item, levels| {
                    shredder.shape(name, element, item, levels)
                })
            }
            Shape::Map(inner) => {
                let entries = value.as_object().ok_or_else(refuse)?;
                self.items(entries.iter(), shape, levels, |shredder, (key, item), levels| {
                    shredder.leaf(name, (&Shape::Text, &Value::from(key.as_str())), levels)?;
                    shredder.shape(name, inner, item, levels)
                })
            }
            leaf => self.leaf(name, (leaf, value), levels),
        }
    }

    /// Adds all items of a list or map, each from the same column on; one that is empty lacks them.
    fn items<I>(
        &mut self,
        items: impl Iterator<Item = I>,
        lacking: &Shape,
        levels: Levels,
        mut add: impl FnMut(&mut Self, I, Levels) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let first = self.at;
        let mut is_empty = true;
        for (position, item) in items.enumerate() {
            is_empty = false;
            self.at = first;
            add(self, item, levels.item(position))?;
        }
        if is_empty {
            self.lack(lacking, levels);
        }
        Ok(())
    }

    fn leaf(
        &mut self,
        name: &str,
        (shape, value): (&Shape, &Value),
        levels: Levels,
    ) -> Result<(), Error> {
        let leaf = &mut self.leaves[self.at];
        if !leaf.add(*shape == Shape::Json, value) {
            return Err(misshapen(name, kind(value)));
        }
        leaf.definitions.push(levels.definition);
        leaf.repetitions.push(levels.repetition);
        self.at += 1;
        Ok(())
    }

    /// Notes in every column of a shape that there is nothing.
    fn lack(&mut self, shape: &Shape, levels: Levels) {
        let count = Leaf::of(shape).len();
        for leaf in &mut self.leaves[self.at..self.at + count] {
            leaf.definitions.push(levels.definition);
            leaf.repetitions.push(levels.repetition);
        }
        self.at += count;
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn misshapen(name: &str, found: &str) -> Error {
    Error::Misshapen { name: name.to_owned(), found: found.to_owned() }
}
