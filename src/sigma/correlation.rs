//! Correlations: rules about how many events of other rules there are in a time, or of which.

use anyhow::Result;

use crate::{
    sigma::{
        field::FieldTexts,
        selection::SelectionReader,
        yaml::{Flaw, YamlNode, YamlValue},
    },
    store::Connection,
};

/// The events of the rules of a correlation, one row each, with the keys of their group.
const EVENTS: &str = include_str!("../../sql/sigma/correlated.sql");

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum CorrelationKind {
    #[default]
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

/// A rule about the events that other rules find.
#[derive(Default)]
pub(super) struct Correlation {
    kind: CorrelationKind,
    /// The IDs, names or titles of the other rules.
    pub(super) rules: Vec<String>,
    /// Expressions of what the events of one group have in common.
    keys: Vec<String>,
    seconds: u64,
    /// The values that are counted.
    value: Option<String>,
    /// The condition on the count, which is `n`.
    condition: String,
    /// True if the other rules are shown, too.
    pub(super) shows_rules: bool,
}

impl Correlation {
    pub(super) fn read(node: &YamlNode, reader: &mut SelectionReader<'_>) -> Result<Self, Flaw> {
        check_members(node)?;
        let of = |name: &str| {
            node.get(name)
                .ok_or_else(|| Flaw::new(node.line, format!("the correlation has no '{name}'")))
        };
        let kind_of = |text: &str| KINDS.iter().find(|it| it.0 == text).map(|it| it.1);
        let kind = of("type")?;
        let kind = kind_of(kind.text().unwrap_or_default()).ok_or_else(|| {
            Flaw::new(
                kind.line,
                format!(
                    "the type '{}' of a correlation is not supported",
                    kind.text().unwrap_or_default()
                ),
            )
        })?;
        let rules = texts(of("rules")?)?;
        let span = of("timespan")?;
        let seconds = seconds(span.text().unwrap_or_default()).ok_or_else(|| {
            Flaw::new(span.line, "the timespan is not a number with s, m, h, d or w")
        })?;
        let mut keys = Vec::new();
        for name in node.get("group-by").map(texts).transpose()?.unwrap_or_default() {
            keys.push(reader.texts(&name, node.line)?.text());
        }
        let condition = node.get("condition");
        let field = condition.and_then(|condition| condition.get("field"));
        let value = match (kind, field) {
            (CorrelationKind::ValueCount, Some(field)) => {
                let name = field.text().ok_or_else(|| {
                    Flaw::new(field.line, "a count of several fields is not supported")
                })?;
                Some(reader.texts(name, field.line)?)
            }
            (CorrelationKind::ValueCount, None) => {
                return Err(Flaw::new(node.line, "the condition names no field to count"));
            }
            (_, Some(field)) => {
                return Err(Flaw::new(field.line, "only value_count counts the values of a field"));
            }
            _ => None,
        };
        Ok(Self {
            kind,
            condition: read_condition(node, condition, kind, rules.len())?,
            rules,
            keys,
            seconds,
            value: value.as_ref().map(FieldTexts::text),
            shows_rules: node.text_of("generate") == "true",
        })
    }

    /// Adds the events that complete what the correlation looks for, as events of the rule `number`. `rules`
    /// are the numbers of the other rules.
    pub(super) fn run(
        &self,
        connection: &Connection,
        number: usize,
        rules: &[usize],
    ) -> Result<()> {
        let list =
            |numbers: &[usize]| numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let keys: Vec<String> =
            self.keys.iter().enumerate().map(|(at, key)| format!("{key} AS key{at}")).collect();
        let names: Vec<String> = (0..keys.len()).map(|at| format!("key{at}")).collect();
        let present: Vec<String> =
            names.iter().map(|name| format!(" AND {name} IS NOT NULL")).collect();
        let value = self.value.as_deref().unwrap_or("NULL");
        let columns =
            std::iter::once(format!("{value} AS value")).chain(keys).collect::<Vec<_>>().join(", ");
        let events = EVENTS
            .replace("'rules'", &list(rules))
            .replace(" AND 'present'", &present.concat())
            .replace("'columns'", &columns);
        let group = if names.is_empty() {
            String::new()
        } else {
            format!("PARTITION BY {} ", names.join(", "))
        };
        let sql = self.found(&events, &group, rules);
        connection.execute_batch(&format!(
            "INSERT INTO sigma_hits SELECT {number}, row_id FROM ({sql}) AS found"
        ))?;
        Ok(())
    }

    /// Returns the query of the events at which the condition holds, looking back.
    fn found(&self, events: &str, group: &str, rules: &[usize]) -> String {
        let seconds = self.seconds;
        let recent = format!(
            "OVER ({group}ORDER BY event_time RANGE BETWEEN INTERVAL '{seconds} seconds' PRECEDING AND CURRENT ROW)"
        );
        let counted = |count: &str| format!("SELECT row_id, {count} AS n FROM {events}");
        let counts = match self.kind {
            CorrelationKind::EventCount => counted(&format!("count(*) {recent}")),
            CorrelationKind::ValueCount => counted(&format!("count(DISTINCT value) {recent}")),
            CorrelationKind::Temporal => {
                let one = |rule: &usize| {
                    format!("CAST(bool_or(list_contains(rules, {rule})) {recent} AS INTEGER)")
                };
                counted(&rules.iter().map(one).collect::<Vec<_>>().join(" + "))
            }
            // An event of a rule has the time at which the latest sequence up to it began.
            CorrelationKind::TemporalOrdered => {
                let first = format!(
                    "SELECT *, CASE WHEN list_contains(rules, {}) THEN event_time END AS began FROM {events}",
                    rules[0]
                );
                let earlier = format!(
                    "OVER ({group}ORDER BY event_time RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW)"
                );
                let chain = rules[1..].iter().fold(first, |before, rule| {
                    format!("SELECT * REPLACE (CASE WHEN list_contains(rules, {rule}) THEN max(began) {earlier} END AS began) FROM ({before}) AS before")
                });
                return format!(
                    "SELECT row_id FROM ({chain}) AS chain WHERE began >= event_time - INTERVAL '{seconds} seconds'"
                );
            }
        };
        format!("SELECT row_id FROM ({counts}) AS counts WHERE {}", self.condition)
    }
}

/// Fails if a correlation has a member that would be ignored.
fn check_members(node: &YamlNode) -> Result<(), Flaw> {
    let YamlValue::Map(members) = &node.value else {
        return Err(Flaw::new(node.line, "the correlation is empty"));
    };
    let known = ["type", "rules", "group-by", "timespan", "condition", "generate"];
    match members.iter().find(|member| !known.contains(&member.1.as_str())) {
        Some((line, name, _)) => {
            Err(Flaw::new(*line, format!("'{name}' of a correlation is not supported")))
        }
        None => Ok(()),
    }
}

fn texts(node: &YamlNode) -> Result<Vec<String>, Flaw> {
    let text = |node: &&YamlNode| {
        node.text().map(str::to_owned).ok_or_else(|| Flaw::new(node.line, "it is no text"))
    };
    let texts: Vec<String> = node.elements().iter().map(text).collect::<Result<_, _>>()?;
    if texts.is_empty() || texts.len() > 50 {
        return Err(Flaw::new(node.line, "the list has none or more than 50 elements"));
    }
    Ok(texts)
}

/// Returns the seconds of a timespan such as `10m`, at most ten years.
fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit).filter(|seconds| *seconds <= 315_360_000)
}

/// Returns the condition on the count. Without one, all rules of a temporal correlation must have events.
fn read_condition(
    correlation: &YamlNode,
    node: Option<&YamlNode>,
    kind: CorrelationKind,
    rules: usize,
) -> Result<String, Flaw> {
    let Some(node) = node else {
        return match kind {
            CorrelationKind::Temporal | CorrelationKind::TemporalOrdered => {
                Ok(format!("n = {rules}"))
            }
            _ => Err(Flaw::new(correlation.line, "the correlation has no 'condition'")),
        };
    };
    let (YamlValue::Map(members), true) = (&node.value, kind != CorrelationKind::TemporalOrdered)
    else {
        return Err(Flaw::new(node.line, "this condition of a correlation is not supported"));
    };
    let mut parts = Vec::new();
    for (line, name, value) in members.iter().filter(|member| member.1 != "field") {
        let operator = OPERATORS.iter().find(|it| it.0 == name);
        let number = value.text().and_then(|text| text.parse::<u32>().ok());
        let (Some(operator), Some(number)) = (operator, number) else {
            return Err(Flaw::new(
                *line,
                format!(
                    "'{name}' of a correlation's condition is not supported, or its value is no number"
                ),
            ));
        };
        parts.push(format!("n {} {number}", operator.1));
    }
    if parts.is_empty() {
        return Err(Flaw::new(node.line, "the condition has no number"));
    }
    Ok(parts.join(" AND "))
}
