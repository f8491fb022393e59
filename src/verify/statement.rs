//! What was proved and what was not, in words.

use anyhow::Result;
use indicatif::HumanCount;

use crate::{
    store::Connection,
    verify::{Verification, VerifyRequest},
};

const NOT_VALID: &str = "
SELECT verdict, count(*) FILTER (kind = 'digest'), count(*) FILTER (kind = 'log_file'), any_value(meaning)
FROM verified
JOIN verify_verdicts USING (verdict)
WHERE verdict <> 'valid' AND NOT is_open_end
GROUP BY rank, verdict
ORDER BY rank";

/// The lines of the statement.
pub(crate) fn lines(
    connection: &Connection,
    request: &VerifyRequest,
    outcome: &Verification,
) -> Result<Vec<String>> {
    let mut lines = vec![match (outcome.digests_valid, outcome.log_files_valid) {
        (0, 0) => "proved: nothing".to_owned(),
        (digests, log_files) => format!(
            "proved: {}, of {}, as CloudTrail delivered them",
            files(digests, log_files),
            counted(outcome.chains, "chain")
        ),
    }];
    if outcome.digests_by_hash > 0 {
        lines.push(format!(
            "  of these {} by the hash in a signed digest after it, as the key of its own signature was not given",
            counted(outcome.digests_by_hash, "digest file")
        ));
    }
    if outcome.open_digests > 0 {
        lines.push(format!(
            "not proved, as the last of a chain: {}; their hashes agree, and `aws s3api head-object` has the signature that --signature takes",
            files(outcome.open_digests, outcome.open_log_files)
        ));
    }
    let mut statement = connection.prepare(NOT_VALID)?;
    let not_valid = statement.query_map([], |row| {
        let (verdict, digests, log_files, meaning): (String, u64, u64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(format!("NOT VALID, {verdict}: {}; {meaning}", files(digests, log_files)))
    })?;
    lines.extend(not_valid.collect::<Result<Vec<_>, _>>()?);
    for path in &outcome.idle_signatures {
        lines.push(format!("NOT USED: the signature in {path} fits no digest file that lacks one"));
    }
    if request.keys.is_empty() {
        lines.push("no signature was checked, as no keys were given: nothing shows who wrote the digests; `aws cloudtrail list-public-keys` has the keys that --keys takes".to_owned());
    }
    if request.reread.is_none() {
        lines.push("the hashes are those of the import: what happened to the files since is not seen; --reread FOLDER hashes them again".to_owned());
    }
    Ok(lines)
}

fn files(digests: u64, log_files: u64) -> String {
    match (digests, log_files) {
        (digests, 0) => counted(digests, "digest file"),
        (0, log_files) => counted(log_files, "log file"),
        _ => format!("{} and {}", counted(digests, "digest file"), counted(log_files, "log file")),
    }
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", HumanCount(count))
}
