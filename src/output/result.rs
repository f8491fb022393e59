//! Runs one statement and writes its rows as DuckDB returns them.

use std::io::Write;

use anyhow::Result;
use duckdb::{
    Connection,
    arrow::{
        array::{AsArray, RecordBatch},
        datatypes::Int64Type,
    },
    core::{LogicalTypeHandle, LogicalTypeId},
};

use crate::{
    output::{
        Format, ResultColumn, RowWriter, Style, ValueKind, batch::Batch, csv, json, line, markdown,
        table,
    },
    store::statements::Statement,
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
    out: &mut dyn Write,
) -> Result<Shown> {
    write_first(connection, statement, style, out, u64::MAX)
}

/// Runs a statement and writes at most `limit` of its rows, if it has any.
pub(crate) fn write_first(
    connection: &Connection,
    statement: &Statement<'_>,
    style: &Style,
    out: &mut dyn Write,
    limit: u64,
) -> Result<Shown> {
    let explain = |err| statement.explain(&err);
    let mut prepared = connection.prepare(statement.text).map_err(explain)?;
    // Types are read from the statement, because JSON and text are the same type in Arrow.
    let kinds: Vec<ValueKind> =
        (0..prepared.column_count()).map(|at| kind_of(&prepared.column_logical_type(at))).collect();
    let mut batches = prepared.stream_arrow([]).map_err(explain)?;
    let columns: Vec<ResultColumn> = batches
        .get_schema()
        .fields()
        .iter()
        .enumerate()
        .map(|(at, field)| ResultColumn {
            name: field.name().clone(),
            kind: kinds.get(at).copied().unwrap_or(ValueKind::Other),
        })
        .collect();
    if let Some(return_type) = ReturnType::of(statement, &columns) {
        let mut changed = 0;
        for batch in &mut batches {
            changed += count(&batch.map_err(explain)?);
        }
        return Ok(match return_type {
            ReturnType::ChangedRows => Shown::Changed(changed),
            ReturnType::Nothing => Shown::Nothing,
        });
    }
    let mut writer = writer(style, columns, out)?;
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

fn writer<'a>(
    style: &Style,
    columns: Vec<ResultColumn>,
    out: &'a mut dyn Write,
) -> Result<Box<dyn RowWriter + 'a>> {
    Ok(match style.format {
        Format::Csv => Box::new(csv::CsvWriter::new(out, &columns, style.is_raw_csv)?),
        Format::Json => Box::new(json::JsonWriter::array(out, columns)),
        Format::Jsonl => Box::new(json::JsonWriter::lines(out, columns)),
        Format::Line => Box::new(line::LineWriter::new(out, columns)),
        Format::Markdown => Box::new(markdown::MarkdownWriter::new(out, &columns)?),
        Format::Table | Format::Parquet | Format::HistoryCsv | Format::HistoryJson => {
            Box::new(table::TableWriter::new(out, &columns, style.width))
        }
    })
}

fn kind_of(logical_type: &LogicalTypeHandle) -> ValueKind {
    use LogicalTypeId::{
        Array, Bigint, Boolean, Decimal, Double, Float, Hugeint, Integer, List, Map, Smallint,
        Struct, Tinyint, UBigint, UHugeint, UInteger, USmallint, UTinyint, Varchar,
    };
    match logical_type.id() {
        Varchar if logical_type.get_alias().is_some_and(|alias| alias == "JSON") => ValueKind::Json,
        Varchar => ValueKind::Text,
        Boolean => ValueKind::Boolean,
        Tinyint | Smallint | Integer | Bigint | Hugeint | UTinyint | USmallint | UInteger
        | UBigint | UHugeint | Decimal | Float | Double => ValueKind::Number,
        List | Array | Struct | Map => ValueKind::Nested,
        _ => ValueKind::Other,
    }
}

/// The return type of a statement that is not a query (`duckdb_statement_return_type`, which the driver
/// does not expose). DuckDB returns a result for it all the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ReturnType {
    /// A result with a column `Success` and no rows.
    Nothing,
    /// A result with a column `Count`, the number of changed rows.
    ChangedRows,
}

impl ReturnType {
    /// Returns `None` for a query.
    fn of(statement: &Statement<'_>, columns: &[ResultColumn]) -> Option<Self> {
        let [column] = columns else { return None };
        let queries = ["SELECT", "FROM", "WITH", "TABLE", "VALUES", "SHOW", "DESCRIBE", "PRAGMA"];
        if queries.contains(&statement.verb().as_str()) {
            return None;
        }
        match (column.name.as_str(), column.kind) {
            ("Success", ValueKind::Boolean) => Some(Self::Nothing),
            ("Count", ValueKind::Number) => Some(Self::ChangedRows),
            _ => None,
        }
    }
}

/// Returns the number of changed rows in a batch of a `Count` column.
fn count(batch: &RecordBatch) -> i64 {
    let counts = batch.column(0).as_primitive_opt::<Int64Type>();
    counts.map_or(0, |counts| counts.iter().flatten().sum())
}
