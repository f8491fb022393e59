//! Dot commands that show the help, the schema, the reports and the database.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use anyhow::{Result, bail};

use crate::{
    info::Info,
    output::terminal_width,
    report::{self, REPORTS, text::Explanation},
    shell::{
        dot_commands::{DOT_COMMANDS, at_most_one, find},
        run,
        session::Session,
    },
    store::{literal::quote, statements::Statement},
    text::visible,
};

const TABLES: &str = include_str!("../../../sql/shell/tables.sql");
const SCHEMA: &str = include_str!("../../../sql/shell/schema.sql");
const COLUMNS: &str = include_str!("../../../sql/shell/columns.sql");

/// The width of `.info` without a terminal, in characters.
const WIDTH: usize = 80;

pub(crate) fn help(words: &[String]) -> Result<()> {
    let mut text = String::new();
    if let Some(name) = at_most_one(words, ".help [COMMAND]")? {
        let command = find(name.trim_start_matches('.'))?;
        writeln!(text, ".{} {}\n{}", command.name, command.arguments, command.help)?;
    } else {
        for command in DOT_COMMANDS {
            let usage = format!(".{} {}", command.name, command.arguments);
            writeln!(text, "{usage:<44} {}", command.help)?;
        }
        text.push_str(KEYS);
    }
    print(&text)
}

/// The end of the help, about keys.
const KEYS: &str = "
A statement ends with ; and may have several lines. Ctrl-C cancels it. Tab completes names, values
after a comparison, and JSON paths after ->> '$. Ctrl-R searches the history.
";

pub(crate) fn tables(session: &mut Session, words: &[String]) -> Result<()> {
    at_most_one(words, ".tables")?;
    let reports: Vec<String> = REPORTS.iter().map(|report| quote(report.name())).collect();
    show(session, &TABLES.replace("'report'", &reports.join(", ")))?;
    print(&format!("{} reports are views too: .reports lists them\n", REPORTS.len()))
}

pub(crate) fn schema(session: &mut Session, words: &[String]) -> Result<()> {
    let name = at_most_one(words, ".schema [TABLE]")?;
    let connection = session.connection()?;
    let mut statement = connection.prepare(SCHEMA)?;
    let texts: Vec<String> =
        statement.query_map([name], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if let (Some(name), true) = (name, texts.is_empty()) {
        bail!("there is no table or view '{name}'; .tables lists them");
    }
    print(&texts.join("\n"))
}

pub(crate) fn columns(session: &mut Session, words: &[String]) -> Result<()> {
    let name = at_most_one(words, ".columns [TABLE]")?.unwrap_or("activity");
    let sql = "SELECT count(*) FROM duckdb_columns() WHERE lower(table_name) = lower(?)";
    let count: i64 = session.connection()?.query_row(sql, [name], |row| row.get(0))?;
    if count == 0 {
        bail!("there is no table or view '{name}'; .tables lists them");
    }
    show(session, &COLUMNS.replace("'table'", &quote(name)))
}

pub(crate) fn reports(words: &[String]) -> Result<()> {
    let mut text = String::new();
    match at_most_one(words, ".reports [NAME]")? {
        Some(name) => match report::find(name) {
            Some(report) => write!(text, "{}", Explanation(report))?,
            None => bail!("{}; .reports lists them", report::unknown(name)),
        },
        None => text = report::text::list(terminal_width()),
    }
    print(&text)
}

pub(crate) fn info(session: &mut Session, words: &[String]) -> Result<()> {
    at_most_one(words, ".info")?;
    let width = terminal_width().unwrap_or(WIDTH).saturating_sub(4).clamp(10, 120);
    let info = Info::of(session.connection()?, &session.db, width)?;
    print(&info.to_string())
}

/// Shows the rows of a built-in statement.
fn show(session: &mut Session, sql: &str) -> Result<()> {
    run::untimed(session, &Statement { text: sql, line: 1 })?;
    Ok(())
}

/// Prints lines without the characters that a terminal would interpret or hide.
fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    for line in text.lines() {
        writeln!(stdout, "{}", visible(line))?;
    }
    Ok(())
}
