//! The interactive shell in a terminal.

use std::{fs, process::Command};

use crate::{
    hostile_text::{self, ignorable},
    support::{Sandbox, fixtures, imported},
    terminal::Terminal,
};

const CTRL_A: &str = "\u{1}";
const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";
const CTRL_R: &str = "\u{12}";
const ESC: &str = "\u{1b}";
const UP: &str = "\u{1b}[A";

/// Starts a shell and waits for its first prompt.
fn shell(sandbox: &Sandbox, args: &[&str], vars: &[(&str, &str)]) -> Terminal {
    let terminal = Terminal::run(&[&["shell"], args].concat(), &sandbox.path(""), vars);
    terminal.expect_prompt();
    terminal
}

#[test]
fn a_statement_ends_with_its_semicolon_and_shows_rows_and_time() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    terminal.expect(".help for help");
    terminal.send("SELECT count(*) AS events\r");
    terminal.expect_last("    ->");
    terminal.send("FROM activity;\r");
    let screen = terminal.expect_prompt();
    for text in ["events", "22", "1 row", "took 0."] {
        assert!(screen.contains(text), "{screen}");
    }
    terminal.send(CTRL_D);
    assert_eq!(terminal.end(), 0);
}

#[test]
fn exit_commands_end_the_session() {
    let sandbox = imported();
    for leave in [".quit", "exit", "quit;"] {
        let terminal = shell(&sandbox, &[], &[]);
        terminal.send(&format!("{leave}\r"));
        assert_eq!(terminal.end(), 0, "{leave}");
    }
}

#[test]
fn the_history_keeps_statements_but_no_secrets() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    terminal.ask("SELECT 'first', 11 * 11 AS x;");
    terminal.ask("SELECT 'second';");
    let screen = terminal.ask("CREATE SECRET s (TYPE s3, SECRET 'hush');");
    assert!(screen.contains("not kept in the history"), "{screen}");
    terminal.send(".quit\r");
    assert_eq!(terminal.end(), 0);

    let file = sandbox.path(".local/state/ducktrail/history");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("first") && !text.contains("hush"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let terminal = shell(&sandbox, &[], &[]);
    terminal.send(&format!("{UP}{UP}"));
    terminal.expect_last("ducktrail> SELECT 'second';");
    terminal.send(CTRL_C);
    terminal.expect_last("ducktrail>");
    terminal.send(&format!("{CTRL_R}firs"));
    terminal.expect("reverse search: firs");
    terminal.send("\r");
    terminal.expect_last("ducktrail> SELECT 'first', 11 * 11 AS x;");
    terminal.send("\r");
    terminal.expect("121");
}

#[test]
fn the_environment_sets_the_path_of_the_history() {
    let sandbox = imported();
    let state = sandbox.path("state");
    let terminal = shell(&sandbox, &[], &[("XDG_STATE_HOME", state.to_str().unwrap())]);
    terminal.ask("SELECT 1;");
    assert!(state.join("ducktrail/history").exists());
}

#[test]
fn ctrl_c_clears_the_input_and_cancels_a_statement() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    terminal.send("SELECT 'never");
    terminal.expect_last("ducktrail> SELECT 'never");
    terminal.send(CTRL_C);
    terminal.expect_prompt();
    terminal.send("SET VARIABLE kept = 4711;\rSELECT count(*) FROM range(100000000000);\r");
    terminal.expect("SELECT count(*) FROM range");
    // The progress bar shows that it runs.
    terminal.expect("Ctrl-C cancels");
    terminal.send(CTRL_C);
    let screen = terminal.expect_prompt();
    assert!(screen.contains("cancelled"), "{screen}");
    let screen = terminal.ask("SELECT getvariable('kept') AS kept;");
    assert!(screen.contains("4711"), "{screen}");
}

#[test]
fn a_paste_of_several_lines_is_one_input_that_runs_on_enter() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    terminal.paste("SELECT 'one' AS a;\n.mode csv\nSELECT 'two' AS b,\n  3 AS c;\n");
    terminal.expect("3 AS c;");
    assert!(!terminal.screen().contains("row"), "{}", terminal.screen());
    terminal.send("\r");
    let screen = terminal.expect("two,3");
    assert!(screen.contains("1 row"), "{screen}");
}

#[test]
fn a_hostile_paste_is_shown_without_control_characters() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    terminal.paste("SELECT '\u{1b}]0;owned\u{7}' AS x;");
    terminal.expect("owned");
    assert!(!String::from_utf8_lossy(&terminal.bytes()).contains("\u{1b}]0;owned"));
}

#[test]
fn a_resized_terminal_is_noticed() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    let wide = terminal
        .ask("SELECT event_time, event_name, aws_region, event_source FROM events LIMIT 1;");
    assert!(!wide.contains("hidden"), "{wide}");
    terminal.resize(30, 40);
    terminal.send("SELECT event_time, event_name, aws_region, event_source FROM events LIMIT 1;\r");
    terminal.expect("2 columns hidden: aws_region,");
}

#[test]
fn no_control_character_of_the_data_reaches_the_terminal() {
    let sandbox = Sandbox::new();
    let hostile = r#"{"Records":[{"eventVersion":"1.08","eventTime":"2024-01-02T03:04:05Z","eventSource":"s3.amazonaws.com","eventName":"GetObject\u001b]0;owned\u0007","awsRegion":"eu-west-1","userAgent":"\u001b[31mred\u009b2J","eventID":"1","requestParameters":{"key":"\u001b[2J"}}]}"#;
    sandbox.write("log.json", hostile);
    let _ = sandbox.import(&[&sandbox.path("log.json")]).expect_code(0);
    let terminal = shell(&sandbox, &[], &[]);
    for mode in ["table", "line", "csv", "json", "jsonl", "markdown"] {
        terminal.ask(&format!(".mode {mode}"));
        let screen = terminal.ask(
            "SELECT event_name, user_agent, request_parameters ->> '$.key' AS key FROM events;",
        );
        assert!(screen.contains("owned") && screen.contains("red"), "{mode}: {screen}");
    }
    terminal.ask("SELECT event_name AS \"\u{1b}[31mred\" FROM evens;");
    // Completion offers only values without such characters.
    terminal.complete("SELECT 1 FROM events WHERE aws_region = 'eu", |screen| {
        screen.contains("'eu-west-1'")
    });
    terminal.complete("SELECT 1 FROM events WHERE event_name = 'Get", |screen| {
        screen.contains("NO RECORDS FOUND")
    });
    let bytes = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    for obeyed in ["\u{1b}]0;owned", "\u{1b}[31mred", "\u{9b}2J", "\u{7}"] {
        assert!(!bytes.contains(obeyed), "{obeyed:?}");
    }
}

#[test]
fn invisible_characters_do_not_reach_the_terminal() {
    let sandbox = hostile();
    let terminal = shell(&sandbox, &[], &[]);
    for mode in ["table", "line", "csv", "json", "jsonl", "markdown"] {
        terminal.ask(&format!(".mode {mode}"));
        let screen = terminal.ask("SELECT user_agent, event_name, aws_region FROM events;");
        assert!(screen.contains("calc"), "{mode}: {screen}");
    }
    // A hint and an error that quote the input, and commands that print values.
    terminal.ask("SELECT \"\u{202e}\u{fe0f}x\" FROM evens;");
    terminal.ask("SELECT useragent FROM \"cloudtrail\u{200b}_logs\";");
    for command in
        [".info", ".coverage", ".report actions-by-region", ".events", ".reports x\u{202e}"]
    {
        terminal.ask(command);
    }
    terminal.complete("SELECT 1 FROM events WHERE aws_region = '", |screen| {
        screen.contains("NO RECORDS FOUND") || screen.contains("'eu-west-1'")
    });
    assert_all_visible(&terminal);
}

#[test]
fn invisible_characters_do_not_reach_the_pager() {
    let sandbox = hostile();
    let terminal = shell(&sandbox, &[], &[("PAGER", "sh -c 'cat > paged; echo done'")]);
    terminal.ask(".mode line");
    terminal.ask("SELECT e.* FROM events e, range(20);");
    assert_all_visible(&terminal);
    let paged = fs::read_to_string(sandbox.path("paged")).unwrap();
    assert!(paged.contains("calc"), "{paged}");
    let hidden = ignorable();
    let found =
        paged.lines().flat_map(str::chars).find(|it| it.is_control() || hidden.contains(it));
    assert_eq!(found, None);
}

/// Imports one event with invisible characters in every column.
fn hostile() -> Sandbox {
    hostile_text::imported()
}

/// Checks that no invisible character was written. The shell itself writes control characters.
#[track_caller]
fn assert_all_visible(terminal: &Terminal) {
    let bytes = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    let hidden = ignorable();
    assert_eq!(bytes.chars().find(|letter| hidden.contains(letter)), None);
    for obeyed in ["\u{1b}[2J\u{1b}]8", "\u{1b}]52", "\u{9b}"] {
        assert!(!bytes.contains(obeyed), "{obeyed:?}");
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_history() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = imported();
    let mode = |name: &str| fs::metadata(sandbox.path(name)).unwrap().permissions().mode() & 0o777;
    // A new history, and one that others could read.
    let file = ".local/state/ducktrail/history";
    for _ in 0..2 {
        let terminal = shell(&sandbox, &[], &[]);
        terminal.ask("SELECT 'typed';");
        assert_eq!(mode(file), 0o600);
        terminal.send(CTRL_D);
        assert_eq!(terminal.end(), 0);
        assert_eq!(mode(file), 0o600);
        fs::set_permissions(sandbox.path(file), fs::Permissions::from_mode(0o644)).unwrap();
    }
}

#[test]
fn names_are_completed_in_the_shell() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    for (typed, completed) in [
        ("SELECT event_so", "SELECT event_source"),
        ("SELECT count_st", "SELECT count_star("),
        ("SELECT action_without_v", "SELECT action_without_version("),
        ("selec", "select"),
        ("SELECT 1 FROM public_sec", "SELECT 1 FROM public_security_groups"),
        ("SELECT reas FROM rejects r WHERE r.reas", "SELECT reas FROM rejects r WHERE r.reason"),
        (".repor", ".report"),
        (".report public_sh", ".report public_sharing"),
        (".mode js", ".mode json"),
        (".schema global_s", ".schema global_service"),
    ] {
        let line = format!("ducktrail> {completed}");
        terminal.complete(typed, |screen| {
            screen.lines().any(|found| found.trim_end().starts_with(line.trim_end()))
        });
    }
}

#[test]
fn values_and_paths_are_completed_from_the_database_by_frequency() {
    let sandbox = imported();
    let names = "SELECT event_name FROM events GROUP BY 1 ORDER BY count(*) DESC, 1";
    let names = sandbox.values(names);
    let terminal = shell(&sandbox, &[], &[]);
    terminal.complete("SELECT 1 FROM activity WHERE event_name = '", |screen| {
        screen.contains(&names[2])
    });
    let screen = terminal.screen();
    let places: Vec<_> = names[..3].iter().map(|name| screen.find(name.as_str())).collect();
    assert!(places.is_sorted(), "{names:?} {screen}");
    for (typed, completed) in [
        ("SELECT 1 FROM activity WHERE event_name = 'PutMet", "'PutMetricAlarm'"),
        ("SELECT 1 FROM activity WHERE event_name = PutMet", "'PutMetricAlarm'"),
        ("SELECT 1 FROM activity WHERE service IN ('iam', 'monito", "'monitoring'"),
        ("SELECT 1 FROM deletes WHERE actor = 'smi", "'smithj'"),
        ("SELECT request_parameters ->> '$.comparisonOp", "'$.comparisonOperator'"),
        (".scope service=monito", "service=monitoring"),
    ] {
        terminal.complete(typed, |screen| screen.contains(completed));
    }
}

#[test]
fn the_scope_is_in_the_prompt_and_limits_queries() {
    let sandbox = imported();
    let terminal = Terminal::run(&["shell", "--service", "route53"], &sandbox.path(""), &[]);
    terminal.expect_last("ducktrail service=route53>");
    terminal.send(".scope since=2018-01-01 errors-only\r");
    terminal.expect_last("ducktrail since=2018-01-01 service=route53 errors-only>");
    terminal.send("SET VARIABLE services = ['a\u{7f}', 'b'];\r");
    terminal.send(".scope clear\r");
    terminal.expect_last("ducktrail>");
    terminal.send(&format!(".scope actor={}\r", "x".repeat(100)));
    terminal.expect_last(&format!("ducktrail actor={}…>", "x".repeat(44)));
}

#[test]
fn colours_can_be_turned_off() {
    let sandbox = imported();
    let coloured = |vars: &[(&str, &str)]| {
        let terminal = shell(&sandbox, &[], vars);
        terminal.send("SELECT 1;\r");
        terminal.expect("1 row");
        String::from_utf8_lossy(&terminal.bytes()).contains("\u{1b}[1;34m")
    };
    assert!(coloured(&[]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
}

#[test]
fn vi_keys_can_be_turned_on() {
    let sandbox = imported();
    for (args, vars) in [(&["--keys", "vi"][..], &[][..]), (&[], &[("DUCKTRAIL_KEYS", "vi")])] {
        let terminal = Terminal::run(&[&["shell"], args].concat(), &sandbox.path(""), vars);
        terminal.expect_last("ducktrail>");
        terminal.send("SELECT 4 * 5;");
        terminal.expect("SELECT 4 * 5;");
        terminal.send(ESC);
        terminal.expect("ducktrail: SELECT 4 * 5;");
        // Go to the start, forward three words, and change the number.
        terminal.send("0wwwr6\r");
        terminal.expect("24");
    }
    let terminal = shell(&sandbox, &[], &[]);
    terminal.send(&format!("ELECT 4 * 5;{CTRL_A}S\r"));
    terminal.expect("20");
}

#[test]
fn a_long_result_is_shown_in_the_pager() {
    let sandbox = imported();
    sandbox.write("pager.sh", "#!/bin/sh\necho 'THE PAGER HAS IT'\nhead -n 3\n");
    let terminal = shell(&sandbox, &[], &[("PAGER", "sh pager.sh")]);
    let screen = terminal.ask("SELECT 'short' AS x;");
    assert!(!screen.contains("PAGER"), "{screen}");
    let screen = terminal.ask("SELECT range AS x FROM range(1000000);");
    assert!(screen.contains("THE PAGER HAS IT"), "{screen}");
    assert!(!screen.contains("999"), "{screen}");
    let screen = terminal.ask("SELECT 'after' AS x;");
    assert!(screen.contains("after"), "{screen}");
}

#[test]
fn without_a_pager_a_long_result_is_truncated_with_a_note() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    let screen = terminal.ask("SELECT range AS x FROM range(1500);");
    assert!(
        screen.contains("only the first 1,000 rows are shown; .maxrows 0 shows all"),
        "{screen}"
    );
    terminal.ask(".maxrows 0");
    let screen = terminal.ask("SELECT range AS x FROM range(1500);");
    assert!(screen.contains("1499") && screen.contains("1,500 rows"), "{screen}");
}

#[test]
fn an_import_asks_before_writing_and_returns_to_read_only() {
    let sandbox = imported();
    let log = fixtures("reports/coverage");
    let terminal = shell(&sandbox, &[], &[]);
    terminal.ask(".mode csv");
    terminal.send(&format!(".import {}\r", log.display()));
    terminal.expect("[y/N]");
    terminal.send("n\r");
    terminal.expect("nothing was imported");
    terminal.expect_prompt();
    terminal.clear();
    terminal.send(&format!(".import {}\r", log.display()));
    terminal.expect("[y/N]");
    terminal.send("y\r");
    terminal.expect("inserted");
    terminal.expect_prompt();
    let screen = terminal.ask("SELECT count(*) > 22 AS more, 'still csv' AS mode FROM events;");
    assert!(screen.contains("true,still csv"), "{screen}");
    let screen = terminal.ask("DELETE FROM event_rows;");
    assert!(screen.contains("read-only"), "{screen}");
    let words = "SELECT arguments::VARCHAR FROM imports ORDER BY id DESC LIMIT 1";
    terminal.send(CTRL_D);
    assert_eq!(terminal.end(), 0);
    assert!(sandbox.value(words).starts_with("[import, "), "{}", sandbox.value(words));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_an_idle_session_and_cancels_a_statement() {
    let sandbox = imported();
    let signal = |terminal: &Terminal| {
        let pid = terminal.pid().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    };
    let terminal = shell(&sandbox, &[], &[]);
    terminal.send("SELECT count(*) FROM range(100000000000);\r");
    terminal.expect("Ctrl-C cancels");
    signal(&terminal);
    terminal.expect("cancelled");
    terminal.expect_prompt();
    signal(&terminal);
    assert_eq!(terminal.end(), 130);
}

#[test]
fn an_error_is_shown_with_its_caret_and_the_session_continues() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    let screen = terminal.ask("SELECT useridentity.arn FROM events; SELECT 'never' || 'shown';");
    let caret = "LINE 1: SELECT useridentity.arn FROM events\n                 ^^^^^^^^^^^^^^^^";
    assert!(screen.contains(caret), "{screen}");
    assert!(screen.contains("hint: useridentity.arn is identity_arn here"), "{screen}");
    assert!(!screen.contains("nevershown"), "{screen}");
    let screen = terminal.ask(".tabels");
    assert!(screen.contains("did you mean .tables?"), "{screen}");
}

#[test]
fn a_new_table_is_completed_immediately() {
    let sandbox = imported();
    let terminal = shell(&sandbox, &[], &[]);
    terminal.ask("CREATE TEMP TABLE suspicious_ones AS SELECT 1 AS how_bad;");
    terminal.complete("SELECT 1 FROM suspi", |screen| screen.contains("FROM suspicious_ones"));
    terminal.complete("SELECT 1 FROM suspicious_ones WHERE how_b", |screen| {
        screen.contains("WHERE how_bad")
    });
}
