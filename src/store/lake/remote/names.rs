//! The names of pointers among the objects of a lake.

use crate::store::lake::layout::{CURRENT, Division, POINTER, Table};

/// Returns the start of the names of all pointers of a table.
pub(crate) fn pointers_prefix(table: &Table) -> String {
    format!("{CURRENT}/{}/", table.name)
}

/// Returns the part of the pointer with this name, if it is one of the table.
pub(crate) fn part_of_pointer<'a>(table: &Table, name: &'a str) -> Option<&'a str> {
    let rest = name.strip_prefix(&pointers_prefix(table))?.strip_suffix(POINTER)?;
    let part = rest.strip_suffix('/').unwrap_or(rest);
    let is_part = match table.division {
        Division::Whole => part.is_empty(),
        Division::Day(_) | Division::Share => part.starts_with(&table.part("")),
    };
    (is_part && !part.contains('/')).then_some(part)
}
