//! Which files are read in one transaction.

use std::{path::Path, sync::Arc};

use crate::scan::file::LogFile;

/// How many bytes of content make a batch: about a million events. A batch is a transaction; small
/// ones cost time and space, as each leaves part-filled row groups behind.
pub const BATCH: u64 = 2_000_000_000;

/// What gzip makes of CloudTrail's JSON, to guess the content of a file by its size.
const RATIO: u64 = 7;

/// Cuts files into batches by the content they are likely to have.
pub fn cut(files: Vec<LogFile>, limit: u64) -> Vec<Vec<Arc<LogFile>>> {
    let mut batches = vec![Vec::new()];
    let mut bytes = 0;
    for file in files {
        let is_gzip = Path::new(&file.name).extension().is_some_and(|end| end == "gz");
        let content = if is_gzip { file.size.saturating_mul(RATIO) } else { file.size };
        if bytes > 0 && bytes + content > limit {
            batches.push(Vec::new());
            bytes = 0;
        }
        bytes += content;
        if let Some(batch) = batches.last_mut() {
            batch.push(Arc::new(file));
        }
    }
    batches
}
