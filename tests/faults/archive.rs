//! A small archive with records for every table, imported in many batches.

use std::{fmt::Write as _, fs, path::Path};

use crate::{
    rng::Rng,
    support::{Sandbox, gzip},
};

/// The number of log files in an archive.
pub(crate) const FILES: u64 = 8;

/// The number of events in a file, and the number of those that the next file repeats.
const RECORDS: u64 = 250;
const REPEATED: u64 = 25;

/// A sandbox with an archive in its folder `logs`.
pub(crate) fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    write(&sandbox.path("logs"), 0, FILES);
    sandbox
}

/// Writes `files` log files with numbers from `first` on, a digest file and a text file.
pub(crate) fn write(folder: &Path, first: u64, files: u64) {
    fs::create_dir_all(folder).unwrap();
    for file in first..first + files {
        fs::write(folder.join(format!("{file:02}.json.gz")), gzip(log(file).as_bytes())).unwrap();
    }
    fs::write(folder.join(format!("readme-{first}.txt")), format!("part {first}")).unwrap();
    let digest = format!(
        r#"{{"awsAccountId":"111122223333","digestStartTime":"2024-01-02T{:02}:00:00Z","digestEndTime":"2024-01-02T{:02}:00:00Z","digestS3Bucket":"b","digestS3Object":"k","logFiles":[]}}"#,
        first % 20,
        first % 20 + 1
    );
    fs::write(folder.join(format!("digest-{first}.json.gz")), gzip(digest.as_bytes())).unwrap();
}

/// Returns JSON lines: events, some of them longer copies of events of the previous file, an Insights
/// record, and in every third file a broken line.
pub(crate) fn log(file: u64) -> String {
    let mut lines = String::new();
    for at in 0..RECORDS {
        let id = file * (RECORDS - REPEATED) + at;
        let more = if at < REPEATED { r#","apiVersion":"2006-03-01""# } else { "" };
        writeln!(
            lines,
            r#"{{"eventVersion":"1.08","eventTime":"2024-01-02T{:02}:{:02}:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","eventID":"{id}","requestParameters":{{"key":"{}"}}{more}}}"#,
            id / 60 % 24,
            id % 60,
            filler(id)
        )
        .unwrap();
    }
    writeln!(
        lines,
        r#"{{"eventVersion":"1.08","eventTime":"2024-01-02T00:00:00Z","eventID":"insight-{file}","eventType":"AwsCloudTrailInsight","eventCategory":"Insight","insightDetails":{{"state":"Start","eventSource":"s3.amazonaws.com","eventName":"GetObject","insightType":"ApiCallRateInsight"}}}}"#
    )
    .unwrap();
    if file.is_multiple_of(3) {
        writeln!(lines, r#"{{"eventID":"broken-{file}" no JSON}}"#).unwrap();
    }
    lines
}

/// Returns incompressible text, so that a batch has few records. Equal IDs give equal text.
fn filler(id: u64) -> String {
    let mut rng = Rng::from_seed(id);
    let words: Vec<String> = (0..20).map(|_| format!("{:016x}", rng.next())).collect();
    words.concat()
}
