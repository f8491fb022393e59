//! The events related to one event, and the arguments that show them.

use anyhow::Result;

use crate::{
    lookup::condition::starts_of,
    store::{
        Connection,
        literal::{instant, quote},
        pattern::literal,
        rows,
    },
    suggestion::Argument,
    trail::{
        column::{EVENT_ID, index_of},
        record,
        row::{Cell, Row},
        time,
    },
};

/// Selects the access key that a call issued.
const ISSUED_KEY: &str = "SELECT issued_access_key_id FROM event_rows WHERE rowid = ?";

/// Selects the groups that have events. The facts of the event are variables.
const RELATED: &str = include_str!("../../sql/events/related.sql");

const PRINCIPAL: usize = index_of("identity_principal_id");
const ACCESS_KEY: usize = index_of("identity_access_key_id");
const SESSION_START: usize = index_of("session_creation_date");
const REQUEST_ID: usize = index_of("request_id");
const SHARED_EVENT_ID: usize = index_of("shared_event_id");

/// The columns with facts that [`rows::for_each_record`] must read in addition to the record.
const FACTS: [usize; 3] = [PRINCIPAL, ACCESS_KEY, SESSION_START];

/// The values of an event that link it to others.
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

/// Events related to one event in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// A description for people: `the same session`.
    pub(crate) what: &'static str,
    /// The number of events, or `more than 1000`. A group that shares a value with the event includes
    /// the event itself.
    pub(crate) events: String,
    /// The arguments of `ducktrail events` that show the group.
    pub(crate) arguments: Vec<Argument>,
}

/// Calls `take` with the record and the facts of every event with this ID.
///
/// It first finds the row IDs, by the few events whose IDs start alike, and then reads the rows. That
/// scans one column instead of all, and decompresses no other column for a filter.
pub(crate) fn with_id(
    connection: &Connection,
    id: &str,
    mut take: impl FnMut(&str, Facts) -> Result<()>,
) -> Result<()> {
    let sql =
        format!("SELECT rowid, event_id FROM event_rows WHERE {} ORDER BY rowid", starts_of(&[id]));
    let events = rows::with_row_ids(connection)?;
    let mut statement = connection.prepare(&sql)?;
    for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (row, event_id): (i64, Option<String>) = row?;
        if event_id.as_deref() != Some(id) {
            continue;
        }
        let issued_key: Option<String> =
            connection.query_row(ISSUED_KEY, [row], |row| row.get(0))?;
        let source = format!("FROM {events} WHERE row_id = {row}");
        rows::for_each_record(connection, &source, &FACTS, |row, shape| {
            take(&record::from_row(row, shape), Facts::of(row, issued_key.clone()))
        })?;
    }
    Ok(())
}

impl Facts {
    fn of(row: &Row<'_>, issued_key: Option<String>) -> Self {
        // No search is for an empty value.
        let text = |index| row.text(index).filter(|text| !text.is_empty()).map(str::to_owned);
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

    /// Returns the groups of related events.
    pub(crate) fn groups(&self, connection: &Connection) -> Result<Vec<Group>> {
        self.set_variables(connection)?;
        let mut statement = connection.prepare(RELATED)?;
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

    /// Returns the description of a kind of group, and the arguments that show it.
    fn group(&self, kind: &str, first_id: Option<String>) -> Option<(&'static str, Vec<Argument>)> {
        let option = |option: &'static str, value: &Option<String>| {
            Some(vec![Argument { option: Some(option), value: literal(value.as_deref()?) }])
        };
        let event = |id: Option<String>| Some(vec![Argument { option: None, value: id? }]);
        Some(match kind {
            "session" => {
                let mut arguments = option("--principal", &self.principal)?;
                arguments.push(Argument {
                    option: Some("--session-start"),
                    value: time::render(self.session_start?),
                });
                ("the same session", arguments)
            }
            "access key" => ("the same access key", option("--access-key", &self.access_key)?),
            "request" => ("the same request", option("--request-id", &self.request_id)?),
            "shared" => (
                "the same action in the logs of other accounts",
                option("--shared-event-id", &self.shared_event_id)?,
            ),
            "issuer" => ("the call that issued its credentials", event(first_id)?),
            "issued" => {
                ("calls with the credentials it issued", option("--access-key", &self.issued_key)?)
            }
            _ => ("the correction of it", event(first_id)?),
        })
    }

    fn set_variables(&self, connection: &Connection) -> Result<()> {
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
