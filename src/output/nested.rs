//! Lists, structs and maps as JSON.

use std::fmt::Write;

use anyhow::Result;
use duckdb::arrow::{
    array::{Array, AsArray, StructArray},
    datatypes::DataType,
    util::display::ArrayFormatter,
};

use crate::output::batch::OPTIONS;

/// Writes the value in a row of `array` as JSON. Values of types that JSON does not have become
/// strings.
pub(crate) fn write(array: &dyn Array, row: usize, out: &mut String) -> Result<()> {
    if array.is_null(row) {
        out.push_str("null");
        return Ok(());
    }
    match array.data_type() {
        DataType::List(_) => write_list(array.as_list::<i32>().value(row).as_ref(), out),
        DataType::LargeList(_) => write_list(array.as_list::<i64>().value(row).as_ref(), out),
        DataType::FixedSizeList(..) => {
            write_list(array.as_fixed_size_list().value(row).as_ref(), out)
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let members = fields.iter().zip(columns).map(|(field, column)| (field.name(), column));
            write_members(members, row, out)
        }
        DataType::Map(..) => write_map(&array.as_map().value(row), out),
        _ => write_leaf(array, row, out),
    }
}

fn write_list(values: &dyn Array, out: &mut String) -> Result<()> {
    out.push('[');
    for at in 0..values.len() {
        if at > 0 {
            out.push(',');
        }
        write(values, at, out)?;
    }
    out.push(']');
    Ok(())
}

fn write_members<'a, A: AsRef<dyn Array> + 'a>(
    members: impl Iterator<Item = (&'a String, &'a A)>,
    row: usize,
    out: &mut String,
) -> Result<()> {
    out.push('{');
    for (at, (name, column)) in members.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write!(out, "{}:", serde_json::Value::from(name.as_str()))?;
        write(column.as_ref(), row, out)?;
    }
    out.push('}');
    Ok(())
}

/// Writes the entries of a map, each of which is a struct of a key and a value.
fn write_map(entries: &StructArray, out: &mut String) -> Result<()> {
    let [keys, values] = entries.columns() else { return Ok(()) };
    let names = ArrayFormatter::try_new(keys.as_ref(), &OPTIONS)?;
    out.push('{');
    for at in 0..entries.len() {
        if at > 0 {
            out.push(',');
        }
        write!(out, "{}:", serde_json::Value::from(names.value(at).try_to_string()?))?;
        write(values.as_ref(), at, out)?;
    }
    out.push('}');
    Ok(())
}

fn write_leaf(array: &dyn Array, row: usize, out: &mut String) -> Result<()> {
    let text = ArrayFormatter::try_new(array, &OPTIONS)?.value(row).try_to_string()?;
    let is_bare = match array.data_type() {
        DataType::Boolean => true,
        kind if kind.is_numeric() => serde_json::from_str::<serde_json::Number>(&text).is_ok(),
        _ => false,
    };
    if is_bare {
        out.push_str(&text);
    } else {
        write!(out, "{}", serde_json::Value::from(text))?;
    }
    Ok(())
}
