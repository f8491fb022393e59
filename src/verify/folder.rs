//! Files read from disk: digest files named by the user, and folders to hash again.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use crate::{
    scan::{
        file::{LogFile, path_text},
        find,
        source::{ReadOptions, Source},
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
    /// The SHA-256 of its inflated content, or of what can be read of it; `None` if it cannot be opened.
    pub(crate) sha256: Option<String>,
    /// The number of bytes after the first gzip member.
    pub(crate) trailing_bytes: u64,
    /// The reason that it cannot be read to its end.
    pub(crate) read_error: Option<String>,
    /// Its content, if it is a digest.
    pub(crate) digest: Option<String>,
    /// The signature in the metadata of its object in S3.
    pub(crate) signature: Option<String>,
}

impl HashedFile {
    pub(crate) fn unreadable(path: String) -> Self {
        let (sha256, read_error, digest, signature) = (None, None, None, None);
        Self { path, sha256, trailing_bytes: 0, read_error, digest, signature }
    }

    /// Returns true if nothing follows its content and it was read to its end, as CloudTrail delivers
    /// files.
    pub(crate) fn is_whole(&self) -> bool {
        self.trailing_bytes == 0 && self.read_error.is_none()
    }
}

/// Hashes all files of a folder and keeps the content of the digests among them.
pub(crate) fn hash_all(folder: &Path) -> Result<Vec<HashedFile>> {
    let listing = find::find(&[folder])?;
    let mut hashed = parallel::map(listing.files.len(), |index| {
        hash(&listing.files[index], is_named_digest(&listing.files[index]))
    });
    let unreadable = listing.problems.into_iter();
    hashed.extend(unreadable.map(|(path, _)| HashedFile::unreadable(path)));
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

pub(crate) fn is_named_digest(file: &LogFile) -> bool {
    file.name.rsplit(['/', '\\']).next().is_some_and(|name| name.contains("_CloudTrail-Digest_"))
}

fn hash(file: &LogFile, may_be_digest: bool) -> HashedFile {
    hash_source(file, Source::open(file, &ReadOptions::unstoppable()), may_be_digest)
}

/// Hashes the content of a file, and keeps it if it may be a digest and is one.
pub(crate) fn hash_source(
    file: &LogFile,
    source: io::Result<Source>,
    may_be_digest: bool,
) -> HashedFile {
    let Ok(mut source) = source else { return HashedFile::unreadable(file.name.clone()) };
    let (content, result) = read(&mut source, may_be_digest);
    let is_complete = content.len() as u64 == source.content_bytes();
    let content = Some(content).filter(|_| may_be_digest && is_complete);
    HashedFile {
        path: file.name.clone(),
        sha256: Some(source.sha256()),
        trailing_bytes: source.trailing_bytes(),
        read_error: result.err().map(|err| err.to_string()),
        digest: content
            .and_then(|content| String::from_utf8(content).ok())
            .filter(|content| is_digest(content)),
        signature: file.object_version().and_then(|object| object.signature.clone()),
    }
}

/// Reads a file to its end. Returns its content, or the start of it, if it may be a digest.
fn read(source: &mut Source, may_be_digest: bool) -> (Vec<u8>, io::Result<()>) {
    let mut content = Vec::new();
    let start = if may_be_digest {
        source.by_ref().take(LARGEST_DIGEST).read_to_end(&mut content).map(drop)
    } else {
        Ok(())
    };
    (content, start.and_then(|()| source.drain()))
}

fn is_digest(content: &str) -> bool {
    members::split(content)
        .is_ok_and(|members| container::classify(&members) == Class::Other(container::DIGEST))
}
