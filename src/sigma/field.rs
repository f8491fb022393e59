//! The fields of records as SQL: columns where there are any, JSON for all others.

use std::{collections::HashSet, sync::LazyLock};

use anyhow::Result;

use crate::{
    sigma::yaml::{Flaw, fail},
    store::{Connection, lake, literal::quote},
    trail::column::{COLUMNS, Column, ColumnKind},
};

/// The data that a test reads, the fastest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reads {
    /// The name and the source of an event, which the table `actions` has, too.
    Name,
    /// Columns of the table `callers`, which has far fewer rows than there are events.
    Caller,
    Column,
    Json,
}

/// The names of calls that `eventName` is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallNames {
    AsLogged,
    /// The same without an API version, too: `GetFunction20150331v2` is also `GetFunction`.
    AnyVersion,
}

/// The texts of a field.
#[derive(Clone, Debug)]
pub(super) struct FieldTexts {
    pub(super) reads: Reads,
    /// An expression of a text, or of a list of texts if there is a document.
    pub(super) sql: String,
    document: Option<String>,
    /// A text that is in each document that has the field.
    pub(super) needed: Option<String>,
}

/// The names of the members of records that have no column, of those that are in the database.
pub(super) struct ExtraMembers(HashSet<String>);

impl ExtraMembers {
    pub(super) fn load(connection: &Connection) -> Result<Self> {
        let rows = lake::rows_of_days(connection)?;
        let sql =
            format!("SELECT DISTINCT unnest(json_keys(extra)) FROM {rows} WHERE extra IS NOT NULL");
        let mut statement = connection.prepare(&sql)?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(Self(names.collect::<Result<_, _>>()?))
    }
}

impl Reads {
    /// Returns what a test of both reads.
    pub(super) fn with(self, other: Self) -> Self {
        if self == other { self } else { self.max(other).max(Self::Column) }
    }
}

impl FieldTexts {
    /// Returns the texts of a field such as `requestParameters.bucketName`, and true if some record may have
    /// it.
    pub(super) fn of(name: &str, line: usize, extra: &ExtraMembers) -> Result<(Self, bool), Flaw> {
        let path: Vec<&str> = name.split('.').collect();
        let is_plain = |letter: char| letter.is_alphanumeric() || "_-:/@ +=$".contains(letter);
        let is_name = |part: &&str| !part.is_empty() && part.chars().all(is_plain);
        if path.len() > 16 || !path.iter().all(is_name) {
            return fail(line, format!("the field '{name}' is not a path of names"));
        }
        let root = COLUMNS.iter().find(|column| column.path == &path[..1]);
        let texts = match COLUMNS.iter().find(|column| column.path == path) {
            Some(column) if column.name == "event_name" || column.name == "event_source" => {
                Self::plain(Reads::Name, column.name.to_owned())
            }
            Some(column) if column.kind != ColumnKind::Json => Self::of_column(column, extra),
            _ => match root.filter(|root| root.kind == ColumnKind::Json) {
                Some(root) => Self::in_json(root.name, &path[1..]),
                None => Self::in_json("extra", &path),
            },
        };
        Ok((texts, root.is_some() || extra.0.contains(path[0])))
    }

    /// Returns the texts of all members, for keywords.
    pub(super) fn of_record() -> Self {
        static RECORD: LazyLock<FieldTexts> = LazyLock::new(FieldTexts::of_all_members);
        RECORD.clone()
    }

    fn of_all_members() -> Self {
        let (mut plain, mut documents) = (Vec::new(), Vec::new());
        for column in COLUMNS.iter().filter(|column| column.path.len() == 1) {
            match column.kind {
                ColumnKind::Json => documents.push(column.name),
                ColumnKind::Time => plain.push(time_text(column.name)),
                _ => plain.push(format!("{}::VARCHAR", column.name)),
            }
        }
        let plain = plain.join(", ");
        let found: Vec<String> = documents.iter().map(|name| format!("json({name})")).collect();
        Self {
            reads: Reads::Json,
            sql: format!(
                "list_concat([{plain}], sigma_texts(list_concat([{}], coalesce(json_extract(extra, '$.*'), []))))",
                found.join(", ")
            ),
            document: Some(format!("concat_ws(chr(10), {plain}, {}, extra)", documents.join(", "))),
            needed: None,
        }
    }

    /// Returns the names of a call with and without its API version.
    pub(super) fn of_names() -> Self {
        let document = Some("event_name".to_owned());
        Self { reads: Reads::Name, sql: "[event_name, action]".to_owned(), document, needed: None }
    }

    fn plain(reads: Reads, sql: String) -> Self {
        Self { reads, sql, document: None, needed: None }
    }

    /// Returns the text of a column. A value that the column cannot hold is in the JSON around it.
    fn of_column(column: &Column, extra: &ExtraMembers) -> Self {
        let (name, [first, rest @ ..]) = (column.name, column.path) else {
            return Self::plain(Reads::Column, column.name.to_owned());
        };
        let text = match column.kind {
            ColumnKind::Time => time_text(name),
            _ => format!("{name}::VARCHAR"),
        };
        let root = COLUMNS.iter().find(|root| root.path == [*first] && !rest.is_empty());
        let logged = match root {
            Some(root) => format!("{} ->> {}", root.name, json_path(rest)),
            None if extra.0.contains(*first) => format!("extra ->> {}", json_path(&[first])),
            None => return Self::plain(Reads::Column, text),
        };
        let reads = if column.is_of_caller() { Reads::Caller } else { Reads::Column };
        // The text of a time is not kept by its column.
        let texts = if column.kind == ColumnKind::Time { [logged, text] } else { [text, logged] };
        Self::plain(reads, format!("coalesce({})", texts.join(", ")))
    }

    fn in_json(column: &str, path: &[&str]) -> Self {
        let found = path.iter().fold(format!("[json({column})]"), |found, name| {
            format!("sigma_members({found}, {})", json_path(&[name]))
        });
        Self {
            reads: if column == "user_identity" { Reads::Caller } else { Reads::Json },
            sql: format!("sigma_texts({found})"),
            document: Some(column.to_owned()),
            needed: path.last().filter(|name| name.is_ascii()).map(|name| format!("\"{name}\"")),
        }
    }

    /// Returns one text of the field, NULL if there is none.
    pub(super) fn text(&self) -> String {
        if self.document.is_some() { format!("({})[1]", self.sql) } else { self.sql.clone() }
    }

    /// Returns the texts as a list.
    pub(super) fn list(&self) -> String {
        if self.document.is_some() { self.sql.clone() } else { format!("[{}]", self.sql) }
    }

    /// Returns the expression of one text within a condition.
    pub(super) fn one(&self) -> &str {
        if self.document.is_some() { "it" } else { &self.sql }
    }

    /// Returns true or false: if a condition on [`Self::one`] holds for one of the texts. `words` are texts in
    /// lower case of which the document has one, if there are any.
    pub(super) fn meets(&self, condition: &str, words: &[String]) -> String {
        let Some(document) = &self.document else {
            return format!("coalesce({condition}, false)");
        };
        let contains = |it: &str, word: &str| format!("contains({it}, {})", quote(word));
        let document = format!("{document}::VARCHAR");
        let mut filters: Vec<String> =
            self.needed.iter().map(|word| contains(&document, word)).collect();
        if !words.is_empty() {
            let lower = format!("lower({document})");
            let found: Vec<String> = words.iter().map(|word| contains(&lower, word)).collect();
            filters.push(format!("({})", found.join(" OR ")));
        }
        if filters.is_empty() {
            filters.push(format!("{document} IS NOT NULL"));
        }
        // A CASE, as it parses only the documents that pass the filters.
        format!(
            "CASE WHEN {} THEN sigma_any(list_filter({}, lambda it: {condition})) ELSE false END",
            filters.join(" AND "),
            self.sql
        )
    }
}

/// Returns the text of a time as CloudTrail writes it.
fn time_text(column: &str) -> String {
    format!("rtrim(rtrim(strftime({column}, '%Y-%m-%dT%H:%M:%S.%f'), '0'), '.') || 'Z'")
}

fn json_path(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!(".\"{name}\"")).collect();
    quote(&format!("${}", names.concat()))
}
