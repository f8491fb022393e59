//! The result of one statement, written as its rows come.

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

/// What a statement had to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// This many rows, which were written.
    Rows(u64),
    /// The first so many rows, and that there are more.
    FirstRows(u64),
    /// That this many rows of a table were changed, which is no result and was not written.
    Changed(i64),
    /// Nothing: it set or made something.
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

/// Runs a statement and writes at most `most` of its rows, if it has any.
pub(crate) fn write_first(
    connection: &Connection,
    statement: &Statement<'_>,
    style: &Style,
    out: &mut dyn Write,
    most: u64,
) -> Result<Shown> {
    let explain = |err| statement.explain(&err);
    let mut prepared = connection.prepare(statement.text).map_err(explain)?;
    // The types are those of the statement: Arrow no longer tells JSON from text.
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
    if let Some(answer) = Answer::of(statement, &columns) {
        let mut changed = 0;
        for batch in &mut batches {
            changed += count(&batch.map_err(explain)?);
        }
        return Ok(if answer == Answer::Count { Shown::Changed(changed) } else { Shown::Nothing });
    }
    let mut writer = writer(style, columns, out)?;
    let mut rows = 0;
    for batch in &mut batches {
        let batch = batch.map_err(explain)?;
        let mut texts = Batch::new(&batch, &kinds, style)?;
        while texts.next()? {
            if rows == most {
                writer.finish()?;
                return Ok(Shown::FirstRows(rows));
            }
            writer.write(&texts)?;
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
        Format::Csv => Box::new(csv::Csv::new(out, &columns, style.is_raw_csv)?),
        Format::Json => Box::new(json::Json::array(out, columns)),
        Format::Jsonl => Box::new(json::Json::lines(out, columns)),
        Format::Line => Box::new(line::Line::new(out, columns)),
        Format::Markdown => Box::new(markdown::Markdown::new(out, &columns)?),
        Format::Table | Format::Parquet | Format::HistoryCsv | Format::HistoryJson => {
            Box::new(table::Table::new(out, &columns, style.width))
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

/// What DuckDB answers to a statement that has no rows of its own: the C interface gives it the
/// form of a result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// A column Success without rows.
    Success,
    /// A column Count with the number of rows that were changed.
    Count,
}

impl Answer {
    fn of(statement: &Statement<'_>, columns: &[ResultColumn]) -> Option<Self> {
        let [column] = columns else { return None };
        let asks = ["SELECT", "FROM", "WITH", "TABLE", "VALUES", "SHOW", "DESCRIBE", "PRAGMA"];
        if asks.contains(&statement.verb().as_str()) {
            return None;
        }
        match (column.name.as_str(), column.kind) {
            ("Success", ValueKind::Boolean) => Some(Self::Success),
            ("Count", ValueKind::Number) => Some(Self::Count),
            _ => None,
        }
    }
}

/// The sum of an answer's counts.
fn count(answer: &RecordBatch) -> i64 {
    let counts = answer.column(0).as_primitive_opt::<Int64Type>();
    counts.map_or(0, |counts| counts.iter().flatten().sum())
}
