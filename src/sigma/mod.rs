//! Sigma rules of the user's own over the database, as SQL.
//!
//! Source: the Sigma specification, <https://github.com/SigmaHQ/sigma-specification>.

mod condition;
mod correlation;
mod expression;
mod field;
mod files;
mod modifiers;
mod plan;
mod rule;
mod selection;
mod value;
mod yaml;

pub(crate) use field::CallNames;

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use anyhow::{Result, bail};

use crate::{
    count::counted,
    error::Usage,
    report::LEVELS,
    sigma::{
        correlation::Correlation,
        field::ExtraMembers,
        rule::{RuleBody, SigmaRule},
        selection::SelectionReader,
        yaml::Flaw,
    },
    store::{Connection, lake, views},
};

/// Selects a row for each rule and caller, and for each event.
pub(crate) const SUMMARY: &str = include_str!("../../sql/sigma/summary.sql");
pub(crate) const TIMELINE: &str = include_str!("../../sql/sigma/timeline.sql");

/// Creates the table `sigma_findings`, with the columns of findings.
const FINDINGS: &str = include_str!("../../sql/sigma/findings.sql");

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
/// [`TIMELINE`] and [`prepare_findings`] read.
pub(crate) fn prepare(connection: &Connection, request: &SigmaRequest<'_>) -> Result<SigmaNotes> {
    let files = files::read(request.paths)?;
    if lake::is_open(connection)? {
        bail!(Usage(
            "Sigma rules run on a database, not on a lake; import the days of interest".to_owned()
        ));
    }
    let events = views::query_of_stored_events(
        ", event_rows.rowid AS row_id, event_rows.action_id AS action_number, event_rows.caller_id AS caller_number",
    );
    connection.execute_batch(&TABLES.replace("(activity_query)", &format!("({events})")))?;
    let extra = ExtraMembers::load(connection)?;
    let (tests, ids, unknown) = (Vec::new(), HashMap::new(), Vec::new());
    let (extra, names) = (&extra, request.names);
    let mut reader = SelectionReader { connection, extra, names, tests, ids, unknown };
    let mut rules = RuleSet::default();
    for file in files {
        rules.read(&file, &mut reader);
    }
    rules.run(connection, &reader, request.level)?;
    let (count, failed) = (rules.rules.len() as u64, rules.failed as u64);
    let failed_text = match failed {
        0 => String::new(),
        _ => format!("; {} not run", counted(failed, "document")),
    };
    rules.lines.push(format!("{} run{failed_text}", counted(count, "rule")));
    Ok(SigmaNotes { lines: rules.lines, is_partial: failed > 0 })
}

/// Creates the table `sigma_findings` of what [`prepare`] has found.
pub(crate) fn prepare_findings(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch(FINDINGS)?)
}

/// The rules of all files, and the messages about them.
#[derive(Default)]
struct RuleSet {
    rules: Vec<SigmaRule>,
    lines: Vec<String>,
    /// The number of documents and files that cannot be used.
    failed: usize,
}

impl RuleSet {
    fn read(&mut self, file: &files::RuleFile, reader: &mut SelectionReader<'_>) {
        let path = file.path.display();
        let text = match &file.text {
            Ok(text) => text,
            Err(reason) => {
                self.failed += 1;
                return self.lines.push(format!("{path} {reason}; its rules are not run"));
            }
        };
        for document in yaml::documents(text) {
            let (title, read) = match document {
                Ok(document) if matches!(document.value, yaml::YamlValue::Null) => continue,
                Ok(document) => (
                    rule::title(&document).to_owned(),
                    SigmaRule::read(&document, format!("{path}:{}", document.line), reader),
                ),
                Err(flaw) => ("the rest of the file".to_owned(), Err(flaw)),
            };
            for Flaw { line, text } in reader.unknown.drain(..).filter(|_| read.is_ok()) {
                self.lines.push(format!("{path}:{line}: {text} ({title})"));
            }
            match read {
                Ok(rule) => self.rules.push(rule),
                Err(Flaw { line, text }) => self.fail(&format!("{path}:{line}"), &text, &title),
            }
        }
    }

    fn fail(&mut self, place: &str, text: &str, title: &str) {
        self.failed += 1;
        self.lines.push(format!("{place}: {text}; not run: {title}"));
    }

    /// Runs the rules of a level and of higher ones, first those of single events.
    fn run(
        &mut self,
        connection: &Connection,
        reader: &SelectionReader<'_>,
        level: &str,
    ) -> Result<()> {
        let order = |level: &str| LEVELS.iter().position(|it| *it == level);
        let mut correlated = self.resolve();
        let hidden: HashSet<usize> = correlated
            .iter()
            .filter(|it| !it.1.shows_rules)
            .flat_map(|it| it.2.iter().copied())
            .collect();
        correlated.retain(|it| order(self.rules[it.0].level) <= order(level));
        let used: HashSet<usize> = correlated.iter().flat_map(|it| it.2.iter().copied()).collect();
        let mut conditions = Vec::new();
        let mut rows = connection.appender_to_catalog_and_db("sigma_rules", "temp", "main")?;
        for (number, rule) in self.rules.iter().enumerate() {
            let is_shown = order(rule.level) <= order(level) && !hidden.contains(&number);
            rows.append_row(row(number, rule, is_shown))?;
            if let RuleBody::Detection(condition) = &rule.body
                && (is_shown || used.contains(&number))
            {
                conditions.push((number, condition));
            }
        }
        rows.flush()?;
        if let Some(call) = plan::run(connection, &conditions, &reader.tests)? {
            self.lines.push(format!(
                "calls that are logged with an API version, such as {call}, are not those that rules name without it; `ducktrail sigma --any-version` finds them, too"
            ));
        }
        correlated.iter().try_for_each(|(number, correlation, others)| {
            correlation.run(connection, *number, others)
        })
    }

    /// Returns the correlations with their numbers and those of their rules. Removes those of rules that are
    /// not there.
    fn resolve(&mut self) -> Vec<(usize, Correlation, Vec<usize>)> {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let is_correlation = |rule: &SigmaRule| matches!(rule.body, RuleBody::Correlation(_));
        self.rules.sort_by_key(is_correlation);
        for (number, rule) in self.rules.iter().enumerate().filter(|it| !is_correlation(it.1)) {
            for key in [&rule.id, &rule.name, &rule.title] {
                numbers.entry(key.clone()).or_insert(number);
            }
        }
        let mut resolved = Vec::new();
        for mut rule in std::mem::take(&mut self.rules) {
            let RuleBody::Correlation(correlation) = &mut rule.body else {
                self.rules.push(rule);
                continue;
            };
            if let Some(name) = correlation.rules.iter().find(|name| !numbers.contains_key(*name)) {
                let text =
                    format!("no rule that can be run and is no correlation has the name '{name}'");
                self.fail(&rule.place, &text, &rule.title);
                continue;
            }
            let others = correlation.rules.iter().map(|name| numbers[name]).collect();
            resolved.push((self.rules.len(), std::mem::take(correlation), others));
            self.rules.push(rule);
        }
        resolved
    }
}

/// Returns a row of the table `sigma_rules`, with NULL for what a rule does not have.
fn row(number: usize, rule: &SigmaRule, is_shown: bool) -> [Option<String>; 10] {
    [
        number.to_string(),
        is_shown.to_string(),
        rule.level.to_owned(),
        rule.title.clone(),
        rule.tags.join(", "),
        rule.id.clone(),
        rule.place.clone(),
        rule.attack(false),
        rule.attack(true),
        rule.description.chars().take(500).collect(),
    ]
    .map(|text| Some(text).filter(|text| !text.is_empty()))
}
