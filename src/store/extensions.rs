//! DuckDB's advice to install an extension from the network, which Ducktrail never does.

/// Parts of messages before the name of an extension.
const BEFORE_NAME: &[&str] = &[
    "it exists in the ",
    "required extension '",
    "requires the extension ",
    "installing and loading the ",
    "Extension \"",
];

const ICU: &str = "Times are TIMESTAMP in UTC: convert a TIMESTAMP WITH TIME ZONE with ::TIMESTAMP. now(), current_date and AT TIME ZONE 'UTC' work, and --local prints times in your time zone.";

/// Returns a message of DuckDB's without advice to install something. Instead it tells what is missing.
pub(super) fn without_advice(message: String) -> String {
    if message.contains("TIMESTAMP WITH TIME ZONE") && message.contains("Candidate functions") {
        return without_candidates(&message);
    }
    let is_advice = message.contains("INSTALL ") || message.contains("ICU extension loaded");
    if !is_advice {
        return message;
    }
    let name = extension(&message).unwrap_or("icu");
    let mut lines: Vec<String> = message.lines().next().map(first_line).into_iter().collect();
    lines.push(format!("Ducktrail does not have DuckDB's extension {name}."));
    if name == "icu" {
        lines.push(ICU.to_owned());
    }
    lines.extend(position(&message));
    lines.join("\n")
}

/// Returns the name of the extension that a message is about.
fn extension(message: &str) -> Option<&str> {
    BEFORE_NAME.iter().find_map(|before| {
        let (_, after) = message.split_once(before)?;
        let end = after.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))?;
        let name = &after[..end];
        (!name.is_empty()).then_some(name)
    })
}

/// Returns the first line, unless it tells of an attempt to install something or names a folder.
fn first_line(line: &str) -> String {
    if line.contains("Extension Autoloading Error") || line.contains("duckdb_extension\"") {
        return "Missing Extension Error: this needs an extension".to_owned();
    }
    line.to_owned()
}

/// Returns the lines that show the position in the statement.
fn position(message: &str) -> Vec<String> {
    let lines = message.lines().skip_while(|line| !line.starts_with("LINE "));
    lines.map(str::to_owned).collect()
}

/// Returns the message without its list of functions, none of which takes a time with a time zone.
fn without_candidates(message: &str) -> String {
    let mut lines: Vec<String> = message.lines().next().map(str::to_owned).into_iter().collect();
    lines.push(ICU.to_owned());
    lines.extend(position(message));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Connection, settings};

    #[test]
    fn no_message_advises_to_install_something() {
        let connection = Connection::open_in_memory_with_flags(settings::base().unwrap()).unwrap();
        for sql in [
            "SELECT TIMESTAMP '2024-01-01' AT TIME ZONE 'Europe/Berlin'",
            "SELECT get_current_time()",
            "SELECT date_trunc('day', TIMESTAMPTZ '2024-01-01')",
            "SELECT TIMESTAMPTZ '2024-01-01' - INTERVAL 7 DAY",
            "SELECT '2024-01-01 00:00:00 Europe/Berlin'::TIMESTAMPTZ",
            "SELECT 'a' COLLATE de",
            "SET TimeZone = 'UTC'",
            "LOAD icu",
            "FROM read_xlsx('a.xlsx')",
            "FROM 's3://a/b.parquet'",
            "SELECT st_point(1, 2)",
        ] {
            let err = connection.execute_batch(sql).unwrap_err();
            let message = crate::store::error::message(&err);
            let is_clean = ["INSTALL", "nstall", "autoload", "ICU", ".duckdb/"]
                .iter()
                .all(|word| !message.contains(word));
            assert!(is_clean && message.lines().count() <= 5, "{sql}: {message}");
        }
    }

    #[test]
    fn other_messages_stay_as_they_are() {
        for text in
            ["Catalog Error: no\n\nLINE 1: SELECT x", "Binder Error: a\nCandidate functions:"]
        {
            assert_eq!(without_advice(text.to_owned()), text);
        }
    }
}
