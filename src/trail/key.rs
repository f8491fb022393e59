//! The account, the Region and the delivery time in the name of a log file.
//!
//! Names are only hints, because people flatten and rename folders; the content decides. Source: "Log
//! file name format" and "Finding your CloudTrail log files" in the CloudTrail user guide.

use crate::trail::time;

/// The parts of the path of a log file, as far as it has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFileKey {
    /// The account whose trail wrote the file.
    pub account_id: Option<String>,
    /// The Region that the file's events were delivered from.
    pub region: Option<String>,
    /// The delivery time, to the minute, in microseconds since 1970 (UTC).
    pub delivered: Option<i64>,
    /// True if the file has the full name of a CloudTrail log file.
    pub is_log_file: bool,
}

/// Parses a path such as `AWSLogs/111122223333/CloudTrail/us-east-1/2024/01/02/111122223333_CloudTrail_us-east-1_20240102T0305Z_Ab12….json.gz`.
///
/// The name of a digest file has the same parts, followed by more.
pub fn read(path: &str) -> LogFileKey {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    from_name(name).unwrap_or_else(|| from_folders(path))
}

/// Parses `ACCOUNT_CloudTrail_REGION_TIMEZ_UNIQUE.json.gz`. Old files have no `_` before `UNIQUE`.
fn from_name(name: &str) -> Option<LogFileKey> {
    let mut parts = name.split('_');
    let (account, kind, region) = (parts.next()?, parts.next()?, parts.next()?);
    if !is_account(account) || !kind.starts_with("CloudTrail") || !is_region(region) {
        return None;
    }
    let delivered = parts.find_map(|part| {
        let end = part.find('Z')? + 1;
        parse_time(&part[..end])
    })?;
    Some(LogFileKey {
        account_id: Some(account.to_owned()),
        region: Some(region.to_owned()),
        delivered: Some(delivered),
        is_log_file: !kind.ends_with("-Digest") && name.contains(".json"),
    })
}

/// Parses `…/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/…`, for files renamed inside their folders.
fn from_folders(path: &str) -> LogFileKey {
    let folders: Vec<&str> = path.split(['/', '\\']).collect();
    let found = folders.windows(6).rev().find(|window| {
        window[0].starts_with("CloudTrail")
            && is_region(window[1])
            && window[2..5].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let Some(window) = found else { return LogFileKey::default() };
    let account = folders.iter().rev().find(|folder| is_account(folder));
    LogFileKey {
        account_id: account.map(|account| (*account).to_owned()),
        region: Some(window[1].to_owned()),
        delivered: time::parse(&format!("{}-{}-{}T00:00:00Z", window[2], window[3], window[4])),
        is_log_file: false,
    }
}

/// Parses `20240102T0305Z`, or the same with seconds as in the names of digest files.
fn parse_time(text: &str) -> Option<i64> {
    let digits = text.strip_suffix('Z')?;
    match digits.len() {
        13 => time::parse(&format!("{digits}00Z")),
        15 => time::parse(text),
        _ => None,
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns true for names such as `us-east-1`, `us-gov-west-1` and `ap-southeast-2`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() >= 3
        && parts[0].len() >= 2
        && parts[..parts.len() - 1]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
        && parts
            .last()
            .is_some_and(|last| !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(path: &str) -> (Option<String>, Option<String>, Option<String>, bool) {
        let key = read(path);
        (key.account_id, key.region, key.delivered.map(time::render), key.is_log_file)
    }

    fn expected(
        account: &str,
        region: &str,
        time: &str,
        log: bool,
    ) -> (Option<String>, Option<String>, Option<String>, bool) {
        (Some(account.into()), Some(region.into()), Some(time.into()), log)
    }

    #[test]
    fn parses_the_names_that_aws_writes() {
        assert_eq!(
            summary(
                "x/AWSLogs/o-abcdefghij/111122223333/CloudTrail/us-gov-west-1/2024/01/02/111122223333_CloudTrail_us-gov-west-1_20240102T0305Z_Ab12Cd34Ef56Gh78.json.gz"
            ),
            expected("111122223333", "us-gov-west-1", "2024-01-02T03:05:00Z", true)
        );
        assert_eq!(
            summary(
                "012345678901_CloudTrail-Insight_us-east-1_20240102T0305Z_Ab12Cd34Ef56Gh78.json"
            ),
            expected("012345678901", "us-east-1", "2024-01-02T03:05:00Z", true)
        );
        assert_eq!(
            summary("111122223333_CloudTrail_us-east-1_20240102T0305ZAb12Cd34.json.gz"),
            expected("111122223333", "us-east-1", "2024-01-02T03:05:00Z", true)
        );
        assert_eq!(
            summary(
                "111122223333_CloudTrail-Digest_us-east-1_my_Z_trail_us-west-2_20240102T030405Z_backfill.json.gz"
            ),
            expected("111122223333", "us-east-1", "2024-01-02T03:04:05Z", false)
        );
    }

    #[test]
    fn falls_back_to_the_folders() {
        assert_eq!(
            summary(
                "/a/222233334444/AWSLogs/111122223333/CloudTrail/eu-west-1/2024/01/02/renamed.gz"
            ),
            expected("111122223333", "eu-west-1", "2024-01-02T00:00:00Z", false)
        );
    }

    #[test]
    fn other_paths_give_an_empty_key() {
        for path in
            ["", "events.json", "a_b_c_d.json", "111122223333_CloudTrail_us-east-1_x.json.gz"]
        {
            assert_eq!(read(path), LogFileKey::default(), "{path}");
        }
    }
}
