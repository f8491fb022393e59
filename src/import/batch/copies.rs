//! The files of a batch whose content was imported under another path. The scan hashes those that may be copies, and
//! leaves out those whose hash the ledger may have; the ledger decides once the scan has ended.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Result;
use duckdb::Connection;

use crate::{
    import::{batch::context::ImportContext, plan::known_contents::KnownContents},
    scan::{
        file::LogFile,
        known::{ContentHash, GzipTrailer, KnownFiles},
    },
};

/// A file whose content was imported under another path.
pub(crate) struct SameContent {
    pub(crate) file: Arc<LogFile>,
    pub(crate) hash: ContentHash,
}

/// The files that the scan of a batch has left out.
pub(crate) struct CopyFinder {
    context: Arc<ImportContext>,
    found: Mutex<Vec<SameContent>>,
}

impl CopyFinder {
    /// Returns `None` if nothing was imported yet.
    pub(crate) fn new(context: &Arc<ImportContext>) -> Option<Arc<Self>> {
        let has_files = !context.imported_files().is_empty();
        has_files.then(|| Arc::new(Self { context: Arc::clone(context), found: Mutex::default() }))
    }

    /// Takes the files that were left out: copies, and those that must be read all the same, as another filter left
    /// records out, or only the leading bits of a hash are those of another.
    pub(crate) fn decide(
        &self,
        connection: &Connection,
    ) -> Result<(Vec<SameContent>, Vec<Arc<LogFile>>)> {
        let found = mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner));
        let hashes = found.iter().map(|same| same.hash.sha256.as_str());
        let known = KnownContents::find(connection, &self.context.imported_files(), hashes)?;
        let (copies, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|same| known.is_complete(&same.hash.sha256));
        Ok((copies, others.into_iter().map(|same| same.file).collect()))
    }
}

impl KnownFiles for CopyFinder {
    fn may_be_copy(&self, file: &LogFile, trailer: Option<GzipTrailer>) -> bool {
        self.context.imported_files().may_have_file(file, trailer)
    }

    fn take(&self, file: &Arc<LogFile>, hash: ContentHash) -> bool {
        let may_have = self.context.imported_files().may_have(&hash.sha256);
        if may_have {
            let same = SameContent { file: Arc::clone(file), hash };
            self.found.lock().unwrap_or_else(PoisonError::into_inner).push(same);
        }
        may_have
    }
}
