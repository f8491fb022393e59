//! The pieces that the splitter returns.

use crate::trail::{container::Within, record_row::RecordRow};

/// The largest record that is read, in bytes. CloudTrail's own limit is 256 KB, or 1 MB in Lake. Other objects
/// and arrays that are larger are read in parts.
pub(crate) const MAX_RECORD: usize = 16 << 20;

/// The largest part of a broken or oversized piece that is kept for its reject, in bytes.
pub(crate) const MAX_EXCERPT: usize = 64 << 10;

/// A piece of content.
#[derive(Debug)]
pub enum Piece<'a> {
    /// A value.
    Value(Value<'a>),
    /// Content that cannot be split into values.
    Broken(Broken<'a>),
}

/// The text of a value and its place in the content.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// The start, in bytes from the start of the content.
    pub position: u64,
    /// The text. It may be neither JSON nor UTF-8.
    pub text: &'a [u8],
    /// The container around it.
    pub within: Within,
    /// The result of the one-pass reader.
    pub reading: Reading<'a>,
    /// The path of the value if it is a part of one that is too large, else an empty text.
    pub path: &'a str,
}

/// The result of reading a value by [`RecordReader`](crate::trail::ordinary::RecordReader).
#[derive(Clone, Copy, Debug)]
pub enum Reading<'a> {
    /// The value was not read.
    None,
    /// The value is an ordinary record.
    Ordinary(RecordRow<'a>),
    /// The value is not an ordinary record.
    Unusual,
}

/// A part of the content that cannot be split into values.
#[derive(Debug)]
pub struct Broken<'a> {
    /// The start, in bytes from the start of the content.
    pub position: u64,
    /// The first 64 KiB of it.
    pub text: &'a [u8],
    /// The reason that it cannot be split.
    pub reason: String,
    /// True if the splitter continues after it.
    pub resumed: bool,
    /// True if the content ends inside a document, so that records may be missing.
    pub cut_off: bool,
}
