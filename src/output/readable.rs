//! Conversions in SQL, for values that Arrow does not show as DuckDB does: it has no VARIANT and cannot
//! show infinite dates; an UHUGEINT turns negative, a BIT shows its bytes, and a list shows NULL as nothing.

use duckdb::{
    Connection,
    core::{LogicalTypeHandle, LogicalTypeId},
};

use crate::{output::Format, store::literal};

/// The conversion of a column before it becomes Arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// No conversion: Arrow shows the type as DuckDB does.
    None,
    /// DuckDB's text.
    Text,
    /// JSON, for formats that show nested values as JSON.
    Json,
    /// A `TIMESTAMP`, which is shown in the user's time zone.
    Timestamp,
}

impl Conversion {
    /// Returns the conversion of a column to be shown in `format`.
    pub(crate) fn of(logical_type: &LogicalTypeHandle, format: Format) -> Self {
        use LogicalTypeId::{TimestampMs, TimestampS, Variant};
        let id = logical_type.id();
        if is_plain(id) || id == LogicalTypeId::TimestampTZ {
            return Self::None;
        }
        if matches!(id, TimestampS | TimestampMs) {
            return Self::Timestamp;
        }
        let is_nested = id == Variant || is_nested(id);
        match format {
            Format::Parquet if is_missing_in_parquet(logical_type) => Self::Json,
            Format::Parquet => Self::None,
            // DuckDB writes an infinite number in a list as JSON that no reader accepts.
            Format::Json | Format::Jsonl | Format::Line if has_plain_floats(logical_type) => {
                Self::None
            }
            Format::Json | Format::Jsonl | Format::Line if is_nested => Self::Json,
            _ => Self::Text,
        }
    }

    fn expression(self, column: &str) -> String {
        match self {
            Self::None => column.to_owned(),
            Self::Text => format!("CAST({column} AS VARCHAR)"),
            Self::Json => format!("CAST(to_json({column}) AS VARCHAR)"),
            Self::Timestamp => format!("CAST({column} AS TIMESTAMP)"),
        }
    }
}

/// Returns a query of the rows of `query` with converted columns, or `None` if none is converted, or if
/// the statement cannot be a part of another one, as `EXECUTE`. The lines of `query` are one further
/// down.
pub(crate) fn convert(
    connection: &Connection,
    query: &str,
    conversions: &[Conversion],
) -> Option<String> {
    if conversions.iter().all(|it| *it == Conversion::None) {
        return None;
    }
    let names = names(connection, query).ok().filter(|names| names.len() == conversions.len())?;
    let columns: Vec<String> = (0..names.len()).map(|at| format!("c{at}")).collect();
    let expressions: Vec<String> = columns
        .iter()
        .zip(conversions)
        .zip(&names)
        .map(|((column, it), name)| format!("{} AS {}", it.expression(column), literal::name(name)))
        .collect();
    // The query can end in a comment.
    Some(format!(
        "SELECT {} FROM (\n{query}\n) AS result ({})",
        expressions.join(", "),
        columns.join(", ")
    ))
}

/// Returns the names of the columns of a query, without running it.
fn names(connection: &Connection, query: &str) -> duckdb::Result<Vec<String>> {
    let sql = format!("SELECT column_name FROM (DESCRIBE (\n{query}\n))");
    let mut statement = connection.prepare(&sql)?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Returns true if Arrow shows a value of the type wrongly, or not at all.
pub(crate) fn is_wrong_in_arrow(logical_type: &LogicalTypeHandle) -> bool {
    use LogicalTypeId::{Bignum, Bit, Blob, Geometry, Interval, TimeTZ, UHugeint, Variant};
    has(logical_type, &|it| {
        matches!(it.id(), Bignum | Bit | Blob | Geometry | Interval | TimeTZ | UHugeint | Variant)
    })
}

/// Returns true if Arrow shows the type as DuckDB does.
fn is_plain(id: LogicalTypeId) -> bool {
    use LogicalTypeId::{
        Bigint, Boolean, Decimal, Double, Enum, Float, Hugeint, Integer, IntegerLiteral, Invalid,
        Smallint, SqlNull, StringLiteral, Timestamp, Tinyint, UBigint, UInteger, USmallint,
        UTinyint, Uuid, Varchar,
    };
    matches!(
        id,
        Bigint
            | Boolean
            | Decimal
            | Double
            | Enum
            | Float
            | Hugeint
            | Integer
            | IntegerLiteral
            | Invalid
            | Smallint
            | SqlNull
            | StringLiteral
            | Timestamp
            | Tinyint
            | UBigint
            | UInteger
            | USmallint
            | UTinyint
            | Uuid
            | Varchar
    )
}

fn is_nested(id: LogicalTypeId) -> bool {
    use LogicalTypeId::{Array, List, Map, Struct, Union};
    matches!(id, Array | List | Map | Struct | Union)
}

/// Returns true for a nested type of plain types, floating-point numbers among them.
fn has_plain_floats(logical_type: &LogicalTypeHandle) -> bool {
    use LogicalTypeId::{Double, Float, Union};
    has(logical_type, &|it| matches!(it.id(), Double | Float))
        && !has(logical_type, &|it| it.id() == Union || !(is_nested(it.id()) || is_plain(it.id())))
}

/// Returns true if Parquet cannot hold the type: a `STRUCT` without members, or a `VARIANT` inside
/// another value.
fn is_missing_in_parquet(logical_type: &LogicalTypeHandle) -> bool {
    has(logical_type, &|it| it.id() == LogicalTypeId::Struct && it.num_children() == 0)
        || (is_nested(logical_type.id())
            && has(logical_type, &|it| it.id() == LogicalTypeId::Variant))
}

/// Returns true if the type or one inside it satisfies `matches`.
fn has(logical_type: &LogicalTypeHandle, matches: &dyn Fn(&LogicalTypeHandle) -> bool) -> bool {
    matches(logical_type)
        || (0..logical_type.num_children()).any(|at| has(&logical_type.child(at), matches))
}
