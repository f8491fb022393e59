//! Binary content that people give by mistake, recognised by its first bytes so that it can be named.

use crate::trail::container::BINARY;

/// A kind of binary content.
struct Kind {
    form: &'static str,
    /// The first bytes.
    magic: &'static [u8],
}

const KINDS: &[Kind] = &[
    Kind { form: "pdf", magic: b"%PDF-" },
    Kind { form: "parquet", magic: b"PAR1" },
    Kind { form: "avro", magic: b"Obj\x01" },
    Kind { form: "7z", magic: b"7z\xbc\xaf\x27\x1c" },
    Kind { form: "rar", magic: b"Rar!\x1a\x07" },
    Kind { form: "lz4", magic: b"\x04\x22\x4d\x18" },
    Kind { form: "snappy", magic: b"\xff\x06\0\0sNaPpY" },
    Kind { form: "sqlite", magic: b"SQLite format 3\0" },
    Kind { form: "evtx", magic: b"ElfFile\0" },
    Kind { form: "ole", magic: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" },
    Kind { form: "png", magic: b"\x89PNG\r\n\x1a\n" },
    Kind { form: "jpeg", magic: b"\xff\xd8\xff" },
    Kind { form: "elf", magic: b"\x7fELF" },
];

/// Returns the form of a content with these first bytes, or `None` if it is none of these.
pub(crate) fn form_of(start: &[u8]) -> Option<&'static str> {
    KINDS.iter().find(|kind| start.starts_with(kind.magic)).map(|kind| kind.form)
}

/// Returns true for the form of a binary content.
pub(crate) fn is_binary(form: &str) -> bool {
    form == BINARY || KINDS.iter().any(|kind| kind.form == form)
}
