//! The explanation of an import, or of a share of a lake, that failed for lack of disk space or memory: what remains,
//! and what to do.

use std::path::Path;

use anyhow::Error;

use crate::{
    commands::import::how_to_repeat,
    import::ImportRequest,
    store::error::{self, DbError, DbErrorKind, describe},
};

/// Adds the explanation to an error that is a lack of disk space or memory.
pub(crate) fn explain(err: Error, request: &ImportRequest) -> Error {
    explain_for(err, &request.db, how_to_repeat(request))
}

fn explain_for(err: Error, db: &Path, repeat: &str) -> Error {
    let db = db.display();
    match error::kind(&err) {
        DbErrorKind::NoSpace => err.context(format!(
            "there is no space left for {db} and its temporary files; committed batches stay in the database: free some space, then {repeat} to continue"
        )),
        DbErrorKind::OutOfMemory => without_advice(&err).context(format!(
            "there is too little memory; committed batches stay in {db}: {repeat} with fewer --jobs or more --memory to continue"
        )),
        _ => err,
    }
}

/// Adds the explanation to such an error of a share of a lake.
pub(crate) fn explain_share(err: Error, lake: &Path) -> Error {
    let lake = lake.display();
    match error::kind(&err) {
        DbErrorKind::NoSpace => err.context(format!(
            "there is no space left for {lake} and the temporary files of this share; each day of the lake is whole, old or new: free some space, then run the same command"
        )),
        DbErrorKind::OutOfMemory => without_advice(&err).context(format!(
            "there is too little memory to write {lake}; each day of it is whole, old or new: run the same command with fewer --jobs or more --memory"
        )),
        _ => err,
    }
}

/// Returns DuckDB's message without its advice, as an import has its own options for that.
fn without_advice(err: &Error) -> Error {
    let text = describe(err);
    let message = text.split_once("\n\nPossible solutions").map_or(&*text, |(message, _)| message);
    DbError::new(message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(cause: &str) -> String {
        let error = DbError::new(cause).into();
        describe(&explain_for(error, Path::new("x.duckdb"), "run the same command"))
    }

    #[test]
    fn only_a_lack_of_space_or_memory_is_explained() {
        for cause in ["Could not write: No space left on device", "File too large (os error 27)"] {
            assert!(explained(cause).starts_with("there is no space left for x.duckdb"), "{cause}");
        }
        for cause in [
            "Out of Memory Error: could not allocate block of size 256.0 KiB",
            "TransactionContext Error: Failed to commit: failed to pin block of size 15.0 MiB (165.9 MiB/167.8 MiB used)",
        ] {
            assert!(explained(cause).starts_with("there is too little memory"), "{cause}");
        }
        assert_eq!(explained("the balance does not add up"), "the balance does not add up");
    }

    #[test]
    fn a_share_says_what_it_left() {
        let of =
            |cause: &str| describe(&explain_share(DbError::new(cause).into(), Path::new("lake")));
        assert!(of("No space left on device").starts_with("there is no space left for lake and"));
        let memory = of("Out of Memory Error: failed to pin block\n\nPossible solutions:\n* x");
        assert!(memory.starts_with("there is too little memory to write lake"), "{memory}");
        assert!(memory.ends_with(": Out of Memory Error: failed to pin block"), "{memory}");
        assert_eq!(of("it is not a lake"), "it is not a lake");
    }

    #[test]
    fn the_advice_of_duckdb_is_left_out() {
        let advice = "Possible solutions:\n* Reducing the number of threads (SET threads=X)\n\nSee also https://duckdb.org";
        let text = explained(&format!("Out of Memory Error: failed to pin block\n\n{advice}"));
        assert!(text.starts_with("there is too little memory"), "{text}");
        assert!(text.ends_with(": Out of Memory Error: failed to pin block"), "{text}");
    }
}
