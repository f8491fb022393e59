//! Sigma rules of the user's own over the database, as SQL.
//!
//! Source: the Sigma specification, <https://github.com/SigmaHQ/sigma-specification>.

mod condition;
mod correlation;
mod expression;
mod field;
mod files;
mod keys;
mod modifiers;
mod pattern;
mod plan;
mod rule;
mod selection;
mod set;
mod yaml;

pub(crate) use field::CallNames;

use std::{collections::HashMap, path::PathBuf};

use anyhow::Result;

use crate::{
    count::counted,
    sigma::{field::ExtraMembers, selection::SelectionReader, set::RuleSet},
    store::{Connection, views},
};

/// Selects a row for each rule and caller, and for each event.
pub(crate) const SUMMARY: &str = include_str!("../../sql/sigma/summary.sql");
pub(crate) const TIMELINE: &str = include_str!("../../sql/sigma/timeline.sql");

/// Adds the events of rules to those of findings.
const FINDING_EVENTS: &str = include_str!("../../sql/sigma/finding_events.sql");

/// Creates the tables and macros that rules need.
const TABLES: &str = include_str!("../../sql/sigma/tables.sql");

/// The rules to run.
pub(crate) struct SigmaRequest<'a> {
    pub(crate) paths: &'a [PathBuf],
    /// The lowest level.
    pub(crate) level: &'a str,
    pub(crate) names: CallNames,
}

/// The messages about rules that were run or not.
pub(crate) struct SigmaNotes {
    pub(crate) lines: Vec<String>,
    /// True if some rule was not run.
    pub(crate) is_partial: bool,
}

/// Runs rules over the events in the scope of the connection. Creates the temporary tables that [`SUMMARY`],
/// [`TIMELINE`] and [`add_finding_events`] read.
pub(crate) fn prepare(connection: &Connection, request: &SigmaRequest<'_>) -> Result<SigmaNotes> {
    let files = files::read(request.paths)?;
    let events = views::activity_with_numbers(connection)?;
    connection.execute_batch(&TABLES.replace("(activity_query)", &format!("({events})")))?;
    let extra = ExtraMembers::load(connection)?;
    let (tests, ids, unknown) = (Vec::new(), HashMap::new(), Vec::new());
    let (extra, names) = (&extra, request.names);
    let mut reader = SelectionReader { connection, extra, names, tests, ids, unknown };
    let mut rules = RuleSet::default();
    for file in files {
        rules.read(&file, &mut reader);
    }
    let count = rules.run(connection, &reader.tests, request.level)?;
    let failed_text = match rules.failed {
        0 => String::new(),
        failed => format!("; {} not run", counted(failed, "document")),
    };
    rules.lines.push(format!("{} run{failed_text}", counted(count, "rule")));
    Ok(SigmaNotes { lines: rules.lines, is_partial: rules.failed > 0 })
}

/// Adds the events that [`prepare`] has found to the table `other_finding_events`.
pub(crate) fn add_finding_events(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch(FINDING_EVENTS)?)
}
