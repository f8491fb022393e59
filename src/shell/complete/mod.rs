//! Completion of SQL and dot commands with the names, values and paths of the database.

pub(crate) mod cache;
mod context;
pub(crate) mod worker;

use std::time::Duration;

use reedline::{Completer, Span, Suggestion};

use crate::{
    report::REPORTS,
    shell::{
        complete::{
            cache::{Candidate, CompletionCache, Question},
            context::{Completion, Quote},
        },
        dot_commands::{ArgumentKind, DOT_COMMANDS},
        keywords::KEYWORDS,
    },
    store::literal,
};

/// The time that Tab waits for values that are not cached yet.
const PATIENCE: Duration = Duration::from_millis(300);

/// The largest number of suggestions.
const MOST: usize = 500;

/// The completer of the line editor.
pub(crate) struct SqlCompleter {
    cache: CompletionCache,
}

impl SqlCompleter {
    pub(crate) fn new(cache: CompletionCache) -> Self {
        Self { cache }
    }
}

impl Completer for SqlCompleter {
    fn complete(&mut self, line: &str, cursor: usize) -> Vec<Suggestion> {
        let context = context::at(line, cursor);
        let finder = Finder {
            cache: &self.cache,
            typed: line.get(context.start..cursor).unwrap_or_default(),
            after: line.get(cursor..).unwrap_or_default(),
            tables: &context.tables,
            ctes: &context.ctes,
        };
        let mut items = finder.find(&context.completion);
        items.truncate(MOST);
        let span = Span::new(context.start, cursor);
        items.into_iter().map(|item| item.suggest(span)).collect()
    }
}

/// An entry of the completion menu.
#[derive(Clone, Debug, PartialEq, Eq)]
struct MenuItem {
    /// The text that is inserted.
    value: String,
    /// The text in the menu, if it differs from the inserted one by its quotes.
    label: Option<String>,
    description: String,
    /// True if a space follows the inserted text.
    has_space: bool,
}

impl MenuItem {
    fn new(value: impl Into<String>, description: impl Into<String>) -> Self {
        let (value, description) = (value.into(), description.into());
        Self { value, label: None, description, has_space: false }
    }

    fn suggest(self, span: Span) -> Suggestion {
        Suggestion {
            value: self.value,
            display_override: self.label,
            description: Some(self.description).filter(|text| !text.is_empty()),
            span,
            append_whitespace: self.has_space,
            ..Suggestion::default()
        }
    }
}

/// A search for the entries of one menu.
struct Finder<'a> {
    cache: &'a CompletionCache,
    /// The text to complete, up to the cursor.
    typed: &'a str,
    /// The text after the cursor.
    after: &'a str,
    /// Aliases and names of the statement's tables.
    tables: &'a [(String, String)],
    /// Names of the statement's common table expressions.
    ctes: &'a [String],
}

impl Finder<'_> {
    fn find(&self, completion: &Completion) -> Vec<MenuItem> {
        match completion {
            Completion::Command => self.commands(),
            Completion::Argument(command) => self.arguments(command),
            Completion::Table => self.tables(),
            Completion::ColumnOf(name) => self.columns_of(name),
            Completion::Value { column, quote } => {
                let mut items = self.values(column, *quote);
                if *quote == Quote::Missing {
                    items.extend(self.expressions());
                }
                items
            }
            Completion::Path { column } => self.paths(column),
            Completion::Expression => self.expressions(),
            Completion::Nothing => Vec::new(),
        }
    }

    fn matches(&self, name: &str) -> bool {
        let typed = self.typed.trim_start_matches('"');
        name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
    }

    fn commands(&self) -> Vec<MenuItem> {
        let commands =
            DOT_COMMANDS.iter().filter(|command| self.matches(&format!(".{}", command.name)));
        commands
            .map(|command| MenuItem {
                has_space: !command.arguments.is_empty(),
                ..MenuItem::new(format!(".{}", command.name), command.help)
            })
            .collect()
    }

    fn arguments(&self, name: &str) -> Vec<MenuItem> {
        let Some(command) =
            DOT_COMMANDS.iter().find(|command| command.name.eq_ignore_ascii_case(name))
        else {
            return Vec::new();
        };
        let words = |words: &[&str]| {
            words
                .iter()
                .filter(|word| self.matches(word))
                .map(|word| MenuItem::new(*word, ""))
                .collect()
        };
        match command.takes {
            ArgumentKind::Command => {
                let commands = DOT_COMMANDS.iter().filter(|command| self.matches(command.name));
                commands.map(|command| MenuItem::new(command.name, command.help)).collect()
            }
            ArgumentKind::Table => self.tables(),
            ArgumentKind::Report => {
                let reports = REPORTS.iter().filter(|report| self.matches(report.name()));
                reports.map(|report| MenuItem::new(report.name(), report.title())).collect()
            }
            ArgumentKind::Format => words(&["table", "line", "csv", "json", "jsonl", "markdown"]),
            ArgumentKind::Switch => words(&["on", "off"]),
            ArgumentKind::Scope => self.scope(),
            ArgumentKind::File | ArgumentKind::Nothing => Vec::new(),
        }
    }

    /// Returns the keys of a scope, or the values of the key that is typed.
    fn scope(&self) -> Vec<MenuItem> {
        const KEYS: &[(&str, &str, &str)] = &[
            ("since=", "", "2024-01-31, 7d, 36h, yesterday"),
            ("until=", "", "before this time"),
            ("account=", "recipient_account_id", "may be repeated, like the keys below"),
            ("region=", "region", ""),
            ("service=", "service", "for example iam or s3"),
            ("action=", "action", ""),
            ("actor=", "actor", ""),
            ("ip=", "source_ip_address", ""),
            ("errors-only", "", "only denied and failed calls"),
            ("clear", "", "remove the scope"),
        ];
        let Some((key, typed)) = self.typed.split_once('=') else {
            let keys = KEYS.iter().filter(|(key, ..)| self.matches(key));
            return keys.map(|(key, _, description)| MenuItem::new(*key, *description)).collect();
        };
        let column = KEYS.iter().find(|(name, ..)| name.strip_suffix('=') == Some(key));
        let Some((name, column, _)) = column.filter(|(_, column, _)| !column.is_empty()) else {
            return Vec::new();
        };
        let candidates = self.cache.wait_for(&Question::values("activity", column), PATIENCE);
        let matching = candidates.iter().filter(|candidate| starts_with(&candidate.text, typed));
        matching
            .map(|candidate| {
                MenuItem::new(
                    format!("{name}{}", shell_word(&candidate.text)),
                    candidate.description(),
                )
            })
            .collect()
    }

    fn tables(&self) -> Vec<MenuItem> {
        let ctes = self.ctes.iter().map(|name| MenuItem::new(name.as_str(), "in this statement"));
        let catalog = self.cache.catalog(PATIENCE);
        let known = catalog
            .tables
            .iter()
            .map(|table| MenuItem::new(identifier(&table.name), &*table.comment));
        ctes.chain(known).filter(|item| self.matches(item.value.trim_matches('"'))).collect()
    }

    fn columns_of(&self, name: &str) -> Vec<MenuItem> {
        let table = self.tables.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
        let table = table.map_or(name, |(_, table)| table);
        let catalog = self.cache.catalog(PATIENCE);
        let table = catalog.tables.iter().find(|known| known.name.eq_ignore_ascii_case(table));
        let columns = table.into_iter().flat_map(|table| &table.columns);
        columns
            .filter(|column| self.matches(&column.name))
            .map(|column| MenuItem::new(identifier(&column.name), column.description()))
            .collect()
    }

    /// Returns the columns of the statement's tables, its aliases, keywords and functions.
    fn expressions(&self) -> Vec<MenuItem> {
        let mut items: Vec<MenuItem> = Vec::new();
        let default = [("activity".to_owned(), "activity".to_owned())];
        let tables = if self.tables.is_empty() { &default } else { self.tables };
        for (alias, _) in tables {
            for item in self.columns_of(alias) {
                if !items.iter().any(|known| known.value == item.value) {
                    items.push(item);
                }
            }
        }
        let is_lower = self.typed.chars().any(char::is_lowercase);
        let keywords = KEYWORDS.iter().filter(|word| self.matches(word));
        let keywords = keywords.map(|word| MenuItem {
            has_space: true,
            ..MenuItem::new(if is_lower { word.to_lowercase() } else { (*word).to_owned() }, "")
        });
        let aliases =
            self.tables.iter().map(|(alias, table)| MenuItem::new(alias.as_str(), table.as_str()));
        let aliases =
            aliases.filter(|item| self.matches(&item.value) && item.value != item.description);
        let catalog = self.cache.catalog(PATIENCE);
        let functions = catalog.functions.iter().filter(|name| self.matches(&name.0));
        let functions = functions
            .map(|(name, description)| MenuItem::new(format!("{name}("), description.as_str()));
        // Hundreds of functions are of no use before the first letter.
        let functions = functions.take(if self.typed.is_empty() { 0 } else { MOST });
        items.extend(aliases);
        items.extend(keywords);
        items.extend(functions);
        items
    }

    /// Returns the values of a column, the most frequent first.
    fn values(&self, column: &[String], quote: Quote) -> Vec<MenuItem> {
        let Some(question) = self.question(column, Question::values) else { return Vec::new() };
        let candidates = self.cache.wait_for(&question, PATIENCE);
        let end = if self.after.starts_with('\'') { "" } else { "'" };
        let start = if quote == Quote::Missing { "'" } else { "" };
        let quoted = |candidate: &Candidate| MenuItem {
            label: Some(candidate.text.clone()),
            ..MenuItem::new(
                format!("{start}{}{end}", candidate.text.replace('\'', "''")),
                candidate.description(),
            )
        };
        let typed = self.typed.replace("''", "'");
        candidates
            .iter()
            .filter(|candidate| starts_with(&candidate.text, &typed))
            .map(quoted)
            .collect()
    }

    /// Returns the paths in a JSON column, the most frequent first.
    fn paths(&self, column: &[String]) -> Vec<MenuItem> {
        let Some(question) = self.question(column, Question::paths) else { return Vec::new() };
        let candidates = self.cache.wait_for(&question, PATIENCE);
        let end = if self.after.starts_with('\'') { "" } else { "'" };
        let typed = self.typed.trim_start_matches(['$', '.']);
        let matching = candidates
            .iter()
            .filter(|candidate| starts_with(candidate.text.trim_start_matches(['$', '.']), typed));
        matching
            .map(|candidate| MenuItem {
                label: Some(candidate.text.clone()),
                ..MenuItem::new(format!("{}{end}", candidate.text), candidate.description())
            })
            .collect()
    }

    /// Makes the question about a column. Its name is looked up in the statement's tables and then in
    /// `activity`.
    fn question(&self, column: &[String], make: fn(&str, &str) -> Question) -> Option<Question> {
        let (name, qualifier) = column.split_last()?;
        let catalog = self.cache.catalog(PATIENCE);
        let is_qualified_by =
            |alias: &str| qualifier.last().is_none_or(|it| it.eq_ignore_ascii_case(alias));
        let mut tables: Vec<&str> = self
            .tables
            .iter()
            .filter(|(alias, _)| is_qualified_by(alias))
            .map(|(_, table)| table.as_str())
            .collect();
        tables.push("activity");
        tables.into_iter().find_map(|table| {
            let table = catalog.tables.iter().find(|it| it.name.eq_ignore_ascii_case(table))?;
            let column = table.columns.iter().find(|it| it.name.eq_ignore_ascii_case(name))?;
            // A report has the values of activity but takes longer to run.
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

/// Writes a name as SQL, with quotes if it needs them.
fn identifier(name: &str) -> String {
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let starts_plain =
        name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    if starts_plain && name.chars().all(is_plain) { name.to_owned() } else { literal::name(name) }
}

/// Writes a value as one word of a dot command.
fn shell_word(text: &str) -> String {
    shlex::try_quote(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}
