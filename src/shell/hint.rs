//! Hints that translate names from Athena and CloudTrail Lake after an error.

use std::ops::Range;

use crate::{
    store::statements::{Token, Tokens, tokens},
    trail::column::{COLUMNS, ColumnKind},
};

/// Functions of Presto and Trino, which Athena and CloudTrail Lake are built on, and the equivalents
/// in DuckDB. `docs/from-athena-and-lake.md` shows the same list.
pub const FUNCTIONS: &[(&str, &str)] = &[
    ("approx_distinct", "approx_count_distinct(x)"),
    ("arbitrary", "any_value(x)"),
    ("cardinality", "len(list), or json_array_length(json, '$.x')"),
    ("date_add", "time + INTERVAL 7 DAY, or time - INTERVAL 7 DAY"),
    ("date_format", "strftime(time, '%Y-%m-%d')"),
    ("date_parse", "strptime(text, '%Y-%m-%d')"),
    ("element_at", "json_text(request_parameters, '$.x'), or request_parameters ->> '$.x'"),
    ("from_iso8601_timestamp", "event_time, which is already a timestamp"),
    ("from_unixtime", "make_timestamp(seconds * 1000000)"),
    ("json_array_contains", "list_contains(json_text(json, '$[*]'), x)"),
    ("json_extract_scalar", "json_text(json, '$.x'), or json ->> '$.x'"),
    ("json_format", "json::VARCHAR"),
    ("json_parse", "text::JSON"),
    ("map_keys", "json_keys(json)"),
    ("parse_datetime", "strptime(text, '%Y-%m-%d')"),
    ("regexp_like", "regexp_matches(text, pattern)"),
    ("to_iso8601", "strftime(time, '%Y-%m-%dT%H:%M:%SZ')"),
    ("to_unixtime", "epoch(time)"),
];

/// The errors from DuckDB for statements that change a view.
const CHANGES_A_VIEW: [&str; 3] =
    ["Can only delete from base table", "Can only update base table", "events is not an table"];

/// The largest number of names that a hint explains.
const MOST: usize = 8;

/// Returns a hint for an error from DuckDB if it concerns a name from Athena or CloudTrail Lake, or a
/// misspelled column.
pub(crate) fn about(error: &str, sql: &str) -> Option<String> {
    if !["Binder Error", "Catalog Error", "Parser Error"].iter().any(|kind| error.contains(kind)) {
        return None;
    }
    if CHANGES_A_VIEW.iter().any(|text| error.contains(text)) {
        return changes_events(sql).then(|| {
            "events is a view; change the tables event_rows and callers that it selects from"
                .to_owned()
        });
    }
    let is_table = error.contains("Table with name") || selects_from_an_id(error, sql);
    let mut is_relevant = is_table;
    let mut hints = Vec::new();
    if is_table {
        hints.push(
            "the events are in the view activity, and without derived columns in the view events"
                .to_owned(),
        );
    }
    for name in names(sql) {
        let Some(hint) = name.hint() else { continue };
        is_relevant |= name.is_in(error);
        if hints.len() < MOST && !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    is_relevant.then(|| hints.join("; "))
}

/// Returns true if a statement names `events` or `activity`.
fn changes_events(sql: &str) -> bool {
    let is_events = |name: QualifiedName<'_>| {
        name.words.iter().any(|word| matches!(*word, "events" | "activity"))
    };
    names(sql).into_iter().any(is_events)
}

/// A name in a statement, such as `userIdentity.arn` or `element_at(`.
struct QualifiedName<'a> {
    text: &'a str,
    words: Vec<&'a str>,
    is_function: bool,
}

fn names(sql: &str) -> Vec<QualifiedName<'_>> {
    let Tokens { tokens, .. } = tokens(sql);
    let mut names: Vec<QualifiedName<'_>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let start = at;
        let mut words = Vec::new();
        while let Some((range, Token::Word(_))) = tokens.get(at) {
            words.push(sql[range.clone()].trim_matches('"'));
            if !matches!(tokens.get(at + 1), Some((_, Token::Period))) {
                break;
            }
            at += 2;
        }
        if !words.is_empty() {
            let whole: Range<usize> = tokens[start].0.start..tokens[at.min(tokens.len() - 1)].0.end;
            let is_function = matches!(tokens.get(at + 1), Some((_, Token::LParen)));
            names.push(QualifiedName { text: &sql[whole], words, is_function });
        }
        at += 1;
    }
    names
}

impl QualifiedName<'_> {
    fn hint(&self) -> Option<String> {
        let (first, rest) = self.words.split_first()?;
        if self.is_function {
            let known = |(name, _): &&(&str, &str)| name.eq_ignore_ascii_case(first);
            let (name, instead) = FUNCTIONS.iter().find(known)?;
            return Some(format!("instead of {name}(…), write {instead}"));
        }
        // The first word may be the name of a table.
        let column = column(&self.words).or_else(|| column(rest))?;
        Some(format!("{} is {column} here", self.text))
    }

    /// Returns true if an error quotes this name, one of its words, or all words but the last.
    fn is_in(&self, error: &str) -> bool {
        if self.is_function {
            return self.words.iter().any(|word| error.contains(word));
        }
        let before_last = self.words[..self.words.len() - 1].join(".");
        let quoted = |text: &str| !text.is_empty() && error.contains(&format!("\"{text}\""));
        self.words.iter().any(|word| quoted(word)) || quoted(&before_last)
    }
}

/// Returns the column for a member of a record, or `None` if the column has the same name.
fn column(words: &[&str]) -> Option<String> {
    if words.is_empty() || words.len() == 1 && COLUMNS.iter().any(|it| it.name == words[0]) {
        return None;
    }
    let is_path = |path: &[&str]| {
        path.len() == words.len()
            && path.iter().zip(words).all(|(member, word)| member.eq_ignore_ascii_case(word))
    };
    if let Some(column) = COLUMNS.iter().find(|column| is_path(column.path)) {
        return Some(column.name.to_owned());
    }
    inside_json(words).or_else(|| nearest(words))
}

/// Returns the expression for a member inside a JSON column, such as `requestParameters.bucketName`.
fn inside_json(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let is_first = |path: &[&str]| matches!(path, [member] if member.eq_ignore_ascii_case(first));
    let json =
        COLUMNS.iter().find(|column| column.kind == ColumnKind::Json && is_first(column.path))?;
    (!rest.is_empty()).then(|| format!("{} ->> '$.{}'", json.name, rest.join(".")))
}

/// Returns the column that a misspelled name means: `eventnmae`, `sourceIp`.
fn nearest(words: &[&str]) -> Option<String> {
    let [word] = words else { return None };
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let word = plain(word);
    let most = match word.len() {
        0..6 => return None,
        6..10 => 1,
        _ => 2,
    };
    let candidates = COLUMNS.iter().map(|column| {
        let member = column.path.last().copied().filter(|_| column.is_member());
        let names = [Some(column.name), member];
        let distances = names.into_iter().flatten();
        let distance = distances.map(|name| strsim::damerau_levenshtein(&word, &plain(name))).min();
        (distance.unwrap_or(usize::MAX), column.name)
    });
    candidates.min().filter(|(distance, _)| *distance <= most).map(|(_, name)| name.to_owned())
}

/// Returns true if FROM is followed by the ID of an event data store, as in CloudTrail Lake.
fn selects_from_an_id(error: &str, sql: &str) -> bool {
    let lower = sql.to_lowercase();
    let mut words = lower.split_whitespace();
    let is_id = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
        word.len() == 36 && word.matches('-').count() == 4
    };
    error.contains("Parser Error")
        && words.any(|word| word == "from")
        && words.next().is_some_and(|word| is_id(word) || word.starts_with('$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the hint for a column that DuckDB does not find.
    fn hint(name: &str) -> String {
        let first = name.split('.').next().unwrap();
        let error =
            format!("Binder Error: Referenced column \"{first}\" not found in FROM clause!");
        about(&error, &format!("SELECT {name} FROM events")).unwrap_or_default()
    }

    #[test]
    fn names_from_athena_and_lake_get_a_hint_in_any_case() {
        for (name, column) in [
            ("eventName", "event_name"),
            ("eventname", "event_name"),
            ("userIdentity.arn", "identity_arn"),
            ("useridentity.type", "identity_type"),
            ("useridentity.sessioncontext.sessionissuer.username", "issuer_user_name"),
            ("e.sourceipaddress", "source_ip_address"),
            ("requestParameters", "request_parameters"),
            ("requestParameters.bucketName", "request_parameters ->> '$.bucketName'"),
            ("tlsDetails.tlsVersion", "tls_version"),
            ("event_nmae", "event_name"),
            ("sourceIpAdress", "source_ip_address"),
        ] {
            assert_eq!(hint(name), format!("{name} is {column} here"));
        }
    }

    #[test]
    fn every_member_of_a_record_gets_a_hint() {
        for column in COLUMNS.iter().filter(|column| !column.path.is_empty()) {
            let name = column.path.join(".");
            let expected = if name == column.name {
                String::new()
            } else {
                format!("{name} is {} here", column.name)
            };
            assert_eq!(hint(&name), expected);
        }
    }

    #[test]
    fn functions_and_tables_get_a_hint() {
        let error = "Binder Error: No function matches the given name and argument types 'element_at(JSON, STRING_LITERAL)'.";
        let hint = about(error, "SELECT element_at(requestParameters, 'x') FROM events").unwrap();
        assert_eq!(
            hint,
            "instead of element_at(…), write json_text(request_parameters, '$.x'), or request_parameters ->> '$.x'; requestParameters is request_parameters here"
        );
        let error = "Catalog Error: Table with name cloudtrail_logs does not exist!";
        let hint = about(error, "SELECT eventName FROM cloudtrail_logs").unwrap();
        assert!(hint.contains("activity") && hint.contains("; eventName is event_name"), "{hint}");
        let error = "Parser Error: syntax error at or near \"12345678\"";
        let sql = "SELECT 1 FROM 12345678-1234-1234-1234-123456789012 WHERE x";
        assert!(about(error, sql).unwrap().contains("activity"));
    }

    #[test]
    fn a_change_of_a_view_of_events_gets_a_hint() {
        for (error, sql) in [
            ("Binder Error: Can only delete from base table", "DELETE FROM events WHERE true"),
            ("Binder Error: Can only delete from base table", "DELETE FROM main.activity"),
            ("Binder Error: Can only update base table", "UPDATE \"events\" SET event_name = 'x'"),
            ("Catalog Error: events is not an table", "INSERT INTO events VALUES (1)"),
        ] {
            assert!(about(error, sql).unwrap().contains("event_rows"), "{sql}");
        }
        let error = "Binder Error: Can only delete from base table";
        assert_eq!(about(error, "DELETE FROM mine"), None);
    }

    #[test]
    fn an_unrelated_error_gets_no_hint() {
        let error = "Binder Error: Referenced column \"xyz\" not found in FROM clause!";
        assert_eq!(about(error, "SELECT xyz, 1 AS eventName FROM events"), None);
        assert_eq!(hint("event_name"), "");
        assert_eq!(hint("region"), "");
        assert_eq!(about("Conversion Error: \"eventName\"", "SELECT eventName"), None);
        assert_eq!(
            about("Parser Error: syntax error at or near \"SELEC\"", "SELEC 1 FROM x"),
            None
        );
    }
}
