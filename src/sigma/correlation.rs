//! Correlations: rules about how many events of other rules there are in a time, or of which.
//!
//! Source: the Sigma Correlation Rules Specification 2.0.

use std::collections::HashMap;

use anyhow::Result;

use crate::{
    sigma::{
        keys::check_keys,
        selection::SelectionReader,
        yaml::{Flaw, YamlNode, YamlValue, fail},
    },
    store::Connection,
};

/// Inserts the events that complete a correlation.
const EVENTS: &str = include_str!("../../sql/sigma/correlated.sql");

/// The most rules or keys, and the most rules in an order: each takes as many windows as there are before it.
const MOST_NAMES: usize = 50;
const MOST_IN_ORDER: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CorrelationKind {
    EventCount,
    ValueCount,
    Temporal,
    TemporalOrdered,
}

const KINDS: [(&str, CorrelationKind); 4] = [
    ("event_count", CorrelationKind::EventCount),
    ("value_count", CorrelationKind::ValueCount),
    ("temporal", CorrelationKind::Temporal),
    ("temporal_ordered", CorrelationKind::TemporalOrdered),
];

const OPERATORS: [(&str, &str); 5] =
    [("gte", ">="), ("gt", ">"), ("lte", "<="), ("lt", "<"), ("eq", "=")];

/// The seconds of the units of a timespan, of at most ten years.
const UNITS: [(char, u64); 5] = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400), ('w', 604_800)];
const MOST_SECONDS: u64 = 315_360_000;

/// The text of an event by which it is grouped or that is counted: of one field, or of the field that an alias
/// names for each rule.
enum GroupKey {
    Field(String),
    Alias { line: usize, name: String, fields: Vec<(String, String)> },
}

/// A rule about the events that other rules find.
pub(super) struct Correlation {
    kind: CorrelationKind,
    /// The IDs, names or titles of the other rules.
    pub(super) rules: Vec<String>,
    /// The values by which events are grouped.
    keys: Vec<GroupKey>,
    seconds: u64,
    /// The values that are counted.
    value: Option<GroupKey>,
    /// The condition on the count, which is `n`.
    condition: String,
    /// True if the other rules are shown, too.
    pub(super) shows_rules: bool,
}

impl Correlation {
    pub(super) fn read(node: &YamlNode, reader: &mut SelectionReader<'_>) -> Result<Self, Flaw> {
        let known = ["type", "rules", "group-by", "timespan", "condition", "generate", "aliases"];
        check_keys(node, &known)?;
        let of = |name: &str| {
            let found = node.get(name);
            found.ok_or_else(|| Flaw::new(node.line, format!("the correlation has no '{name}'")))
        };
        let name = of("type")?.text().unwrap_or_default();
        let Some((_, kind)) = KINDS.into_iter().find(|it| it.0 == name) else {
            let text = format!("the type '{name}' of a correlation is not supported");
            return fail(of("type")?.line, text);
        };
        let rules = texts(of("rules")?)?;
        if kind == CorrelationKind::TemporalOrdered && rules.len() > MOST_IN_ORDER {
            return fail(of("rules")?.line, format!("more than {MOST_IN_ORDER} rules in order"));
        }
        let span = of("timespan")?;
        let Some(seconds) = seconds(span.text().unwrap_or_default()) else {
            return fail(span.line, "the timespan is not a number with s, m, h, d or w");
        };
        let aliases = node.get("aliases");
        if let Some(aliases) = aliases.filter(|it| it.members().is_empty()) {
            return fail(aliases.line, "the aliases are not a map");
        }
        let mut key = |name: &str, line| GroupKey::read(name, line, aliases, reader);
        let mut keys = Vec::new();
        if let Some(names) = node.get("group-by") {
            for name in texts(names)? {
                keys.push(key(&name, names.line)?);
            }
        }
        let condition = node.get("condition");
        let value = match (kind, condition.and_then(|condition| condition.get("field"))) {
            (CorrelationKind::ValueCount, Some(field)) => match field.text() {
                Some(name) => Some(key(name, field.line)?),
                None => return fail(field.line, "a count of several fields is not supported"),
            },
            (CorrelationKind::ValueCount, None) => {
                return fail(node.line, "the condition names no field to count");
            }
            (_, Some(field)) => {
                return fail(field.line, "only value_count counts the values of a field");
            }
            _ => None,
        };
        let condition = match condition {
            Some(condition) => read_condition(condition)?,
            None if matches!(kind, CorrelationKind::EventCount | CorrelationKind::ValueCount) => {
                return fail(node.line, "the correlation has no 'condition'");
            }
            None => format!("n = {}", rules.len()),
        };
        let shows_rules = node.text_of("generate") == "true";
        Ok(Self { kind, rules, keys, seconds, value, condition, shows_rules })
    }

    /// Fails unless each alias names a field of each of its rules, and of no other. `numbers` are those of all
    /// rules by their names.
    pub(super) fn check_aliases(&self, numbers: &HashMap<String, usize>) -> Result<(), Flaw> {
        let number = |name: &String| numbers.get(name);
        for key in self.keys.iter().chain(&self.value) {
            let GroupKey::Alias { line, name, fields } = key else { continue };
            let is_named = |rule: &&String| fields.iter().any(|it| number(&it.0) == number(rule));
            if let Some(rule) = self.rules.iter().find(|rule| !is_named(rule)) {
                return fail(
                    *line,
                    format!("the alias '{name}' has no field of the rule '{rule}'"),
                );
            }
            let is_used = |rule: &String| self.rules.iter().any(|it| number(it) == number(rule));
            if let Some((rule, _)) = fields.iter().find(|it| !is_used(&it.0)) {
                let text = format!("the alias '{name}' names '{rule}', which is none of the rules");
                return fail(*line, text);
            }
        }
        Ok(())
    }

    /// Adds the events that complete what the correlation looks for, as events of the rule `number`. `numbers`
    /// are those of all rules by their names.
    pub(super) fn run(
        &self,
        connection: &Connection,
        number: usize,
        numbers: &HashMap<String, usize>,
    ) -> Result<()> {
        let rules: Vec<usize> = self.rules.iter().map(|name| numbers[name]).collect();
        let names: Vec<String> = (0..self.keys.len()).map(|at| format!("key{at}")).collect();
        let mut columns = vec![format!("{} AS value", sql_of(self.value.as_ref(), numbers))];
        for (key, name) in self.keys.iter().zip(&names) {
            columns.push(format!("{} AS {name}", sql_of(Some(key), numbers)));
        }
        let exist = names.iter().map(|name| format!("{name} IS NOT NULL"));
        let exist: Vec<String> = exist.chain(["true".to_owned()]).collect();
        let partition = if names.is_empty() {
            String::new()
        } else {
            format!("PARTITION BY {}", names.join(", "))
        };
        let timespan = format!("INTERVAL '{} seconds'", self.seconds);
        let (chain, count) = self.counted(&rules, &partition, &timespan);
        let ids: Vec<String> = rules.iter().map(usize::to_string).collect();
        let sql = EVENTS
            .replace("'chain'", &chain)
            .replace("'count'", &count)
            .replace("'number'", &number.to_string())
            .replace("'its_rules'", &ids.join(", "))
            .replace("'keys_exist'", &exist.join(" AND "))
            .replace("'partition'", &partition)
            .replace("'timespan'", &timespan)
            .replace("'its_condition'", &self.condition)
            // The last, as it has names from the rule.
            .replace("'key_columns'", &columns.join(", "));
        Ok(connection.execute_batch(&sql)?)
    }

    /// Returns the table of the events, and the count that belongs to each.
    fn counted(&self, rules: &[usize], partition: &str, timespan: &str) -> (String, String) {
        let sum = |parts: Vec<String>| {
            let parts = parts.iter().map(|part| format!("coalesce({part}, false)::INTEGER"));
            parts.collect::<Vec<_>>().join(" + ")
        };
        let count = match self.kind {
            CorrelationKind::EventCount => "count(*) OVER recent".to_owned(),
            CorrelationKind::ValueCount => "count(DISTINCT value) OVER recent".to_owned(),
            CorrelationKind::Temporal => {
                let has = |rule| format!("bool_or(list_contains(rules, {rule})) OVER recent");
                sum(rules.iter().map(has).collect())
            }
            CorrelationKind::TemporalOrdered => {
                let began = |length: usize| {
                    let began = began(length, rules.len());
                    format!("{began} >= event_time - {timespan}")
                };
                let count = sum((1..=rules.len()).map(began).collect());
                return (sequences(rules, partition), count);
            }
        };
        ("correlated".to_owned(), count)
    }
}

/// Returns a table of the events with the columns `began_M_N`: for an event of the rule N, the time at which the
/// latest sequence of events of M rules in their order began that ends with it.
fn sequences(rules: &[usize], partition: &str) -> String {
    let earlier = format!(
        "OVER ({partition} ORDER BY event_time RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW)"
    );
    let steps = rules.iter().enumerate();
    steps.fold("correlated".to_owned(), |table, (at, rule)| {
        let column = |length: usize| {
            let time = match length {
                1 => "event_time".to_owned(),
                _ => format!("max({}) {earlier}", began(length - 1, at)),
            };
            let position = at + 1;
            format!("CASE WHEN list_contains(rules, {rule}) THEN {time} END AS began_{length}_{position}")
        };
        let columns: Vec<String> = (1..=at + 1).map(column).collect();
        format!("(SELECT *, {} FROM {table} AS step{at})", columns.join(", "))
    })
}

/// Returns the time at which the latest sequence of some length began that ends with one of the first rules.
fn began(length: usize, rules: usize) -> String {
    let columns: Vec<String> = (length..=rules).map(|at| format!("began_{length}_{at}")).collect();
    format!("greatest({})", columns.join(", "))
}

impl GroupKey {
    fn read(
        name: &str,
        line: usize,
        aliases: Option<&YamlNode>,
        reader: &mut SelectionReader<'_>,
    ) -> Result<Self, Flaw> {
        let Some(alias) = aliases.and_then(|aliases| aliases.get(name)) else {
            return Ok(Self::Field(reader.texts(name, line)?.text()));
        };
        let mut fields = Vec::new();
        for (line, rule, field) in alias.members() {
            let texts = reader.texts(field.text().unwrap_or_default(), *line)?;
            fields.push((rule.clone(), texts.text()));
        }
        Ok(Self::Alias { line: alias.line, name: name.to_owned(), fields })
    }
}

/// Returns the expression of a key.
fn sql_of(key: Option<&GroupKey>, numbers: &HashMap<String, usize>) -> String {
    match key {
        None => "NULL".to_owned(),
        Some(GroupKey::Field(sql)) => sql.clone(),
        Some(GroupKey::Alias { fields, .. }) => {
            let branch = |(rule, sql): &(String, String)| {
                format!(" WHEN {} THEN ({sql})::VARCHAR", numbers[rule])
            };
            format!("CASE rule{} END", fields.iter().map(branch).collect::<String>())
        }
    }
}

fn texts(node: &YamlNode) -> Result<Vec<String>, Flaw> {
    let text = |node: &&YamlNode| {
        node.text().map(str::to_owned).ok_or_else(|| Flaw::new(node.line, "it is no text"))
    };
    let texts: Vec<String> = node.elements().iter().map(text).collect::<Result<_, _>>()?;
    if texts.is_empty() || texts.len() > MOST_NAMES {
        return fail(node.line, format!("the list has none or more than {MOST_NAMES} elements"));
    }
    Ok(texts)
}

/// Returns the seconds of a timespan such as `10m`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (_, seconds) = UNITS.into_iter().find(|unit| text.ends_with(unit.0))?;
    let number: u64 = text[..text.len() - 1].parse().ok()?;
    number.checked_mul(seconds).filter(|seconds| *seconds <= MOST_SECONDS)
}

/// Reads the condition on the count.
fn read_condition(node: &YamlNode) -> Result<String, Flaw> {
    if !matches!(node.value, YamlValue::Map(_)) {
        return fail(node.line, "this condition of a correlation is not supported");
    }
    let mut parts = Vec::new();
    for (line, name, value) in node.members().iter().filter(|member| member.1 != "field") {
        let operator = OPERATORS.iter().find(|it| it.0 == name);
        let number = value.text().and_then(|text| text.parse::<u32>().ok());
        let (Some((_, operator)), Some(number)) = (operator, number) else {
            let text = format!(
                "'{name}' of a correlation's condition is not supported, or its value is no number"
            );
            return fail(*line, text);
        };
        parts.push(format!("n {operator} {number}"));
    }
    if parts.is_empty() {
        return fail(node.line, "the condition has no number");
    }
    Ok(parts.join(" AND "))
}
