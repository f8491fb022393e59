//! The members of a tar file, read from its start to its end. Source: "pax Interchange Format" in POSIX, and
//! "Basic Tar Format" in the manual of GNU tar.

use std::{
    io::{self, BufRead, BufReader, Read},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::scan::archive::{
    SharedSource,
    member::{ArchiveMember, LINK, MemberContent, Members, SPECIAL},
};

/// The size of a header. Contents are padded to a multiple of it.
pub(super) const BLOCK: usize = 512;

/// The largest header for a long name or for pax records, in bytes.
const MAX_EXTENSION: u64 = 1 << 20;

/// Returns true if a content with these first bytes is a tar file.
pub(crate) fn is_tar(start: &[u8]) -> bool {
    let Some(header) = start.first_chunk::<BLOCK>() else { return false };
    // No text has a checksum there, and the start of most files shows that without adding it up.
    header[0] != 0
        && header[148..156].iter().copied().all(is_of_number)
        && Header(*header).is_valid()
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'7' | b' ' | 0)
}

/// The members of a tar file.
pub(super) struct TarMembers {
    stream: Arc<Mutex<TarStream>>,
    /// The facts about a member in the headers before it.
    next: Extension,
}

struct TarStream {
    input: BufReader<SharedSource>,
    /// The number of bytes of the current member that were not read.
    left: u64,
    /// The number of bytes after it, up to a whole block.
    padding: u64,
}

/// Values that take the place of those in a header.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    modified: Option<i64>,
    is_sparse: bool,
}

impl TarMembers {
    pub(super) fn new(input: SharedSource) -> Self {
        let input = BufReader::with_capacity(32 << 10, input);
        let stream = Arc::new(Mutex::new(TarStream { input, left: 0, padding: 0 }));
        Self { stream, next: Extension::default() }
    }

    /// Returns the member of a header, or `None` for a header that belongs to the next one.
    fn member(&mut self, header: &Header) -> io::Result<Option<ArchiveMember>> {
        let mut stream = lock(&self.stream);
        match header.kind() {
            b'L' => self.next.name = Some(stream.text(header.size()?)?),
            b'x' => self.next.read(&stream.text(header.size()?)?),
            // The values for all members, a long target of a link, and the label of a volume.
            b'g' | b'K' | b'V' => stream.skip(header.size()?)?,
            kind => {
                let extension = mem::take(&mut self.next);
                let size = extension.size.map_or_else(|| header.size(), Ok)?;
                let name = extension.name.unwrap_or_else(|| header.name());
                if kind == b'5' || name.ends_with(b"/") {
                    stream.skip(size)?;
                    return Ok(None);
                }
                // Some programs give the size of the file that a link leads to.
                let has_content = !matches!(kind, b'1'..=b'6');
                stream.start(if has_content { size } else { 0 });
                let content = match kind {
                    b'1' | b'2' => MemberContent::Other(LINK),
                    b'3' | b'4' | b'6' => MemberContent::Other(SPECIAL),
                    b'S' | b'M' => MemberContent::Unreadable(INCOMPLETE.to_owned()),
                    _ if extension.is_sparse => MemberContent::Unreadable(INCOMPLETE.to_owned()),
                    _ => MemberContent::Bytes(Box::new(TarMember(Arc::clone(&self.stream)))),
                };
                let modified = extension.modified.unwrap_or_else(|| header.modified());
                return Ok(Some(ArchiveMember { name, size, modified, content }));
            }
        }
        Ok(None)
    }
}

/// The reason not to read a sparse file, or a part of a file.
const INCOMPLETE: &str =
    "it is stored as a sparse file or in several volumes; unpack the tar file first";

impl Members for TarMembers {
    fn next_member(&mut self) -> io::Result<Option<ArchiveMember>> {
        loop {
            let Some(header) = lock(&self.stream).next_header()? else { return Ok(None) };
            if let Some(member) = self.member(&header)? {
                return Ok(Some(member));
            }
        }
    }
}

impl TarStream {
    /// Skips the rest of the current member and reads the next header. Returns `None` at the end.
    fn next_header(&mut self) -> io::Result<Option<Header>> {
        let rest = self.left.saturating_add(self.padding);
        (self.left, self.padding) = (0, 0);
        self.discard(rest)?;
        if self.input.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut block = [0; BLOCK];
        self.input.read_exact(&mut block).map_err(explain)?;
        if block == [0; BLOCK] {
            return Ok(None);
        }
        let header = Header(block);
        if !header.is_valid() {
            return Err(io::Error::other("a header of the tar file is damaged"));
        }
        Ok(Some(header))
    }

    /// Starts a content of `size` bytes.
    fn start(&mut self, size: u64) {
        self.left = size;
        self.padding = size.next_multiple_of_block() - size;
    }

    fn skip(&mut self, size: u64) -> io::Result<()> {
        self.discard(size.next_multiple_of_block())
    }

    /// Reads a content that describes the next member.
    fn text(&mut self, size: u64) -> io::Result<Vec<u8>> {
        if size > MAX_EXTENSION {
            return Err(io::Error::other("a header of the tar file has more than 1 MiB"));
        }
        let mut text = Vec::new();
        (&mut self.input).take(size).read_to_end(&mut text)?;
        self.discard(size.next_multiple_of_block() - size)?;
        // The name of GNU tar ends with a zero.
        text.truncate(text.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
        Ok(text)
    }

    fn discard(&mut self, bytes: u64) -> io::Result<()> {
        let read = io::copy(&mut (&mut self.input).take(bytes), &mut io::sink())?;
        if read < bytes { Err(explain(io::ErrorKind::UnexpectedEof.into())) } else { Ok(()) }
    }
}

trait InBlocks {
    fn next_multiple_of_block(self) -> u64;
}

impl InBlocks for u64 {
    fn next_multiple_of_block(self) -> u64 {
        self.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX)
    }
}

/// The content of the current member.
struct TarMember(Arc<Mutex<TarStream>>);

impl Read for TarMember {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let stream = &mut *lock(&self.0);
        let count = (&mut stream.input).take(stream.left).read(out)?;
        stream.left -= count as u64;
        if count == 0 && stream.left > 0 && !out.is_empty() {
            return Err(explain(io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(count)
    }
}

fn lock(stream: &Mutex<TarStream>) -> MutexGuard<'_, TarStream> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

fn explain(err: io::Error) -> io::Error {
    match err.kind() {
        io::ErrorKind::UnexpectedEof => io::Error::other("the tar file is cut off"),
        _ => err,
    }
}

/// A header.
struct Header([u8; BLOCK]);

impl Header {
    /// Returns true if the checksum is that of the header. Old programs added signed bytes.
    fn is_valid(&self) -> bool {
        let is_checksum = |at: usize| (148..156).contains(&at);
        let bytes = self.0.iter().enumerate();
        let bytes = bytes.map(|(at, byte)| if is_checksum(at) { b' ' } else { *byte });
        let (mut unsigned, mut signed) = (0_i64, 0_i64);
        for byte in bytes {
            unsigned += i64::from(byte);
            signed += i64::from(byte.cast_signed());
        }
        let stored = number(&self.0[148..156]).and_then(|sum| i64::try_from(sum).ok());
        stored.is_some_and(|stored| stored == unsigned || stored == signed)
    }

    fn kind(&self) -> u8 {
        self.0[156]
    }

    fn size(&self) -> io::Result<u64> {
        number(&self.0[124..136])
            .ok_or_else(|| io::Error::other("a header of the tar file has no valid size"))
    }

    fn modified(&self) -> i64 {
        let seconds = number(&self.0[136..148]).and_then(|seconds| i64::try_from(seconds).ok());
        seconds.and_then(|seconds| seconds.checked_mul(1_000_000)).unwrap_or_default()
    }

    fn name(&self) -> Vec<u8> {
        let (name, prefix) = (until_zero(&self.0[..100]), until_zero(&self.0[345..500]));
        // GNU tar has other fields at the place of the prefix.
        let is_posix = &self.0[257..263] == b"ustar\0";
        if is_posix && !prefix.is_empty() { [prefix, b"/", name].concat() } else { name.to_vec() }
    }
}

/// Parses a number in octal digits, or, if the first bit is set, in binary.
fn number(field: &[u8]) -> Option<u64> {
    if let [first @ 0x80..=0xff, rest @ ..] = field {
        return rest.iter().try_fold(u64::from(first & 0x7f), |number, byte| {
            Some(number.checked_mul(256)? + u64::from(*byte))
        });
    }
    let text = str::from_utf8(until_zero(field)).ok()?.trim();
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

fn until_zero(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

impl Extension {
    /// Reads pax records: `LENGTH NAME=VALUE` and a line end, whose length is that of the whole record.
    fn read(&mut self, mut records: &[u8]) {
        while let Some((record, rest)) = split_record(records) {
            records = rest;
            let Some(at) = record.iter().position(|byte| *byte == b'=') else { continue };
            let (name, value) = (&record[..at], &record[at + 1..]);
            let text = str::from_utf8(value).unwrap_or_default();
            match name {
                b"path" => self.name = Some(value.to_vec()),
                b"size" => self.size = text.parse().ok(),
                b"mtime" => self.modified = seconds(text),
                _ if name.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                _ => {}
            }
        }
    }
}

/// Returns the first record without its length and line end, and the rest.
fn split_record(records: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = records.iter().position(|byte| *byte == b' ')?;
    let length: usize = str::from_utf8(&records[..space]).ok()?.parse().ok()?;
    let (record, rest) = records.split_at_checked(length)?;
    Some((record.get(space + 1..)?.trim_ascii_end(), rest))
}

/// Parses seconds since 1970 with a fraction, which is ignored, and returns microseconds.
fn seconds(text: &str) -> Option<i64> {
    let whole: i64 = text.split('.').next()?.parse().ok()?;
    whole.checked_mul(1_000_000)
}
