//! `ducktrail` without a command: what is in the database of this folder, and what to ask next.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::Path,
};

use anyhow::Result;

use crate::{
    count::counted,
    error::Outcome,
    import::after::EventTotals,
    store::{lake, reader::Reader},
    suggestion::{self, Argument},
    text::visible,
    trail::time,
};

/// Commands to run next, and what they show.
const NEXT: &[(&str, &[&str], &str)] = &[
    ("triage", &[], "what to look at first"),
    ("report", &[], "lists the questions, by theme"),
    ("report", &["deletes"], "who deleted what"),
    ("report", &["actors"], "who is active"),
    ("coverage", &[], "where the logs have gaps"),
    ("events", &[], "the newest events"),
    ("shell", &[], "ask in SQL"),
];

pub(crate) fn run() -> Result<Outcome> {
    let db = suggestion::database();
    let text =
        if db.exists() || lake::is_lake(&db) { of_database(&db)? } else { without_database(&db)? };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Outcome::Complete)
}

fn of_database(db: &Path) -> Result<String> {
    let totals = EventTotals::load(&*Reader::open(db)?)?;
    let mut text = visible(&db.display().to_string()).into_owned();
    write!(text, ": {}", counted(totals.events, "event"))?;
    if let (Some(first), Some(last)) = (totals.first, totals.last) {
        write!(text, " from {} to {}", time::render(first), time::render(last))?;
    }
    let (accounts, regions) = (totals.accounts, totals.regions);
    writeln!(text, ", {}, {}\n", counted(accounts, "account"), counted(regions, "Region"))?;
    for (name, values, what) in NEXT {
        let values: Vec<Argument> = values.iter().map(|value| Argument::value(*value)).collect();
        if let Some(command) = suggestion::command(name, &values, db) {
            writeln!(text, "  {command:<32}  {what}")?;
        }
    }
    text.push_str("  ducktrail --help                  all commands\n");
    Ok(text)
}

fn without_database(db: &Path) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "There is no database {} here.\n", visible(&db.display().to_string()))?;
    if let Some(command) = suggestion::command("import", &[], db) {
        let command = format!("{command} PATH…");
        writeln!(text, "  {command:<32}  makes it of CloudTrail log files")?;
    }
    text.push_str("  ducktrail report                  lists the questions that it then answers\n");
    text.push_str("  ducktrail --help                  all commands\n");
    Ok(text)
}
