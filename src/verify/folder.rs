//! Files read from disk: digest files named by the user, and folders to hash again.

use std::{
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Result, bail};

use crate::{
    parallel,
    scan::{
        FileOutcome,
        archive::{self, ArchiveReader},
        file::{LogFile, path_text},
        find,
        open_file::{SniffedSource, read_start},
        source::{ReadOptions, Source},
    },
    trail::{
        container::{self, Class},
        members,
    },
    verify::archive_members::{self, FoundArchive},
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
    /// True for an archive, whose members are files of their own.
    pub(crate) is_archive: bool,
}

impl HashedFile {
    pub(crate) fn unreadable(path: String) -> Self {
        let (sha256, read_error, digest, signature) = (None, None, None, None);
        let (trailing_bytes, is_archive) = (0, false);
        Self { path, sha256, trailing_bytes, read_error, digest, signature, is_archive }
    }

    pub(crate) fn archive(file: &LogFile, outcome: FileOutcome) -> Self {
        let FileOutcome { sha256, read_error, .. } = outcome;
        let sha256 = Some(sha256).filter(|sha256| !sha256.is_empty());
        Self { sha256, read_error, is_archive: true, ..Self::unreadable(file.name.clone()) }
    }

    /// Returns true if nothing follows its content and it was read to its end, as CloudTrail delivers
    /// files.
    pub(crate) fn is_whole(&self) -> bool {
        self.trailing_bytes == 0 && self.read_error.is_none()
    }
}

/// The files of a folder or an archive that are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilesToHash {
    Everything,
    /// The files that are named like digest files.
    Digests,
}

/// The hashes that one file gave: its own, or those of the members of an archive and of the archive.
pub(crate) struct Hashed {
    pub(crate) files: Vec<HashedFile>,
    pub(crate) is_archive: bool,
}

/// Hashes all files of a folder and keeps the content of the digests among them.
pub(crate) fn hash_all(folder: &Path) -> Result<Vec<HashedFile>> {
    let listing = find::find(&[folder])?;
    let mut hashed = hash_listed(listing.files, FilesToHash::Everything)?;
    let unreadable = listing.problems.into_iter();
    hashed.extend(unreadable.map(|(path, _)| HashedFile::unreadable(path)));
    Ok(hashed)
}

/// Reads digest files: every file in `paths`, and in folders and archives the files named like digest files.
pub(crate) fn digests(paths: &[PathBuf]) -> Result<Vec<HashedFile>> {
    let mut all = Vec::new();
    for path in paths {
        let is_folder = path.is_dir();
        let listing = find::find(std::slice::from_ref(path))?;
        if let Some((path, cause)) = listing.problems.first() {
            bail!("cannot read {path}: {cause}");
        }
        let hashed = if is_folder {
            hash_listed(listing.files, FilesToHash::Digests)?
        } else {
            given_digests(listing.files)?
        };
        if !hashed.iter().any(|file| !file.is_archive) {
            bail!(
                "there is no digest file in {}; the names of digest files contain CloudTrail-Digest",
                path_text(path)
            );
        }
        all.extend(hashed);
    }
    Ok(all)
}

/// Reads files that were named as digests.
fn given_digests(files: Vec<LogFile>) -> Result<Vec<HashedFile>> {
    let mut all = Vec::new();
    for file in files.into_iter().map(Arc::new) {
        let source = Source::open(&file, &ReadOptions::unstoppable());
        match Sniffed::sniff(source) {
            Ok(Sniffed::Archive(form, source)) => {
                let archive = FoundArchive { file: &file, form, source, parent: None };
                all.extend(archive_members::hash_all(archive, FilesToHash::Digests)?);
                continue;
            }
            Ok(Sniffed::File(source)) => all.push(hash_content(&file, source, true)),
            Err(_) => all.push(HashedFile::unreadable(file.name.clone())),
        }
        if all.last().is_some_and(|hashed| hashed.digest.is_none()) && !is_named_digest(&file) {
            bail!(
                "{} is not a digest file; name a digest file, or a folder or an archive that contains digest files",
                file.name
            );
        }
    }
    Ok(all)
}

fn is_named_digest(file: &LogFile) -> bool {
    file.last_name().contains("_CloudTrail-Digest_")
}

fn hash_listed(files: Vec<LogFile>, wanted: FilesToHash) -> Result<Vec<HashedFile>> {
    let files: Vec<_> = files.into_iter().map(Arc::new).collect();
    let hashed = parallel::map(files.len(), |index| {
        let source = Source::open(&files[index], &ReadOptions::unstoppable());
        hash(&files[index], source, None, wanted)
    });
    let mut all = Vec::new();
    for hashed in hashed {
        all.extend(hashed?.files);
    }
    Ok(all)
}

/// Hashes a file, or the members of an archive. `archive` is the one that the file is a member of.
pub(crate) fn hash(
    file: &Arc<LogFile>,
    source: io::Result<Source>,
    archive: Option<&Arc<ArchiveReader>>,
    wanted: FilesToHash,
) -> Result<Hashed> {
    let is_wanted = wanted == FilesToHash::Everything || is_named_digest(file);
    let hashed = match Sniffed::sniff(source) {
        Ok(Sniffed::Archive(form, source)) => {
            let found = FoundArchive { file, form, source, parent: archive };
            return Ok(Hashed {
                files: archive_members::hash_all(found, wanted)?,
                is_archive: true,
            });
        }
        Ok(Sniffed::File(source)) => {
            is_wanted.then(|| hash_content(file, source, is_named_digest(file)))
        }
        Err(_) => is_wanted.then(|| HashedFile::unreadable(file.name.clone())),
    };
    Ok(Hashed { files: hashed.into_iter().collect(), is_archive: false })
}

/// The content of a file.
enum Sniffed {
    /// An archive of this form.
    Archive(&'static str, SniffedSource),
    File(SniffedSource),
}

impl Sniffed {
    fn sniff(source: io::Result<Source>) -> io::Result<Self> {
        let (start, source) = read_start(source?)?;
        let form = archive::form_of(&start);
        let source = Cursor::new(start).chain(source);
        Ok(match form {
            Some(form) => Self::Archive(form, source),
            None => Self::File(source),
        })
    }
}

/// Hashes the content of a file, and keeps it if it may be a digest and is one.
fn hash_content(file: &LogFile, mut source: SniffedSource, may_be_digest: bool) -> HashedFile {
    let (content, result) = read(&mut source, may_be_digest);
    let source = source.get_ref().1;
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
        is_archive: false,
    }
}

/// Reads a file to its end. Returns its content, or the start of it, if it may be a digest.
fn read(source: &mut SniffedSource, may_be_digest: bool) -> (Vec<u8>, io::Result<()>) {
    let mut content = Vec::new();
    let start = if may_be_digest {
        source.by_ref().take(LARGEST_DIGEST).read_to_end(&mut content).map(drop)
    } else {
        Ok(())
    };
    (content, start.and_then(|()| source.get_mut().1.drain()))
}

fn is_digest(content: &str) -> bool {
    members::split(content)
        .is_ok_and(|members| container::classify(&members) == Class::Other(container::DIGEST))
}
