//! The pointers among the objects of a lake.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::{
    objects::ObjectFolder,
    store::lake::layout::{self, CURRENT, Division, LakePart, POINTER, TABLES, Table},
};

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

/// Reads all pointers. Returns the parts with files of each table, by its name. A part that another process removes in
/// the meantime is left out.
pub(crate) fn read(folder: &ObjectFolder) -> Result<BTreeMap<&'static str, Vec<LakePart>>> {
    let mut found: Vec<(&'static Table, String, String)> = Vec::new();
    for entry in folder.list(&format!("{CURRENT}/"))? {
        let part =
            TABLES.iter().find_map(|table| Some((table, part_of_pointer(table, &entry.name)?)));
        if let Some((table, part)) = part.filter(|_| entry.bytes > 0) {
            found.push((table, part.to_owned(), entry.name));
        }
    }
    let names: Vec<_> = found.iter().map(|(_, _, name)| name.clone()).collect();
    let texts = folder.read_all(&names)?;
    let mut parts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for ((table, name, pointer), text) in found.into_iter().zip(texts) {
        let Some(text) = text else { continue };
        let files = layout::files_of(&text, &name, &folder.url(&pointer))?;
        if !files.is_empty() {
            parts.entry(table.name).or_default().push(LakePart { name, files });
        }
    }
    Ok(parts)
}
