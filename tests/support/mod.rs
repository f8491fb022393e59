//! Shared by both test binaries: the program run in a temporary folder, and the repository's files.
#![allow(dead_code, unused_imports, reason = "neither binary uses all of it")]

pub(crate) mod archive;
pub(crate) mod fault_proxy;
mod process;
pub(crate) mod s3_server;
mod sandbox;

use std::path::{Path, PathBuf};

pub(crate) use process::{ended, signal, wait_until};
pub(crate) use sandbox::{Run, Sandbox, events, gzip, imported};

/// A folder or file of `fixtures`.
pub(crate) fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The corpus of real logs beside the checkout. Prints that `test` is skipped if it is missing.
pub(crate) fn corpus(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder.canonicalize().unwrap());
    }
    eprintln!("skipped {test}: there is no ../shared/corpus");
    None
}
