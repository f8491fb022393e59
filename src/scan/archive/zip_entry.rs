//! The headers of a zip file. Source: APPNOTE.TXT of PKWARE.

use std::io::{self, BufRead, Read};

use flate2::{Crc, bufread::DeflateDecoder};

use crate::{
    scan::{archive::member::LINK, source::Compression},
    trail::time,
};

/// The signatures of a local header, of an entry of the directory, and of the end of the directory.
pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
pub(super) const ENTRY: [u8; 4] = *b"PK\x01\x02";
pub(super) const END: [u8; 4] = *b"PK\x05\x06";

/// The size of the fixed part of a local header and of an entry of the directory.
pub(super) const LOCAL_BYTES: usize = 30;
pub(super) const ENTRY_BYTES: usize = 46;

/// A value in a header that does not fit there and is in the extra field.
const IN_EXTRA: u64 = 0xffff_ffff;

/// The methods of compression that have a number of their own here.
const STORED: u16 = 0;
pub(super) const DEFLATE: u16 = 8;

/// A member as a header describes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) compressed: u64,
    pub(super) size: u64,
    pub(super) modified: i64,
    /// The position of the local header.
    pub(super) offset: u64,
    /// The rights and the kind of the file in Unix; 0 if not known.
    pub(super) unix_mode: u32,
}

impl Entry {
    /// Reads the part that both headers have: flags, method, time, CRC-32 and sizes.
    fn common(fields: &[u8]) -> Self {
        Self {
            flags: u16_at(fields, 0),
            method: u16_at(fields, 2),
            modified: dos_time(u16_at(fields, 4), u16_at(fields, 6)),
            crc: u32_at(fields, 8),
            compressed: u32_at(fields, 12).into(),
            size: u32_at(fields, 16).into(),
            offset: 0,
            unix_mode: 0,
        }
    }

    /// Reads a local header and its extra field.
    pub(super) fn local(header: &[u8; LOCAL_BYTES], extra: &[u8]) -> Self {
        let mut entry = Self::common(&header[6..]);
        entry.read_extra(extra);
        entry
    }

    /// Reads an entry of the directory and its extra field.
    pub(super) fn of_directory(header: &[u8; ENTRY_BYTES], extra: &[u8]) -> Self {
        let mut entry = Self::common(&header[8..]);
        entry.offset = u32_at(header, 42).into();
        let is_unix = header[5] == 3;
        entry.unix_mode = if is_unix { u32_at(header, 38) >> 16 } else { 0 };
        entry.read_extra(extra);
        entry
    }

    fn read_extra(&mut self, mut extra: &[u8]) {
        while extra.len() >= 4 {
            let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
            let Some((field, rest)) = extra[4..].split_at_checked(length) else { return };
            extra = rest;
            match id {
                // ZIP64: the values that do not fit into the header, in this order.
                1 => {
                    let mut values = field.chunks_exact(8);
                    for value in [&mut self.size, &mut self.compressed, &mut self.offset] {
                        if *value == IN_EXTRA {
                            *value = values.next().map_or(*value, |bytes| u64_at(bytes, 0));
                        }
                    }
                }
                // The time in UTC.
                0x5455 if field.len() >= 5 && field[0] & 1 == 1 => {
                    let seconds = u32_at(field, 1).cast_signed();
                    self.modified = i64::from(seconds) * 1_000_000;
                }
                _ => {}
            }
        }
    }

    /// Returns true if the sizes and the CRC-32 are after the content.
    pub(super) fn has_descriptor(&self) -> bool {
        self.flags & 1 << 3 != 0
    }

    /// Returns the form of a member that is no file.
    pub(super) fn other_form(&self) -> Option<&'static str> {
        (self.unix_mode & 0o17_0000 == 0o12_0000).then_some(LINK)
    }

    /// Returns the reason that its content cannot be read.
    pub(super) fn refusal(&self) -> Option<String> {
        if self.flags & 1 != 0 || self.method == 99 {
            return Some("it is encrypted with a password; unpack the zip file first".to_owned());
        }
        let is_known = matches!(self.method, STORED | DEFLATE) || self.compression().is_some();
        (!is_known).then(|| {
            format!(
                "its compression (method {}) is not supported; unpack the zip file first",
                self.method
            )
        })
    }

    /// Returns the format of a content that is neither stored nor deflated.
    fn compression(&self) -> Option<Compression> {
        match self.method {
            12 => Some(Compression::Bzip2),
            93 => Some(Compression::Zstd),
            95 => Some(Compression::Xz),
            _ => None,
        }
    }

    /// Returns a reader of the content from that of its compressed bytes.
    pub(super) fn content<R: BufRead + Send + 'static>(&self, raw: R) -> Box<dyn Read + Send> {
        let content: Box<dyn Read + Send> = match self.compression() {
            Some(compression) => compression.decoder(raw),
            None if self.method == DEFLATE => Box::new(DeflateDecoder::new(raw)),
            None => Box::new(raw),
        };
        Box::new(Checked { content, crc: Crc::new(), expected: (self.crc, self.size), bytes: 0 })
    }
}

/// Returns a DOS date and time, which have no zone, in microseconds since 1970.
fn dos_time(clock: u16, date: u16) -> i64 {
    let text = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        1980 + (date >> 9),
        date >> 5 & 15,
        date & 31,
        clock >> 11,
        clock >> 5 & 63,
        (clock & 31) * 2
    );
    time::parse(&text).unwrap_or_default()
}

/// Reads little-endian numbers; bytes that are not there count as 0.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    u16::from_le_bytes([byte(at), byte(at + 1)])
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// A content that is compared with its CRC-32 and size at the end.
struct Checked {
    content: Box<dyn Read + Send>,
    crc: Crc,
    expected: (u32, u64),
    bytes: u64,
}

impl Read for Checked {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(out).map_err(explain)?;
        self.crc.update(&out[..count]);
        self.bytes += count as u64;
        if count == 0 && !out.is_empty() && (self.crc.sum(), self.bytes) != self.expected {
            return Err(wrong_checksum());
        }
        Ok(count)
    }
}

pub(super) fn wrong_checksum() -> io::Error {
    io::Error::other("damaged zip file: the content of the member has another checksum or size")
}

/// Says that an error is one of the zip file.
pub(super) fn explain(err: io::Error) -> io::Error {
    match err.kind() {
        io::ErrorKind::UnexpectedEof => io::Error::other("the zip file is cut off"),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            io::Error::other(format!("damaged zip file: {err}"))
        }
        _ => err,
    }
}
