//! The limit on the content of one file on disk, with all that is compressed or archived in it.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// The size of content that is read at any ratio, because a small file does no harm.
const UNLIMITED_BYTES: u64 = 256 << 20;

/// The number of members that an archive may have whatever its size.
const UNLIMITED_MEMBERS: u64 = 1_000_000;

/// The number of bytes of an archive for each further member. The smallest log file has more, and the
/// ledger of a member takes up to a kilobyte of memory.
const LEAST_BYTES_OF_MEMBER: u64 = 256;

/// The content that a file may still have.
pub(crate) struct Budget {
    /// The number of bytes read from the file so far, or its size.
    bytes_of_file: Arc<AtomicU64>,
    /// The number of bytes of content so far.
    content: AtomicU64,
    /// The number of members of archives so far.
    members: AtomicU64,
    max_expansion: u64,
}

impl Budget {
    /// Creates the budget of a file of which nothing was read.
    pub(super) fn new(max_expansion: u64) -> Self {
        Self {
            bytes_of_file: Arc::default(),
            content: AtomicU64::new(0),
            members: AtomicU64::new(0),
            max_expansion,
        }
    }

    /// Counts a file that will be read, of a known size.
    pub(super) fn expect_file(&self, bytes: u64) {
        self.bytes_of_file.fetch_max(bytes, Ordering::Relaxed);
    }

    /// Returns the count of the bytes read from the file.
    pub(super) fn bytes_of_file(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_of_file)
    }

    /// Counts content.
    pub(super) fn take(&self, bytes: u64) {
        self.content.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts a member of an archive. Returns false if it is one too many.
    pub(crate) fn allows_member(&self) -> bool {
        let file = self.bytes_of_file.load(Ordering::Relaxed);
        let limit = (file / LEAST_BYTES_OF_MEMBER).max(UNLIMITED_MEMBERS);
        self.members.fetch_add(1, Ordering::Relaxed) < limit
    }

    /// Takes back what was counted.
    pub(super) fn give_back(&self, bytes: u64) {
        self.content.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Returns true if all content exceeds the limit.
    pub(super) fn is_exceeded(&self) -> bool {
        self.is_exceeded_by(self.content.load(Ordering::Relaxed))
    }

    /// Returns true if so much content exceeds the limit.
    pub(super) fn is_exceeded_by(&self, bytes: u64) -> bool {
        let file = self.bytes_of_file.load(Ordering::Relaxed);
        bytes > file.saturating_mul(self.max_expansion).max(UNLIMITED_BYTES)
    }

    /// Returns the error of content that exceeds the limit.
    pub(super) fn error(&self) -> io::Error {
        io::Error::other(format!(
            "it inflates to more than {} times its size; if you trust it, read it with a larger --max-expansion (in SQL: max_expansion := N)",
            self.max_expansion
        ))
    }
}
