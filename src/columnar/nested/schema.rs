use std::sync::Arc;

use parquet::{
    basic::{ConvertedType, LogicalType, Repetition, Type as Physical},
    schema::types::{Type, TypePtr},
};

use super::{Field, Shape};
use crate::columnar::Error;

/// The columns of documents with these fields. Lists and maps have the three levels that the format
/// wants of them.
///
/// Source: "Nested Types" of the logical types of Apache Parquet,
/// <https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types>.
pub(super) fn schema(fields: &[Field]) -> Result<Type, Error> {
    Ok(Type::group_type_builder("documents").with_fields(nodes(fields)?).build()?)
}

fn nodes(fields: &[Field]) -> Result<Vec<TypePtr>, Error> {
    let of = |field: &Field| {
        let is_optional = field.may_lack;
        let repetition = if is_optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        node(field.name, &field.shape, repetition)
    };
    fields.iter().map(of).collect()
}

fn node(name: &str, shape: &Shape, repetition: Repetition) -> Result<TypePtr, Error> {
    let leaf = |physical, converted, logical| {
        let built = Type::primitive_type_builder(name, physical)
            .with_converted_type(converted)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build();
        Ok(Arc::new(built?))
    };
    let text = Physical::BYTE_ARRAY;
    match shape {
        Shape::Text => leaf(text, ConvertedType::UTF8, Some(LogicalType::String)),
        Shape::Json => leaf(text, ConvertedType::JSON, Some(LogicalType::Json)),
        Shape::Whole => leaf(Physical::INT64, ConvertedType::NONE, None),
        Shape::Real => leaf(Physical::DOUBLE, ConvertedType::NONE, None),
        Shape::Truth => leaf(Physical::BOOLEAN, ConvertedType::NONE, None),
        Shape::Day => leaf(Physical::INT32, ConvertedType::DATE, Some(LogicalType::Date)),
        Shape::Group(fields) => {
            let built = Type::group_type_builder(name)
                .with_repetition(repetition)
                .with_fields(nodes(fields)?)
                .build();
            Ok(Arc::new(built?))
        }
        Shape::List(element) => {
            let element = node("element", element, Repetition::REQUIRED)?;
            let form = (ConvertedType::LIST, LogicalType::List);
            repeated(name, repetition, form, ("list", vec![element]))
        }
        Shape::Map(value) => {
            let key = node("key", &Shape::Text, Repetition::REQUIRED)?;
            let value = node("value", value, Repetition::REQUIRED)?;
            let form = (ConvertedType::MAP, LogicalType::Map);
            repeated(name, repetition, form, ("key_value", vec![key, value]))
        }
    }
}

/// A group that holds another one any number of times.
fn repeated(
    name: &str,
    repetition: Repetition,
    (converted, logical): (ConvertedType, LogicalType),
    (inner, fields): (&str, Vec<TypePtr>),
) -> Result<TypePtr, Error> {
    let inner = Type::group_type_builder(inner)
        .with_repetition(Repetition::REPEATED)
        .with_fields(fields)
        .build()?;
    let outer = Type::group_type_builder(name)
        .with_repetition(repetition)
        .with_converted_type(converted)
        .with_logical_type(Some(logical))
        .with_fields(vec![Arc::new(inner)])
        .build()?;
    Ok(Arc::new(outer))
}
