//! What an import that failed for want of something says: what there was too little of, what became
//! of the database, and what to do.

use std::path::Path;

use anyhow::{Error, anyhow};

use crate::store::{
    shortage::{Shortage, behind},
    sql_error::describe,
};

/// Puts before an error what its reader needs to know; others stay as they are.
pub(crate) fn explain(err: Error, db: &Path) -> Error {
    let shortage = behind(&err);
    let db = db.display();
    match shortage {
        Some(Shortage::Room) => err.context(format!(
            "there is no room for {db} and its temporary files; what was committed stays: make room, and the same command goes on from there"
        )),
        Some(Shortage::Memory) => without_advice(&err).context(format!(
            "there is too little memory; what was committed to {db} stays: with fewer --jobs or more --memory the same command goes on from there"
        )),
        None => err,
    }
}

/// What DuckDB said, without what it would set itself: an import has options for that.
fn without_advice(err: &Error) -> Error {
    let text = describe(err);
    let told = text.split_once("\n\nPossible solutions").map_or(&*text, |(told, _)| told);
    anyhow!(told.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(cause: &str) -> String {
        describe(&explain(anyhow::anyhow!("{cause}"), Path::new("x.duckdb")))
    }

    #[test]
    fn want_of_room_and_of_memory_are_told_from_other_errors() {
        for cause in ["Could not write: No space left on device", "File too large (os error 27)"] {
            assert!(explained(cause).starts_with("there is no room for x.duckdb"), "{cause}");
        }
        for cause in [
            "Out of Memory Error: could not allocate block of size 256.0 KiB",
            "TransactionContext Error: Failed to commit: failed to pin block of size 15.0 MiB (165.9 MiB/167.8 MiB used)",
        ] {
            assert!(explained(cause).starts_with("there is too little memory"), "{cause}");
        }
        assert_eq!(explained("the sum is wrong"), "the sum is wrong");
    }

    #[test]
    fn what_duckdb_would_set_is_not_said() {
        let advice = "Possible solutions:\n* Reducing the number of threads (SET threads=X)\n\nSee also https://duckdb.org";
        let text = explained(&format!("Out of Memory Error: failed to pin block\n\n{advice}"));
        assert!(text.starts_with("there is too little memory"), "{text}");
        assert!(text.ends_with(": Out of Memory Error: failed to pin block"), "{text}");
    }
}
