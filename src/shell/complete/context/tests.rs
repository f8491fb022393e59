use super::*;

/// Returns the completion at `|`, and the text to complete.
fn complete_at(line: &str) -> (Completion, String) {
    let cursor = line.find('|').unwrap();
    let line = line.replacen('|', "", 1);
    let context = at(&line, cursor);
    (context.completion, line[context.start..cursor].to_owned())
}

fn column(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn the_kind_of_name_follows_from_the_tokens_before() {
    for (line, expected, typed) in [
        ("|", Completion::Expression, ""),
        ("SEL|", Completion::Expression, "SEL"),
        ("SELECT ev|", Completion::Expression, "ev"),
        ("SELECT ev| FROM events", Completion::Expression, "ev"),
        ("SELECT 1 FROM act|", Completion::Table, "act"),
        ("SELECT 1 FROM |", Completion::Table, ""),
        ("SELECT 1 FROM events, ac|", Completion::Table, "ac"),
        ("SELECT 1 FROM events JOIN \"ac|", Completion::Table, "\"ac"),
        ("SELECT a, ev|", Completion::Expression, "ev"),
        ("SELECT count(a, ev|", Completion::Expression, "ev"),
        ("SELECT 1 FROM events e WHERE e.ev|", Completion::ColumnOf("e".to_owned()), "ev"),
        ("SELECT 1; SELECT 2 FROM |", Completion::Table, ""),
        ("SELECT 'a|", Completion::Nothing, "a"),
        ("SELECT 1 -- FROM |", Completion::Nothing, ""),
        ("SELECT 1 /* FROM |", Completion::Nothing, ""),
        (".sch|", Completion::Command, ".sch"),
        (".schema ev|", Completion::Argument("schema".to_owned()), "ev"),
        (".scope service=s|", Completion::Argument("scope".to_owned()), "service=s"),
    ] {
        assert_eq!(complete_at(line), (expected, typed.to_owned()), "{line}");
    }
}

#[test]
fn values_are_completed_after_a_comparison() {
    let value = |words: &[&str], quote| Completion::Value { column: column(words), quote };
    for (line, words, quote, typed) in [
        ("SELECT 1 FROM events WHERE event_name = 'Del|", &["event_name"][..], Quote::Typed, "Del"),
        ("SELECT 1 FROM events WHERE event_name = '|'", &["event_name"], Quote::Typed, ""),
        ("WHERE e.event_name <> 'a b|", &["e", "event_name"], Quote::Typed, "a b"),
        ("WHERE event_name = |", &["event_name"], Quote::Missing, ""),
        ("WHERE event_name = De|", &["event_name"], Quote::Missing, "De"),
        ("WHERE event_name IN ('a', 'De|", &["event_name"], Quote::Typed, "De"),
        ("WHERE event_name NOT IN ('|", &["event_name"], Quote::Typed, ""),
        ("WHERE x AND service LIKE 's|", &["service"], Quote::Typed, "s"),
        ("WHERE service NOT ILIKE 's|", &["service"], Quote::Typed, "s"),
        ("WHERE \"region\" = 's|", &["region"], Quote::Typed, "s"),
    ] {
        assert_eq!(complete_at(line), (value(words, quote), typed.to_owned()), "{line}");
    }
}

#[test]
fn paths_are_completed_after_an_arrow_and_in_json_functions() {
    for line in [
        "SELECT request_parameters ->> '$.b|",
        "SELECT request_parameters->'$.b|",
        "SELECT json_text(request_parameters, '$.b|",
        "SELECT json_extract_string(request_parameters, '$.b|') FROM events",
    ] {
        let expected = Completion::Path { column: column(&["request_parameters"]) };
        assert_eq!(complete_at(line), (expected, "$.b".to_owned()), "{line}");
    }
    let expected = Completion::Path { column: column(&["e", "resources"]) };
    assert_eq!(complete_at("SELECT e.resources ->> '|"), (expected, String::new()));
    assert_eq!(complete_at("SELECT replace(a, '|").0, Completion::Nothing);
}

#[test]
fn tables_are_found_on_both_sides_of_the_cursor() {
    let tables = |line: &str| at(line, line.find('(').unwrap_or(7)).tables;
    let table = |alias: &str, name: &str| (alias.to_owned(), name.to_owned());
    assert_eq!(tables("SELECT  FROM events"), [table("events", "events")]);
    assert_eq!(
        tables("SELECT  FROM main.events AS e, actions a JOIN \"files\" ON true WHERE x"),
        [table("e", "events"), table("a", "actions"), table("files", "files")]
    );
    let context = at("WITH mine AS (SELECT 1) SELECT 1 FROM ", 38);
    assert_eq!((context.completion, context.ctes), (Completion::Table, vec!["mine".to_owned()]));
}
