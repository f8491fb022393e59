//! Signatures that stand in the metadata of S3 objects, brought along in files: what
//! `aws s3api head-object` prints, or the bare hexadecimal number.
//!
//! A file whose name begins with that of a digest file holds the signature of that digest. Of any
//! other it is tried which digest it fits.

use std::{fs, io, path::PathBuf, sync::Arc};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::scan::{
    file::LogFile,
    find,
    source::{DEFAULT_MAX_EXPANSION, Source},
};

/// A signature that was brought along.
#[derive(Clone, Debug)]
pub(crate) struct Sidecar {
    /// The file that it stands in.
    pub(crate) path: String,
    /// The signature in hexadecimal.
    pub(crate) signature: String,
}

/// Reads files, and all files of folders.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Sidecar>> {
    let found = find::find(paths)?;
    if let Some((path, cause)) = found.problems.first() {
        bail!("cannot read {path}: {cause}");
    }
    found.files.iter().map(read_one).collect()
}

fn read_one(file: &LogFile) -> Result<Sidecar> {
    let path = &file.name;
    let text = match file.path() {
        Some(found) => fs::read_to_string(found),
        None => {
            Source::open(file, Arc::default(), DEFAULT_MAX_EXPANSION).and_then(io::read_to_string)
        }
    };
    let text = text.with_context(|| format!("cannot read {path}"))?;
    let signature = signature_in(&text).with_context(|| {
        format!("cannot use {path}; it must be what `aws s3api head-object` prints of a digest file, or its signature")
    })?;
    Ok(Sidecar { path: path.to_owned(), signature })
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
    /// What the name of the file begins with, up to each of its dots: one of them may be the stem of
    /// a digest file.
    pub(crate) fn stems(&self) -> impl Iterator<Item = &str> {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let ends = name.match_indices('.').map(|(at, _)| at);
        ends.chain([name.len()]).map(|end| &name[..end])
    }
}

/// The name of a digest file in an S3 key, without its endings.
pub(crate) fn stem(object: &str) -> &str {
    let name = object.rsplit('/').next().unwrap_or_default();
    name.find(".json").map_or(name, |end| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_head_object_and_the_bare_number_are_read() {
        let head = r#"{"AcceptRanges": "bytes", "Metadata": {"signature-algorithm": "SHA256withRSA", "signature": "0aFF"}}"#;
        assert_eq!(signature_in(head).unwrap(), "0aFF");
        assert_eq!(signature_in(" 0aff\n").unwrap(), "0aff");
        for text in ["", "{}", "no signature", "{\"Metadata\": {}}", "\"0aff\""] {
            assert!(signature_in(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_is_for_the_digest_that_its_name_begins_with() {
        let digest = "111122223333_CloudTrail-Digest_us-east-1_my.trail_us-east-1_20240305T110000Z";
        let is_for = |end: &str| {
            let sidecar = Sidecar { path: format!("/x/{digest}{end}"), signature: String::new() };
            sidecar.stems().any(|start| start == stem(&format!("p/AWSLogs/1/{digest}.json.gz")))
        };
        for end in ["", ".json.gz", ".json.gz.head-object.json", ".signature", ".json.signature"] {
            assert!(is_for(end), "{end}");
        }
        for end in ["_backfill.json.gz", "0.json", "-2.signature"] {
            assert!(!is_for(end), "{end}");
        }
    }
}
