//! SQL of other engines for a lake. The texts are made from the project's own by `lake/dialects/generate.py`
//! and checked in; here only constants are filled in.

mod literal;
mod regex;
mod template;

use anyhow::{Result, bail};

use crate::{
    report::Report,
    store::{constants::Constants, scope::Scope},
};

/// An engine that reads a lake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Apache Spark 4.
    Spark,
    /// Amazon Athena, engine version 3.
    Athena,
}

impl Dialect {
    /// Returns the statements that make the tables of a lake, which is at the variable `lake`.
    pub(crate) fn tables(self, constants: &Constants) -> Result<String> {
        let text = match self {
            Self::Spark => include_str!("../../sql/spark/tables.sql"),
            Self::Athena => include_str!("../../sql/athena/tables.sql"),
        };
        template::filled(text, self, constants)
    }

    /// Returns the SELECT of a report.
    ///
    /// # Errors
    ///
    /// Fails if the dialect has no words for the report.
    pub(crate) fn report(self, report: &Report, constants: &Constants) -> Result<String> {
        let text = match self {
            Self::Spark => report.in_spark(),
            Self::Athena => report.in_athena(),
        };
        if let Some(reason) = text.lines().find_map(|line| line.strip_prefix("-- unsaid: ")) {
            let name = report.name();
            bail!("the report {name} cannot be said in the SQL of {self:?}: {reason}");
        }
        template::filled(text, self, constants)
    }
}

/// Returns what a scope has that only the events can answer, if it has something.
pub(crate) fn needs_events(scope: &Scope) -> Option<String> {
    if scope.last.is_some() {
        return Some("--last counts from the last event; give --since instead".to_owned());
    }
    scope.ipv6().map(|address| {
        format!("--ip {address}: an IPv6 address has several spellings, which are looked up among the events; use `ducktrail report` with --db, or a text with *, such as 2001:db8:*")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{REPORTS, Settings},
        store::scope::Scope,
    };

    /// A scope with a value for each filter.
    fn full_scope() -> Scope {
        let names = |name: &str| vec![name.to_owned()];
        Scope {
            since: Some(1_704_067_200_000_000),
            until: Some(1_706_745_600_000_000),
            last: None,
            accounts: names("111122223333"),
            regions: names("us-*"),
            services: names("iam"),
            actions: names("Create*"),
            actors: names("alice"),
            ips: names("198.51.100.0/24"),
            access_keys: names("AKIAIOSFODNN7EXAMPLE"),
            errors_only: true,
        }
    }

    #[test]
    fn every_report_is_filled_in_or_says_why_not() {
        for scope in [Scope::default(), full_scope()] {
            let constants = Constants::of_scope(&scope).unwrap();
            let history = crate::report::find("resource_history").unwrap();
            let set = [("resource".to_owned(), "arn:aws:iam::111122223333:role/a".to_owned())];
            let settings = Settings::of_one(history, &set).unwrap();
            constants.set_parameters(&settings).unwrap();
            for dialect in [Dialect::Spark, Dialect::Athena] {
                for report in REPORTS {
                    let Ok(text) = dialect.report(report, &constants) else { continue };
                    assert!(!text.contains("{{") && !text.contains("-- if"), "{}", report.name());
                    let is_limited = text.contains("day >= DATE '2024-01-01'");
                    assert_eq!(is_limited, scope.since.is_some(), "{}", report.name());
                }
            }
        }
    }
}
