//! Writes one file of an archive.

use std::{
    fs,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use super::{plan::File, record, record::Position};

/// Counts of the records and bytes that were written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written {
    pub(crate) records: u64,
    pub(crate) copies: u64,
    /// Bytes of JSON.
    pub(crate) json: u64,
    /// Bytes of the files.
    pub(crate) compressed: u64,
}

impl Written {
    pub(crate) fn add(&mut self, other: Self) {
        self.records += other.records;
        self.copies += other.copies;
        self.json += other.json;
        self.compressed += other.compressed;
    }
}

/// Writes the file at index `at` of the plan, record by record, so that memory does not depend on its
/// size.
pub(crate) fn write(folder: &Path, seed: u64, plan: &[File], at: usize) -> Result<Written> {
    let file = plan.get(at).context("no such file in the plan")?;
    let path = folder.join(file.key(seed)?);
    let parent = path.parent().context("a file is in a folder")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let target =
        fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut gzip = GzEncoder::new(BufWriter::new(target), Compression::default());

    let mut written = Written { records: file.records, copies: file.copies, ..Written::default() };
    let mut text = b"{\"Records\":[".to_vec();
    for index in 0..file.records {
        if index > 0 {
            text.push(b',');
        }
        match file.before.and_then(|before| plan.get(before)) {
            Some(before) if index < file.copies => {
                // The copies are spread over the previous file; no record is copied twice.
                let original = index * before.originals() / file.copies;
                original_record(&mut text, seed, before, original)?;
            }
            _ => original_record(&mut text, seed, file, index - file.copies)?,
        }
        gzip.write_all(&text)?;
        written.json += text.len() as u64;
        text.clear();
    }
    text.extend(b"]}");
    gzip.write_all(&text)?;
    written.json += text.len() as u64;
    gzip.finish()?.flush()?;
    written.compressed = fs::metadata(&path)?.len();
    Ok(written)
}

/// Appends the record at `index` among the originals of a file.
fn original_record(text: &mut Vec<u8>, seed: u64, file: &File, index: u64) -> Result<()> {
    let second = file.second(seed, index)?;
    let File { number, account, region, .. } = file;
    record::write(text, &Position { seed, file: *number, index, account, region, second })
}
