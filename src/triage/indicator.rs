//! Indicators from the user's own files, as findings.

use std::{
    fmt, fs,
    net::IpAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::store::{
    Connection, lake,
    literal::quote,
    pattern::{Pattern, literal},
    scope::Network,
};

const EVENTS: &str = include_str!("../../sql/triage/indicator_events.sql");

/// The kinds of indicators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IndicatorKind {
    Address,
    Network,
    AccessKey,
    Arn,
    Domain,
    UserAgent,
    /// A hash of a file, which no record of CloudTrail has.
    Hash,
}

impl fmt::Display for IndicatorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Address => "address",
            Self::Network => "network",
            Self::AccessKey => "access key",
            Self::Arn => "ARN",
            Self::Domain => "domain",
            Self::UserAgent => "user agent",
            Self::Hash => "hash",
        })
    }
}

/// A line of a file.
#[derive(Debug, PartialEq, Eq)]
struct Indicator {
    kind: IndicatorKind,
    value: String,
    line: usize,
}

impl Indicator {
    /// Parses a line, or returns `None` for an empty line and a comment. Dots and schemes that were made
    /// unclickable are read, too: `hxxp://198.51.100[.]7`.
    fn parse(text: &str, line: usize) -> Option<Self> {
        let text = text.trim().trim_start_matches('\u{feff}');
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        if let Some(agent) = text.strip_prefix("agent:") {
            return Some(Self {
                kind: IndicatorKind::UserAgent,
                value: agent.trim().to_owned(),
                line,
            });
        }
        let plain = text.replace("[.]", ".").replace("hxxp", "http");
        let host = plain.split_once("://").map_or(plain.as_str(), |(_, rest)| {
            rest.split(['/', ':', '?']).next().unwrap_or_default()
        });
        let kind = kind(host);
        let value = if kind == IndicatorKind::UserAgent { text } else { host };
        Some(Self { kind, value: value.to_owned(), line })
    }

    /// Returns the columns and the values in them that match, of the values that there are.
    fn matches(&self, known: &Known) -> Vec<(&'static str, String)> {
        let exact = |field| vec![(field, self.value.clone())];
        match self.kind {
            IndicatorKind::Address | IndicatorKind::Network => {
                let network = Network::parse(&self.value);
                let is_in = |text: &str| {
                    text.split([',', ' ']).any(|part| {
                        let address = part.parse::<IpAddr>().ok();
                        network
                            .as_ref()
                            .zip(address)
                            .is_some_and(|(it, address)| it.contains(address))
                    })
                };
                select("source_ip_address", &known.addresses, is_in)
            }
            IndicatorKind::AccessKey => [exact("access_key"), exact("text")].concat(),
            IndicatorKind::Arn => [exact("arn"), exact("text")].concat(),
            IndicatorKind::Domain => {
                let domain = self.value.to_ascii_lowercase();
                let is_in = |text: &str| {
                    let text = text.to_ascii_lowercase();
                    text == domain
                        || text
                            .strip_suffix(domain.as_str())
                            .is_some_and(|rest| rest.ends_with('.'))
                };
                let hosts = select("tls_client_host", &known.hosts, is_in);
                [select("source_ip_address", &known.addresses, is_in), hosts, exact("text")]
                    .concat()
            }
            IndicatorKind::UserAgent => {
                let pattern = Pattern::parse(&format!("*{}*", self.value));
                select("user_agent", &known.agents, |text| pattern.matches(text))
            }
            IndicatorKind::Hash => Vec::new(),
        }
    }
}

fn select(
    field: &'static str,
    values: &[String],
    is_match: impl Fn(&str) -> bool,
) -> Vec<(&'static str, String)> {
    values.iter().filter(|value| is_match(value)).map(|value| (field, value.clone())).collect()
}

fn kind(text: &str) -> IndicatorKind {
    let is_hash = matches!(text.len(), 32 | 40 | 64 | 128)
        && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_key = text.len() >= 16
        && (text.starts_with("AKIA") || text.starts_with("ASIA"))
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if text.parse::<IpAddr>().is_ok() {
        IndicatorKind::Address
    } else if Network::parse(text).is_some() {
        IndicatorKind::Network
    } else if text.starts_with("arn:") {
        IndicatorKind::Arn
    } else if is_key {
        IndicatorKind::AccessKey
    } else if is_hash {
        IndicatorKind::Hash
    } else if is_domain(text) {
        IndicatorKind::Domain
    } else {
        IndicatorKind::UserAgent
    }
}

/// Returns true for labels with dots between them, of which the last is a name and not a version.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.rsplit_once('.').is_some_and(|(names, last)| {
        names.split('.').all(is_label)
            && last.len() >= 2
            && last.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

/// The values of columns that indicators are compared with.
struct Known {
    addresses: Vec<String>,
    agents: Vec<String>,
    hosts: Vec<String>,
}

impl Known {
    fn load(connection: &Connection) -> Result<Self> {
        let rows = lake::rows_of_days(connection)?;
        let values = |column: &str| -> Result<Vec<String>> {
            let sql = format!("SELECT DISTINCT {column} FROM {rows} WHERE {column} IS NOT NULL");
            let mut statement = connection.prepare(&sql)?;
            let values = statement.query_map([], |row| row.get(0))?;
            Ok(values.collect::<Result<_, _>>()?)
        };
        Ok(Self {
            addresses: values("source_ip_address")?,
            agents: values("user_agent")?,
            hosts: values("tls_client_host")?,
        })
    }
}

/// Adds the events of the indicators in files to the table `other_finding_events`. Returns a line about each file.
pub(super) fn add_events(connection: &Connection, files: &[PathBuf]) -> Result<Vec<String>> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE indicators
         (kind VARCHAR, indicator VARCHAR, line BIGINT, file VARCHAR, field VARCHAR, value VARCHAR);
         SET VARIABLE indicator_pattern = NULL::VARCHAR;",
    )?;
    let known = Known::load(connection)?;
    let (mut texts, mut lines) = (Vec::new(), Vec::new());
    for path in files {
        let indicators = read(path)?;
        texts.extend(insert(connection, path, &indicators, &known)?);
        lines.push(describe(path, &indicators));
    }
    if !texts.is_empty() {
        let pattern: Vec<String> =
            texts.iter().map(|text| Pattern::parse(&literal(text)).regex()).collect();
        let pattern = quote(&format!("(?s)({})", pattern.join("|")));
        connection.execute_batch(&format!("SET VARIABLE indicator_pattern = {pattern}"))?;
    }
    connection.execute_batch(EVENTS)?;
    Ok(lines)
}

fn read(path: &Path) -> Result<Vec<Indicator>> {
    let bytes = fs::read(path).with_context(|| {
        format!("cannot read the indicators of {}; it must be a text file", path.display())
    })?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().enumerate().filter_map(|(at, line)| Indicator::parse(line, at + 1)).collect())
}

/// Adds the rows of indicators and returns the texts to look for in the parameters of calls.
fn insert(
    connection: &Connection,
    path: &Path,
    indicators: &[Indicator],
    known: &Known,
) -> Result<Vec<String>> {
    let (mut rows, mut texts) = (Vec::new(), Vec::new());
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    for indicator in indicators {
        for (field, value) in indicator.matches(known) {
            rows.push(format!(
                "({}, {}, {}, {}, '{field}', {})",
                quote(&indicator.kind.to_string()),
                quote(&indicator.value),
                indicator.line,
                quote(&file),
                quote(&value)
            ));
            if field == "text" {
                texts.push(value);
            }
        }
    }
    for rows in rows.chunks(500) {
        let sql = format!("INSERT INTO indicators VALUES {}", rows.join(", "));
        connection.execute_batch(&sql)?;
    }
    Ok(texts)
}

fn describe(path: &Path, indicators: &[Indicator]) -> String {
    let hashes = indicators.iter().filter(|it| it.kind == IndicatorKind::Hash).count();
    let kinds = [
        (IndicatorKind::Address, "address", "addresses"),
        (IndicatorKind::Network, "network", "networks"),
        (IndicatorKind::AccessKey, "access key", "access keys"),
        (IndicatorKind::Arn, "ARN", "ARNs"),
        (IndicatorKind::Domain, "domain", "domains"),
        (IndicatorKind::UserAgent, "user agent", "user agents"),
    ];
    let counts: Vec<String> = kinds
        .iter()
        .map(|(kind, one, many)| {
            (indicators.iter().filter(|it| it.kind == *kind).count(), one, many)
        })
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    let counts = if counts.is_empty() { "no indicator".to_owned() } else { counts.join(", ") };
    let unused = if hashes == 0 {
        String::new()
    } else {
        format!("; {hashes} not used, as no record has a hash of a file")
    };
    format!("{}: {counts}{unused}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_recognised_by_its_form() {
        for (line, kind, value) in [
            ("198.51.100.7", IndicatorKind::Address, "198.51.100.7"),
            (" 2001:db8::1 \r", IndicatorKind::Address, "2001:db8::1"),
            ("198.51.100[.]7", IndicatorKind::Address, "198.51.100.7"),
            ("hxxps://198.51.100[.]7:8080/x", IndicatorKind::Address, "198.51.100.7"),
            ("198.51.100.0/24", IndicatorKind::Network, "198.51.100.0/24"),
            ("AKIAIOSFODNN7EXAMPLE", IndicatorKind::AccessKey, "AKIAIOSFODNN7EXAMPLE"),
            ("arn:aws:iam::1:user/a b", IndicatorKind::Arn, "arn:aws:iam::1:user/a b"),
            ("evil.example.com", IndicatorKind::Domain, "evil.example.com"),
            ("http://evil[.]example/x?y", IndicatorKind::Domain, "evil.example"),
            (
                "d41d8cd98f00b204e9800998ecf8427e",
                IndicatorKind::Hash,
                "d41d8cd98f00b204e9800998ecf8427e",
            ),
            ("Boto3/1.26.80", IndicatorKind::UserAgent, "Boto3/1.26.80"),
            ("kali", IndicatorKind::UserAgent, "kali"),
            ("agent: 10.0.0.1", IndicatorKind::UserAgent, "10.0.0.1"),
            ("\u{feff}198.51.100.0/33", IndicatorKind::UserAgent, "198.51.100.0/33"),
        ] {
            let expected = Indicator { kind, value: value.to_owned(), line: 3 };
            assert_eq!(Indicator::parse(line, 3), Some(expected), "{line}");
        }
        for line in ["", "  ", "# 198.51.100.7"] {
            assert_eq!(Indicator::parse(line, 1), None);
        }
    }
}
