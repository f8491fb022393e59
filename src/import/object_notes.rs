//! The lines about objects of S3 that were not looked into, or not listed.

use crate::{count::counted, scan::objects::FoundObjects};

/// Returns the lines about a search. `late` is the number of objects that were delivered too late; `has_limit` is
/// true if the user has set what that means.
pub(crate) fn lines(found: &FoundObjects, late: u64, has_limit: bool) -> Vec<String> {
    let FoundObjects { unwanted, others, first_other, continued, .. } = found;
    let limit = if has_limit { "--late" } else { "a day" };
    let it = if *others == 1 { "it" } else { "them" };
    let notes = [
        (
            late,
            format!(
                "{} delivered more than {limit} after --until: not looked into; --late 31d reads them",
                counted(late, "file")
            ),
        ),
        (
            *unwanted,
            format!("{} of other accounts and Regions: not listed", counted(*unwanted, "folder")),
        ),
        (
            *others,
            format!(
                "{} beside those of CloudTrail: not listed; to read {it}, name {it}: {}{}",
                counted(*others, "folder"),
                first_other.as_deref().unwrap_or_default(),
                if *others == 1 { "" } else { ", …" }
            ),
        ),
        (
            *continued,
            format!(
                "{} listed only from a day before the last import; --relist lists all",
                counted(*continued, "folder")
            ),
        ),
    ];
    notes.into_iter().filter(|(count, _)| *count > 0).map(|(_, line)| line).collect()
}
