//! The checks of the fuzz targets, and the code under test: `src/trail`, which needs neither DuckDB nor
//! files, the readers of archives and compressed streams in `src/scan`, and the cells of CSV in `src/output`.
#![allow(dead_code, unused_imports, reason = "the checks use only a part of the code under test")]

pub mod archive;
pub mod container;
pub mod csv;
pub mod key;
pub mod ordinary;
pub mod record;
pub mod splitter;
pub mod time;

#[path = "../../src/trail/mod.rs"]
pub(crate) mod trail;

#[path = "../../src/text.rs"]
pub(crate) mod text;

/// The modules of `output` that depend on nothing else.
#[path = "../../src/output"]
pub(crate) mod output {
    pub(crate) mod cell;
}

/// The modules of `scan` that depend on nothing else, with a source that is in memory.
#[path = "../../src/scan"]
pub(crate) mod scan {
    pub(crate) mod source {
        mod compression;
        mod gzip;
        mod zstd;

        pub(crate) use compression::Compression;
    }

    pub(crate) mod archive {
        use std::io::{self, Cursor, Read as _};

        mod member;
        mod tar;
        mod zip_entry;
        mod zip_stream;

        use member::{MemberContent, Members};

        pub(crate) struct SharedSource(Cursor<Vec<u8>>);

        impl io::Read for SharedSource {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                self.0.read(out)
            }
        }

        pub(crate) enum Read {
            Tar,
            Zip,
        }

        /// Reads up to `max_bytes` bytes of each member, and returns their number.
        pub(crate) fn read_all(reader: Read, data: &[u8], max_bytes: u64) -> usize {
            let source = SharedSource(Cursor::new(data.to_vec()));
            let mut members: Box<dyn Members> = match reader {
                Read::Tar => Box::new(tar::TarMembers::new(source)),
                Read::Zip => Box::new(zip_stream::ZipStream::new(source)),
            };
            let mut count = 0;
            while let Ok(Some(member)) = members.next_member() {
                count += 1;
                if let MemberContent::Bytes(raw) = member.content {
                    let _ = io::copy(&mut raw.take(max_bytes), &mut io::sink());
                }
            }
            count
        }
    }
}
