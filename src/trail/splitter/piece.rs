//! What is cut out of a content.

use crate::trail::container::Within;

/// The largest record that is read. CloudTrail's own limit is 256 KB, or 1 MB in Lake.
pub(crate) const LARGEST: usize = 16 << 20;

/// How much of a broken or oversized stretch is kept for its reject.
pub(crate) const KEPT: usize = 64 << 10;

/// What the splitter finds.
#[derive(Debug)]
pub enum Piece<'a> {
    /// One value.
    Value(Value<'a>),
    /// A stretch that cannot be cut into values.
    Broken(Broken<'a>),
}

/// The text of one value.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// Where it starts, in bytes from the start of the content.
    pub position: u64,
    /// Its text, which may be no JSON, and no UTF-8.
    pub text: &'a [u8],
    /// Where it stood.
    pub within: Within,
}

/// A stretch of content that is no sequence of values.
#[derive(Debug)]
pub struct Broken<'a> {
    /// Where it starts, in bytes from the start of the content.
    pub position: u64,
    /// Its first 64 KiB.
    pub text: &'a [u8],
    /// What is wrong.
    pub reason: String,
    /// Whether nothing is lost behind it.
    pub resumed: bool,
    /// Whether the content ended before the document did, so that more may have been lost.
    pub cut_off: bool,
}
