//! Signatures from the metadata of S3 objects: those that came with the objects, and files with the output of
//! `aws s3api head-object`, or with the signature alone in hexadecimal.
//!
//! A file whose name starts with the name of a digest file belongs to that digest. Any other file is
//! tried on every digest without a signature.

use std::{fs, io, path::PathBuf};

use anyhow::{Context, Result, bail};
use duckdb::Connection;
use serde_json::Value;

use crate::scan::{
    file::LogFile,
    find,
    source::{ReadOptions, Source},
};

/// A signature from a file, or from the metadata of a digest's object in S3.
#[derive(Clone, Debug)]
pub(crate) struct Sidecar {
    /// The path of the file, or of the object.
    pub(crate) path: String,
    /// The signature in hexadecimal.
    pub(crate) signature: String,
    /// True if it may belong to a digest of another name.
    pub(crate) is_free: bool,
}

/// Returns the signatures that came with the objects of this verification and of imports.
pub(crate) fn in_metadata(connection: &Connection) -> Result<Vec<Sidecar>> {
    let mut statement = connection.prepare(
        "SELECT path, signature FROM hashed WHERE signature IS NOT NULL
         UNION SELECT path, signature FROM paths WHERE signature IS NOT NULL
         ORDER BY ALL",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Sidecar { path: row.get(0)?, signature: row.get(1)?, is_free: false })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Reads all files in `paths`, including the files in folders.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Sidecar>> {
    let listing = find::find(paths)?;
    if let Some((path, cause)) = listing.problems.first() {
        bail!("cannot read {path}: {cause}");
    }
    listing.files.iter().map(read_one).collect()
}

fn read_one(file: &LogFile) -> Result<Sidecar> {
    let path = &file.name;
    let text = match file.path() {
        Some(path) => fs::read_to_string(path),
        None => Source::open(file, &ReadOptions::unstoppable()).and_then(io::read_to_string),
    };
    let text = text.with_context(|| format!("cannot read {path}"))?;
    let signature = signature_in(&text).with_context(|| {
        format!("cannot read a signature from {path}, which must be the output of `aws s3api head-object` for a digest file, or the signature alone")
    })?;
    Ok(Sidecar { path: path.to_owned(), signature, is_free: true })
}

fn signature_in(text: &str) -> Result<String> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.to_owned());
    }
    let head: Value = serde_json::from_str(text)?;
    let signature = head["Metadata"]["signature"].as_str();
    Ok(signature.context("it has no Metadata with a signature")?.to_owned())
}

impl Sidecar {
    /// Returns the file name up to each of its dots, and the whole name. One of these may be the stem
    /// of a digest file.
    pub(crate) fn stems(&self) -> impl Iterator<Item = &str> {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let dots = name.match_indices('.').map(|(dot, _)| dot);
        dots.chain([name.len()]).map(|end| &name[..end])
    }
}

/// Returns the name of a digest file from its S3 key, without the extensions.
pub(crate) fn stem(object: &str) -> &str {
    let name = object.rsplit('/').next().unwrap_or_default();
    name.find(".json").map_or(name, |end| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_head_object_and_a_bare_signature_are_read() {
        let head = r#"{"AcceptRanges": "bytes", "Metadata": {"signature-algorithm": "SHA256withRSA", "signature": "0aFF"}}"#;
        assert_eq!(signature_in(head).unwrap(), "0aFF");
        assert_eq!(signature_in(" 0aff\n").unwrap(), "0aff");
        for text in ["", "{}", "no signature", "{\"Metadata\": {}}", "\"0aff\""] {
            assert!(signature_in(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_belongs_to_the_digest_whose_name_starts_its_own() {
        let digest = "111122223333_CloudTrail-Digest_us-east-1_my.trail_us-east-1_20240305T110000Z";
        let belongs = |end: &str| {
            let path = format!("/x/{digest}{end}");
            let sidecar = Sidecar { path, signature: String::new(), is_free: true };
            sidecar.stems().any(|start| start == stem(&format!("p/AWSLogs/1/{digest}.json.gz")))
        };
        for end in ["", ".json.gz", ".json.gz.head-object.json", ".signature", ".json.signature"] {
            assert!(belongs(end), "{end}");
        }
        for end in ["_backfill.json.gz", "0.json", "-2.signature"] {
            assert!(!belongs(end), "{end}");
        }
    }
}
