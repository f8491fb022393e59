//! CloudTrail's folders in a bucket: finds them, and lists the objects in them from many threads.
//!
//! The layout is `[prefix/]AWSLogs/[o-ORGANISATION/]ACCOUNT/CloudTrail…/REGION/YYYY/MM/DD/`: see "Finding
//! your CloudTrail log files" in the CloudTrail user guide. Folders of other services beside
//! `CloudTrail…` are not listed. Names are hints: a prefix of another layout is listed whole.

pub(crate) mod days;
mod discover;
mod layout;
mod list;
mod window;

pub use discover::{Trails, find};
pub use list::list;
pub use window::Prune;

use crate::s3::S3Location;

/// Objects with a common prefix, in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// The bucket and the prefix.
    pub location: S3Location,
    /// The key behind which to start.
    pub start_after: Option<String>,
    /// The key at which to stop. It is not listed itself.
    pub before: Option<String>,
    /// The account, if the prefix names it.
    pub account_id: Option<String>,
    /// The Region, if the prefix names it.
    pub region: Option<String>,
}

impl KeyRange {
    /// Returns the prefix of its Region, behind which the days are, if it is in one.
    pub(crate) fn region_prefix(&self) -> Option<&str> {
        let (key, region) = (&self.location.key, self.region.as_ref()?);
        let at = key.rfind(&format!("/{region}/"))?;
        key.get(..at + region.len() + 2)
    }
}
