//! Log file integrity: whether log files and digest files are those that CloudTrail delivered, told
//! without AWS from hashes, the chain of digests, and their signatures.
//!
//! Source of the rules: "Validating CloudTrail log file integrity" in the CloudTrail user guide.

mod archive;
mod cores;
mod digest;
mod evidence;
mod folder;
mod judge;
mod keys;
mod sidecar;
mod signature;
mod standing;
pub(crate) mod statement;
mod verdict;

use std::path::PathBuf;

use anyhow::{Result, bail};
use duckdb::params;

use crate::{
    store::Connection,
    verify::{
        archive::Archive,
        folder::Hashed,
        judge::{Judgement, Missing},
        keys::PublicKeys,
        standing::Proof,
    },
};

/// What is to be verified, and with what.
#[derive(Clone, Debug, Default)]
pub struct VerifyRequest {
    /// Files with public keys.
    pub keys: Vec<PathBuf>,
    /// Files or folders with signatures from the metadata of S3 objects.
    pub signatures: Vec<PathBuf>,
    /// A folder whose files are hashed again; without it, the hashes of the ledger are taken.
    pub reread: Option<PathBuf>,
    /// Digest files, or folders with some, besides those of the database.
    pub digests: Vec<PathBuf>,
}

/// What a verification came to.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// Digests that are proved and in their place.
    pub digests_valid: u64,
    /// Log files that are proved.
    pub log_files_valid: u64,
    /// Chains of digests.
    pub chains: u64,
    /// Digests that are proved by their hash in the next one alone.
    pub digests_by_hash: u64,
    /// Last digests of chains, without a signature, that follow on a proved one.
    pub open_digests: u64,
    /// The log files that they list.
    pub open_log_files: u64,
    /// Files and digests that are not valid, besides those.
    pub not_valid: u64,
    /// All files and digests that were judged.
    pub files: u64,
    /// Files with a signature that fits no digest.
    pub idle_signatures: Vec<String>,
}

/// The tables that [`run`] leaves on its connection.
pub(crate) const ALL: &str = "FROM verify_all";
/// Only what is not valid.
pub(crate) const PROBLEMS: &str = "FROM verify_problems";
/// The chains of digests.
pub(crate) const CHAINS: &str = "FROM verify_chains";
/// How many of each verdict.
pub(crate) const SUMMARY: &str = "FROM verify_summary";

/// Verifies, and leaves the verdicts in temporary tables of the connection.
pub fn run(connection: &Connection, request: &VerifyRequest) -> Result<Verification> {
    let keys = PublicKeys::read(&request.keys)?;
    let sidecars = sidecar::read(&request.signatures)?;
    connection.execute_batch(include_str!("../../sql/verify/stage.sql"))?;
    stage_files(connection, request)?;
    connection.execute_batch(include_str!("../../sql/verify/digests.sql"))?;
    let archive = Archive::new(digest::load(connection)?);
    if archive.digests.is_empty() {
        bail!(
            "there is no digest file to verify with; import the folders CloudTrail-Digest, or name digest files"
        );
    }
    let (signatures, idle_signatures) = evidence::gather(&archive, &keys, &sidecars);
    let (judgements, missing) = judge::judge(&archive, &signatures);
    stage_judgements(connection, &archive, &judgements, &missing)?;
    connection.execute_batch(include_str!("../../sql/verify/listed.sql"))?;
    connection.execute_batch(include_str!("../../sql/verify/verified.sql"))?;
    connection.execute_batch(include_str!("../../sql/verify/results.sql"))?;
    let outcome = outcome(connection)?;
    if outcome.files == 0 {
        bail!("there is nothing to verify in this scope; widen it");
    }
    Ok(Verification { idle_signatures, ..outcome })
}

/// Brings the files that are there to `found`, and digests from outside to `given_digests`.
fn stage_files(connection: &Connection, request: &VerifyRequest) -> Result<()> {
    let mut files = folder::digests(&request.digests)?;
    if let Some(folder) = &request.reread {
        files.extend(folder::hash_all(folder)?);
    } else {
        connection.execute_batch(include_str!("../../sql/verify/found_in_ledger.sql"))?;
    }
    append(connection, &files)?;
    Ok(connection.execute_batch(include_str!("../../sql/verify/found_in_folder.sql"))?)
}

fn append(connection: &Connection, files: &[Hashed]) -> Result<()> {
    let mut hashed = connection.appender_to_catalog_and_db("hashed", "temp", "main")?;
    let mut given = connection.appender_to_catalog_and_db("given_digests", "temp", "main")?;
    for file in files {
        hashed.append_row(params![file.path, file.sha256])?;
        if let Some(digest) = &file.digest {
            given.append_row(params![file.path, file.sha256, digest])?;
        }
    }
    given.flush()?;
    Ok(hashed.flush()?)
}

fn stage_judgements(
    connection: &Connection,
    archive: &Archive,
    judgements: &[Judgement],
    missing: &[Missing<'_>],
) -> Result<()> {
    let mut judged = connection.appender_to_catalog_and_db("judged", "temp", "main")?;
    for (digest, judgement) in archive.digests.iter().zip(judgements) {
        let proof = judgement.proof.map(|proof| match proof {
            Proof::Signature => "signature",
            Proof::Hash => "hash",
        });
        judged.append_row(params![
            digest.sha256,
            judgement.verdict.name(),
            judgement.standing.name(),
            proof,
            judgement.is_open_end,
            judgement.detail
        ])?;
    }
    judged.flush()?;
    let mut absent = connection.appender_to_catalog_and_db("missing_digests", "temp", "main")?;
    for one in missing {
        let named_by = &archive.digests[one.named_by].sha256;
        absent.append_row(params![one.place.bucket, one.place.object, one.hash, named_by])?;
    }
    Ok(absent.flush()?)
}

fn outcome(connection: &Connection) -> Result<Verification> {
    let sql = include_str!("../../sql/verify/outcome.sql");
    Ok(connection.query_row(sql, [], |row| {
        Ok(Verification {
            digests_valid: row.get(0)?,
            log_files_valid: row.get(1)?,
            chains: row.get(2)?,
            digests_by_hash: row.get(3)?,
            open_digests: row.get(4)?,
            open_log_files: row.get(5)?,
            not_valid: row.get(6)?,
            files: row.get(7)?,
            idle_signatures: Vec::new(),
        })
    })?)
}
