//! The parameters of reports. Each is a line in the header of a report:
//!
//! ```sql
//! -- parameter gap_hours INTEGER = 6: Length of the shortest gap to show, in hours without an event.
//! -- parameter resource VARCHAR: The ARN, ID or name of the resource.
//! ```
//!
//! The view reads the value from a DuckDB variable with the same name, so other clients can set it too:
//! `SET VARIABLE gap_hours = 12`.

/// A parameter of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name of the parameter and of its variable.
    pub name: &'static str,
    /// The DuckDB type of the value.
    pub sql_type: &'static str,
    /// The default as an SQL literal; `None` if a value must be set.
    pub default: Option<&'static str>,
    /// A description.
    pub text: &'static str,
}

impl Parameter {
    /// Parses the rest of a header line after `-- parameter `.
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
    fn a_header_line_is_parsed() {
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
    fn the_sql_uses_the_default_in_the_header() {
        for report in REPORTS {
            let used = report.select().split("getvariable('").skip(1);
            let mut used = used.filter_map(|rest| rest.split('\'').next());
            // Some reports read events around the times of the scope.
            let has_own = used.any(|variable| !VARIABLES.contains(&variable));
            assert_eq!(has_own, report.parameters().count() > 0, "{}", report.name());
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
