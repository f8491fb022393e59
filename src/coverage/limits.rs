//! The limits of what coverage can detect.

use anyhow::Result;

use crate::store::Connection;

const ALWAYS: &[&str] = &[
    "the absence of a record proves nothing: CloudTrail delivery is best effort, and some calls are never logged",
    "a Region with no events and no files is not listed: nothing shows whether a trail covers it",
    "CloudTrail delivers with a delay, usually of minutes, so the last hours may be incomplete",
    "logs that services write elsewhere are not included: S3 access logs, VPC flow logs, load balancers, DNS",
];

/// Returns the limits that apply to this database.
pub(crate) fn limits(connection: &Connection) -> Result<Vec<&'static str>> {
    let (has_data, has_digests, has_names): (bool, bool, bool) =
        connection.query_row(include_str!("../../sql/coverage/limits.sql"), [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let mut lines = ALWAYS.to_vec();
    if has_data {
        lines.push("data events are logged only for the resources that a trail selects");
    } else {
        lines.push("there are no data events: a trail logs them only if it is configured to");
    }
    if !has_digests {
        lines.push("there are no digests, so log files that were never imported cannot be listed");
    }
    if !has_names {
        lines.push("no file has a CloudTrail file name, so days without a file cannot be detected");
    }
    Ok(lines)
}
