//! Runs one statement and writes its rows as DuckDB returns them.

use std::io::Write;

use anyhow::{Result, bail};
use duckdb::{
    ArrowStream, Connection, Statement as Prepared,
    arrow::{array::AsArray, datatypes::Int64Type},
    core::{LogicalTypeHandle, LogicalTypeId},
};

use crate::{
    count::counted,
    error,
    output::{
        Format, ResultColumn, ResultOutput, RowWriter, Style, ValueKind,
        batch::Batch,
        csv, explain, html, json, line, markdown,
        readable::{self, Conversion},
        table,
    },
    store::{
        file_access,
        statements::{Statement, StatementKind},
    },
};

/// The result of a statement that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// All rows, this many.
    Rows(u64),
    /// Only this many rows of a longer result.
    FirstRows(u64),
    /// Nothing was written; the statement changed this many rows of a table.
    Changed(i64),
    /// Nothing was written; the statement has no result, such as `SET` or `CREATE`.
    Nothing,
}

/// Runs a statement and writes its rows, if it has any.
pub(crate) fn write_result(
    connection: &Connection,
    statement: &Statement<'_>,
    style: &Style,
    output: ResultOutput<'_>,
) -> Result<Shown> {
    write_first(connection, statement, style, output, u64::MAX)
}

/// Runs a statement and writes at most `limit` of its rows, if it has any.
pub(crate) fn write_first(
    connection: &Connection,
    statement: &Statement<'_>,
    style: &Style,
    mut output: ResultOutput<'_>,
    limit: u64,
) -> Result<Shown> {
    write_rows(connection, statement, (style, limit), |columns| {
        writer(style, columns, statement, &mut output)
    })
}

/// Runs a statement and passes at most `limit` of its rows, if it has any, to the writer that `begin`
/// returns for its columns.
pub(super) fn write_rows<'w>(
    connection: &Connection,
    statement: &Statement<'_>,
    (style, limit): (&Style, u64),
    begin: impl FnOnce(Vec<ResultColumn>) -> Result<Box<dyn RowWriter + 'w>>,
) -> Result<Shown> {
    let (kind, text) = executed(connection, statement)?;
    let prepared = connection.prepare(statement.text).map_err(|err| statement.explain(&err))?;
    // Types are read from the statement, because JSON and text are the same type in Arrow.
    let types: Vec<LogicalTypeHandle> =
        (0..prepared.column_count()).map(|at| prepared.column_logical_type(at)).collect();
    let kinds: Vec<ValueKind> = types.iter().map(kind_of).collect();
    let (mut prepared, line) = converted(connection, statement, prepared, (&types, style.format))?;
    let executed = &Statement { text: statement.text, line };
    let explain = |err| executed.explain(&err);
    let mut batches = prepared.stream_arrow([]).map_err(explain)?;
    let columns = columns(&batches, &kinds);
    if kind == StatementKind::Change && columns.len() == 1 {
        return changed(&mut batches, executed, &text);
    }
    let mut batches = batches.peekable();
    let is_success = matches!(columns.as_slice(), [column] if column.kind == ValueKind::Boolean && column.name == "Success");
    if kind == StatementKind::Command && is_success && batches.peek().is_none() {
        return Ok(Shown::Nothing);
    }
    let mut writer = begin(columns)?;
    let mut rows = 0;
    for batch in &mut batches {
        let arrow = batch.map_err(explain)?;
        let mut batch = Batch::new(&arrow, &kinds, style)?;
        while batch.next()? {
            if rows == limit {
                writer.finish()?;
                return Ok(Shown::FirstRows(rows));
            }
            writer.write(&batch)?;
            rows += 1;
        }
    }
    writer.finish()?;
    Ok(Shown::Rows(rows))
}

/// Returns the columns of a result.
fn columns(batches: &ArrowStream<'_>, kinds: &[ValueKind]) -> Vec<ResultColumn> {
    let schema = batches.get_schema();
    let names = schema.fields().iter().map(|field| field.name().clone());
    names
        .zip(kinds.iter().copied().chain(std::iter::repeat(ValueKind::Other)))
        .map(|(name, kind)| ResultColumn { name, kind })
        .collect()
}

/// Returns the statement with the columns converted that Arrow would not show as DuckDB does, and the
/// line of the script that its first line has.
fn converted<'a>(
    connection: &'a Connection,
    statement: &Statement<'_>,
    prepared: Prepared<'a>,
    (types, format): (&[LogicalTypeHandle], Format),
) -> Result<(Prepared<'a>, usize)> {
    let conversions: Vec<Conversion> = types.iter().map(|it| Conversion::of(it, format)).collect();
    let query = readable::convert(connection, statement.text, &conversions);
    if let Some(query) = query.and_then(|query| connection.prepare(&query).ok()) {
        return Ok((query, statement.line.saturating_sub(1)));
    }
    if let Some(at) = types.iter().position(readable::is_wrong_in_arrow) {
        bail!(
            "cannot show column {} of this statement, of the type {:?}: cast it to VARCHAR",
            at + 1,
            types[at].id()
        );
    }
    Ok((prepared, statement.line))
}

/// Begins the result of a statement.
fn writer<'a>(
    style: &'a Style,
    columns: Vec<ResultColumn>,
    statement: &Statement<'_>,
    output: &'a mut ResultOutput<'_>,
) -> Result<Box<dyn RowWriter + 'a>> {
    output.begin(style.format, statement.line)?;
    let out: &mut dyn Write = output.out;
    Ok(match style.format {
        Format::Table | Format::Line if explain::has_plans(&statement.verb(), &columns) => {
            Box::new(explain::PlanWriter::new(out))
        }
        Format::Csv | Format::Tsv => Box::new(csv::CsvWriter::new(out, &columns, style)?),
        Format::Json => Box::new(json::JsonWriter::array(out, columns)),
        Format::Jsonl => Box::new(json::JsonWriter::lines(out, columns)),
        Format::Line => Box::new(line::LineWriter::new(out, columns, &style.null)),
        Format::Markdown => Box::new(markdown::MarkdownWriter::new(out, &columns, &style.null)?),
        Format::Html => Box::new(html::HtmlWriter::new(out, &columns, style)?),
        Format::Table | Format::Parquet | Format::HistoryCsv | Format::HistoryJson => {
            Box::new(table::TableWriter::new(out, columns, style))
        }
    })
}

fn kind_of(logical_type: &LogicalTypeHandle) -> ValueKind {
    use LogicalTypeId::{
        Array, Bigint, Bignum, Boolean, Decimal, Double, Float, Hugeint, Integer, List, Map,
        Smallint, Struct, Tinyint, UBigint, UHugeint, UInteger, USmallint, UTinyint, Union,
        Varchar, Variant,
    };
    match logical_type.id() {
        Varchar if logical_type.get_alias().is_some_and(|alias| alias == "JSON") => ValueKind::Json,
        Varchar => ValueKind::Text,
        Boolean => ValueKind::Boolean,
        Tinyint | Smallint | Integer | Bigint | Hugeint | UTinyint | USmallint | UInteger
        | UBigint | UHugeint | Bignum | Decimal | Float | Double => ValueKind::Number,
        List | Array | Struct | Map | Union | Variant => ValueKind::Nested,
        _ => ValueKind::Other,
    }
}

/// Returns the kind and the text of a statement; for `EXECUTE`, those of the prepared statement.
fn executed(connection: &Connection, statement: &Statement<'_>) -> Result<(StatementKind, String)> {
    let kind = statement.kind();
    let StatementKind::Execute(name) = &kind else { return Ok((kind, statement.text.to_owned())) };
    let sql = "SELECT statement FROM duckdb_prepared_statements() WHERE lower(name) = lower(?)";
    let mut found = connection.prepare(sql)?;
    let mut rows = found.query([name])?;
    // DuckDB reports a name that does not exist.
    let Some(row) = rows.next()? else { return Ok((kind, String::new())) };
    let text: String = row.get(0)?;
    Ok((Statement { text: &text, line: 1 }.kind(), text))
}

/// Reads the result of a statement that changed rows: one number, or nothing after a statement such as
/// `CREATE VIEW`.
fn changed(batches: &mut ArrowStream<'_>, statement: &Statement<'_>, text: &str) -> Result<Shown> {
    let mut changed = None;
    for batch in batches {
        let batch = batch.map_err(|err| statement.explain(&err))?;
        if let Some(counts) = batch.column(0).as_primitive_opt::<Int64Type>() {
            changed = Some(changed.unwrap_or(0) + counts.iter().flatten().sum::<i64>());
        }
    }
    let Some(changed) = changed else { return Ok(Shown::Nothing) };
    for path in file_access::written_files(text) {
        error::eprint_line(&format!("wrote {} to {path}", counted(changed.unsigned_abs(), "row")));
    }
    Ok(Shown::Changed(changed))
}
