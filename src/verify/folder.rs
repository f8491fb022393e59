//! Files read from disk: digest files named by the user, and folders to hash again.

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
    verify::parallel,
};

/// The largest digest file that is read, in bytes. A digest of ten thousand log files has 5 MB.
const LARGEST_DIGEST: u64 = 256 << 20;

/// A file with its hash.
#[derive(Debug)]
pub(crate) struct HashedFile {
    /// The path of the file.
    pub(crate) path: String,
    /// The SHA-256 of its inflated content; `None` if it cannot be read to the end.
    pub(crate) sha256: Option<String>,
    /// Its content, if it is a digest.
    pub(crate) digest: Option<String>,
}

/// Hashes all files of a folder and keeps the content of the digests among them.
pub(crate) fn hash_all(folder: &Path) -> Result<Vec<HashedFile>> {
    let listing = find::find(&[folder])?;
    let mut hashed = parallel::map(listing.files.len(), |index| {
        hash(&listing.files[index], is_named_digest(&listing.files[index]))
    });
    let unreadable = listing.problems.into_iter();
    hashed.extend(unreadable.map(|(path, _)| HashedFile { path, sha256: None, digest: None }));
    Ok(hashed)
}

/// Reads digest files: every file in `paths`, and in folders the files named like digest files.
pub(crate) fn digests(paths: &[PathBuf]) -> Result<Vec<HashedFile>> {
    let mut all = Vec::new();
    for path in paths {
        let is_folder = path.is_dir();
        let listing = find::find(std::slice::from_ref(path))?;
        if let Some((path, cause)) = listing.problems.first() {
            bail!("cannot read {path}: {cause}");
        }
        let files: Vec<_> =
            listing.files.into_iter().filter(|file| !is_folder || is_named_digest(file)).collect();
        if files.is_empty() {
            bail!(
                "there is no digest file in {}; the names of digest files contain CloudTrail-Digest",
                path_text(path)
            );
        }
        let hashed = parallel::map(files.len(), |index| hash(&files[index], true));
        for file in &hashed {
            if file.digest.is_none() && !file.path.contains("_CloudTrail-Digest_") {
                bail!(
                    "{} is not a digest file; name a digest file, or a folder that contains digest files",
                    file.path
                );
            }
        }
        all.extend(hashed);
    }
    Ok(all)
}

fn is_named_digest(file: &LogFile) -> bool {
    file.name.rsplit(['/', '\\']).next().is_some_and(|name| name.contains("_CloudTrail-Digest_"))
}

fn hash(file: &LogFile, may_be_digest: bool) -> HashedFile {
    let read = read(file, may_be_digest).with_context(|| format!("cannot read {}", file.name));
    let (sha256, digest) = match read {
        Ok((sha256, content)) => (Some(sha256), content.filter(|content| is_digest(content))),
        Err(_) => (None, None),
    };
    HashedFile { path: file.name.clone(), sha256, digest }
}

fn read(file: &LogFile, may_be_digest: bool) -> io::Result<(String, Option<String>)> {
    let mut source = Source::open(file, Arc::default(), DEFAULT_MAX_EXPANSION)?;
    let mut content = Vec::new();
    if may_be_digest {
        (&mut source).take(LARGEST_DIGEST).read_to_end(&mut content)?;
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
