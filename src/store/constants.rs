//! Constants: expressions on the parameters of a report and a scope alone, computed without the events.

use anyhow::{Context, Result};
use duckdb::Connection;
use serde_json::Value;

use crate::{
    report::Settings,
    store::{
        literal::quote,
        scope::{self, Scope},
    },
};

/// The macros that such expressions use.
const MACROS: [&str; 3] = [
    include_str!("../../sql/macros.sql"),
    include_str!("../../sql/names_resource.sql"),
    include_str!("../../sql/detections.sql"),
];

/// The value of a constant expression.
#[derive(Debug, PartialEq)]
pub(crate) struct Constant {
    /// `DuckDB`'s name of its type.
    pub(crate) sql_type: String,
    /// The value as `to_json` gives it.
    pub(crate) value: Value,
}

/// Computes constants.
pub(crate) struct Constants(Connection);

impl Constants {
    /// Sets a scope, which must not need the events.
    pub(crate) fn of_scope(scope: &Scope) -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        MACROS.iter().try_for_each(|sql| connection.execute_batch(sql))?;
        scope.apply(&connection)?;
        Ok(Self(connection))
    }

    /// Sets parameters of reports. The error names one whose value is not of its type.
    pub(crate) fn set_parameters(&self, settings: &Settings) -> Result<(), String> {
        scope::set_parameters(&self.0, settings)
    }

    /// Sets a variable to a text.
    pub(crate) fn set(&self, name: &str, value: &str) -> Result<()> {
        let sql = format!("SET VARIABLE {name} = {}", quote(value));
        Ok(self.0.execute_batch(&sql)?)
    }

    /// Returns true if a variable has a value.
    pub(crate) fn is_set(&self, name: &str) -> Result<bool> {
        let sql = format!("SELECT getvariable({}) IS NOT NULL", quote(name));
        Ok(self.0.query_row(&sql, [], |row| row.get(0))?)
    }

    /// Computes an expression.
    pub(crate) fn value(&self, expression: &str) -> Result<Constant> {
        let sql = format!(
            "SELECT typeof(value), to_json(value)::VARCHAR FROM (SELECT {expression} AS value)"
        );
        let (sql_type, text): (String, Option<String>) = self
            .0
            .query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .with_context(|| format!("cannot compute {expression}"))?;
        let value = text.map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?;
        Ok(Constant { sql_type, value })
    }
}
