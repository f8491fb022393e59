//! The summary of a database as text.

use std::fmt;

use indicatif::{HumanBytes, HumanCount};

use crate::{
    count::counted,
    info::Info,
    text::{visible, wrapped},
    trail::time,
};

/// The number of values listed in one line.
const LISTED: usize = 6;

/// The width of a line, which fits any terminal.
const WIDTH: usize = 80;

/// The width of a title.
const TITLE: usize = 12;

impl fmt::Display for Info {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let overview = &self.overview;
        let size = self.bytes.map(|bytes| format!(", {}", HumanBytes(bytes))).unwrap_or_default();
        line(formatter, "Database", &format!("{}{size}", self.path))?;
        line(formatter, "Events", &format!("{}{}", HumanCount(overview.events), self.range()))?;
        if overview.without_time > 0 {
            line(formatter, "", &format!("{} without a time", HumanCount(overview.without_time)))?;
        }
        line(
            formatter,
            "Other rows",
            &format!(
                "{}, {}, {}",
                counted(overview.insights, "Insights record"),
                counted(overview.aggregated, "Aggregated record"),
                counted(overview.digests, "digest")
            ),
        )?;
        for (title, kind) in [
            ("Accounts", "accounts"),
            ("Regions", "regions"),
            ("Services", "services"),
            ("Versions", "event_versions"),
            ("Categories", "event_categories"),
        ] {
            line(formatter, title, &self.most_frequent(kind))?;
        }
        self.write_imports(formatter)?;
        line(formatter, "Columns", &self.largest_columns())?;
        write!(formatter, "{}", self.histogram)
    }
}

impl Info {
    fn range(&self) -> String {
        match (self.overview.first, self.overview.last) {
            (Some(first), Some(last)) => {
                format!(" from {} to {}", time::render(first), time::render(last))
            }
            _ => String::new(),
        }
    }

    /// Returns the number of values and the most frequent ones.
    fn most_frequent(&self, kind: &str) -> String {
        let count = self.shares(kind).filter(|share| share.name.is_some()).count();
        let names: Vec<String> = self
            .shares(kind)
            .take(LISTED)
            .map(|share| {
                let name = share.name.as_deref().unwrap_or("(none)");
                format!("{name} {}", HumanCount(share.events))
            })
            .collect();
        let more = if self.shares(kind).nth(LISTED).is_some() { ", …" } else { "" };
        format!("{count}: {}{more}", names.join(", "))
    }

    fn write_imports(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let forms: Vec<String> = self
            .forms
            .iter()
            .map(|form| format!("{} {}", form.name, HumanCount(form.files)))
            .collect();
        let files: u64 = self.forms.iter().map(|form| form.files).sum();
        line(formatter, "Files", &format!("{}: {}", HumanCount(files), forms.join(", ")))?;
        let imports = &self.imports;
        let last = imports.last_at.map(|at| format!(", last at {}", time::render_second(at)));
        let version = imports.version.as_deref().map(|version| format!(" with version {version}"));
        let incomplete = match imports.not_complete {
            0 => String::new(),
            count => format!(", {} incomplete", HumanCount(count)),
        };
        line(
            formatter,
            "Imports",
            &format!(
                "{}{}{}{incomplete}",
                HumanCount(imports.count),
                last.unwrap_or_default(),
                version.unwrap_or_default()
            ),
        )?;
        line(
            formatter,
            "Records",
            &format!(
                "{} read: {} inserted, {} duplicate, {} rejected, {} filtered out",
                HumanCount(imports.read),
                HumanCount(imports.inserted),
                HumanCount(imports.duplicate),
                HumanCount(imports.rejected),
                HumanCount(imports.filtered)
            ),
        )?;
        line(formatter, "Rejects", &HumanCount(self.overview.rejects).to_string())
    }

    fn largest_columns(&self) -> String {
        let all: u64 = self.columns.iter().map(|(_, bytes)| bytes).sum();
        let columns: Vec<String> = self
            .columns
            .iter()
            .take(LISTED)
            .map(|(name, bytes)| {
                let percent = u128::from(*bytes) * 100 / u128::from(all.max(1));
                format!("{name} {} ({percent} %)", HumanBytes(*bytes))
            })
            .collect();
        columns.join(", ")
    }
}

/// Writes a title and its value, which goes on below itself where it is too long for a narrow terminal. The
/// value may come from a log, so it is escaped.
fn line(formatter: &mut fmt::Formatter<'_>, title: &str, value: &str) -> fmt::Result {
    for (at, part) in wrapped(&visible(value), WIDTH - TITLE).iter().enumerate() {
        let title = if at == 0 { title } else { "" };
        writeln!(formatter, "{title:<TITLE$}{part}")?;
    }
    Ok(())
}
