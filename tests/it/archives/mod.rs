//! Compressed files, archives and encodings: what is in them is read as if it lay in a folder.

mod hostile;
mod members;
mod silence;
mod streams;

/// A log file of one event.
fn log(id: &str) -> String {
    format!(
        r#"{{"Records":[{{"eventVersion":"1.08","eventTime":"2024-03-02T03:00:00Z","eventSource":"iam.amazonaws.com","eventName":"GetUser","awsRegion":"us-east-1","recipientAccountId":"111122223333","eventID":"{id}"}}]}}"#
    )
}

/// The name of a log file of one Region and hour.
fn key(region: &str, hour: u8) -> String {
    format!(
        "AWSLogs/111122223333/CloudTrail/{region}/2024/03/02/111122223333_CloudTrail_{region}_20240302T{hour:02}05Z_Ab12Cd34Ef56Gh78.json.gz"
    )
}
