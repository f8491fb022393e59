//! What a report can be told besides the scope: a line of its header each.
//!
//! ```sql
//! -- parameter gap_hours INTEGER = 6: How many hours without an event are a hole.
//! -- parameter resource VARCHAR: The ARN, ID or name of the resource.
//! ```
//!
//! A value reaches the view as a DuckDB variable of that name, so that other clients can set it too:
//! `SET VARIABLE gap_hours = 12`.

/// A parameter of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name, which is that of the variable.
    pub name: &'static str,
    /// The DuckDB type of a value.
    pub sql_type: &'static str,
    /// The value where none is set, as a literal of SQL; `None` where one must be.
    pub default: Option<&'static str>,
    /// What it does.
    pub text: &'static str,
}

impl Parameter {
    /// Reads what stands behind `-- parameter `.
    pub(crate) fn parse(line: &'static str) -> Option<Self> {
        let (declaration, text) = line.split_once(": ")?;
        let (declaration, default) = match declaration.split_once(" = ") {
            Some((declaration, default)) => (declaration, Some(default)),
            None => (declaration, None),
        };
        let (name, sql_type) = declaration.split_once(' ')?;
        Some(Self { name, sql_type, default, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{report::REPORTS, store::scope::VARIABLES};

    #[test]
    fn a_line_is_read_whole() {
        let line = "days INTEGER = 7: How many: days.";
        let expected = Parameter {
            name: "days",
            sql_type: "INTEGER",
            default: Some("7"),
            text: "How many: days.",
        };
        assert_eq!(Parameter::parse(line), Some(expected));
        assert_eq!(Parameter::parse("name VARCHAR: x").unwrap().default, None);
        assert_eq!(
            Parameter::parse("no type: x"),
            Some(Parameter { name: "no", sql_type: "type", default: None, text: "x" })
        );
        assert_eq!(Parameter::parse("nothing"), None);
    }

    #[test]
    fn the_sql_has_the_default_that_the_header_promises() {
        for report in REPORTS {
            let used = report.select().matches("getvariable('").count();
            assert_eq!(used > 0, report.parameters().count() > 0, "{}", report.name());
            for parameter in report.parameters() {
                let variable = format!("getvariable('{}')", parameter.name);
                let expected = match parameter.default {
                    None | Some("NULL") => variable,
                    Some(default) => format!("coalesce({variable}, {default})"),
                };
                assert!(report.select().contains(&expected), "{}: {expected}", report.name());
                assert!(!VARIABLES.contains(&parameter.name), "{}", report.name());
            }
        }
    }
}
