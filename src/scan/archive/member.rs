//! The members of an archive.

use std::io::{self, Read};

/// The longest name of a member, in bytes: the longest path of Linux. S3 keys have at most 1,024.
const MAX_NAME_BYTES: usize = 4096;

/// A reader of the members of one archive.
pub(super) trait Members: Send {
    /// Returns the next member, or `None` after the last. After an error the rest cannot be read.
    fn next_member(&mut self) -> io::Result<Option<ArchiveMember>>;
}

/// A member of an archive, as its header describes it.
pub(super) struct ArchiveMember {
    /// The name, of which nothing is certain: it is only shown.
    pub(super) name: Vec<u8>,
    /// The size of its content in bytes, as it would be on disk; 0 if the header does not say.
    pub(super) size: u64,
    /// The time of its last change, in microseconds since 1970; 0 if the header does not say.
    pub(super) modified: i64,
    pub(super) content: MemberContent,
}

/// The content of a member.
pub(crate) enum MemberContent {
    /// A reader of its bytes. In a tar file it must be dropped before the next member is read.
    Bytes(Box<dyn Read + Send>),
    /// No file, with the name of its form.
    Other(&'static str),
    /// A file that cannot be read, with the reason.
    Unreadable(String),
}

/// The form of a link, which is not followed: the file that it leads to is a member itself, or outside of
/// the archive.
pub(super) const LINK: &str = "link-in-archive";

/// The form of a device or a pipe.
pub(super) const SPECIAL: &str = "special-file-in-archive";

/// Removes what `tar` writes before a relative name, and shortens a name that no file can have.
pub(super) fn plain_name(name: &[u8]) -> &[u8] {
    let name = name.strip_prefix(b"./").unwrap_or(name);
    &name[..name.len().min(MAX_NAME_BYTES)]
}
