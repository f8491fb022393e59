//! Archives and compressed streams of any bytes are read to an end, and give no more members than they have
//! headers. The first byte of the input chooses the reader.

use std::io::Read;

use crate::scan::{
    archive::{self, Read as Reader},
    source::Compression,
};

/// The number of bytes that are read of each content.
const MAX_BYTES: u64 = 1 << 20;

/// The size of the smallest header, that of a zip file.
const LEAST_HEADER: usize = 30;

/// Fails if a reader panics or gives members without headers.
pub fn check(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let members = match choice % 3 {
        0 => archive::read_all(Reader::Tar, data, MAX_BYTES),
        1 => archive::read_all(Reader::Zip, data, MAX_BYTES),
        _ => {
            if let Some(compression) = Compression::of(data) {
                let raw = std::io::Cursor::new(data.to_vec());
                let mut content = Vec::new();
                let _ = compression.decoder(raw).take(MAX_BYTES).read_to_end(&mut content);
            }
            0
        }
    };
    assert!(members <= data.len() / LEAST_HEADER, "{members} members");
}
