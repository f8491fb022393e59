//! The reader of ordinary records gives the row that the other modules give, or refuses the record: for the
//! records of the fixtures and of the corpus, and for random changes of them.

use std::{fs, io::Read, path::Path};

use ducktrail::internals::trail::{
    container::{Class, classify},
    depth, members,
    ordinary::RecordReader,
    record::{ColumnSet, to_row},
    row::RowValues,
    shape,
    splitter::{Piece, Splitter},
    surrogate,
};
use flate2::read::MultiGzDecoder;
use walkdir::WalkDir;

use crate::support::{corpus, fixtures};

/// The number of changed records for each record.
const CHANGES: usize = 20;

/// Bytes that mean something in JSON, in UTF-8 or in an escape.
const BYTES: &[u8] = b"\"\\{}[],:0129-+.eEtfnu \n\t\x00\x1f\xc3\xa9ad8";

/// A xorshift generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    /// Changes, adds, removes or copies some bytes.
    fn change(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.below(3) {
            let (at, byte) = (self.below(bytes.len()), BYTES[self.below(BYTES.len())]);
            match self.below(4) {
                _ if bytes.is_empty() => bytes.push(byte),
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                _ => {
                    let part = bytes[at..bytes.len().min(at + self.below(40))].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, part);
                }
            }
        }
        bytes
    }
}

/// The numbers of texts that were compared.
#[derive(Default)]
struct Compared {
    events: usize,
    ordinary: usize,
    changed: usize,
    changed_ordinary: usize,
}

/// Compares the two ways for a text. Returns true if the reader accepts it.
fn is_ordinary(text: &str, reader: &mut RecordReader) -> bool {
    if reader.read(text.as_bytes()) != Ok(text.len()) {
        return false;
    }
    let members = members::split(text).unwrap_or_else(|err| panic!("{err}: {text}"));
    assert_eq!(classify(&members), Class::Event, "{text}");
    assert!(!depth::is_too_deep(text), "{text}");
    assert!(!surrogate::is_lone_in(text), "{text}");
    let row = reader.row(text);
    assert_eq!(row.to_row(), to_row(&members, &ColumnSet::all()), "{text}");
    assert_eq!(row.shape().to_text(), shape::of(text, &members), "{text}");
    true
}

fn compare(text: &str, reader: &mut RecordReader, random: &mut Random, compared: &mut Compared) {
    let members = members::split(text);
    compared.events += usize::from(members.is_ok_and(|it| classify(&it) == Class::Event));
    compared.ordinary += usize::from(is_ordinary(text, reader));
    for _ in 0..CHANGES {
        if let Ok(changed) = String::from_utf8(random.change(text)) {
            compared.changed += 1;
            compared.changed_ordinary += usize::from(is_ordinary(&changed, reader));
        }
    }
}

/// Returns the texts of all values in a file, and of the records in envelopes.
fn texts(path: &Path) -> Vec<String> {
    let raw = fs::read(path).unwrap();
    let mut content = Vec::new();
    if MultiGzDecoder::new(&raw[..]).read_to_end(&mut content).is_err() && content.is_empty() {
        content = raw;
    }
    let mut splitter = Splitter::new(&content[..]);
    let mut texts = Vec::new();
    while let Some(piece) = splitter.next_piece() {
        let Piece::Value(value) = piece else { continue };
        let Ok(text) = str::from_utf8(value.text) else { continue };
        if let Ok(members) = members::split(text)
            && let Class::Envelope { inside: Some(inside), .. } = classify(&members)
        {
            texts.push(inside.into_owned());
        }
        texts.push(text.to_owned());
    }
    texts
}

fn compare_all(folder: &Path) -> Compared {
    let (mut reader, mut random) = (RecordReader::default(), Random(7));
    let mut compared = Compared::default();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            for text in texts(entry.path()) {
                compare(&text, &mut reader, &mut random, &mut compared);
            }
        }
    }
    compared
}

#[test]
fn both_ways_give_the_same_rows_for_the_fixtures() {
    let compared = compare_all(&fixtures(""));
    assert!(compared.ordinary * 100 > compared.events * 90, "{}", compared.ordinary);
    assert!(compared.changed_ordinary * 4 > compared.changed, "{}", compared.changed_ordinary);
}

#[test]
fn both_ways_give_the_same_rows_for_the_corpus() {
    let Some(folder) = corpus("both_ways_give_the_same_rows_for_the_corpus") else { return };
    let compared = compare_all(&folder.join("files"));
    assert!(compared.events > 17_000, "{}", compared.events);
    assert!(compared.ordinary * 1000 > compared.events * 999, "{}", compared.ordinary);
    assert!(compared.changed_ordinary * 4 > compared.changed, "{}", compared.changed_ordinary);
}
