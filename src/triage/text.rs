//! The findings as text: for each what happened, who did it, from where, and the command that shows more.

use std::fmt::Write;

use anyhow::Result;

use crate::{count::counted, report::LEVELS, store::Connection, text::visible};

/// A finding as it is printed.
struct FindingText {
    level: String,
    finding: String,
    actor: String,
    outcome: String,
    calls: u64,
    first_at: String,
    last_at: String,
    actions: String,
    targets: String,
    addresses: String,
    places: String,
    account: String,
    command: String,
}

const ENTRIES: &str = include_str!("../../sql/triage/entries.sql");

/// Returns the findings as text, at most `limit` of them, for a terminal of `width` columns.
pub(crate) fn text(
    connection: &Connection,
    limit: Option<u64>,
    width: Option<usize>,
) -> Result<String> {
    let mut statement = connection.prepare(ENTRIES)?;
    let entries = statement.query_map([], |row| {
        Ok(FindingText {
            level: row.get(0)?,
            finding: row.get(1)?,
            actor: row.get(2)?,
            outcome: row.get(3)?,
            calls: row.get(4)?,
            first_at: row.get(5)?,
            last_at: row.get(6)?,
            actions: row.get(7)?,
            targets: row.get(8)?,
            addresses: row.get(9)?,
            places: row.get(10)?,
            account: row.get(11)?,
            command: row.get(12)?,
        })
    })?;
    let entries: Vec<FindingText> = entries.collect::<Result<_, _>>()?;
    let shown = limit.map_or(entries.len(), |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let mut text = String::new();
    for entry in entries.iter().take(shown) {
        entry.write(&mut text, width.unwrap_or(usize::MAX))?;
    }
    let more = entries.len().saturating_sub(shown) as u64;
    if more > 0 {
        writeln!(text, "{} more: --limit shows more\n", counted(more, "finding"))?;
    }
    writeln!(text, "{}", count_by_level(&entries))?;
    Ok(text)
}

impl FindingText {
    fn write(&self, text: &mut String, width: usize) -> Result<()> {
        let indent = " ".repeat(LEVEL_WIDTH);
        let noun = match self.outcome.as_str() {
            "denied" => "denied call",
            "failed" => "failed call",
            _ => "call",
        };
        let calls = counted(self.calls, noun);
        writeln!(text, "{:<LEVEL_WIDTH$}{}", self.level, visible(&self.finding))?;
        let place =
            if self.places.is_empty() { String::new() } else { format!(" ({})", self.places) };
        let from = if self.addresses.is_empty() {
            String::new()
        } else {
            format!(" from {}{place}", self.addresses)
        };
        let account =
            if self.account.is_empty() { String::new() } else { format!(" in {}", self.account) };
        let who = format!("{calls} by {}{from}{account}, {}", self.actor, self.times());
        writeln!(text, "{indent}{}", visible(&who))?;
        let target =
            if self.targets.is_empty() { String::new() } else { format!(" → {}", self.targets) };
        let what = visible(&format!("{}{target}", self.actions)).into_owned();
        writeln!(text, "{indent}{}", cut(&what, width.saturating_sub(LEVEL_WIDTH)))?;
        if !self.command.is_empty() {
            writeln!(text, "{indent}{}", visible(&self.command))?;
        }
        Ok(writeln!(text)?)
    }

    fn times(&self) -> String {
        if self.first_at == self.last_at {
            return self.first_at.clone();
        }
        format!("{} to {}", self.first_at, self.last_at.get(11..).unwrap_or(&self.last_at))
    }
}

/// The width of the level in front of a finding.
const LEVEL_WIDTH: usize = 15;

/// Returns text that has at most `width` characters.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(width.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

fn count_by_level(entries: &[FindingText]) -> String {
    let of_level = |level: &&str| entries.iter().filter(|entry| entry.level == *level).count();
    let counts: Vec<String> = LEVELS
        .iter()
        .map(|level| (of_level(level), level))
        .filter(|(count, _)| *count > 0)
        .map(|(count, level)| format!("{count} {level}"))
        .collect();
    let all = counted(entries.len() as u64, "finding");
    if counts.is_empty() { all } else { format!("{all}: {}", counts.join(", ")) }
}
