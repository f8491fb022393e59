//! Hashes the members of archives, each as a file of its own.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Result;

use crate::{
    parallel,
    scan::{
        Decision, FileObserver, FileOutcome, FileStatus, Observer, Record,
        archive::{ArchiveFile, ArchiveReader, MemberContent, NextMember},
        file::LogFile,
        open_file::SniffedSource,
        source::ReadOptions,
    },
    verify::folder::{self, FilesToHash, HashedFile},
};

/// The most threads that read the members of one archive.
const MOST_THREADS: usize = 8;

/// An archive to read.
pub(crate) struct FoundArchive<'a> {
    pub(crate) file: &'a Arc<LogFile>,
    pub(crate) form: &'static str,
    pub(crate) source: SniffedSource,
    /// The archive that it is a member of.
    pub(crate) parent: Option<&'a Arc<ArchiveReader>>,
}

/// Hashes the members of an archive, and those of the archives in it. The last file is the archive itself.
pub(crate) fn hash_all(found: FoundArchive<'_>, wanted: FilesToHash) -> Result<Vec<HashedFile>> {
    let outcome = Arc::new(Mutex::new(None));
    let archive = ArchiveFile {
        file: Arc::clone(found.file),
        form: found.form,
        parent: found.parent.cloned(),
        source: found.source,
        observer: Box::new(ArchiveObserver(Arc::clone(&outcome))),
    };
    let archive = ArchiveReader::open(archive, &ReadOptions::unstoppable())?;
    let mut hashed = Vec::new();
    for members in parallel::map(MOST_THREADS, |_| take_members(&archive, wanted)) {
        hashed.extend(members?);
    }
    let outcome = lock(&outcome).take();
    hashed.extend(outcome.map(|outcome| HashedFile::archive(found.file, outcome)));
    Ok(hashed)
}

/// Hashes members as long as this thread may take one.
fn take_members(archive: &Arc<ArchiveReader>, wanted: FilesToHash) -> Result<Vec<HashedFile>> {
    let mut hashed = Vec::new();
    while archive.try_take() {
        let Some(NextMember { file, content }) = archive.next_member(&ReadsAll)? else { break };
        let source = match content {
            MemberContent::Bytes(raw) => archive.open_member(raw, &ReadOptions::unstoppable()),
            // A link or a device: CloudTrail delivers none.
            MemberContent::Other(_) => {
                archive.close_member(&outcome_of_member(), &ReadsAll)?;
                continue;
            }
            MemberContent::Unreadable(cause) => Err(io::Error::other(cause)),
        };
        let member = folder::hash(&file, source, Some(archive), wanted)?;
        hashed.extend(member.files);
        // An archive within this one closes itself.
        if !member.is_archive {
            archive.close_member(&outcome_of_member(), &ReadsAll)?;
        }
    }
    Ok(hashed)
}

/// The outcome of a member for the archive, which counts it only.
fn outcome_of_member() -> FileOutcome {
    FileOutcome {
        read_error: None,
        status: FileStatus::NotCloudTrail,
        ..FileOutcome::unreadable(String::new())
    }
}

/// The observer of all members.
struct ReadsAll;

impl Observer for ReadsAll {
    fn open(&self, _: &Arc<LogFile>) -> Box<dyn FileObserver> {
        Box::new(ArchiveObserver(Arc::default()))
    }

    fn is_stopped(&self) -> bool {
        false
    }
}

/// The observer of an archive, which keeps its outcome. No record reaches it.
struct ArchiveObserver(Arc<Mutex<Option<FileOutcome>>>);

impl FileObserver for ArchiveObserver {
    fn decide(&mut self, _: &Record<'_>) -> Result<Decision> {
        Ok(Decision::Nothing)
    }

    fn split_off(&self) -> Box<dyn FileObserver> {
        Box::new(Self(Arc::clone(&self.0)))
    }

    fn close(&mut self, outcome: FileOutcome) -> Result<()> {
        *lock(&self.0) = Some(outcome);
        Ok(())
    }
}

fn lock(outcome: &Mutex<Option<FileOutcome>>) -> MutexGuard<'_, Option<FileOutcome>> {
    outcome.lock().unwrap_or_else(PoisonError::into_inner)
}
