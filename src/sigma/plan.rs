//! The events that rules find, in few scans. What rules say of the names of calls is decided once for each
//! name in `sigma_actions`; what is left of each rule for a name is a residual, and rules share these. A scan
//! joined to (action, rule, residual) evaluates a residual only for the events of its calls. Residuals that hold
//! for most calls are evaluated for all events instead, in scans of their own.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Result, bail};

use crate::{
    error::Usage,
    sigma::{
        expression::{Expression, TestId},
        field::Reads,
        selection::FieldTest,
    },
    store::{Connection, lake},
};

/// The most tests, or residuals, of one statement, and the most bytes of these: DuckDB takes several kilobytes
/// of memory for each value.
const MOST_AT_ONCE: usize = 200;
const MOST_BYTES_AT_ONCE: usize = 64 << 10;

/// The residuals that are compared one after another.
const GROUP: usize = 16;

/// The most events that all rules may find. They take about two gigabytes.
const MOST_HITS: u64 = 100_000_000;

/// The names of the calls, and again those with an API version without it.
const NAMES: &str = include_str!("../../sql/sigma/names.sql");

/// A residual: what is left of a rule for some calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Residual {
    /// True if it is evaluated for all events.
    is_for_all: bool,
    condition: Expression,
}

/// The rules for each residual, with the numbers of the actions.
type WantedRules = HashMap<Residual, Vec<(usize, Vec<usize>)>>;

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
    // A lake has no table of callers with few rows.
    let has_callers = !lake::is_open(connection)?;
    let is_of_caller = |id: TestId| has_callers && tests[id].reads == Reads::Caller;
    let of_test = |id: TestId| {
        (
            tests[id].reads,
            if is_of_caller(id) { format!("test_{id}") } else { tests[id].sql.clone() },
        )
    };
    let mut residuals: Vec<(bool, bool, String, &Residual)> = Vec::new();
    for residual in wanted.keys() {
        let (reads, sql) = residual.condition.sql(&of_test);
        residuals.push((residual.is_for_all, reads == Reads::Json, sql, residual));
    }
    residuals.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    let parts = residuals.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    for part in parts.flat_map(|part| batches(part, |it| it.2.len())) {
        fill(connection, part.iter().map(|it| (it.3.is_for_all, &wanted[it.3])))?;
        let ids = part.iter().flat_map(|it| it.3.condition.tests());
        let events = with_caller_tests(ids.filter(|id| is_of_caller(*id)).collect(), tests);
        let sql: Vec<&str> = part.iter().map(|it| it.2.as_str()).collect();
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
    batches.extend((start < items.len()).then(|| &items[start..]));
    batches
}

/// The actions of the database, and which of them each test of names accepts.
struct Actions {
    count: usize,
    accepted: HashMap<TestId, Vec<bool>>,
    /// A call that a rule names without the API version with which it is logged.
    versioned: Option<String>,
}

impl Actions {
    fn load(connection: &Connection, tests: &[FieldTest]) -> Result<Self> {
        let sql = "SELECT event_source, event_name, action FROM sigma_actions ORDER BY number";
        let mut statement = connection.prepare(sql)?;
        let calls = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
        let calls: Vec<[Option<String>; 3]> = calls.collect::<Result<_, _>>()?;
        let mut found = Self { count: calls.len(), accepted: HashMap::new(), versioned: None };
        let of_names = tests.iter().enumerate().filter(|it| it.1.reads == Reads::Name);
        let (exact, others): (Vec<_>, Vec<_>) = of_names.partition(|it| it.1.equals.is_some());
        // DuckDB takes longer to plan a comparison than these take together.
        for (id, test) in exact {
            let Some((column, values)) = &test.equals else { continue };
            let is_source = column == "event_source";
            for (number, [source, name, action]) in calls.iter().enumerate() {
                let has = |text: &Option<String>| {
                    text.as_ref().is_some_and(|text| values.contains(&text.to_lowercase()))
                };
                found.accept(id, number, has(if is_source { source } else { name }), None);
                if let (true, Some(_)) = (!is_source && has(action), name) {
                    found.accept(id, number, true, name.as_ref());
                }
            }
        }
        for part in batches(&others, |it| it.1.sql.len()) {
            let digits = part.iter().map(|it| format!("({})::UTINYINT", it.1.sql));
            let digits = digits.collect::<Vec<_>>().join(", ");
            let mut statement = connection.prepare(&NAMES.replace("'digits'", &digits))?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            for row in rows {
                let (number, digits, with_version): (usize, String, Option<String>) = row?;
                for ((id, _), digit) in part.iter().zip(digits.bytes()) {
                    found.accept(*id, number, digit == b'1', with_version.as_ref());
                }
            }
        }
        Ok(found)
    }

    /// Adds that a test accepts the next action or not, or an action without the version that it is logged with.
    fn accept(&mut self, id: TestId, number: usize, accepts: bool, with_version: Option<&String>) {
        let accepted = self.accepted.entry(id).or_default();
        match with_version {
            None => accepted.push(accepts),
            Some(name) if accepts && !accepted[number] => {
                self.versioned.get_or_insert_with(|| name.clone());
            }
            Some(_) => {}
        }
    }

    /// Adds the residuals of a rule.
    fn split(&self, number: usize, condition: &Expression, wanted: &mut WantedRules) {
        let mut left: HashMap<Expression, Vec<usize>> = HashMap::new();
        for at in 0..self.count {
            let known = |test| self.accepted.get(&test).map(|accepted| accepted[at]);
            let residual = condition.given(&known);
            if residual != Expression::FALSE {
                left.entry(residual).or_default().push(at);
            }
        }
        if left.values().any(|actions| actions.len() * 2 > self.count) {
            left = HashMap::from([(condition.clone(), Vec::new())]);
        }
        for (condition, actions) in left {
            let residual = Residual { is_for_all: actions.is_empty(), condition };
            wanted.entry(residual).or_default().push((number, actions));
        }
    }
}

/// Fills the table `sigma_plan` with the rules and actions of some residuals, which are numbered from 0.
fn fill<'a>(
    connection: &Connection,
    residuals: impl Iterator<Item = (bool, &'a Vec<(usize, Vec<usize>)>)>,
) -> Result<()> {
    connection.execute_batch("TRUNCATE sigma_plan")?;
    let mut rows = connection.appender_to_catalog_and_db("sigma_plan", "temp", "main")?;
    for (residual, (is_for_all, rules)) in residuals.enumerate() {
        for (rule, actions) in rules {
            if is_for_all {
                rows.append_row((None::<usize>, *rule, residual))?;
            }
            for action in actions {
                rows.append_row((Some(*action), *rule, residual))?;
            }
        }
    }
    Ok(rows.flush()?)
}

/// Returns the events, for a FROM clause, with some tests of callers: each is evaluated once for each caller.
fn with_caller_tests(ids: BTreeSet<TestId>, tests: &[FieldTest]) -> String {
    if ids.is_empty() {
        return "sigma_events".to_owned();
    }
    let columns = ids.into_iter().map(|id| format!(", {} AS test_{id}", tests[id].sql));
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

/// Returns the events for which residuals hold, of those of their calls. The condition compares few numbers for
/// each event.
fn by_action(events: &str, sql: &[&str]) -> String {
    let branch = |(at, sql): (usize, &&str)| format!(" WHEN {at} THEN {sql}");
    let branches: Vec<String> = sql.iter().enumerate().map(branch).collect();
    let groups = branches.chunks(GROUP).enumerate().map(|(group, branches)| {
        let end = (group + 1) * GROUP;
        format!(" WHEN plan.residual < {end} THEN CASE plan.residual{} END", branches.concat())
    });
    format!(
        "SELECT plan.rule, row_id
        FROM {events} JOIN sigma_wanted AS plan ON plan.action_number = sigma_events.action_number
        WHERE CASE{} END",
        groups.collect::<String>()
    )
}
