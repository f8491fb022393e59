//! What belongs to one event, and the command that shows it.

use anyhow::Result;

use crate::{
    lookup::{condition::starts_of, pattern::literal},
    store::{
        Connection,
        literal::{instant, quote},
        rows,
    },
    trail::{
        column::{EVENT_ID, index_of},
        record,
        row::{Cell, Row},
        time,
    },
};

/// The access key that a call issued, which is made by SQL.
const ISSUED_KEY: &str = "SELECT issued_access_key_id FROM events WHERE rowid = ?";

/// The groups that have events; the facts of the event are variables.
const NEIGHBOURS: &str = include_str!("../../sql/events/neighbours.sql");

const PRINCIPAL: usize = index_of("identity_principal_id");
const ACCESS_KEY: usize = index_of("identity_access_key_id");
const SESSION_START: usize = index_of("session_creation_date");
const REQUEST_ID: usize = index_of("request_id");
const SHARED_EVENT_ID: usize = index_of("shared_event_id");

/// The facts that are no members of the record.
const FACTS: [usize; 3] = [PRINCIPAL, ACCESS_KEY, SESSION_START];

/// What ties an event to others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    event_id: Option<String>,
    event_time: Option<i64>,
    principal: Option<String>,
    access_key: Option<String>,
    session_start: Option<i64>,
    request_id: Option<String>,
    shared_event_id: Option<String>,
    issued_key: Option<String>,
}

/// Events that belong to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// What they have in common.
    pub(crate) what: &'static str,
    /// How many they are, as a number or as `more than 1000`; the event itself is one of those that it
    /// shares something with.
    pub(crate) events: String,
    /// The arguments of `ducktrail events` that show them.
    pub(crate) arguments: Vec<String>,
}

/// Calls `take` with the record and the facts of every event that has this ID. Its row is looked up
/// first, among the few whose IDs start alike: that goes through one column instead of all, and
/// leaves no other to be made ready for a filter.
pub(crate) fn with_id(
    connection: &Connection,
    id: &str,
    mut take: impl FnMut(&str, Facts) -> Result<()>,
) -> Result<()> {
    let sql =
        format!("SELECT rowid, event_id FROM events WHERE {} ORDER BY rowid", starts_of(&[id]));
    let mut statement = connection.prepare(&sql)?;
    for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (row, found): (i64, Option<String>) = row?;
        if found.as_deref() != Some(id) {
            continue;
        }
        let issued_key: Option<String> =
            connection.query_row(ISSUED_KEY, [row], |row| row.get(0))?;
        let source = format!("FROM events WHERE rowid = {row}");
        rows::for_each_record(connection, &source, &FACTS, |row| {
            take(&record::from_row(row), Facts::of(row, issued_key.clone()))
        })?;
    }
    Ok(())
}

impl Facts {
    fn of(row: &Row<'_>, issued_key: Option<String>) -> Self {
        let text = |index| row.text(index).map(str::to_owned);
        let session_start = match row.cell(SESSION_START) {
            Cell::Time(micros) => Some(*micros),
            _ => None,
        };
        Self {
            event_id: text(EVENT_ID),
            event_time: row.event_time(),
            principal: text(PRINCIPAL),
            access_key: text(ACCESS_KEY),
            session_start,
            request_id: text(REQUEST_ID),
            shared_event_id: text(SHARED_EVENT_ID),
            issued_key,
        }
    }

    /// The groups that the event belongs to.
    pub(crate) fn groups(&self, connection: &Connection) -> Result<Vec<Group>> {
        self.set(connection)?;
        let mut statement = connection.prepare(NEIGHBOURS)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut groups = Vec::new();
        for row in rows {
            let (kind, events, first_id): (String, String, Option<String>) = row?;
            if let Some((what, arguments)) = self.group(&kind, first_id) {
                groups.push(Group { what, events, arguments });
            }
        }
        Ok(groups)
    }

    /// What the events of a kind of group have in common, and the arguments that show them.
    fn group(&self, kind: &str, first_id: Option<String>) -> Option<(&'static str, Vec<String>)> {
        let one = |option: &str, value: &Option<String>| {
            Some(vec![option.to_owned(), literal(value.as_deref()?)])
        };
        Some(match kind {
            "session" => {
                let mut arguments = one("--principal", &self.principal)?;
                arguments.extend(["--session-start".to_owned(), time::render(self.session_start?)]);
                ("the same session", arguments)
            }
            "access key" => ("the same access key", one("--access-key", &self.access_key)?),
            "request" => ("the same request", one("--request-id", &self.request_id)?),
            "shared" => (
                "the same action in the logs of other accounts",
                one("--shared-event-id", &self.shared_event_id)?,
            ),
            "issuer" => ("what issued its credentials", vec![first_id?]),
            "issued" => (
                "what was done with the credentials it issued",
                one("--access-key", &self.issued_key)?,
            ),
            _ => ("what corrects it", vec![first_id?]),
        })
    }

    fn set(&self, connection: &Connection) -> Result<()> {
        let text = |value: &Option<String>| {
            value.as_deref().map_or_else(|| "NULL::VARCHAR".to_owned(), quote)
        };
        let time = |value: Option<i64>| value.map_or_else(|| "NULL::TIMESTAMP".to_owned(), instant);
        let variables = [
            ("event_id", text(&self.event_id)),
            ("event_time", time(self.event_time)),
            ("event_principal", text(&self.principal)),
            ("event_access_key", text(&self.access_key)),
            ("event_session_start", time(self.session_start)),
            ("event_request_id", text(&self.request_id)),
            ("event_shared_id", text(&self.shared_event_id)),
            ("event_issued_key", text(&self.issued_key)),
        ];
        for (name, value) in variables {
            connection.execute_batch(&format!("SET VARIABLE {name} = {value}"))?;
        }
        Ok(())
    }
}
