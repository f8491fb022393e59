//! Archives. A zip or tar file is read member by member, each as a file of its own with the name
//! `evidence.zip!/AWSLogs/…/x.json.gz`. Nothing is written to disk.
//!
//! Any number of threads read the members of a zip file on disk. A tar file, and a zip file within an
//! archive, is one stream, so its members are read one after another; another thread may take the next
//! once one was read.

mod member;
mod names;
mod tar;
mod zip;
mod zip_entry;
mod zip_stream;

use std::{
    io::{self, Read},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Result, bail};

pub(crate) use crate::scan::archive::member::MemberContent;
use crate::{
    scan::{
        Admission, FileObserver, FileOutcome, FileStatus, Observer, Reject,
        archive::{
            member::{ArchiveMember, Members, plain_name},
            names::MemberNames,
            tar::TarMembers,
            zip::ZipDirectory,
            zip_stream::ZipStream,
        },
        file::{LogFile, bytes_text},
        open_file::SniffedSource,
        source::{Budget, ReadOptions, Source},
    },
    trail::form,
};

/// The number of archives within each other that are read.
const MAX_DEPTH: usize = 4;

/// The form of a zip file.
const ZIP: &str = "zip";
/// The form of a tar file.
const TAR: &str = "tar";

/// Returns the form of an archive with these first bytes, or `None` for other content.
pub(crate) fn form_of(start: &[u8]) -> Option<&'static str> {
    match start {
        // A header; the end of an empty zip file; the mark of one for several disks.
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Some(ZIP),
        _ => tar::is_tar(start).then_some(TAR),
    }
}

/// An archive that is being read.
pub(crate) struct ArchiveReader {
    file: Arc<LogFile>,
    form: &'static str,
    /// The archive that it is a member of.
    parent: Option<Arc<ArchiveReader>>,
    depth: usize,
    budget: Arc<Budget>,
    /// True if only one member can be read at a time.
    is_stream: bool,
    /// True while a member of a stream is being read.
    is_taken: AtomicBool,
    state: Mutex<ArchiveState>,
}

struct ArchiveState {
    members: Box<dyn Members>,
    names: MemberNames,
    observer: Box<dyn FileObserver>,
    source: ArchiveSource,
    /// The number of members that are being read.
    open: usize,
    progress: Progress,
    /// True if a member holds CloudTrail records or did so in an earlier import.
    has_cloudtrail: bool,
    /// True if some members were left out, so a later import must read it again.
    is_partial: bool,
    /// The first reason that it cannot be read to its end.
    problem: Option<String>,
}

/// The progress of reading an archive.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// More members may follow.
    Reading,
    /// There are no more members, but some may be read still.
    AtEnd,
    /// All members were read, and the archive was reported.
    Closed,
}

/// The content of the archive itself.
enum ArchiveSource {
    /// A stream that its members are read from.
    Stream(SharedSource),
    /// A file on disk that its members open themselves. It is read once more for its hash.
    File(ReadOptions),
}

/// A source that the archive and the reader of its members use.
#[derive(Clone)]
struct SharedSource(Arc<Mutex<SniffedSource>>);

impl Read for SharedSource {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.lock().read(out)
    }
}

impl SharedSource {
    fn lock(&self) -> MutexGuard<'_, SniffedSource> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A member to read.
pub(crate) struct NextMember {
    pub(crate) file: Arc<LogFile>,
    pub(crate) content: MemberContent,
}

/// An archive to open.
pub(crate) struct ArchiveFile {
    pub(crate) file: Arc<LogFile>,
    pub(crate) form: &'static str,
    pub(crate) parent: Option<Arc<ArchiveReader>>,
    pub(crate) source: SniffedSource,
    pub(crate) observer: Box<dyn FileObserver>,
}

impl ArchiveReader {
    /// Opens an archive.
    pub(crate) fn open(archive: ArchiveFile, reading: &ReadOptions) -> Result<Arc<Self>> {
        let ArchiveFile { file, form, parent, mut source, observer } = archive;
        let depth = parent.as_ref().map_or(1, |parent| parent.depth + 1);
        let budget = source.get_mut().1.share_budget();
        let is_on_disk = parent.is_none() && source.get_ref().1.compression() == "none";
        let path = file.path().filter(|_| form == ZIP && is_on_disk);
        let directory = path.map(|path| ZipDirectory::open(path.into(), &reading.bytes_read));
        let mut problem = None;
        let (members, source, is_stream): (Box<dyn Members>, _, _) = match directory {
            Some(Ok(directory)) => {
                let reading = ReadOptions { bytes_read: Arc::default(), ..reading.clone() };
                (Box::new(directory), ArchiveSource::File(reading), false)
            }
            other => {
                problem = other.and_then(Result::err).map(|err| err.to_string());
                let input = SharedSource(Arc::new(Mutex::new(source)));
                let members: Box<dyn Members> = if form == TAR {
                    Box::new(TarMembers::new(input.clone()))
                } else {
                    Box::new(ZipStream::new(input.clone()))
                };
                (members, ArchiveSource::Stream(input), true)
            }
        };
        let mut state = ArchiveState::new(members, observer, source);
        if depth > MAX_DEPTH {
            state.progress = Progress::AtEnd;
            problem = Some(format!("more than {MAX_DEPTH} archives within each other"));
        }
        if let Some(cause) = problem {
            state.reject(cause)?;
        }
        let (is_taken, state) = (AtomicBool::new(false), Mutex::new(state));
        Ok(Arc::new(Self { file, form, parent, depth, budget, is_stream, is_taken, state }))
    }

    /// Returns true if the caller may take a member. It must then call [`next_member`](Self::next_member).
    pub(crate) fn try_take(&self) -> bool {
        !self.is_stream || !self.is_taken.swap(true, Ordering::Relaxed)
    }

    /// Returns the next member that `observer` admits, or `None` at the end. The caller must call
    /// [`close_member`](Self::close_member) after it.
    pub(crate) fn next_member(&self, observer: &dyn Observer) -> Result<Option<NextMember>> {
        let mut state = self.lock();
        while state.progress == Progress::Reading {
            if observer.is_stopped() {
                bail!("stopped");
            }
            match state.members.next_member() {
                Ok(Some(member)) => {
                    if let Some(member) = self.admit(&mut state, member, observer)? {
                        state.open += 1;
                        return Ok(Some(member));
                    }
                }
                Ok(None) => state.progress = Progress::AtEnd,
                Err(err) => {
                    state.progress = Progress::AtEnd;
                    state.reject(err.to_string())?;
                }
            }
        }
        drop(state);
        self.close_if_done(observer)?;
        Ok(None)
    }

    /// Returns a member unless it is left out.
    fn admit(
        &self,
        state: &mut ArchiveState,
        member: ArchiveMember,
        observer: &dyn Observer,
    ) -> Result<Option<NextMember>> {
        if !self.budget.allows_member() {
            state.progress = Progress::AtEnd;
            state.is_partial = true;
            state.reject("it has too many members for its size; unpack it first".to_owned())?;
            return Ok(None);
        }
        let name = state.names.unique(bytes_text(plain_name(&member.name)));
        let file = LogFile::member(&self.file, &name, member.size, member.modified);
        match observer.admit(&file) {
            Admission::Read => {
                let file = Arc::new(file);
                return Ok(Some(NextMember { file, content: member.content }));
            }
            Admission::Unchanged => state.has_cloudtrail = true,
            Admission::OutOfRange => {
                state.has_cloudtrail = true;
                state.is_partial = true;
            }
        }
        Ok(None)
    }

    /// Opens the content of a member.
    pub(crate) fn open_member(
        &self,
        raw: Box<dyn Read + Send>,
        reading: &ReadOptions,
    ) -> io::Result<Source> {
        Source::of_member(raw, &self.budget, reading)
    }

    /// Counts a member that was read to its end, or as far as possible.
    pub(crate) fn close_member(&self, member: &FileOutcome, observer: &dyn Observer) -> Result<()> {
        let mut state = self.lock();
        state.open -= 1;
        state.has_cloudtrail |= member.status == FileStatus::Imported;
        state.is_partial |= member.is_cut_short;
        drop(state);
        self.is_taken.store(false, Ordering::Relaxed);
        self.close_if_done(observer)
    }

    /// Closes the archive after its last member.
    fn close_if_done(&self, observer: &dyn Observer) -> Result<()> {
        let mut state = self.lock();
        if state.progress != Progress::AtEnd || state.open > 0 {
            return Ok(());
        }
        state.progress = Progress::Closed;
        state.is_partial |= !observer.reads_everything();
        let outcome = state.finish(&self.file, self.form)?;
        state.observer.close(outcome.clone())?;
        drop(state);
        match &self.parent {
            Some(parent) => parent.close_member(&outcome, observer),
            None => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, ArchiveState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ArchiveState {
    fn new(
        members: Box<dyn Members>,
        observer: Box<dyn FileObserver>,
        source: ArchiveSource,
    ) -> Self {
        Self {
            members,
            names: MemberNames::default(),
            observer,
            source,
            open: 0,
            progress: Progress::Reading,
            has_cloudtrail: false,
            is_partial: false,
            problem: None,
        }
    }

    /// Reports why the archive cannot be read to its end. Only the first reason counts.
    fn reject(&mut self, cause: String) -> Result<()> {
        if self.problem.is_some() {
            return Ok(());
        }
        let position = match &self.source {
            ArchiveSource::Stream(input) => input.lock().get_ref().1.content_bytes(),
            ArchiveSource::File(_) => 0,
        };
        self.observer.reject(Reject { position: Some(position), reason: &cause, text: &[] })?;
        self.problem = Some(cause);
        Ok(())
    }

    /// Reads the rest of the archive, for its hash, and returns the outcome.
    fn finish(&mut self, file: &LogFile, form: &'static str) -> Result<FileOutcome> {
        // The reader of members may hold a lock on the source only while it reads.
        self.members = Box::new(NoMembers);
        let source =
            std::mem::replace(&mut self.source, ArchiveSource::File(ReadOptions::unstoppable()));
        let (outcome, error) = match source {
            ArchiveSource::Stream(input) => {
                let mut input = input.lock();
                let source = input.get_mut().1;
                let drained = source.drain();
                (outcome_of(source, form), drained.err())
            }
            ArchiveSource::File(reading) => match Source::open(file, &reading) {
                Ok(mut source) => {
                    let drained = source.drain();
                    (outcome_of(&source, form), drained.err())
                }
                Err(err) => (FileOutcome::unreadable(String::new()), Some(err)),
            },
        };
        if let Some(err) = error {
            self.reject(err.to_string())?;
        }
        let is_cut_short = outcome.is_cut_short || self.is_partial;
        Ok(FileOutcome {
            form: form.into(),
            // An archive of which something was left out is not known, so it is read again.
            sha256: if is_cut_short { String::new() } else { outcome.sha256 },
            read_error: self.problem.clone(),
            is_cut_short,
            status: match (self.has_cloudtrail, &self.problem) {
                (true, _) => FileStatus::Imported,
                (false, Some(_)) => FileStatus::Unreadable,
                (false, None) => FileStatus::NotCloudTrail,
            },
            ..outcome
        })
    }
}

fn outcome_of(source: &Source, form: &'static str) -> FileOutcome {
    FileOutcome {
        form: form.into(),
        content: form::describe(form).to_owned(),
        compression: source.compression(),
        sha256: source.sha256(),
        content_bytes: source.content_bytes(),
        trailing_bytes: source.trailing_bytes(),
        gzip_trailer: source.gzip_trailer(),
        read_error: None,
        is_cut_short: source.is_cut_short(),
        status: FileStatus::NotCloudTrail,
    }
}

/// The members of an archive that is closed.
struct NoMembers;

impl Members for NoMembers {
    fn next_member(&mut self) -> io::Result<Option<ArchiveMember>> {
        Ok(None)
    }
}
