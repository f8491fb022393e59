//! Messages about a resource that the report `resource_history` does not find, so that an empty result is not
//! misread.

use anyhow::Result;

use crate::{
    error,
    lookup::unknown::nearest_resource,
    report::{Report, Settings},
    store::{Connection, literal::quote, scope::Scope},
    text::visible,
};

/// Prints a message if the report is `resource_history` and has no row: no event names the resource, or only
/// calls that read.
pub(crate) fn print(
    connection: &Connection,
    report: &Report,
    settings: &Settings,
    scope: &Scope,
) -> Result<()> {
    let value = |name: &str| settings.iter().find(|(it, _)| it.name == name).map(|(_, it)| it);
    let Some(resource) = value("resource") else { return Ok(()) };
    if has_rows(connection, report)? {
        return Ok(());
    }
    connection.execute_batch("SET VARIABLE reads = true")?;
    let is_read = has_rows(connection, report)?;
    let set = value("reads").map_or("NULL".to_owned(), |reads| quote(reads));
    connection.execute_batch(&format!("SET VARIABLE reads = CAST({set} AS BOOLEAN)"))?;
    let name = visible(resource);
    if is_read {
        error::eprint_line(&format!(
            "only calls that read name the resource '{name}'; --set reads=true shows them"
        ));
        return Ok(());
    }
    let nearest = nearest_resource(connection, resource)?;
    let events = if *scope == Scope::default() { "no event" } else { "no event in this scope" };
    error::eprint_line(&format!("{events} names the resource '{name}'{nearest}"));
    Ok(())
}

/// Returns true if a report has a row. Its order does not matter, and would need all rows.
fn has_rows(connection: &Connection, report: &Report) -> Result<bool> {
    let select = report.select();
    let unordered = select.rfind("\nORDER BY ").map_or(select, |end| &select[..end]);
    let sql =
        format!("SELECT count(*) > 0 FROM (SELECT 1 FROM ({unordered}) AS found LIMIT 1) AS first");
    Ok(connection.query_row(&sql, [], |row| row.get(0))?)
}
