//! The number of events of each account and day, as a calendar in text.

use std::fmt::Write;

use anyhow::Result;

use crate::{count::counted, coverage::CALENDAR, store::Connection, text::visible};

const LEGEND: &str = "A digit is the number of digits of the day's event count: 1 is 1 to 9, 3 is 100 to 999. \
                      A dot is a day without events; a colon is a day with files but no events.";

struct Day {
    account: Option<String>,
    month: String,
    number: usize,
    events: u64,
    files: u64,
}

/// Returns the calendar: one line for each month with events or files.
pub(crate) fn calendar(connection: &Connection) -> Result<String> {
    let sql = format!(
        "SELECT account_id, strftime(day, '%Y-%m'), day(day), events, files FROM ({CALENDAR}) AS days ORDER BY account_id, day"
    );
    let mut statement = connection.prepare(&sql)?;
    let days = statement.query_map([], |row| {
        Ok(Day {
            account: row.get(0)?,
            month: row.get(1)?,
            number: row.get(2)?,
            events: row.get(3)?,
            files: row.get(4)?,
        })
    })?;
    let mut text = String::new();
    let mut month = Month::default();
    for day in days {
        let day = day?;
        if month.is_other_than(&day) {
            month.end(&mut text)?;
            month.begin(&day, &mut text)?;
        }
        month.add(&day);
    }
    month.end(&mut text)?;
    month.end_empty(&mut text)?;
    if !text.is_empty() {
        writeln!(text, "\n{LEGEND}")?;
    }
    Ok(text)
}

/// The line of the current month.
#[derive(Default)]
struct Month {
    /// Account and month; `None` before the first.
    key: Option<(Option<String>, String)>,
    days: String,
    has_any: bool,
    /// The lines of the empty months directly before this one.
    empty: Vec<String>,
}

impl Month {
    fn is_other_than(&self, day: &Day) -> bool {
        self.key
            .as_ref()
            .is_none_or(|(account, month)| *account != day.account || *month != day.month)
    }

    fn begin(&mut self, day: &Day, text: &mut String) -> Result<()> {
        if self.key.as_ref().is_none_or(|(account, _)| *account != day.account) {
            let account = day.account.as_deref().unwrap_or("(no account)");
            self.end_empty(text)?;
            let gap = if text.is_empty() { "" } else { "\n" };
            writeln!(text, "{gap}{:<14}{}", visible(account), ruler())?;
        }
        self.key = Some((day.account.clone(), day.month.clone()));
        self.days = " ".repeat(day.number.saturating_sub(1));
        self.has_any = false;
        Ok(())
    }

    fn add(&mut self, day: &Day) {
        self.has_any |= day.events > 0 || day.files > 0;
        self.days.push(mark(day));
    }

    fn end(&mut self, text: &mut String) -> Result<()> {
        let Some((_, month)) = &self.key else { return Ok(()) };
        let line = format!("  {month:<12}{}", self.days);
        if !self.has_any {
            self.empty.push(line);
            return Ok(());
        }
        self.end_empty(text)?;
        Ok(writeln!(text, "{line}")?)
    }

    /// Writes the empty months before this one: their number, or the days of a single one.
    fn end_empty(&mut self, text: &mut String) -> Result<()> {
        match self.empty.as_slice() {
            [] => {}
            [line] => writeln!(text, "{line}")?,
            months => {
                let months = counted(months.len() as u64, "month");
                writeln!(text, "  {months} without anything")?;
            }
        }
        self.empty.clear();
        Ok(())
    }
}

fn mark(day: &Day) -> char {
    match (day.events, day.files) {
        (0, 0) => '.',
        (0, _) => ':',
        (events, _) => {
            let digits = (events.ilog10() + 1).min(9);
            char::from_digit(digits, 10).unwrap_or('9')
        }
    }
}

/// Returns the header: day numbers above the columns of their days.
fn ruler() -> &'static str {
    "1        10        20        30"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_character() {
        let day =
            |events, files| Day { account: None, month: String::new(), number: 1, events, files };
        let marks = [(0, 0), (0, 2), (1, 0), (9, 1), (10, 1), (999, 0), (u64::MAX, 0)]
            .map(|(events, files)| mark(&day(events, files)));
        assert_eq!(marks, ['.', ':', '1', '1', '2', '3', '9']);
        assert_eq!((ruler().len(), ruler().find("30")), (31, Some(29)));
    }
}
