//! The state that all batches of an import share.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use anyhow::Result;
use duckdb::Connection;

use crate::{
    import::{
        ImportRequest,
        batch::{action_ids::ActionIds, caller_ids::CallerIds, shape_ids::ShapeIds},
        plan::{filter::RecordFilter, imported_files::ImportedFiles},
        progress::ProgressCounters,
        seen::{IsStopped, SeenEvents},
    },
    store::{self, interrupt::CtrlC},
};

/// The state that all batches of an import share.
pub(crate) struct ImportContext {
    pub(crate) seen: SeenEvents,
    pub(crate) action_ids: ActionIds,
    pub(crate) shape_ids: ShapeIds,
    pub(crate) caller_ids: CallerIds,
    pub(crate) filter: RecordFilter,
    pub(crate) ctrl_c: Arc<CtrlC>,
    pub(crate) counters: Arc<ProgressCounters>,
    imported_files: RwLock<ImportedFiles>,
}

impl ImportContext {
    /// Returns the files that were imported.
    pub(crate) fn imported_files(&self) -> RwLockReadGuard<'_, ImportedFiles> {
        self.imported_files.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the files that were imported, to add those of a batch after its scan.
    pub(crate) fn imported_files_mut(&self) -> RwLockWriteGuard<'_, ImportedFiles> {
        self.imported_files.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Loads the state from the committed rows of the database.
    pub(crate) fn load(
        request: &ImportRequest,
        connection: &Connection,
        ctrl_c: &Arc<CtrlC>,
        counters: &Arc<ProgressCounters>,
    ) -> Result<Arc<Self>> {
        let stop = Arc::clone(ctrl_c);
        let is_stopped: IsStopped = Arc::new(move || stop.is_stopped());
        let (reader, seen_bytes) = (store::second(connection)?, request.limits.seen_bytes());
        let folder = store::folder(&request.db);
        Ok(Arc::new(Self {
            seen: SeenEvents::new(reader, seen_bytes, &folder, is_stopped)?,
            action_ids: ActionIds::load(connection)?,
            shape_ids: ShapeIds::load(connection)?,
            caller_ids: CallerIds::load(connection)?,
            filter: request.filter.clone(),
            ctrl_c: Arc::clone(ctrl_c),
            counters: Arc::clone(counters),
            imported_files: RwLock::new(ImportedFiles::load(connection)?),
        }))
    }
}
