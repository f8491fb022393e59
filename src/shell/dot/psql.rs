//! The commands of psql, for hands that are used to them.

use anyhow::{Result, anyhow};

use crate::output::Format;

/// Commands of psql without an argument, and with one; both without the backslash.
const COMMANDS: &[(&str, &str, &str)] = &[
    ("d", ".tables", ".columns"),
    ("d+", ".tables", ".columns"),
    ("dt", ".tables", ".columns"),
    ("dv", ".tables", ".columns"),
    ("q", ".quit", ".quit"),
    ("i", ".read", ".read"),
    ("o", ".output", ".output"),
    ("timing", ".timer", ".timer"),
    ("?", ".help", ".help"),
    ("h", ".help", ".help"),
];

/// Returns the command of this shell for one of psql, whose backslash is cut off. `\\x` turns lines on or
/// off.
pub(crate) fn own_command(line: &str, format: Format) -> Result<String> {
    let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let argument = argument.trim();
    if name == "x" {
        let mode = if format == Format::Line { "table" } else { "line" };
        return Ok(format!(".mode {mode}"));
    }
    let (_, alone, with) = COMMANDS
        .iter()
        .find(|(known, ..)| *known == name)
        .ok_or_else(|| anyhow!("there is no command \\{name}; .help lists those of this shell"))?;
    Ok(if argument.is_empty() { (*alone).to_owned() } else { format!("{with} {argument}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_psql_have_an_own_command() {
        for (line, own) in [
            ("d", ".tables"),
            ("d activity", ".columns activity"),
            ("dt", ".tables"),
            ("q", ".quit"),
            ("x", ".mode line"),
            ("timing on", ".timer on"),
        ] {
            assert_eq!(own_command(line, Format::Table).unwrap(), own);
        }
        assert_eq!(own_command("x", Format::Line).unwrap(), ".mode table");
        assert!(own_command("watch 2", Format::Table).is_err());
    }

    #[test]
    fn every_own_command_exists() {
        for (_, alone, with) in COMMANDS {
            for command in [alone, with] {
                assert!(crate::shell::dot_commands::find(&command[1..]).is_ok(), "{command}");
            }
        }
    }
}
