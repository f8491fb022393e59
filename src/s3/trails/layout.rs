//! The place of a prefix in CloudTrail's layout.

/// The kind of a prefix, which ends in `/` or is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FolderKind {
    /// Above `AWSLogs/`, or in a layout of another kind.
    Above,
    /// `AWSLogs/`, with or without an organisation.
    Accounts,
    /// `…/ACCOUNT/`.
    Services { account_id: String },
    /// `…/CloudTrail…/`.
    Regions { account_id: String },
    /// `…/REGION/`. Days are below it.
    Days { account_id: String, region: String },
    /// In a year, a month or a day of a Region.
    WithinDays { account_id: String, region: String },
    /// A folder of another service.
    OtherService,
    /// In a folder of CloudTrail, but not of a Region and its days.
    WithinCloudTrail,
    /// In `AWSLogs/`, but not of an account.
    Unknown,
}

/// Returns the kind of a prefix by its folders behind the last `AWSLogs/`.
pub(crate) fn kind(prefix: &str) -> FolderKind {
    let start = match prefix.rfind("AWSLogs/") {
        Some(at) if at == 0 || prefix[..at].ends_with('/') => at + "AWSLogs/".len(),
        _ => return FolderKind::Above,
    };
    let mut folders = prefix[start..].split_terminator('/').peekable();
    if folders.peek().is_some_and(|folder| is_organisation(folder)) {
        folders.next();
    }
    let Some(account) = folders.next() else { return FolderKind::Accounts };
    if !is_account(account) {
        return FolderKind::Unknown;
    }
    let account_id = account.to_owned();
    let Some(service) = folders.next() else { return FolderKind::Services { account_id } };
    if !service.starts_with("CloudTrail") {
        return FolderKind::OtherService;
    }
    let Some(region) = folders.next() else { return FolderKind::Regions { account_id } };
    let region = region.to_owned();
    if !region.contains('-') {
        return FolderKind::WithinCloudTrail;
    }
    match folders.next() {
        None => FolderKind::Days { account_id, region },
        Some(year) if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => {
            FolderKind::WithinDays { account_id, region }
        }
        Some(_) => FolderKind::WithinCloudTrail,
    }
}

/// Returns true for `o-` and the ID of an organisation: see "Organization" in the AWS Organizations API
/// reference.
fn is_organisation(folder: &str) -> bool {
    folder.strip_prefix("o-").is_some_and(|id| {
        (10..=32).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn is_account(folder: &str) -> bool {
    folder.len() == 12 && folder.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_placed_by_the_folders_behind_the_last_awslogs() {
        let account_id = || "111122223333".to_owned();
        let region = || "us-east-1".to_owned();
        for (prefix, expected) in [
            ("", FolderKind::Above),
            ("logs/", FolderKind::Above),
            ("myAWSLogs/", FolderKind::Above),
            ("AWSLogs/", FolderKind::Accounts),
            ("a//AWSLogs/", FolderKind::Accounts),
            ("AWSLogs/o-abcdefghij/", FolderKind::Accounts),
            ("o-abcdefghij/AWSLogs/o-abcdefghij/", FolderKind::Accounts),
            ("AWSLogs/111122223333/", FolderKind::Services { account_id: account_id() }),
            ("AWSLogs/x/AWSLogs/111122223333/", FolderKind::Services { account_id: account_id() }),
            ("AWSLogs/111122223333/CloudTrail/", FolderKind::Regions { account_id: account_id() }),
            (
                "AWSLogs/o-abcdefghij/111122223333/CloudTrail-Digest/",
                FolderKind::Regions { account_id: account_id() },
            ),
            (
                "AWSLogs/111122223333/CloudTrail/us-east-1/",
                FolderKind::Days { account_id: account_id(), region: region() },
            ),
            (
                "AWSLogs/111122223333/CloudTrail/us-east-1/2024/05/",
                FolderKind::WithinDays { account_id: account_id(), region: region() },
            ),
            ("AWSLogs/111122223333/CloudTrail/us-east-1/x/", FolderKind::WithinCloudTrail),
            ("AWSLogs/111122223333/CloudTrail-Lake/Query/", FolderKind::WithinCloudTrail),
            ("AWSLogs/111122223333/Config/", FolderKind::OtherService),
            ("AWSLogs/111122223333/Config/us-east-1/2024/", FolderKind::OtherService),
            ("AWSLogs/aws-waf-logs/", FolderKind::Unknown),
            ("AWSLogs//111122223333/", FolderKind::Unknown),
            ("AWSLogs/o-short/", FolderKind::Unknown),
        ] {
            assert_eq!(kind(prefix), expected, "{prefix}");
        }
    }
}
