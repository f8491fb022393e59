//! Caller IDs: `event_rows.caller_id` refers to `callers.id`, the row with the columns that are read from
//! `userIdentity`.
//!
//! In real archives one caller has some 25 events, mostly close to each other. A forged log can give each
//! event a caller of its own, and a large archive has more callers than fit into memory. So only the recent
//! callers are known, and a caller who comes back after a long time gets another row.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{PoisonError, RwLock, RwLockWriteGuard},
};

use anyhow::{Context, Result};
use duckdb::{Appender, Connection, appender_params_from_iter, params, types::Value};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::{
    store,
    trail::{
        column::{COLUMNS, EVENT_TYPE, USER_IDENTITY},
        column_set::ColumnSet,
        members, record,
        row::RowValues,
    },
};

/// The number of callers after which the older ones of those in memory are forgotten. Twice as many are in
/// memory, where each takes up to 80 bytes.
const MAX_RECENT: usize = 1 << 16;

/// The number of callers that are loaded, the last ones, and the length in bytes of the longest of them,
/// which bound the memory that [`CallerIds::load`] takes. Real callers have 100 to 1,000 bytes.
const MAX_LOADED: usize = 1 << 14;
const MAX_BYTES: usize = 4 << 10;

/// Creates the table for [`Caller::append`].
pub(crate) const STAGE: &str = "CREATE OR REPLACE TEMP TABLE new_callers AS
SELECT * EXCLUDE (actor, actor_arn, actor_class) FROM callers LIMIT 0;";

/// The IDs of callers.
pub(crate) struct CallerIds {
    /// The seed of the hashes. It is random, so nobody who writes to a log can choose two callers that
    /// collide.
    seed: u64,
    max_recent: usize,
    assigned: RwLock<RecentCallers>,
}

/// The IDs of the recent callers, by the hashes of their values.
struct RecentCallers {
    recent: HashMap<u128, i32>,
    /// The callers that were recent before.
    older: HashMap<u128, i32>,
    last: i32,
}

/// The values of an event that all other columns of its caller follow from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Caller {
    user_identity: Option<String>,
    event_type: Option<String>,
}

/// The ID of the caller of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallerId {
    pub(crate) id: i32,
    /// The caller, if a row of `callers` with this ID must be inserted.
    pub(crate) new: Option<Caller>,
}

impl CallerIds {
    /// Loads the IDs of the last callers of the database.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let last = connection
            .query_row("SELECT coalesce(max(id), 0) FROM callers", [], |row| row.get(0))?;
        let callers = Self::new(last, MAX_RECENT);
        let mut statement = connection.prepare(
            "SELECT user_identity, event_type, id FROM callers
             WHERE coalesce(strlen(user_identity), 0) <= ? ORDER BY id DESC LIMIT ?",
        )?;
        let mut rows = statement.query(params![MAX_BYTES, MAX_LOADED])?;
        while let Some(row) = rows.next()? {
            let (user_identity, event_type): (Option<String>, Option<String>) =
                (row.get(0)?, row.get(1)?);
            let hash = callers.hash(user_identity.as_deref(), event_type.as_deref());
            callers.lock().recent.insert(hash, row.get(2)?);
        }
        Ok(callers)
    }

    fn new(last: i32, max_recent: usize) -> Self {
        let assigned = RecentCallers { recent: HashMap::new(), older: HashMap::new(), last };
        let seed = RandomState::new().hash_one("ducktrail");
        Self { seed, max_recent, assigned: RwLock::new(assigned) }
    }

    /// Returns the hash of the caller of an event.
    pub(crate) fn hash_of(&self, row: &impl RowValues) -> u128 {
        self.hash(row.text(USER_IDENTITY), row.text(EVENT_TYPE))
    }

    /// Returns the ID of the caller of an event, whose hash is that of [`Self::hash_of`].
    pub(crate) fn assign(&self, hash: u128, row: &impl RowValues) -> Result<CallerId> {
        let known =
            self.assigned.read().unwrap_or_else(PoisonError::into_inner).recent.get(&hash).copied();
        if let Some(id) = known {
            return Ok(CallerId { id, new: None });
        }
        let (id, is_new) = self.lock().find_or_add(hash, self.max_recent).context(
            "cannot number the callers: the database has 2,147,483,647 of them; import into a new database",
        )?;
        let new = is_new.then(|| Caller {
            user_identity: row.text(USER_IDENTITY).map(str::to_owned),
            event_type: row.text(EVENT_TYPE).map(str::to_owned),
        });
        Ok(CallerId { id, new })
    }

    fn hash(&self, user_identity: Option<&str>, event_type: Option<&str>) -> u128 {
        // A missing value is not an empty one, and the first hash makes the second unambiguous.
        let hash = |text: Option<&str>, seed| {
            text.map_or(u128::from(seed), |text| xxh3_128_with_seed(text.as_bytes(), seed))
        };
        hash(user_identity, self.seed) ^ hash(event_type, !self.seed).rotate_left(1)
    }

    fn lock(&self) -> RwLockWriteGuard<'_, RecentCallers> {
        self.assigned.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RecentCallers {
    /// Returns the ID with this hash and whether it is new, or `None` if there are no more IDs.
    fn find_or_add(&mut self, hash: u128, max_recent: usize) -> Option<(i32, bool)> {
        // Another thread may have added it since the look-up.
        if let Some(id) = self.recent.get(&hash) {
            return Some((*id, false));
        }
        let known = self.older.remove(&hash);
        let id = match known {
            Some(id) => id,
            None => self.last.checked_add(1)?,
        };
        self.last = self.last.max(id);
        if self.recent.len() >= max_recent {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(hash, id);
        Some((id, known.is_none()))
    }
}

impl Caller {
    /// Appends the caller to a table with the columns of `callers` except those that SQL computes.
    pub(crate) fn append(&self, id: i32, appender: &mut Appender<'_>) -> Result<()> {
        let object = match &self.user_identity {
            Some(text) => format!("{{\"userIdentity\":{text}}}"),
            None => "{}".to_owned(),
        };
        let members = members::split(&object)?;
        let row = record::to_row(&members, &ColumnSet::all());
        let head = [Value::Int(id), self.event_type.clone().map_or(Value::Null, Value::Text)];
        let columns = (0..COLUMNS.len()).filter(|at| COLUMNS[*at].is_of_caller());
        let values = head.into_iter().chain(columns.map(|at| store::value(row.cell(at))));
        Ok(appender.append_row(appender_params_from_iter(values))?)
    }

    /// Returns the size of its texts in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let texts = [&self.user_identity, &self.event_type];
        texts.into_iter().flatten().map(String::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{derived, migrate, views};
    use crate::trail::row::Row;

    fn assign(
        callers: &CallerIds,
        identity: Option<&str>,
        event_type: Option<&str>,
    ) -> (i32, bool) {
        let mut row = Row::empty();
        for (index, text) in [(USER_IDENTITY, identity), (EVENT_TYPE, event_type)] {
            if let Some(text) = text {
                row.set(index, crate::trail::row::Cell::Text(text.into()));
            }
        }
        let CallerId { id, new } = callers.assign(callers.hash_of(&row), &row).unwrap();
        (id, new.is_some())
    }

    #[test]
    fn callers_differ_by_identity_and_event_type() {
        let callers = CallerIds::new(0, 100);
        let all = [
            (None, None),
            (Some("{}"), None),
            (None, Some("{}")),
            (Some("{}"), Some("{}")),
            (Some("a"), Some("b")),
            (Some("b"), Some("a")),
            (Some("ab"), Some("")),
        ];
        for is_new in [true, false] {
            for (at, (identity, event_type)) in (1..).zip(all) {
                assert_eq!(assign(&callers, identity, event_type), (at, is_new));
            }
        }
    }

    #[test]
    fn only_recent_callers_are_known() {
        let callers = CallerIds::new(7, 2);
        assert_eq!(assign(&callers, Some("a"), None), (8, true));
        assert_eq!(assign(&callers, Some("b"), None), (9, true));
        assert_eq!(assign(&callers, Some("c"), None), (10, true));
        // It is one of the older ones, and becomes recent again.
        assert_eq!(assign(&callers, Some("a"), None), (8, false));
        assert_eq!(assign(&callers, Some("d"), None), (11, true));
        assert_eq!(assign(&callers, Some("a"), None), (8, false));
        assert_eq!(assign(&callers, Some("b"), None), (12, true));
    }

    #[test]
    fn the_last_id_is_followed_by_an_error() {
        let callers = CallerIds::new(i32::MAX - 1, 2);
        assert_eq!(assign(&callers, Some("a"), None), (i32::MAX, true));
        let row = Row::empty();
        let err = callers.assign(callers.hash_of(&row), &row).unwrap_err().to_string();
        assert!(err.contains("import into a new database"), "{err}");
        assert_eq!(assign(&callers, Some("a"), None), (i32::MAX, false));
    }

    #[test]
    fn ids_persist_across_imports() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        views::update(&connection).unwrap();
        let identity = r#"{"type":"IAMUser","userName":"ann"}"#;
        let callers = CallerIds::load(&connection).unwrap();
        assert_eq!(assign(&callers, Some(identity), None), (1, true));
        let caller = Caller { user_identity: Some(identity.to_owned()), event_type: None };
        connection.execute_batch(STAGE).unwrap();
        let mut staged =
            connection.appender_to_catalog_and_db("new_callers", "temp", "main").unwrap();
        caller.append(1, &mut staged).unwrap();
        staged.flush().unwrap();
        connection.execute_batch(&derived::insert_callers("new_callers")).unwrap();
        let sql = "SELECT actor || ' ' || actor_class || ' ' || user_identity FROM callers";
        let stored: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(stored, format!("ann iam_user {identity}"));
        let callers = CallerIds::load(&connection).unwrap();
        assert_eq!(assign(&callers, Some(identity), None), (1, false));
        assert_eq!(assign(&callers, Some(identity), Some("AwsApiCall")), (2, true));
    }
}
