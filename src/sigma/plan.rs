//! The events that rules find, in few scans. What rules say of the names of calls is decided once for each
//! name in `actions`; what is left of each rule for a name is a residual, and rules share these. A scan joined
//! to (action, rule, residual) evaluates a residual only for the events of its calls. Residuals that hold for
//! most calls are evaluated for all events instead, in scans of their own.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Result, bail};

use crate::{
    error::Usage,
    sigma::{
        expression::{Expression, TestId},
        field::Reads,
        selection::FieldTest,
    },
    store::Connection,
};

/// The most tests, or residuals, of one statement, and the most bytes of these: DuckDB takes several kilobytes
/// of memory for each value.
const MOST_AT_ONCE: usize = 200;
const MOST_BYTES_AT_ONCE: usize = 64 << 10;

/// The residuals that are compared one after another.
const GROUP: usize = 16;

/// The most events that all rules may find. They take about two gigabytes.
const MOST_HITS: u64 = 100_000_000;

/// A residual: what is left of a rule for some calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Residual {
    /// True if it is evaluated for all events.
    is_for_all: bool,
    condition: Expression,
}

/// The rules for each residual, with the IDs of the actions.
type WantedRules = HashMap<Residual, Vec<(usize, Vec<i64>)>>;

/// Fills the table `sigma_hits` with the events that rules find. A rule has a number and a condition. Returns a
/// call that a rule names without the API version with which it is logged, if there is one.
pub(super) fn run(
    connection: &Connection,
    rules: &[(usize, &Expression)],
    tests: &[FieldTest],
) -> Result<Option<String>> {
    let actions = Actions::load(connection, tests)?;
    let mut wanted = WantedRules::new();
    for (number, condition) in rules {
        actions.split(*number, condition, &mut wanted);
    }
    let of_test = |id: TestId| {
        let test = &tests[id];
        let is_of_caller = test.reads == Reads::Caller;
        (test.reads, if is_of_caller { format!("test_{id}") } else { test.sql.clone() })
    };
    let mut residuals: Vec<(bool, bool, String, Residual)> = Vec::new();
    for residual in wanted.keys() {
        let (reads, sql) = residual.condition.sql(&of_test);
        residuals.push((residual.is_for_all, reads == Reads::Json, sql, residual.clone()));
    }
    residuals.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    let parts = residuals.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    for part in parts.flat_map(|part| batches(part, |it| it.2.len())) {
        let keys: Vec<&Residual> = part.iter().map(|it| &it.3).collect();
        fill(connection, &keys, &wanted)?;
        let sql: Vec<&str> = part.iter().map(|it| it.2.as_str()).collect();
        let events = with_caller_tests(&keys, tests);
        let found = if part[0].0 { for_all(&events, &sql) } else { by_action(&events, &sql) };
        connection
            .execute_batch(&format!("INSERT INTO sigma_hits {found} LIMIT {}", MOST_HITS + 1))?;
        let hits: u64 =
            connection.query_row("SELECT count(*) FROM sigma_hits", [], |row| row.get(0))?;
        if hits > MOST_HITS {
            bail!(Usage(format!(
                "the rules find more than {MOST_HITS} events; name fewer rules, or a shorter time with --since and --until"
            )));
        }
    }
    Ok(actions.versioned)
}

/// Splits items so that each part fits into one statement. An item that is larger has one of its own.
fn batches<T>(items: &[T], bytes: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let (mut batches, mut start, mut size) = (Vec::new(), 0, 0);
    for (at, item) in items.iter().enumerate() {
        if at > start && (at - start == MOST_AT_ONCE || size + bytes(item) > MOST_BYTES_AT_ONCE) {
            batches.push(&items[start..at]);
            (start, size) = (at, 0);
        }
        size += bytes(item);
    }
    if start < items.len() {
        batches.push(&items[start..]);
    }
    batches
}

/// The actions of the database, and which of them each test of names accepts.
struct Actions {
    ids: Vec<i64>,
    accepted: HashMap<usize, Vec<bool>>,
    /// A call that a rule names without the API version with which it is logged.
    versioned: Option<String>,
}

impl Actions {
    fn load(connection: &Connection, tests: &[FieldTest]) -> Result<Self> {
        let sql = "SELECT id, coalesce(lower(event_name), ''), coalesce(lower(event_source), ''), coalesce(lower(action), ''), event_name FROM actions ORDER BY id";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?], row.get(4)?))
        })?;
        let rows = rows.collect::<Result<Vec<(i64, [String; 3], Option<String>)>, _>>()?;
        let (mut accepted, mut others, mut versioned) = (HashMap::new(), Vec::new(), None);
        for (id, test) in tests.iter().enumerate().filter(|it| it.1.reads == Reads::Name) {
            let Some((field, values)) = &test.equals else {
                others.push(id);
                continue;
            };
            let mut accepts = Vec::new();
            for (_, [name, source, action], logged) in &rows {
                let is_named = values.contains(name);
                accepts.push(match field.sql.as_str() {
                    "event_source" => values.contains(source),
                    "event_name" => {
                        versioned = versioned
                            .or(logged.clone().filter(|_| !is_named && values.contains(action)));
                        is_named
                    }
                    _ => is_named || values.contains(action),
                });
            }
            accepted.insert(id, accepts);
        }
        for part in batches(&others, |id| tests[*id].sql.len()) {
            let digits: Vec<String> =
                part.iter().map(|id| format!("({})::UTINYINT", tests[*id].sql)).collect();
            let sql = format!("SELECT concat({}) FROM actions ORDER BY id", digits.join(", "));
            let mut statement = connection.prepare(&sql)?;
            let digits = statement.query_map([], |row| row.get(0))?;
            let digits = digits.collect::<Result<Vec<String>, _>>()?;
            for (at, id) in part.iter().enumerate() {
                let accepts = digits.iter().map(|row| row.as_bytes().get(at) == Some(&b'1'));
                accepted.insert(*id, accepts.collect());
            }
        }
        Ok(Self { ids: rows.into_iter().map(|row| row.0).collect(), accepted, versioned })
    }

    /// Adds the residuals of a rule.
    fn split(&self, number: usize, condition: &Expression, wanted: &mut WantedRules) {
        let mut left: HashMap<Expression, Vec<i64>> = HashMap::new();
        for (at, id) in self.ids.iter().enumerate() {
            let known = |test| self.accepted.get(&test).map(|accepted| accepted[at]);
            let residual = condition.given(&known);
            if residual != Expression::FALSE {
                left.entry(residual).or_default().push(*id);
            }
        }
        if left.values().any(|ids| ids.len() * 2 > self.ids.len()) {
            let residual = Residual { is_for_all: true, condition: condition.clone() };
            return wanted.entry(residual).or_default().push((number, Vec::new()));
        }
        for (condition, ids) in left {
            let residual = Residual { is_for_all: false, condition };
            wanted.entry(residual).or_default().push((number, ids));
        }
    }
}

/// Fills the table `sigma_plan` with the rules and actions of some residuals, which are numbered from 0.
fn fill(connection: &Connection, residuals: &[&Residual], wanted: &WantedRules) -> Result<()> {
    connection.execute_batch("TRUNCATE sigma_plan")?;
    let mut rows = connection.appender_to_catalog_and_db("sigma_plan", "temp", "main")?;
    for (residual, key) in residuals.iter().enumerate() {
        for (rule, actions) in &wanted[*key] {
            let (residual, rule) = (i64::try_from(residual)?, i64::try_from(*rule)?);
            if key.is_for_all {
                rows.append_row([-1, rule, residual])?;
            }
            for action in actions {
                rows.append_row([*action, rule, residual])?;
            }
        }
    }
    Ok(rows.flush()?)
}

/// Returns the events, for a FROM clause, with the tests of callers that residuals have: each is evaluated once
/// for each caller.
fn with_caller_tests(residuals: &[&Residual], tests: &[FieldTest]) -> String {
    let mut ids = BTreeSet::new();
    for residual in residuals {
        residual.condition.for_each_test(&mut |id| {
            ids.extend((tests[id].reads == Reads::Caller).then_some(id));
        });
    }
    if ids.is_empty() {
        return "sigma_events".to_owned();
    }
    let columns = ids.iter().map(|id| format!(", {} AS test_{id}", tests[*id].sql));
    format!(
        "sigma_events JOIN (SELECT id{} FROM callers) AS caller_tests ON caller_tests.id = caller_number",
        columns.collect::<String>()
    )
}

/// Returns the events for which residuals hold, of all events. Few have any, so the others are dropped before
/// lists are made.
fn for_all(events: &str, sql: &[&str]) -> String {
    let numbers = sql.iter().enumerate().map(|(at, sql)| format!("CASE WHEN {sql} THEN {at} END"));
    format!(
        "SELECT plan.rule, row_id
        FROM (
            SELECT row_id, unnest(list_filter([{}], lambda it: it IS NOT NULL)) AS residual
            FROM {events} WHERE {}
        ) AS found
        JOIN sigma_plan AS plan ON plan.residual = found.residual",
        numbers.collect::<Vec<_>>().join(", "),
        sql.join(" OR ")
    )
}

/// Returns the events for which residuals hold, of those of their calls.
fn by_action(events: &str, sql: &[&str]) -> String {
    format!(
        "SELECT plan.rule, row_id
        FROM {events} JOIN sigma_plan AS plan ON plan.action_number = sigma_events.action_number
        WHERE {}",
        by_number(sql)
    )
}

/// Returns an expression that chooses the condition of a residual. It compares few numbers for each event.
fn by_number(sql: &[&str]) -> String {
    let groups = sql.chunks(GROUP).enumerate().map(|(group, sql)| {
        let branches = sql
            .iter()
            .enumerate()
            .map(|(at, sql)| format!("WHEN {} THEN {sql}", group * GROUP + at));
        let branches = branches.collect::<Vec<_>>().join(" ");
        format!(
            "WHEN plan.residual < {} THEN CASE plan.residual {branches} END",
            (group + 1) * GROUP
        )
    });
    format!("CASE {} END", groups.collect::<Vec<_>>().join(" "))
}
