//! The names of log files are parsed to their parts.

use ducktrail::internals::trail::{
    key::{self, LogFileKey},
    time,
};
use proptest::{prelude::*, sample::select};

use crate::properties::cases;

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn a_name_is_parsed_to_the_parts_it_was_built_from(
        before in "([^/\\\\]{0,12}/){0,3}",
        account in "[0-9]{12}",
        kind in select(&["CloudTrail", "CloudTrail-Insight", "CloudTrail-Digest", "CloudTrail-Aggregated"]),
        region in "[a-z]{2}(-gov|-iso|-isob)?-[a-z]{4,9}-[0-9]{1,2}",
        (year, month, day) in (2013_i32..2100, 1..=12, 1..=28),
        (hour, minute, second) in (0..24, 0..60, 0..60),
        unique in "[A-Za-z0-9]{1,20}",
        ending in select(&["json", "json.gz"]),
    ) {
        let digits = format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}");
        let is_digest = kind == "CloudTrail-Digest";
        let (name, second) = if is_digest {
            let name = format!(
                "{account}_{kind}_{region}_trail_{region}_{digits}{second:02}Z_{unique}.{ending}"
            );
            (name, second)
        } else {
            (format!("{account}_{kind}_{region}_{digits}Z_{unique}.{ending}"), 0)
        };
        let at = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        let folders = format!("{before}AWSLogs/{account}/{kind}/{region}/{year:04}/{month:02}/{day:02}/");
        let expected = LogFileKey {
            account_id: Some(account),
            region: Some(region),
            delivered: time::parse(&at),
            is_log_file: !is_digest,
        };
        prop_assert!(expected.delivered.is_some());
        for path in [name.clone(), format!("{before}{name}"), format!("{folders}{name}")] {
            prop_assert_eq!(key::read(&path), expected.clone());
            prop_assert_eq!(key::read(&path.replace('/', "\\")), expected.clone());
        }
        // Without the name, the folders give the day.
        let day = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
        let renamed = LogFileKey { delivered: time::parse(&day), is_log_file: false, ..expected };
        prop_assert_eq!(key::read(&format!("{folders}{unique}")), renamed);
    }

    #[test]
    fn parsed_parts_are_substrings_of_the_path(
        path in prop_oneof![
            any::<String>(),
            "([0-9]{12}|CloudTrail|-Digest|us-east-1|[0-9]{4}|0[0-9]|_|/|\\\\|Z|T|20240102T0305Z|é|\\.json){0,14}",
        ],
    ) {
        let key = key::read(&path);
        let stands = |part: &Option<String>| part.as_ref().is_none_or(|part| path.contains(part));
        prop_assert!(stands(&key.account_id) && stands(&key.region));
        prop_assert!(!key.is_log_file || key.delivered.is_some());
    }
}
