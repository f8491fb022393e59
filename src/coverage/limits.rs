//! What coverage cannot know.

use anyhow::Result;

use crate::store::Connection;

const ALWAYS: &[&str] = &[
    "absence of a record proves nothing: CloudTrail is best effort, and some calls are never logged",
    "a Region without any event or file is not listed: nothing tells whether a trail covers it",
    "CloudTrail delivers with delay, mostly within minutes, so the last hours may still come",
    "what services log elsewhere is not here: S3 access logs, VPC flow logs, load balancers, DNS",
];

/// What must be said with every coverage of this database.
pub(crate) fn limits(connection: &Connection) -> Result<Vec<&'static str>> {
    let (has_data, has_digests, has_names): (bool, bool, bool) =
        connection.query_row(include_str!("../../sql/coverage/limits.sql"), [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let mut lines = ALWAYS.to_vec();
    if has_data {
        lines.push("data events are logged only for the resources that a trail names");
    } else {
        lines.push("no data event is here: trails log them only where they are asked to");
    }
    if !has_digests {
        lines.push("no digest is here, so that log files that were never imported cannot be named");
    }
    if !has_names {
        lines.push("no file has a name by CloudTrail, so that days without a file cannot be told");
    }
    Ok(lines)
}
