//! The table of dot commands, which help and completion are generated from. The functions that run
//! them are in `dot`.

use anyhow::{Result, anyhow};

/// The function that a dot command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Help,
    Tables,
    Schema,
    Columns,
    Reports,
    Report,
    Scope,
    Mode,
    Output,
    NullValue,
    Once,
    Read,
    Timer,
    MaxRows,
    Import,
    Info,
    Open,
    Quit,
}

/// The kind of argument that completion offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArgumentKind {
    Nothing,
    Command,
    Table,
    Report,
    Scope,
    Format,
    File,
    Switch,
}

/// A dot command.
pub(crate) struct DotCommand {
    pub(crate) action: Action,
    /// The name, without the dot.
    pub(crate) name: &'static str,
    /// The arguments, as help shows them.
    pub(crate) arguments: &'static str,
    /// A line of help.
    pub(crate) help: &'static str,
    pub(crate) takes: ArgumentKind,
}

macro_rules! dot_commands {
    ($($action:ident $name:literal $arguments:literal $help:literal $takes:ident;)*) => {
        &[$(DotCommand {
            action: Action::$action,
            name: $name,
            arguments: $arguments,
            help: $help,
            takes: ArgumentKind::$takes,
        }),*]
    };
}

/// All dot commands, in the order of the help.
pub(crate) const DOT_COMMANDS: &[DotCommand] = dot_commands! {
    Help "help" "[COMMAND]" "Explain the dot commands, or one of them" Command;
    Tables "tables" "" "List the tables and views, without the reports" Nothing;
    Schema "schema" "[TABLE]" "Show the SQL that creates a table or view, or all of them" Table;
    Columns "columns" "[TABLE]" "Explain the columns of a table or view (default: activity)" Table;
    Reports "reports" "[NAME]" "List the reports, or explain one" Report;
    Report "report" "NAME [OPTIONS]" "Run a report, with --set NAME=VALUE, --limit N or a scope such as --since 7d" Report;
    Scope "scope" "[since=TIME account=ID … | clear]" "Show, narrow or clear the scope of activity and the reports" Scope;
    Mode "mode" "[FORMAT]" "Show results as table, line, csv, tsv, json, jsonl or markdown" Format;
    NullValue "nullvalue" "[TEXT]" "Show this text for NULL in tables and lines (at first: NULL)" Nothing;
    Output "output" "[FILE [--force]]" "Write further results to a file; without FILE, show them again" File;
    Once "once" "FILE [--force]" "Write the next result to a file, in the format of its extension" File;
    Read "read" "FILE" "Run the statements and dot commands in a file" File;
    Timer "timer" "on|off" "Show how long each statement took and how many rows it returned" Switch;
    MaxRows "maxrows" "[N]" "Show only the first N rows of each result; 0 shows all" Nothing;
    Import "import" "PATH… [OPTIONS]" "Import logs; opens the database for writing during the import" File;
    Info "info" "" "Summarize the database" Nothing;
    Open "open" "FILE" "Open another database" File;
    Quit "quit" "" "Leave the shell, like Ctrl-D" Nothing;
};

/// Finds a dot command by its name, without the dot and in any case.
///
/// # Errors
/// The command does not exist; the message suggests the nearest name.
pub(crate) fn find(name: &str) -> Result<&'static DotCommand> {
    let name = if name.eq_ignore_ascii_case("exit") { "quit" } else { name };
    DOT_COMMANDS.iter().find(|command| command.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
        let lower = name.to_lowercase();
        let nearest = DOT_COMMANDS
            .iter()
            .map(|command| (strsim::damerau_levenshtein(&lower, command.name), command.name))
            .min()
            .filter(|(distance, _)| *distance <= 2)
            .map(|(_, nearest)| format!(" (did you mean .{nearest}?)"));
        anyhow!("there is no command .{name}{}; .help lists them", nearest.unwrap_or_default())
    })
}

/// Returns the only argument of a command that takes one or none.
pub(crate) fn at_most_one<'a>(words: &'a [String], usage: &str) -> Result<Option<&'a str>> {
    match words {
        [] => Ok(None),
        [word] => Ok(Some(word)),
        _ => Err(anyhow!("too many arguments; write {usage}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_gets_the_nearest_as_a_suggestion() {
        assert_eq!(find("TABLES").unwrap().name, "tables");
        assert_eq!(find("exit").unwrap().name, "quit");
        let text = find("tabels").err().unwrap().to_string();
        assert_eq!(text, "there is no command .tabels (did you mean .tables?); .help lists them");
        let text = find("xxxxxxx").err().unwrap().to_string();
        assert_eq!(text, "there is no command .xxxxxxx; .help lists them");
    }

    #[test]
    fn every_name_is_one_word_and_has_help() {
        for command in DOT_COMMANDS {
            let name = command.name;
            assert!(name.chars().all(|letter| letter.is_ascii_lowercase()), "{name}");
            assert!(!command.help.is_empty() && !command.help.ends_with('.'), "{name}");
        }
    }
}
