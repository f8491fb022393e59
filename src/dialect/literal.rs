//! Literals of a dialect.

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{dialect::Dialect, error::Usage, store::constants::Constant};

/// Returns a path as the name of a table of Spark.
pub(super) fn path(path: &str) -> Result<String> {
    if path.contains("${") {
        bail!(Usage(format!("Spark replaces ${{…}} in {path} by a setting")));
    }
    Ok(format!("`{}`", path.replace('`', "``")))
}

impl Dialect {
    /// Returns a constant as an expression of the dialect.
    pub(super) fn literal(self, constant: &Constant) -> Result<String> {
        Ok(match &constant.value {
            Value::Null => format!("CAST(NULL AS {})", self.type_of(&constant.sql_type)),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) if constant.sql_type == "DOUBLE" => {
                format!("CAST({number} AS DOUBLE)")
            }
            Value::Number(number) => number.to_string(),
            Value::String(text) => self.text(&constant.sql_type, text),
            Value::Array(items) => self.list(items)?,
            Value::Object(_) => bail!("a constant of type {} has no literal", constant.sql_type),
        })
    }

    /// Returns a text as a string literal.
    pub(super) fn quoted(self, text: &str) -> String {
        match self {
            // "String Literal" in the SQL reference of Spark. Spark also replaces ${name} in a statement by a
            // setting, and programs that split statements may not know \'.
            Self::Spark => {
                let escaped = text
                    .replace('\\', "\\\\")
                    .replace('\'', "\\u0027")
                    .replace('\0', "\\u0000")
                    .replace("${", "\\u0024{");
                format!("'{escaped}'")
            }
            Self::Athena => format!("'{}'", text.replace('\'', "''")),
        }
    }

    fn text(self, sql_type: &str, text: &str) -> String {
        match (sql_type, self) {
            ("DATE", _) => format!("DATE '{text}'"),
            ("TIMESTAMP", Self::Spark) => format!("TIMESTAMP_NTZ '{text}'"),
            ("TIMESTAMP", Self::Athena) => format!("TIMESTAMP '{text}'"),
            _ => self.quoted(text),
        }
    }

    fn list(self, items: &[Value]) -> Result<String> {
        let text = |item: &Value| match item {
            Value::String(text) => Ok(self.quoted(text)),
            _ => bail!("a list of {item} has no literal"),
        };
        let texts = items.iter().map(text).collect::<Result<Vec<String>>>()?.join(", ");
        Ok(match self {
            Self::Spark => format!("array({texts})"),
            Self::Athena => format!("ARRAY[{texts}]"),
        })
    }

    fn type_of(self, sql_type: &str) -> &'static str {
        match (sql_type, self) {
            ("BOOLEAN", _) => "BOOLEAN",
            ("INTEGER" | "BIGINT", _) => "BIGINT",
            ("DOUBLE", _) => "DOUBLE",
            ("DATE", _) => "DATE",
            ("TIMESTAMP", Self::Spark) => "TIMESTAMP_NTZ",
            ("TIMESTAMP", Self::Athena) => "TIMESTAMP",
            ("VARCHAR[]", Self::Spark) => "ARRAY<STRING>",
            ("VARCHAR[]", Self::Athena) => "ARRAY(VARCHAR)",
            (_, Self::Spark) => "STRING",
            (_, Self::Athena) => "VARCHAR",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_text_ends_its_literal() {
        for (text, in_spark, in_athena) in [
            ("it's; --", r"'it\u0027s; --'", "'it''s; --'"),
            (r"\' OR true --", r"'\\\u0027 OR true --'", r"'\'' OR true --'"),
            ("\\", r"'\\'", r"'\'"),
            ("${spark.app.id} $x", r"'\u0024{spark.app.id} $x'", "'${spark.app.id} $x'"),
            ("a\nb é", "'a\nb é'", "'a\nb é'"),
        ] {
            assert_eq!(Dialect::Spark.quoted(text), in_spark);
            assert_eq!(Dialect::Athena.quoted(text), in_athena);
        }
    }

    #[test]
    fn a_constant_keeps_its_type() {
        for (sql_type, value, in_spark, in_athena) in [
            ("\"NULL\"", Value::Null, "CAST(NULL AS STRING)", "CAST(NULL AS VARCHAR)"),
            (
                "VARCHAR[]",
                Value::Null,
                "CAST(NULL AS ARRAY<STRING>)",
                "CAST(NULL AS ARRAY(VARCHAR))",
            ),
            ("BOOLEAN", json!(true), "true", "true"),
            ("INTEGER", json!(-5), "-5", "-5"),
            ("DOUBLE", json!(0.5), "CAST(0.5 AS DOUBLE)", "CAST(0.5 AS DOUBLE)"),
            ("DATE", json!("2024-05-01"), "DATE '2024-05-01'", "DATE '2024-05-01'"),
            (
                "TIMESTAMP",
                json!("2024-05-01 00:00:00"),
                "TIMESTAMP_NTZ '2024-05-01 00:00:00'",
                "TIMESTAMP '2024-05-01 00:00:00'",
            ),
            ("VARCHAR[]", json!(["a", "b'"]), r"array('a', 'b\u0027')", "ARRAY['a', 'b''']"),
        ] {
            let constant = Constant { sql_type: sql_type.to_owned(), value };
            assert_eq!(Dialect::Spark.literal(&constant).unwrap(), in_spark);
            assert_eq!(Dialect::Athena.literal(&constant).unwrap(), in_athena);
        }
    }
}
