//! Compressed streams, recognised by their first bytes whatever the name of the file.

use std::io::{self, BufRead, Read};

use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::XzReader;

use crate::scan::source::{gzip::GzipMembers, zstd::ZstdFrames};

/// The largest window or dictionary that a stream may ask for, in bytes. `xz -9` and `zstd --long=26` use
/// as much.
pub(crate) const MAX_WINDOW_BYTES: u64 = 64 << 20;

/// The memory that an xz decoder may use, in KiB: the dictionary, and the buffers around it.
const MAX_XZ_KIB: u32 = (64 << 10) + 1024;

/// A format of compressed streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

/// The start of a bzip2 block, and that of the end of a stream without blocks.
const BZIP2_BLOCKS: [&[u8]; 2] = [b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"];

impl Compression {
    /// Returns the format of a stream with these first bytes, or `None` if it is not compressed.
    pub(crate) fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            // The second is a frame to be skipped, before the first with content.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', block @ ..]
                if BZIP2_BLOCKS.iter().any(|known| block.starts_with(known)) =>
            {
                Some(Self::Bzip2)
            }
            _ => None,
        }
    }

    /// Returns the name of the format.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
        }
    }

    /// Returns a reader of the content of a stream, with all its members.
    pub(crate) fn decoder<R: BufRead + Send + 'static>(self, raw: R) -> Box<dyn Read + Send> {
        let decoder: Box<dyn Read + Send> = match self {
            // Its errors say what they are.
            Self::Gzip => return Box::new(GzipMembers::new(raw)),
            Self::Bzip2 => Box::new(MultiBzDecoder::new(raw)),
            Self::Xz => Box::new(XzReader::new_mem_limit(raw, true, MAX_XZ_KIB)),
            Self::Zstd => Box::new(ZstdFrames::new(raw)),
        };
        Box::new(NamedErrors { name: self.name(), decoder, failed: None })
    }
}

/// A decoder whose errors say what is wrong with the file. Every read after an error repeats it.
struct NamedErrors {
    name: &'static str,
    decoder: Box<dyn Read + Send>,
    failed: Option<String>,
}

impl Read for NamedErrors {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Some(cause) = &self.failed {
            return Err(io::Error::other(cause.clone()));
        }
        let read = self.decoder.read(out);
        let Err(err) = read else { return read };
        let name = self.name;
        let cause = match err.kind() {
            io::ErrorKind::Interrupted => return Err(err),
            io::ErrorKind::UnexpectedEof => format!("the {name} stream is cut off"),
            io::ErrorKind::OutOfMemory => {
                format!("the {name} stream needs more than {} MiB", MAX_WINDOW_BYTES >> 20)
            }
            _ => format!("damaged {name} stream: {err}"),
        };
        self.failed = Some(cause.clone());
        Err(io::Error::other(cause))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use bzip2::write::BzEncoder;
    use lzma_rust2::{XzOptions, XzWriter};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;
    use crate::trail::splitter::tests::Trickle;

    fn compressed(content: &[u8]) -> Vec<(Compression, Vec<u8>)> {
        let mut bzip2 = BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        bzip2.write_all(content).unwrap();
        let mut xz = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).unwrap();
        xz.write_all(content).unwrap();
        vec![
            (Compression::Bzip2, bzip2.finish().unwrap()),
            (Compression::Xz, xz.finish().unwrap()),
            (Compression::Zstd, compress_to_vec(content, CompressionLevel::Fastest)),
        ]
    }

    fn read(compression: Compression, file: &[u8]) -> (Vec<u8>, Option<String>) {
        let raw = io::Cursor::new(file.to_vec());
        let mut content = Vec::new();
        let error = compression.decoder(raw).read_to_end(&mut content).err();
        (content, error.map(|err| err.to_string()))
    }

    #[test]
    fn each_format_is_recognised_and_read_with_all_its_members() {
        for content in [&b"{\"Records\":[]}"[..], b""] {
            for (compression, file) in compressed(content) {
                assert_eq!(Compression::of(&file), Some(compression));
                assert_eq!(read(compression, &file), (content.to_vec(), None));
                let twice = [&file[..], &file].concat();
                assert_eq!(read(compression, &twice), (content.repeat(2), None), "{compression:?}");
            }
        }
        for other in [&b"BZh9 is no bzip2"[..], b"{", b"PK\x03\x04", b"\xfd7zX", b""] {
            assert_eq!(Compression::of(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_stream_that_is_cut_off_or_damaged_gives_an_error_at_every_length() {
        for (compression, file) in compressed(&b"some content ".repeat(99)) {
            for length in 1..file.len() {
                let (_, error) = read(compression, &file[..length]);
                assert!(error.is_some(), "{compression:?} {length}");
            }
            for at in 0..file.len() {
                let mut damaged = file.clone();
                damaged[at] ^= 0x55;
                // Only that it ends is certain: not every bit is covered by a checksum.
                let _ = read(compression, &damaged);
            }
        }
    }

    #[test]
    fn a_skippable_frame_of_zstd_is_skipped() {
        let frame = compress_to_vec(&b"content"[..], CompressionLevel::Fastest);
        let skipped = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..], &frame].concat();
        assert_eq!(Compression::of(&skipped), Some(Compression::Zstd));
        assert_eq!(read(Compression::Zstd, &skipped), (b"content".to_vec(), None));
    }

    #[test]
    fn a_window_beyond_the_limit_is_an_error() {
        // A frame with a window of 2 GiB, and an xz block with a dictionary of 1.5 GiB.
        let zstd = b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00";
        let (_, error) = read(Compression::Zstd, zstd);
        assert!(error.unwrap().contains("needs more than 64 MiB"));
    }

    #[test]
    fn an_error_is_repeated() {
        let (compression, mut file) = compressed(&b"some content ".repeat(99)).remove(0);
        file.truncate(file.len() - 1);
        let raw = io::BufReader::new(io::Cursor::new(file));
        let mut decoder = compression.decoder(raw);
        let first = io::copy(&mut decoder, &mut io::sink()).unwrap_err().to_string();
        assert_eq!(io::copy(&mut decoder, &mut io::sink()).unwrap_err().to_string(), first);
    }

    #[test]
    fn the_size_of_the_reads_does_not_matter() {
        for (compression, file) in compressed(b"some content") {
            for step in [1, 3, 100] {
                let raw = io::BufReader::with_capacity(step, Trickle(leak(&file), step));
                let mut content = Vec::new();
                compression.decoder(raw).read_to_end(&mut content).unwrap();
                assert_eq!(content, b"some content", "{compression:?} {step}");
            }
        }
    }

    fn leak(bytes: &[u8]) -> &'static [u8] {
        bytes.to_vec().leak()
    }
}
