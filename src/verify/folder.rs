//! Files outside the database: digest files that were named, and log files that are hashed again.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};

use crate::{
    scan::{
        file::{LogFile, path_text},
        find,
        source::{DEFAULT_MAX_EXPANSION, Source},
    },
    trail::{
        container::{self, Class},
        members,
    },
    verify::cores,
};

/// The largest digest file that is read. One of ten thousand log files has five megabytes.
const LARGEST: u64 = 256 << 20;

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Hashed {
    /// Where it is.
    pub(crate) path: String,
    /// The SHA-256 of its inflated content; `None` where it cannot be read to its end.
    pub(crate) sha256: Option<String>,
    /// Its content, where it is a digest.
    pub(crate) digest: Option<String>,
}

/// Hashes all files of a folder, and keeps the digests among them.
pub(crate) fn hash_all(folder: &Path) -> Result<Vec<Hashed>> {
    let found = find::find(&[folder])?;
    let mut hashed = cores::each(found.files.len(), |at| {
        hash(&found.files[at], is_named_digest(&found.files[at]))
    });
    let unlisted = found.problems.into_iter();
    hashed.extend(unlisted.map(|(path, _)| Hashed { path, sha256: None, digest: None }));
    Ok(hashed)
}

/// Reads digest files: each file that is named, and in folders those with the name of one.
pub(crate) fn digests(paths: &[PathBuf]) -> Result<Vec<Hashed>> {
    let mut all = Vec::new();
    for path in paths {
        let is_folder = path.is_dir();
        let found = find::find(std::slice::from_ref(path))?;
        if let Some((path, cause)) = found.problems.first() {
            bail!("cannot read {path}: {cause}");
        }
        let files: Vec<_> =
            found.files.into_iter().filter(|file| !is_folder || is_named_digest(file)).collect();
        if files.is_empty() {
            bail!(
                "there is no digest file in {}; their names contain CloudTrail-Digest",
                path_text(path)
            );
        }
        let hashed = cores::each(files.len(), |at| hash(&files[at], true));
        for file in &hashed {
            if file.digest.is_none() && !file.path.contains("_CloudTrail-Digest_") {
                bail!("{} is no digest file; name one, or a folder with some", file.path);
            }
        }
        all.extend(hashed);
    }
    Ok(all)
}

fn is_named_digest(file: &LogFile) -> bool {
    file.name.rsplit(['/', '\\']).next().is_some_and(|name| name.contains("_CloudTrail-Digest_"))
}

fn hash(file: &LogFile, may_be_digest: bool) -> Hashed {
    let read = read(file, may_be_digest).with_context(|| format!("cannot read {}", file.name));
    let (sha256, digest) = match read {
        Ok((sha256, content)) => (Some(sha256), content.filter(|content| is_digest(content))),
        Err(_) => (None, None),
    };
    Hashed { path: file.name.clone(), sha256, digest }
}

fn read(file: &LogFile, may_be_digest: bool) -> io::Result<(String, Option<String>)> {
    let mut source = Source::open(file, Arc::default(), DEFAULT_MAX_EXPANSION)?;
    let mut content = Vec::new();
    if may_be_digest {
        (&mut source).take(LARGEST).read_to_end(&mut content)?;
    }
    source.drain()?;
    let is_whole = content.len() as u64 == source.content_bytes();
    let content = Some(content).filter(|_| may_be_digest && is_whole);
    Ok((source.sha256(), content.and_then(|content| String::from_utf8(content).ok())))
}

fn is_digest(content: &str) -> bool {
    members::split(content)
        .is_ok_and(|members| container::classify(&members) == Class::Other(container::DIGEST))
}
