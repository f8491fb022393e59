//! The members of a zip file on disk, found by the directory at its end. Each member is opened on its own, so
//! that any number of threads can read.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::scan::archive::{
    member::{ArchiveMember, MemberContent, Members},
    zip_entry::{
        END, ENTRY, ENTRY_BYTES, Entry, LOCAL, LOCAL_BYTES, explain, u16_at, u32_at, u64_at,
    },
};

/// The size of the end of the directory, without the comment.
const END_BYTES: usize = 22;
/// The largest comment.
const MAX_COMMENT: usize = 0xffff;
/// The size of the pointer to the end of the directory of ZIP64, which is right before the other.
const LOCATOR_BYTES: u64 = 20;
/// The size of the end of the directory of ZIP64.
const END64_BYTES: usize = 56;

/// The size of the buffer for a member.
const BUFFER_BYTES: usize = 64 << 10;

/// The directory of a zip file, read entry by entry.
pub(super) struct ZipDirectory {
    path: Arc<Path>,
    bytes_read: Arc<AtomicU64>,
    input: io::Take<BufReader<File>>,
    /// The number of bytes before the zip file, as in a program that unpacks itself.
    before: u64,
}

/// The place of the directory.
struct DirectoryPlace {
    start: u64,
    size: u64,
    before: u64,
}

impl ZipDirectory {
    /// Opens the directory of a zip file.
    pub(super) fn open(path: PathBuf, bytes_read: &Arc<AtomicU64>) -> io::Result<Self> {
        let mut file = File::open(&path)?;
        let DirectoryPlace { start, size, before } = find(&mut file)?;
        file.seek(SeekFrom::Start(start))?;
        let input = BufReader::new(file).take(size);
        Ok(Self { path: path.into(), bytes_read: Arc::clone(bytes_read), input, before })
    }
}

impl Members for ZipDirectory {
    fn next_member(&mut self) -> io::Result<Option<ArchiveMember>> {
        loop {
            if self.input.fill_buf()?.is_empty() {
                return Ok(None);
            }
            let mut header = [0; ENTRY_BYTES];
            self.input.read_exact(&mut header).map_err(|_| damaged())?;
            if !header.starts_with(&ENTRY) {
                return Err(damaged());
            }
            let name = self.bytes(u16_at(&header, 28))?;
            let extra = self.bytes(u16_at(&header, 30))?;
            self.bytes(u16_at(&header, 32))?;
            if name.ends_with(b"/") || name.ends_with(b"\\") {
                continue;
            }
            let entry = Entry::of_directory(&header, &extra);
            let Entry { size, modified, .. } = entry;
            let content = match (entry.other_form(), entry.refusal()) {
                (Some(form), _) => MemberContent::Other(form),
                (None, Some(reason)) => MemberContent::Unreadable(reason),
                (None, None) => MemberContent::Bytes(Box::new(ZipMember::Closed(Closed {
                    path: Arc::clone(&self.path),
                    bytes_read: Arc::clone(&self.bytes_read),
                    position: entry.offset.saturating_add(self.before),
                    entry,
                }))),
            };
            return Ok(Some(ArchiveMember { name, size, modified, content }));
        }
    }
}

impl ZipDirectory {
    fn bytes(&mut self, count: u16) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::from(count)];
        self.input.read_exact(&mut bytes).map_err(|_| damaged())?;
        Ok(bytes)
    }
}

fn damaged() -> io::Error {
    io::Error::other("damaged zip file: its directory cannot be read")
}

/// Finds the directory.
fn find(file: &mut File) -> io::Result<DirectoryPlace> {
    let length = file.seek(SeekFrom::End(0))?;
    let window = length.min((END_BYTES + MAX_COMMENT) as u64);
    let window_start = length - window;
    file.seek(SeekFrom::Start(window_start))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let last = tail.len().checked_sub(END_BYTES).ok_or_else(damaged)?;
    let is_end = |at: &usize| {
        let comment = usize::from(u16_at(&tail[*at..], 20));
        tail[*at..].starts_with(&END) && at + END_BYTES + comment <= tail.len()
    };
    let at = (0..=last).rev().find(is_end).ok_or_else(damaged)?;
    let end = window_start + at as u64;
    let (size, start) = (u32_at(&tail[at..], 12).into(), u32_at(&tail[at..], 16).into());
    let (size, start, end) = find64(file, end)?.unwrap_or((size, start, end));
    let real_start = end.checked_sub(size).ok_or_else(damaged)?;
    let before = real_start.checked_sub(start).ok_or_else(damaged)?;
    Ok(DirectoryPlace { start: real_start, size, before })
}

/// Returns the size and the start of the directory of a ZIP64 file, and where its end is.
fn find64(file: &mut File, end: u64) -> io::Result<Option<(u64, u64, u64)>> {
    let Some(at) = end.checked_sub(LOCATOR_BYTES) else { return Ok(None) };
    let mut locator = [0; 20];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut locator)?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    // A zip file with something before it has the end in another place than it says.
    for end in [u64_at(&locator, 8), at.saturating_sub(END64_BYTES as u64)] {
        let mut record = [0; END64_BYTES];
        file.seek(SeekFrom::Start(end))?;
        if file.read_exact(&mut record).is_ok() && record.starts_with(b"PK\x06\x06") {
            return Ok(Some((u64_at(&record, 40), u64_at(&record, 48), end)));
        }
    }
    Err(damaged())
}

/// The content of a member, which is opened by the first read.
enum ZipMember {
    Closed(Closed),
    Open(Box<dyn Read + Send>),
}

/// A member that was not opened.
struct Closed {
    path: Arc<Path>,
    bytes_read: Arc<AtomicU64>,
    /// The position of the local header.
    position: u64,
    entry: Entry,
}

impl Closed {
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.position)).map_err(explain)?;
        let counted = CountedFile { file, bytes_read: Arc::clone(&self.bytes_read) };
        let mut input = BufReader::with_capacity(BUFFER_BYTES, counted);
        let mut header = [0; LOCAL_BYTES];
        input.read_exact(&mut header).map_err(explain)?;
        if !header.starts_with(&LOCAL) {
            return Err(io::Error::other("damaged zip file: the member is not where it should be"));
        }
        let names = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        io::copy(&mut (&mut input).take(names), &mut io::sink())?;
        Ok(self.entry.content(input.take(self.entry.compressed)))
    }
}

impl Read for ZipMember {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Self::Closed(closed) = self {
            *self = Self::Open(closed.open()?);
        }
        match self {
            Self::Open(content) => content.read(out),
            Self::Closed(_) => Ok(0),
        }
    }
}

/// A file whose bytes count as read.
struct CountedFile {
    file: File,
    bytes_read: Arc<AtomicU64>,
}

impl Read for CountedFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(out)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
