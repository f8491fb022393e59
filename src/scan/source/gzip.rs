//! The members of a gzip file (RFC 1952), read one after another.

use std::{
    io::{self, BufRead, Read},
    mem,
};

use flate2::bufread::GzDecoder;

/// A reader of the content of all members, which knows where the first one ends. CloudTrail writes one
/// member; other programs, such as exports of CloudWatch Logs, write several.
pub(crate) struct GzipMembers<R> {
    state: State<R>,
    /// The end of the first member in bytes from the start of the file, if bytes follow it.
    first_end: Option<u64>,
}

enum State<R> {
    Member(Box<GzDecoder<Counted<R>>>),
    /// At the end of the file.
    End,
    /// After an error, which every further read repeats.
    Failed(io::ErrorKind, String),
}

impl<R: BufRead> GzipMembers<R> {
    /// Starts at the beginning of the first member.
    pub(crate) fn new(raw: R) -> Self {
        let raw = Counted { raw, consumed: 0 };
        Self { state: State::Member(Box::new(GzDecoder::new(raw))), first_end: None }
    }

    /// Returns the end of the first member in bytes from the start of the file, if it was read to its
    /// end and bytes follow it.
    pub(crate) fn first_end(&self) -> Option<u64> {
        self.first_end
    }

    /// Returns the text of an error.
    fn explain(&self, err: &io::Error) -> String {
        match err.kind() {
            io::ErrorKind::InvalidInput if self.first_end.is_some() => {
                "the bytes after the gzip data are not gzip".to_owned()
            }
            _ => err.to_string(),
        }
    }

    /// Starts the next member, or ends if no bytes follow.
    fn next_member(&mut self) -> io::Result<()> {
        let State::Member(member) = &mut self.state else { return Ok(()) };
        if member.get_mut().fill_buf()?.is_empty() {
            self.state = State::End;
            return Ok(());
        }
        if let State::Member(member) = mem::replace(&mut self.state, State::End) {
            let raw = member.into_inner();
            self.first_end.get_or_insert(raw.consumed);
            self.state = State::Member(Box::new(GzDecoder::new(raw)));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            let read = match &mut self.state {
                State::Member(member) => member.read(out),
                State::End => return Ok(0),
                State::Failed(kind, cause) => return Err(io::Error::new(*kind, cause.clone())),
            };
            match read {
                Ok(0) => self.next_member()?,
                Err(err) if err.kind() != io::ErrorKind::Interrupted => {
                    self.state = State::Failed(err.kind(), self.explain(&err));
                }
                read => return read,
            }
        }
    }
}

/// A reader that counts the bytes that were consumed.
struct Counted<R> {
    raw: R,
    consumed: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.raw.read(out)?;
        self.consumed += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.raw.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.raw.consume(count);
        self.consumed += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use flate2::{Compression, GzBuilder, bufread::MultiGzDecoder, write::GzEncoder};

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn the_end_of_the_first_member_is_known_if_bytes_follow_it() {
        let first = gzip(b"first");
        let named = GzBuilder::new()
            .filename("name")
            .comment("comment")
            .extra(*b"extra")
            .write(Vec::new(), Compression::fast());
        let named = named.finish().unwrap();
        let end = first.len() as u64;
        for (more, content, first_end) in [
            (&b""[..], Some("first"), None),
            (&gzip(b" second"), Some("first second"), Some(end)),
            (&gzip(b""), Some("first"), Some(end)),
            (&named, Some("first"), Some(end)),
            (&[gzip(b""), gzip(b"3")].concat(), Some("first3"), Some(end)),
            (b"x", None, Some(end)),
            (b"\x1f\x8b", None, Some(end)),
            (&[0; 512], None, Some(end)),
            (b"{\"Records\":[]}\n", None, Some(end)),
        ] {
            let file = [&first[..], more].concat();
            // The end of the first member may be anywhere in a buffer.
            for buffer in [1, 7, first.len(), 4096] {
                let raw = BufReader::with_capacity(buffer, file.as_slice());
                let mut members = GzipMembers::new(raw);
                let mut read = String::new();
                let result = members.read_to_string(&mut read);
                assert_eq!(result.is_ok().then_some(read.as_str()), content, "{more:?}");
                assert_eq!(members.first_end(), first_end, "{more:?}");
                let mut expected = String::new();
                let is_gzip =
                    MultiGzDecoder::new(file.as_slice()).read_to_string(&mut expected).is_ok();
                assert_eq!((is_gzip, &expected), (result.is_ok(), &read), "{more:?}");
            }
        }
    }

    #[test]
    fn a_member_that_is_cut_off_has_no_end() {
        let whole = gzip(b"some content");
        for length in 0..whole.len() {
            let mut members = GzipMembers::new(&whole[..length]);
            assert!(members.read_to_end(&mut Vec::new()).is_err(), "{length}");
            assert_eq!(members.first_end(), None, "{length}");
        }
    }
}
