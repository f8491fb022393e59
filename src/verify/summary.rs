//! The summary of a verification for people: what was proved and what was not.

use anyhow::Result;

use crate::{
    count::counted,
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

/// Returns the lines of the summary.
pub(crate) fn lines(
    connection: &Connection,
    request: &VerifyRequest,
    verification: &Verification,
) -> Result<Vec<String>> {
    let mut lines = vec![match (verification.digests_valid, verification.log_files_valid) {
        (0, 0) => "proved: nothing".to_owned(),
        (digests, log_files) => format!(
            "proved: {} in {} {} as CloudTrail delivered {}",
            files(digests, log_files),
            counted(verification.chains, "chain"),
            if digests + log_files == 1 { "is" } else { "are" },
            if digests + log_files == 1 { "it" } else { "them" }
        ),
    }];
    if verification.digests_by_hash > 0 {
        lines.push(format!(
            "  including {} proved by a hash in a signed digest; no key was given to check the signature",
            counted(verification.digests_by_hash, "digest file")
        ));
    }
    if verification.open_digests > 0 {
        lines.push(format!(
            "not proved, at the end of a chain: {}; the hashes match, but the signatures are missing; get them with `aws s3api head-object` and pass them with --signature",
            files(verification.open_digests, verification.open_log_files)
        ));
    }
    let mut statement = connection.prepare(NOT_VALID)?;
    let not_valid = statement.query_map([], |row| {
        let (verdict, digests, log_files, meaning): (String, u64, u64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(format!("NOT VALID, {verdict}: {}; {meaning}", files(digests, log_files)))
    })?;
    lines.extend(not_valid.collect::<Result<Vec<_>, _>>()?);
    for path in &verification.unused_signatures {
        lines.push(format!(
            "NOT USED: the signature in {path} matches no digest file that needs a signature"
        ));
    }
    for archive in &verification.broken_archives {
        lines.push(format!("NOT READ to its end: {archive}; files may be in the rest of it"));
    }
    if request.keys.is_empty() {
        lines.push("no signature was checked because no keys were given, so nothing shows who wrote the digests; get the keys with `aws cloudtrail list-public-keys` and pass them with --keys".to_owned());
    }
    if request.reread.is_none() {
        lines.push("the hashes were taken by the import, so later changes to the files are not detected; use --reread FOLDER to hash them again".to_owned());
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
