//! Completion that knows the data: what stands at the cursor, and what could stand there.

mod context;
mod knowledge;
pub(crate) mod worker;

use std::time::Duration;

use reedline::{Completer, Span, Suggestion};

use crate::{
    report::REPORTS,
    shell::{
        dot::{DOTS, Takes},
        keywords::KEYWORDS,
    },
    store::literal,
    text::is_hidden,
};

use context::{Completion, Context, Quote};
pub(crate) use knowledge::Knowledge;
use knowledge::{Key, Seen};

/// How long Tab waits for values that nobody has asked for before.
const PATIENCE: Duration = Duration::from_millis(300);

/// How many suggestions are made.
const MOST: usize = 500;

/// The completer of the line editor.
pub(crate) struct Complete {
    knowledge: Knowledge,
}

impl Complete {
    pub(crate) fn new(knowledge: Knowledge) -> Self {
        Self { knowledge }
    }
}

impl Completer for Complete {
    fn complete(&mut self, line: &str, cursor: usize) -> Vec<Suggestion> {
        let Context { wanted, start, tables, names } = context::at(line, cursor);
        let typed = line.get(start..cursor).unwrap_or_default();
        let found = Finder { knowledge: &self.knowledge, typed, tables: &tables, names: &names };
        let mut found = found.find(&wanted, line.get(cursor..).unwrap_or_default());
        found.truncate(MOST);
        let span = Span::new(start, cursor);
        found.into_iter().map(|item| item.suggest(span)).collect()
    }
}

/// Something that could stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    value: String,
    /// What the menu shows instead, where the value has quotes around it.
    shown: Option<String>,
    meaning: String,
    /// Whether a space follows.
    is_whole: bool,
}

impl Item {
    fn new(value: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self { value: value.into(), shown: None, meaning: meaning.into(), is_whole: false }
    }

    fn suggest(self, span: Span) -> Suggestion {
        Suggestion {
            value: self.value,
            display_override: self.shown,
            description: Some(self.meaning).filter(|meaning| !meaning.is_empty()),
            span,
            append_whitespace: self.is_whole,
            ..Suggestion::default()
        }
    }
}

/// What is looked through for one completion.
struct Finder<'a> {
    knowledge: &'a Knowledge,
    /// What is typed of it.
    typed: &'a str,
    /// The tables of the statement, each with the name that it has there.
    tables: &'a [(String, String)],
    /// Names that the statement makes itself.
    names: &'a [String],
}

impl Finder<'_> {
    fn find(&self, wanted: &Completion, behind: &str) -> Vec<Item> {
        match wanted {
            Completion::Command => self.commands(),
            Completion::Argument(command) => self.arguments(command),
            Completion::Table => self.tables(),
            Completion::ColumnOf(name) => self.columns_of(name),
            Completion::Value { column, quote } => {
                let mut items = self.values(column, *quote, behind);
                if *quote == Quote::Missing {
                    items.extend(self.expressions());
                }
                items
            }
            Completion::Path { column } => self.paths(column, behind),
            Completion::Expression => self.expressions(),
            Completion::Nothing => Vec::new(),
        }
    }

    fn fits(&self, name: &str) -> bool {
        let typed = self.typed.trim_start_matches('"');
        name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
    }

    fn commands(&self) -> Vec<Item> {
        let dots = DOTS.iter().filter(|dot| self.fits(&format!(".{}", dot.name)));
        dots.map(|dot| Item {
            is_whole: !dot.arguments.is_empty(),
            ..Item::new(format!(".{}", dot.name), dot.help)
        })
        .collect()
    }

    fn arguments(&self, command: &str) -> Vec<Item> {
        let Some(dot) = DOTS.iter().find(|dot| dot.name.eq_ignore_ascii_case(command)) else {
            return Vec::new();
        };
        let words = |words: &[&str]| {
            words.iter().filter(|word| self.fits(word)).map(|word| Item::new(*word, "")).collect()
        };
        match dot.takes {
            Takes::Command => {
                let dots = DOTS.iter().filter(|dot| self.fits(dot.name));
                dots.map(|dot| Item::new(dot.name, dot.help)).collect()
            }
            Takes::Table => self.tables(),
            Takes::Report => {
                let reports = REPORTS.iter().filter(|report| self.fits(report.name()));
                reports.map(|report| Item::new(report.name(), report.title())).collect()
            }
            Takes::Format => words(&["table", "line", "csv", "json", "jsonl", "markdown"]),
            Takes::Switch => words(&["on", "off"]),
            Takes::Scope => self.scope(),
            Takes::File | Takes::Nothing => Vec::new(),
        }
    }

    /// The keys of a scope, and the values of one.
    fn scope(&self) -> Vec<Item> {
        const KEYS: &[(&str, &str, &str)] = &[
            ("since=", "", "2024-01-31, 7d, 36h, yesterday"),
            ("until=", "", "before this time"),
            ("account=", "recipient_account_id", "can be given several times, as those below"),
            ("region=", "region", ""),
            ("service=", "service", "as iam or s3"),
            ("action=", "action", ""),
            ("actor=", "actor", ""),
            ("ip=", "source_ip_address", ""),
            ("errors-only", "", "what was denied or failed"),
            ("clear", "", "no scope at all"),
        ];
        let Some((key, typed)) = self.typed.split_once('=') else {
            let keys = KEYS.iter().filter(|(key, ..)| self.fits(key));
            return keys.map(|(key, _, meaning)| Item::new(*key, *meaning)).collect();
        };
        let column = KEYS.iter().find(|(name, ..)| name.strip_suffix('=') == Some(key));
        let Some((name, column, _)) = column.filter(|(_, column, _)| !column.is_empty()) else {
            return Vec::new();
        };
        let seen = self.knowledge.wait_for(&Key::values("activity", column), PATIENCE);
        let fitting = seen.iter().filter(|seen| starts_with(&seen.text, typed));
        fitting
            .map(|seen| Item::new(format!("{name}{}", shell_word(&seen.text)), seen.count()))
            .collect()
    }

    fn tables(&self) -> Vec<Item> {
        let made = self.names.iter().map(|name| Item::new(name.as_str(), "in this statement"));
        let catalog = self.knowledge.catalog(PATIENCE);
        let known =
            catalog.tables.iter().map(|table| Item::new(identifier(&table.name), &*table.comment));
        made.chain(known).filter(|item| self.fits(item.value.trim_matches('"'))).collect()
    }

    fn columns_of(&self, name: &str) -> Vec<Item> {
        let table = self.tables.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
        let table = table.map_or(name, |(_, table)| table);
        let catalog = self.knowledge.catalog(PATIENCE);
        let table = catalog.tables.iter().find(|known| known.name.eq_ignore_ascii_case(table));
        let columns = table.into_iter().flat_map(|table| &table.columns);
        columns
            .filter(|column| self.fits(&column.name))
            .map(|column| Item::new(identifier(&column.name), column.meaning()))
            .collect()
    }

    /// Columns of the statement's tables, functions, and words of SQL.
    fn expressions(&self) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let none = [("activity".to_owned(), "activity".to_owned())];
        let tables = if self.tables.is_empty() { &none } else { self.tables };
        for (alias, _) in tables {
            for item in self.columns_of(alias) {
                if !items.iter().any(|known| known.value == item.value) {
                    items.push(item);
                }
            }
        }
        let is_lower = self.typed.chars().any(char::is_lowercase);
        let keywords = KEYWORDS.iter().filter(|word| self.fits(word));
        let keywords = keywords.map(|word| Item {
            is_whole: true,
            ..Item::new(if is_lower { word.to_lowercase() } else { (*word).to_owned() }, "")
        });
        let aliases =
            self.tables.iter().map(|(alias, table)| Item::new(alias.as_str(), table.as_str()));
        let aliases = aliases.filter(|item| self.fits(&item.value) && item.value != item.meaning);
        let catalog = self.knowledge.catalog(PATIENCE);
        let functions = catalog.functions.iter().filter(|name| self.fits(&name.0));
        let functions =
            functions.map(|(name, meaning)| Item::new(format!("{name}("), meaning.as_str()));
        // Hundreds of functions help nobody who has typed nothing.
        let functions = functions.take(if self.typed.is_empty() { 0 } else { MOST });
        items.extend(aliases);
        items.extend(keywords);
        items.extend(functions);
        items
    }

    /// The values of a column, the most frequent first.
    fn values(&self, column: &[String], quote: Quote, behind: &str) -> Vec<Item> {
        let Some(key) = self.key(column, Key::values) else { return Vec::new() };
        let seen = self.knowledge.wait_for(&key, PATIENCE);
        let end = if behind.starts_with('\'') { "" } else { "'" };
        let start = if quote == Quote::Missing { "'" } else { "" };
        let quoted = |seen: &Seen| Item {
            shown: Some(seen.text.clone()),
            ..Item::new(format!("{start}{}{end}", seen.text.replace('\'', "''")), seen.count())
        };
        let typed = self.typed.replace("''", "'");
        seen.iter().filter(|seen| starts_with(&seen.text, &typed)).map(quoted).collect()
    }

    /// The paths that are in a JSON column, the most frequent first.
    fn paths(&self, column: &[String], behind: &str) -> Vec<Item> {
        let Some(key) = self.key(column, Key::paths) else { return Vec::new() };
        let seen = self.knowledge.wait_for(&key, PATIENCE);
        let end = if behind.starts_with('\'') { "" } else { "'" };
        let typed = self.typed.trim_start_matches(['$', '.']);
        let fitting =
            seen.iter().filter(|seen| starts_with(seen.text.trim_start_matches(['$', '.']), typed));
        fitting
            .map(|seen| Item {
                shown: Some(seen.text.clone()),
                ..Item::new(format!("{}{end}", seen.text), seen.count())
            })
            .collect()
    }

    /// The column of one of the statement's tables that a name means.
    fn key(&self, column: &[String], make: fn(&str, &str) -> Key) -> Option<Key> {
        let (name, qualifier) = column.split_last()?;
        let catalog = self.knowledge.catalog(PATIENCE);
        let is_asked =
            |alias: &str| qualifier.last().is_none_or(|it| it.eq_ignore_ascii_case(alias));
        let mut asked: Vec<&str> = self
            .tables
            .iter()
            .filter(|(alias, _)| is_asked(alias))
            .map(|(_, table)| table.as_str())
            .collect();
        asked.push("activity");
        asked.into_iter().find_map(|table| {
            let table = catalog.tables.iter().find(|it| it.name.eq_ignore_ascii_case(table))?;
            let column = table.columns.iter().find(|it| it.name.eq_ignore_ascii_case(name))?;
            // A report has the values of activity, and takes longer to run.
            let is_report = REPORTS.iter().any(|report| report.name() == table.name);
            let activity = catalog.tables.iter().find(|it| it.name == "activity")?;
            let is_there = activity.columns.iter().any(|it| it.name == column.name);
            let table = if is_report && is_there { "activity" } else { &table.name };
            Some(make(table, &column.name))
        })
    }
}

fn starts_with(text: &str, start: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    start.chars().flat_map(char::to_lowercase).all(|letter| letters.next() == Some(letter))
}

/// A name as SQL takes it, with quotes where it needs them.
fn identifier(name: &str) -> String {
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let starts_plain =
        name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    if starts_plain && name.chars().all(is_plain) { name.to_owned() } else { literal::name(name) }
}

/// A value as the words of a dot command take it.
fn shell_word(text: &str) -> String {
    shlex::try_quote(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Whether a value can be shown, and typed: a hostile one is not put into a statement.
fn is_harmless(text: &str) -> bool {
    !text.chars().any(is_hidden)
}
