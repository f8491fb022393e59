//! The members of a zip file, read from its start to its end by the headers before each: for a zip file in
//! an archive or a pipe, and for one whose directory is missing or damaged.

use std::{
    io::{self, BufRead, BufReader, Read},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::scan::archive::{
    SharedSource,
    member::{ArchiveMember, MemberContent, Members},
    zip_entry::{DEFLATE, Entry, LOCAL, LOCAL_BYTES, explain, u16_at, u32_at, wrong_checksum},
};

/// The signature of the sizes after a content.
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";

/// The members of a zip file.
pub(super) struct ZipStream(Arc<Mutex<Stream>>);

struct Stream {
    input: BufReader<SharedSource>,
    /// The member whose content was not read to its end.
    current: Option<Current>,
}

/// A member that is being read.
struct Current {
    entry: Entry,
    /// The number of compressed bytes that were not read; `None` if it is not known.
    left: Option<u64>,
    /// The decoder of a deflated content, whose end it finds; other contents are passed on as they are.
    inflate: Option<Decompress>,
    crc: Crc,
}

impl ZipStream {
    pub(super) fn new(input: SharedSource) -> Self {
        let input = BufReader::with_capacity(32 << 10, input);
        Self(Arc::new(Mutex::new(Stream { input, current: None })))
    }

    /// Returns the content of a member that was started.
    fn content(&self, entry: &Entry) -> MemberContent {
        if let Some(reason) = entry.refusal() {
            return MemberContent::Unreadable(reason);
        }
        let raw = StreamMember(Arc::clone(&self.0));
        MemberContent::Bytes(if entry.method == DEFLATE {
            Box::new(raw)
        } else {
            entry.content(BufReader::new(raw))
        })
    }
}

impl Members for ZipStream {
    fn next_member(&mut self) -> io::Result<Option<ArchiveMember>> {
        loop {
            let mut stream = lock(&self.0);
            stream.finish_member()?;
            let Some((entry, name)) = stream.next_header()? else { return Ok(None) };
            stream.start(entry.clone())?;
            drop(stream);
            if name.ends_with(b"/") || name.ends_with(b"\\") {
                continue;
            }
            let content = self.content(&entry);
            let Entry { size, modified, .. } = entry;
            return Ok(Some(ArchiveMember { name, size, modified, content }));
        }
    }
}

impl Stream {
    /// Reads the next header and the name in it. Returns `None` at the directory.
    fn next_header(&mut self) -> io::Result<Option<(Entry, Vec<u8>)>> {
        let mut header = [0; LOCAL_BYTES];
        self.input.read_exact(&mut header[..4]).map_err(explain)?;
        if header.starts_with(&DESCRIPTOR) {
            // The mark of an archive that was made for several disks.
            self.input.read_exact(&mut header[..4]).map_err(explain)?;
        }
        if !header.starts_with(&LOCAL) {
            // The directory has other signatures with the same start.
            let is_directory = header.starts_with(b"PK");
            let error =
                || io::Error::other("damaged zip file: there is no header where one should be");
            return if is_directory { Ok(None) } else { Err(error()) };
        }
        self.input.read_exact(&mut header[4..]).map_err(explain)?;
        let mut name = vec![0; usize::from(u16_at(&header, 26))];
        self.input.read_exact(&mut name).map_err(explain)?;
        let mut extra = vec![0; usize::from(u16_at(&header, 28))];
        self.input.read_exact(&mut extra).map_err(explain)?;
        Ok(Some((Entry::local(&header, &extra), name)))
    }

    /// Starts a content.
    fn start(&mut self, entry: Entry) -> io::Result<()> {
        let is_unknown = entry.has_descriptor() && entry.compressed == 0;
        let is_deflated = entry.method == DEFLATE && entry.flags & 1 == 0;
        if is_unknown && !is_deflated {
            return Err(io::Error::other(
                "the zip file cannot be read from its start, since a size is only after its content; unpack it first",
            ));
        }
        self.current = Some(Current {
            left: (!is_unknown).then_some(entry.compressed),
            inflate: is_deflated.then(|| Decompress::new(false)),
            crc: Crc::new(),
            entry,
        });
        Ok(())
    }

    /// Reads what is left of the current member.
    fn finish_member(&mut self) -> io::Result<()> {
        if let Some(Current { left: Some(left), entry, .. }) = &self.current {
            let (left, has_descriptor) = (*left, entry.has_descriptor());
            self.current = None;
            let skipped = io::copy(&mut (&mut self.input).take(left), &mut io::sink())?;
            if skipped < left {
                return Err(explain(io::ErrorKind::UnexpectedEof.into()));
            }
            return if has_descriptor { self.read_descriptor().map(drop) } else { Ok(()) };
        }
        let mut rest = [0; 8 << 10];
        while self.current.is_some() {
            self.read(&mut rest)?;
        }
        Ok(())
    }

    /// Reads content of the current member: inflated, or as it is if it is not deflated.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(current) = &mut self.current else { return Ok(0) };
        let Some(inflate) = &mut current.inflate else {
            let left = current.left.unwrap_or_default();
            let count = (&mut self.input).take(left).read(out)?;
            current.left = Some(left - count as u64);
            if count == 0 && left > 0 && !out.is_empty() {
                return Err(explain(io::ErrorKind::UnexpectedEof.into()));
            }
            return Ok(count);
        };
        loop {
            let input = self.input.fill_buf()?;
            let limit =
                current.left.map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(usize::MAX));
            let input = &input[..input.len().min(limit)];
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let status = inflate
                .decompress(input, out, FlushDecompress::None)
                .map_err(|err| damaged(&err))?;
            let consumed = inflate.total_in() - before_in;
            let is_stuck = input.is_empty();
            self.input.consume(usize::try_from(consumed).unwrap_or_default());
            current.left = current.left.map(|left| left - consumed);
            let count = usize::try_from(inflate.total_out() - before_out).unwrap_or_default();
            current.crc.update(&out[..count]);
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            if status == Status::StreamEnd {
                return self.end_deflated().map(|()| 0);
            }
            if is_stuck {
                return Err(explain(io::ErrorKind::UnexpectedEof.into()));
            }
        }
    }

    /// Compares the checksum of a deflated content after its end.
    fn end_deflated(&mut self) -> io::Result<()> {
        let Some(current) = &self.current else { return Ok(()) };
        let (found, mut stored) = (current.crc.sum(), current.entry.crc);
        let has_descriptor = current.entry.has_descriptor();
        self.finish_known_rest()?;
        if has_descriptor {
            stored = self.read_descriptor()?;
        }
        self.current = None;
        if found == stored { Ok(()) } else { Err(wrong_checksum()) }
    }

    /// Skips bytes that belong to the content but are after the end of the deflated data.
    fn finish_known_rest(&mut self) -> io::Result<()> {
        let left = self.current.as_ref().and_then(|current| current.left).unwrap_or_default();
        io::copy(&mut (&mut self.input).take(left), &mut io::sink()).map(drop)
    }

    /// Reads the CRC-32 and the sizes after a content, and returns the first. The sizes have 4 or 8 bytes,
    /// which only the next signature shows; the signature before them may be missing.
    fn read_descriptor(&mut self) -> io::Result<u32> {
        let mut head = [0; 4];
        self.input.read_exact(&mut head).map_err(explain)?;
        if head == DESCRIPTOR {
            self.input.read_exact(&mut head).map_err(explain)?;
        }
        let mut sizes = [0; 8];
        self.input.read_exact(&mut sizes).map_err(explain)?;
        if !self.input.fill_buf()?.starts_with(b"PK") {
            self.input.read_exact(&mut sizes).map_err(explain)?;
        }
        Ok(u32_at(&head, 0))
    }
}

fn damaged(err: &flate2::DecompressError) -> io::Error {
    io::Error::other(format!("damaged zip file: {err}"))
}

/// The bytes of the current member.
struct StreamMember(Arc<Mutex<Stream>>);

impl Read for StreamMember {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        lock(&self.0).read(out)
    }
}

fn lock(stream: &Mutex<Stream>) -> MutexGuard<'_, Stream> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}
