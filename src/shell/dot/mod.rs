//! The dot commands: one table, from which help and completion are made.

mod act;
mod look;
mod set;

use anyhow::{Result, anyhow};

use crate::shell::session::Session;

/// Whether the session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    On,
    Quit,
}

/// What a command takes, for completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Nothing,
    Command,
    Table,
    Report,
    Scope,
    Format,
    File,
    Switch,
}

/// One dot command.
pub(crate) struct Dot {
    /// Its name, without the dot.
    pub(crate) name: &'static str,
    /// What stands behind it, as help shows it.
    pub(crate) arguments: &'static str,
    /// What it does, in a line.
    pub(crate) help: &'static str,
    pub(crate) takes: Takes,
    run: fn(&mut Session, &[String]) -> Result<Next>,
}

macro_rules! dots {
    ($($name:literal $arguments:literal $help:literal $takes:ident $run:path;)*) => {
        &[$(Dot { name: $name, arguments: $arguments, help: $help, takes: Takes::$takes, run: $run }),*]
    };
}

/// Every dot command, in the order of the help.
pub(crate) const DOTS: &[Dot] = dots! {
    "help" "[COMMAND]" "Say what the dot commands do" Command look::help;
    "tables" "" "List the tables and views that are no reports" Nothing look::tables;
    "schema" "[TABLE]" "Show the statements that make a table or view, or all" Table look::schema;
    "columns" "[TABLE]" "Explain the columns of a table or view; of activity by default" Table look::columns;
    "reports" "[NAME]" "List the reports, or explain one" Report look::reports;
    "report" "NAME [OPTIONS]" "Run a report: --set NAME=VALUE, --limit N, --since 7d and all of a scope" Report act::report;
    "scope" "[since=TIME account=ID … | clear]" "Show, narrow or clear which events activity and the reports show" Scope set::scope;
    "mode" "[FORMAT]" "Show results as table, line, csv, json, jsonl or markdown" Format set::mode;
    "output" "[FILE [--force]]" "Write all further results to a file, or show them again" File set::output;
    "once" "FILE [--force]" "Write the next result to a file, in the format of its ending" File set::once;
    "read" "FILE" "Run the statements and dot commands in a file" File act::read;
    "timer" "on|off" "Say how long a statement took and how many rows it gave" Switch set::timer;
    "maxrows" "[N]" "Show only the first N rows of a result; 0 shows all" Nothing set::max_rows;
    "import" "PATH… [OPTIONS]" "Import logs: opens the database for writing, and then as before" File act::import;
    "info" "" "Say what is in the database" Nothing look::info;
    "open" "FILE" "Open another database" File act::open;
    "quit" "" "Leave, as Ctrl-D does" Nothing act::quit;
};

/// Runs a line that is a command: `.tables`, or `quit` without a dot.
pub(crate) fn run(session: &mut Session, line: &str) -> Result<Next> {
    let line = line.trim().trim_end_matches(';').trim_start_matches('.');
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let dot = find(name)?;
    let words = shlex::split(rest)
        .ok_or_else(|| anyhow!("cannot read the words behind .{name}: a quote is not closed"))?;
    (dot.run)(session, &words)
}

fn find(name: &str) -> Result<&'static Dot> {
    let name = if name.eq_ignore_ascii_case("exit") { "quit" } else { name };
    DOTS.iter().find(|dot| dot.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
        let nearest = DOTS
            .iter()
            .map(|dot| (strsim::damerau_levenshtein(&name.to_lowercase(), dot.name), dot.name))
            .min()
            .filter(|(distance, _)| *distance <= 2)
            .map(|(_, nearest)| format!(" (did you mean .{nearest}?)"));
        anyhow!("there is no command .{name}{}; .help lists them", nearest.unwrap_or_default())
    })
}

/// The only word of a command that takes one or none.
fn only<'a>(words: &'a [String], usage: &str) -> Result<Option<&'a str>> {
    match words {
        [] => Ok(None),
        [word] => Ok(Some(word)),
        _ => Err(anyhow!("too many words; write {usage}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_or_the_nearest_is_named() {
        assert_eq!(find("TABLES").unwrap().name, "tables");
        assert_eq!(find("exit").unwrap().name, "quit");
        let text = find("tabels").err().unwrap().to_string();
        assert_eq!(text, "there is no command .tabels (did you mean .tables?); .help lists them");
        let text = find("xxxxxxx").err().unwrap().to_string();
        assert_eq!(text, "there is no command .xxxxxxx; .help lists them");
    }

    #[test]
    fn every_name_is_one_word_and_has_help() {
        for dot in DOTS {
            assert!(dot.name.chars().all(|letter| letter.is_ascii_lowercase()), "{}", dot.name);
            assert!(!dot.help.is_empty() && !dot.help.ends_with('.'), "{}", dot.name);
        }
    }
}
