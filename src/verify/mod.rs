//! Log file integrity: checks without AWS that log files and digest files are as CloudTrail delivered
//! them, using hashes, the chain of digests, and signatures.
//!
//! Source of the rules: "Validating CloudTrail log file integrity" in the CloudTrail user guide.

mod archive;
mod archive_members;
mod bucket;
mod chain;
mod content;
mod digest;
mod folder;
mod keys;
mod sidecar;
mod signature;
mod signatures;
pub(crate) mod summary;
mod verdict;

use std::path::PathBuf;

use anyhow::{Result, bail};
use duckdb::params;

use crate::{
    scan::objects::{self, ObjectStore},
    store::Connection,
    verify::{
        archive::Archive,
        chain::{DigestVerdict, MissingDigest},
        content::Proof,
        folder::HashedFile,
        keys::PublicKeys,
    },
};

/// The inputs of a verification.
#[derive(Clone, Debug, Default)]
pub struct VerifyRequest {
    /// Files with public keys.
    pub keys: Vec<PathBuf>,
    /// Files or folders with signatures from the metadata of S3 objects.
    pub signatures: Vec<PathBuf>,
    /// A folder, an archive, or a URL of S3, to hash again; if `None`, the hashes in the table `files` are used.
    pub reread: Option<PathBuf>,
    /// Digest files, or folders and archives that contain digest files, in addition to those in the database.
    pub digests: Vec<PathBuf>,
}

/// The totals of a verification.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// Digests whose verdict is `valid`.
    pub digests_valid: u64,
    /// Log files whose verdict is `valid`.
    pub log_files_valid: u64,
    /// Chains of digests.
    pub chains: u64,
    /// Digests that are proved only by their hash in the next one.
    pub digests_by_hash: u64,
    /// Last digests of chains that lack a signature and follow a proved digest.
    pub open_digests: u64,
    /// Log files that those digests list.
    pub open_log_files: u64,
    /// All other log files and digests that are not valid.
    pub not_valid: u64,
    /// All log files and digests with a verdict.
    pub files: u64,
    /// Files given as signatures that were of no use.
    pub unused_signatures: Vec<String>,
    /// Archives that could not be read to their end, each with the reason.
    pub broken_archives: Vec<String>,
}

/// Selects all verdicts. This and the other views below exist on the connection after [`run`].
pub(crate) const ALL: &str = "FROM verify_all";
/// Selects the files that are not valid.
pub(crate) const PROBLEMS: &str = "FROM verify_problems";
/// Selects the chains of digests.
pub(crate) const CHAINS: &str = "FROM verify_chains";
/// Selects the count of each verdict.
pub(crate) const SUMMARY: &str = "FROM verify_summary";

/// Verifies log files and digest files on disk. The verdicts are in temporary tables of the connection.
pub fn run(connection: &Connection, request: &VerifyRequest) -> Result<Verification> {
    run_with(connection, request, None)
}

/// Verifies as [`run`] does; `objects` reads [`VerifyRequest::reread`] if that is a URL of S3.
pub(crate) fn run_with(
    connection: &Connection,
    request: &VerifyRequest,
    objects: Option<&dyn ObjectStore>,
) -> Result<Verification> {
    let keys = PublicKeys::read(&request.keys)?;
    let mut sidecars = sidecar::read(&request.signatures)?;
    connection.execute_batch(include_str!("../../sql/verify/stage.sql"))?;
    let broken_archives = stage_files(connection, request, objects)?;
    sidecars.extend(sidecar::in_metadata(connection)?);
    connection.execute_batch(include_str!("../../sql/verify/digests.sql"))?;
    let archive = Archive::new(digest::load(connection)?);
    if archive.digests.is_empty() {
        bail!(
            "there is no digest file to verify with; import the CloudTrail-Digest folders, or name digest files on the command line"
        );
    }
    let (signatures, unused_signatures) = signatures::check_all(&archive, &keys, &sidecars);
    let (verdicts, missing) = chain::verdicts(&archive, &signatures);
    stage_verdicts(connection, &archive, &verdicts, &missing)?;
    connection.execute_batch(include_str!("../../sql/verify/listed.sql"))?;
    connection.execute_batch(include_str!("../../sql/verify/verified.sql"))?;
    connection.execute_batch(include_str!("../../sql/verify/results.sql"))?;
    let totals = totals(connection)?;
    if totals.files == 0 {
        bail!("there is nothing to verify in this scope; widen it");
    }
    Ok(Verification { unused_signatures, broken_archives, ..totals })
}

/// Fills the table `found` with the files to verify, and `given_digests` with digests from disk. Returns the
/// archives that could not be read to their end, each with the reason.
fn stage_files(
    connection: &Connection,
    request: &VerifyRequest,
    objects: Option<&dyn ObjectStore>,
) -> Result<Vec<String>> {
    let mut files = folder::digests(&request.digests)?;
    if let Some(folder) = &request.reread {
        files.extend(match (objects, objects::url(folder)) {
            (Some(objects), Some(url)) => bucket::hash_all(objects, url)?,
            _ => folder::hash_all(folder)?,
        });
    } else {
        connection.execute_batch(include_str!("../../sql/verify/found_in_ledger.sql"))?;
    }
    append(connection, &files)?;
    connection.execute_batch(include_str!("../../sql/verify/found_in_folder.sql"))?;
    let archives = files.into_iter().filter(|file| file.is_archive);
    Ok(archives
        .filter_map(|file| file.read_error.map(|cause| format!("{}: {cause}", file.path)))
        .collect())
}

fn append(connection: &Connection, files: &[HashedFile]) -> Result<()> {
    let mut hashed = connection.appender_to_catalog_and_db("hashed", "temp", "main")?;
    let mut given = connection.appender_to_catalog_and_db("given_digests", "temp", "main")?;
    for file in files {
        hashed.append_row(params![
            file.path,
            file.sha256,
            file.trailing_bytes,
            file.read_error,
            file.digest.is_some(),
            file.signature
        ])?;
        if let Some(digest) = file.digest.as_ref().filter(|_| file.is_whole()) {
            given.append_row(params![file.path, file.sha256, digest])?;
        }
    }
    given.flush()?;
    Ok(hashed.flush()?)
}

fn stage_verdicts(
    connection: &Connection,
    archive: &Archive,
    verdicts: &[DigestVerdict],
    missing: &[MissingDigest<'_>],
) -> Result<()> {
    let mut rows = connection.appender_to_catalog_and_db("digest_verdicts", "temp", "main")?;
    for (digest, verdict) in archive.digests.iter().zip(verdicts) {
        let proof = verdict.proof.map(|proof| match proof {
            Proof::Signature => "signature",
            Proof::Hash => "hash",
        });
        rows.append_row(params![
            digest.sha256,
            verdict.verdict.name(),
            verdict.content.name(),
            proof,
            verdict.is_open_end,
            verdict.detail
        ])?;
    }
    rows.flush()?;
    let mut rows = connection.appender_to_catalog_and_db("missing_digests", "temp", "main")?;
    for digest in missing {
        let named_by = &archive.digests[digest.named_by].sha256;
        rows.append_row(params![digest.object.bucket, digest.object.key, digest.hash, named_by])?;
    }
    Ok(rows.flush()?)
}

fn totals(connection: &Connection) -> Result<Verification> {
    let sql = include_str!("../../sql/verify/totals.sql");
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
            unused_signatures: Vec::new(),
            broken_archives: Vec::new(),
        })
    })?)
}
