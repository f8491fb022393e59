//! The corpus of real logs, which lies beside the checkout where there is one.

use std::path::{Path, PathBuf};

/// A folder or file of the repository.
pub(crate) fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The corpus; where it is absent, says that `test` is skipped.
pub(crate) fn corpus(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder.canonicalize().unwrap());
    }
    eprintln!("skipped {test}: there is no ../shared/corpus");
    None
}
