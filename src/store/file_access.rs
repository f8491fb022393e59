//! Finds out which files a statement writes, and refuses those that it must not write.
//!
//! DuckDB opens other files for writing even where the database is opened for reading: `COPY … TO`,
//! also as a CTE, `EXPORT DATABASE`, `ATTACH … (READ_WRITE)`, extensions, secrets, and the settings and
//! functions for profiles and logs. It has no setting for "read files, but write none".

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use duckdb::Connection;

use crate::store::{
    protected,
    statements::{self, Statement, Token},
};

/// The settings that make DuckDB write files, or that change how statements are read or where files
/// are found.
pub(crate) const SETTINGS: &[&str] = &[
    "active_grammar_extensions",
    "allow_community_extensions",
    "allow_extension_repositories",
    "allow_extensions_metadata_mismatch",
    "allow_parser_override_extension",
    "allow_persistent_secrets",
    "allow_unsigned_extensions",
    "autoinstall_extension_repository",
    "autoinstall_known_extensions",
    "autoload_known_extensions",
    "current_dialect",
    "custom_extension_repository",
    "default_secret_storage",
    "dialect_compatibility_mode",
    "enable_logging",
    "extension_directories",
    "extension_directory",
    "extension_repository_directory",
    "external_file_cache_spill",
    "home_directory",
    "log_query_path",
    "logging_storage",
    "profile_output",
    "profiling_output",
    "secret_directory",
    "temp_directory",
];

/// Functions that make DuckDB write files.
const FUNCTIONS: &[&str] = &[
    "create_external_resource",
    "deregister_external_resource",
    "destroy_external_resource",
    "enable_logging",
    "enable_profile",
    "enable_profiling",
    "register_external_resource",
    "register_external_resource_type",
];

/// Words that start what this module looks for. If the tokenizer cannot read a statement to its end, one of
/// these in the rest is enough to refuse it.
const WORDS: &[&str] = &[
    "COPY", "EXPORT", "ATTACH", "INSTALL", "IMPORT", "SECRET", "SET", "PRAGMA", "ENABLE_", "QUERY",
];

/// The deepest nesting of `query('…')` that is read.
const DEEPEST: usize = 8;

/// A file or folder that a statement writes.
#[derive(Debug, PartialEq, Eq)]
struct FileWrite {
    /// The kind of statement, for messages.
    what: &'static str,
    target: Target,
    /// True if files with names that are not in the statement may be written into the target.
    is_folder: bool,
    /// False if DuckDB itself refuses to write in a database that is open for reading.
    needs_permission: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// A path in the statement.
    Path(String),
    /// A path that only running the statement would show.
    Computed,
    /// A file that DuckDB chooses.
    Own,
    /// Standard output.
    Stdout,
}

/// Refuses a statement that writes files without permission, or over a protected file.
pub(crate) fn check(
    connection: &Connection,
    statement: &Statement<'_>,
    may_write: bool,
) -> Result<()> {
    for write in writes(statement.text, DEEPEST) {
        let what = write.what;
        if write.needs_permission && !may_write {
            bail!(
                "cannot run {what}: it writes files, which statements may not do by default; use --output FILE to write the rows of a query, or --allow-files to let statements write files"
            );
        }
        match &write.target {
            Target::Path(path) => check_path(connection, path, write.is_folder)?,
            Target::Computed => bail!(
                "cannot run {what}: the file that it writes must be a quoted path in the statement itself, because it is checked before the statement runs; write the path out"
            ),
            Target::Own | Target::Stdout => {}
        }
    }
    Ok(())
}

/// Returns the files that a statement says it writes, with what it writes there: `COPY … TO` and
/// `EXPORT DATABASE`.
pub(crate) fn written_files(text: &str) -> Vec<String> {
    let path = |write| match write {
        FileWrite { what: COPY | EXPORT, target: Target::Path(path), .. } => Some(path),
        _ => None,
    };
    writes(text, 0).into_iter().filter_map(path).collect()
}

const COPY: &str = "COPY … TO";
const EXPORT: &str = "EXPORT DATABASE";

fn check_path(connection: &Connection, path: &str, is_folder: bool) -> Result<()> {
    for spelling in spellings(path) {
        if is_folder || spelling.is_dir() {
            protected::check_folder(connection, &spelling)?;
        }
        // DuckDB fills a file of this name first.
        if let Some(name) = spelling.file_name() {
            let mut draft = std::ffi::OsString::from("tmp_");
            draft.push(name);
            protected::check(connection, &spelling.with_file_name(draft))?;
        }
        protected::check(connection, &spelling)?;
    }
    Ok(())
}

/// Returns the paths that DuckDB may open for a text: as it is, without the start of a URL, and with the
/// home folder.
fn spellings(path: &str) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    for start in ["file://localhost", "file://", "file:"] {
        if let Some(rest) = path.strip_prefix(start) {
            found.push(rest.to_owned());
        }
    }
    let home = std::env::var("HOME").unwrap_or_default();
    for at in 0..found.len() {
        if let Some(rest) = found[at].strip_prefix('~') {
            found.push(format!("{home}{rest}"));
        }
    }
    found.iter().map(|path| Path::new(path).to_owned()).collect()
}

/// Returns what a statement writes to files.
fn writes(text: &str, deepest: usize) -> Vec<FileWrite> {
    let read = statements::tokens(text);
    let end = read.tokens.last().map_or(0, |(range, _)| range.end);
    let unread = if read.is_complete { String::new() } else { text[end..].to_ascii_uppercase() };
    let tokens: Tokens = read
        .tokens
        .into_iter()
        .map(|(_, token)| token)
        .filter(|token| !matches!(token, Token::Whitespace(_)))
        .collect();
    let tokens = Words::new(tokens);
    let mut found = Vec::new();
    if WORDS.iter().any(|word| unread.contains(word)) {
        found.push(FileWrite::new("a statement with an open quote or comment", Target::Computed));
    }
    for at in 0..tokens.len() {
        found.extend(tokens.copy(at));
        found.extend(tokens.function(at));
        tokens.query(at, deepest, &mut found);
    }
    for at in tokens.heads() {
        found.extend(tokens.command(at));
    }
    found
}

type Tokens = Vec<Token>;

impl FileWrite {
    fn new(what: &'static str, target: Target) -> Self {
        Self { what, target, is_folder: false, needs_permission: true }
    }

    fn folder(what: &'static str, target: Target) -> Self {
        Self { is_folder: true, ..Self::new(what, target) }
    }
}

/// The tokens of a statement without white space and comments, each with its depth in brackets.
struct Words {
    tokens: Tokens,
    depths: Vec<usize>,
}

impl Words {
    fn new(tokens: Tokens) -> Self {
        let mut depth: usize = 0;
        let depths = tokens.iter().map(|token| match token {
            Token::LParen => {
                depth += 1;
                depth - 1
            }
            Token::RParen => {
                depth = depth.saturating_sub(1);
                depth
            }
            _ => depth,
        });
        let depths = depths.collect();
        Self { tokens, depths }
    }

    fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns the keyword at a place, in upper case.
    fn keyword(&self, at: usize) -> Option<String> {
        match self.tokens.get(at)? {
            Token::Word(word) if word.quote_style.is_none() => {
                Some(word.value.to_ascii_uppercase())
            }
            _ => None,
        }
    }

    fn is(&self, at: usize, keyword: &str) -> bool {
        self.keyword(at).is_some_and(|found| found == keyword)
    }

    /// Returns a name, which may be quoted, in lower case.
    fn name(&self, at: usize) -> Option<String> {
        match self.tokens.get(at)? {
            Token::Word(word) => Some(word.value.to_ascii_lowercase()),
            _ => None,
        }
    }

    fn string(&self, at: usize) -> Option<String> {
        match self.tokens.get(at)? {
            Token::SingleQuotedString(text) => Some(text.replace("''", "'")),
            Token::DollarQuotedString(text) => Some(text.value.clone()),
            _ => None,
        }
    }

    /// Returns true for any kind of string, including those that [`Self::string`] does not read.
    fn is_string(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            !matches!(token, Token::Word(_)) && token.to_string().contains(['\'', '$'])
        })
    }

    /// Returns the end of the brackets that open at a place.
    fn closing(&self, open: usize) -> usize {
        let depth = self.depths.get(open).copied().unwrap_or_default();
        let is_end = |at: &usize| self.tokens[*at] == Token::RParen && self.depths[*at] == depth;
        (open + 1..self.len()).find(is_end).unwrap_or(self.len())
    }

    /// Returns the places where a statement starts: the first, and those after `EXPLAIN` and `PREPARE`.
    fn heads(&self) -> Vec<usize> {
        let mut heads = vec![0];
        if self.is(0, "EXPLAIN") || self.is(0, "PREPARE") {
            let starts = |at: &usize| {
                *at > 0
                    && (matches!(self.tokens[at - 1], Token::RParen)
                        || ["EXPLAIN", "ANALYZE", "AS"].iter().any(|word| self.is(at - 1, word)))
            };
            heads.extend((1..self.len()).filter(starts));
        }
        heads
    }

    /// Reads `COPY … TO`, which may be a statement or a CTE.
    fn copy(&self, at: usize) -> Option<FileWrite> {
        let is_member = at > 0 && self.tokens[at - 1] == Token::Period;
        if !self.is(at, "COPY") || is_member {
            return None;
        }
        let depth = self.depths[at];
        let end = (at + 1..self.len())
            .find(|place| {
                self.depths[*place] < depth
                    || self.depths[*place] == depth && self.closes(*place, at)
            })
            .unwrap_or(self.len());
        let words = (at + 1..end).filter(|place| self.depths[*place] == depth);
        let to =
            words.into_iter().find(|place| self.is(*place, "TO") || self.is(*place, "FROM"))?;
        if self.is(to, "FROM") {
            return None;
        }
        let (target, after) = self.target(to + 1);
        let options: Vec<String> = (after..end).filter_map(|place| self.name(place)).collect();
        let has = |name: &str| options.iter().any(|option| option == name);
        let is_named = has("filename_pattern") || has("file_extension");
        let has_path = (after..end).any(|place| {
            self.is_string(place) && self.tokens[place].to_string().contains(['/', '\\'])
        });
        if is_named && has_path {
            return Some(FileWrite::folder(COPY, Target::Computed));
        }
        let is_folder = is_named
            || [
                "partition_by",
                "per_thread_output",
                "file_size_bytes",
                "row_groups_per_file",
                "overwrite",
                "overwrite_or_ignore",
                "append",
            ]
            .iter()
            .any(|name| has(name));
        let needs_permission = target != Target::Stdout;
        Some(FileWrite { what: COPY, target, is_folder, needs_permission })
    }

    /// Returns true if the bracket at a place closes one that was open at `start`.
    fn closes(&self, place: usize, start: usize) -> bool {
        self.tokens[place] == Token::RParen
            && !(start..place).any(|open| {
                self.tokens[open] == Token::LParen
                    && self.depths[open] == self.depths[place]
                    && self.closing(open) == place
            })
    }

    /// Reads the path after `TO`: a string or a name. Returns the place after it as well.
    fn target(&self, at: usize) -> (Target, usize) {
        if let Some(path) = self.string(at) {
            // Strings on consecutive lines are one.
            let is_whole = !self.is_string(at + 1);
            return (if is_whole { Target::Path(path) } else { Target::Computed }, at + 1);
        }
        let Some(Token::Word(word)) = self.tokens.get(at) else { return (Target::Computed, at) };
        if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("stdout") {
            return (Target::Stdout, at + 1);
        }
        let mut path = word.value.clone();
        let mut next = at + 1;
        while let (Some(Token::Period), Some(Token::Word(word))) =
            (self.tokens.get(next), self.tokens.get(next + 1))
        {
            path = format!("{path}.{}", word.value);
            next += 2;
        }
        let is_end = match self.tokens.get(next) {
            None | Some(Token::LParen | Token::RParen | Token::Word(_)) => true,
            Some(_) => false,
        };
        // A call differs from a name with options only in the space.
        let is_call = path.eq_ignore_ascii_case("getvariable");
        (if is_end && !is_call { Target::Path(path) } else { Target::Computed }, next)
    }

    /// Reads a call of a function that makes DuckDB write files.
    fn function(&self, at: usize) -> Vec<FileWrite> {
        let name = self.name(at).unwrap_or_default();
        let is_call = self.tokens.get(at + 1) == Some(&Token::LParen);
        let Some(function) = FUNCTIONS.iter().find(|known| **known == name).filter(|_| is_call)
        else {
            return Vec::new();
        };
        self.literals(function, at + 2..self.closing(at + 1))
    }

    /// Returns all strings in a range as paths.
    fn literals(&self, what: &'static str, range: std::ops::Range<usize>) -> Vec<FileWrite> {
        let range = range.start..range.end.min(self.len());
        let mut found: Vec<FileWrite> = range
            .clone()
            .filter_map(|at| self.string(at))
            .map(|path| FileWrite::folder(what, Target::Path(path)))
            .collect();
        let is_computed = |at: usize| {
            self.tokens[at] == Token::StringConcat
                || self.is_string(at) && (self.string(at).is_none() || self.is_string(at + 1))
                || matches!(self.tokens[at], Token::Word(_))
                    && self.tokens.get(at + 1) == Some(&Token::LParen)
        };
        if range.clone().any(is_computed) {
            found.push(FileWrite::new(what, Target::Computed));
        } else if found.is_empty() {
            found.push(FileWrite::new(what, Target::Own));
        }
        found
    }

    /// Reads functions that run a text as a query. The text must be one string.
    fn query(&self, at: usize, deepest: usize, found: &mut Vec<FileWrite>) {
        let name = self.name(at).unwrap_or_default();
        if self.tokens.get(at + 1) != Some(&Token::LParen) {
            return;
        }
        match name.as_str() {
            "query" => match self.string(at + 2) {
                Some(text) if self.closing(at + 1) == at + 3 && deepest > 0 => {
                    found.extend(writes(&text, deepest - 1));
                }
                _ => found.push(FileWrite::new("query() with a computed text", Target::Computed)),
            },
            "json_execute_serialized_sql" => {
                found.push(FileWrite::new("json_execute_serialized_sql()", Target::Computed));
            }
            _ => {}
        }
    }

    /// Reads a statement that is not a query.
    fn command(&self, at: usize) -> Vec<FileWrite> {
        match (self.keyword(at).unwrap_or_default().as_str(), self.keyword(at + 1).as_deref()) {
            ("EXPORT", Some("DATABASE")) => {
                let strings = (at..self.len()).find(|place| self.is_string(*place));
                let target = strings.map_or(Target::Computed, |place| self.target(place).0);
                vec![FileWrite::folder(EXPORT, target)]
            }
            ("IMPORT", Some("DATABASE")) => {
                vec![FileWrite::new("IMPORT DATABASE (run its files with -f)", Target::Computed)]
            }
            ("PRAGMA", _) if self.name(at + 1).as_deref() == Some("import_database") => {
                vec![FileWrite::new("IMPORT DATABASE (run its files with -f)", Target::Computed)]
            }
            ("ATTACH", _) => self.attach(at),
            ("INSTALL", _) | ("FORCE", Some("INSTALL")) => {
                vec![FileWrite::new("INSTALL", Target::Own)]
            }
            ("UPDATE", Some("EXTENSIONS")) if !self.is(at + 2, "SET") => {
                vec![FileWrite::new("UPDATE EXTENSIONS", Target::Own)]
            }
            ("CREATE" | "DROP" | "ALTER", _) => self.secret(at),
            ("SET" | "PRAGMA", _) => self.setting(at),
            _ => Vec::new(),
        }
    }

    fn attach(&self, at: usize) -> Vec<FileWrite> {
        let is_yes = |place: usize| match self.tokens.get(place) {
            None | Some(Token::Comma | Token::RParen) => true,
            Some(Token::Word(word)) => word.value.eq_ignore_ascii_case("true"),
            _ => false,
        };
        let option = |name: &str| {
            (at + 1..self.len()).find(|place| self.name(*place).as_deref() == Some(name))
        };
        let is_for_writing = option("read_write").is_some() || option("access_mode").is_some();
        let read_only = option("read_only");
        if !is_for_writing && read_only.is_some_and(|place| is_yes(place + 1)) {
            return Vec::new();
        }
        let mut place = at + 1;
        while ["OR", "REPLACE", "DATABASE", "IF", "NOT", "EXISTS"]
            .iter()
            .any(|word| self.is(place, word))
        {
            place += 1;
        }
        let (target, _) = self.target(place);
        let target = match target {
            Target::Path(path) if path == ":memory:" => return Vec::new(),
            target => target,
        };
        let needs_permission = is_for_writing || read_only.is_some() || target == Target::Computed;
        vec![FileWrite { what: "ATTACH for writing", target, is_folder: false, needs_permission }]
    }

    /// Reads the creation or removal of a secret that DuckDB keeps in a file.
    fn secret(&self, at: usize) -> Vec<FileWrite> {
        let words: Vec<String> =
            (at + 1..self.len().min(at + 12)).filter_map(|place| self.keyword(place)).collect();
        let has = |word: &str| words.iter().any(|found| found == word);
        let start = words.iter().take(4).position(|word| word == "SECRET");
        let is_kept = has("PERSISTENT") || has("IN") || self.is(at, "DROP") && !has("TEMPORARY");
        if start.is_some() && is_kept {
            return vec![FileWrite::new("a statement about a persistent secret", Target::Own)];
        }
        Vec::new()
    }

    fn setting(&self, at: usize) -> Vec<FileWrite> {
        let scopes = ["GLOBAL", "SESSION", "LOCAL"];
        let name = at + 1 + usize::from(scopes.iter().any(|scope| self.is(at + 1, scope)));
        let known = self.name(name).unwrap_or_default();
        let Some(setting) = SETTINGS.iter().find(|setting| **setting == known) else {
            return Vec::new();
        };
        self.literals(setting, name + 1..self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(sql: &str) -> Option<FileWrite> {
        writes(sql, DEEPEST).into_iter().next()
    }

    #[test]
    fn the_target_of_a_copy_is_found_in_every_spelling() {
        for (sql, path) in [
            ("COPY t TO 'a.csv'", "a.csv"),
            ("copy (SELECT 1) to 'it''s.csv' (FORMAT csv)", "it's.csv"),
            ("COPY t (a, b) TO $$a.csv$$", "a.csv"),
            ("COPY t TO a.csv", "a.csv"),
            ("COPY t TO \"A b.csv\" CSV HEADER", "A b.csv"),
            ("EXPLAIN ANALYZE COPY t TO 'a.csv'", "a.csv"),
            ("EXPLAIN (ANALYZE, FORMAT json) COPY t TO 'a.csv'", "a.csv"),
            ("PREPARE p AS COPY t TO 'a.csv'", "a.csv"),
            ("PREPARE p (INTEGER) AS COPY t TO 'a.csv'", "a.csv"),
            ("WITH x AS (COPY (SELECT 1) TO 'a.csv') FROM x", "a.csv"),
            ("/* c */ COPY -- TO 'b'\n t /* /* TO */ 'c' */ TO\n'a.csv'", "a.csv"),
            ("COPY (SELECT 'x' FROM t) TO 'a.csv'", "a.csv"),
        ] {
            let Some(write) = first(sql) else { panic!("{sql}") };
            assert_eq!(write.target, Target::Path(path.to_owned()), "{sql}");
            assert!(write.needs_permission, "{sql}");
        }
    }

    #[test]
    fn a_computed_target_is_not_guessed() {
        for sql in [
            "COPY t TO (getvariable('f'))",
            "COPY t TO getvariable('f')",
            "COPY t TO $1",
            "COPY t TO ?",
            "COPY t TO 'a'\n'b'",
            "COPY t TO E'a'",
            "COPY t TO 'd' (FORMAT csv, PER_THREAD_OUTPUT, FILENAME_PATTERN '../x')",
            "ATTACH getvariable('f') (READ_WRITE)",
            "SET log_query_path = getvariable('f')",
            "FROM query('FROM enable_' || 'logging()')",
            "FROM query(getvariable('q'))",
            "COPY t TO 'a.csv",
        ] {
            let found = writes(sql, DEEPEST);
            assert!(found.iter().any(|write| write.target == Target::Computed), "{sql}: {found:?}");
        }
    }

    #[test]
    fn statements_that_write_no_file_are_left_alone() {
        for sql in [
            "SELECT copy, \"to\" FROM t",
            "SELECT 'COPY t TO x'",
            "SELECT t.copy, INTERVAL '1' HOUR",
            "COPY t FROM 'a.csv'",
            "COPY FROM DATABASE a TO b",
            "CREATE TABLE export (install INTEGER)",
            "SELECT attach AS install FROM export",
            "UPDATE extensions SET a = 1",
            "SET VARIABLE temp_directory = 'x'",
            "SET search_path = 'main'",
            "SET memory_limit = '1GB'",
            "PRAGMA enable_profiling",
            "ATTACH 'a.duckdb' (READ_ONLY)",
            "ATTACH 'a.duckdb' AS a (READ_ONLY true)",
            "ATTACH ':memory:' AS m",
            "CREATE SECRET s (TYPE s3)",
            "FROM query('SELECT 1')",
            "SELECT query FROM t",
        ] {
            assert_eq!(writes(sql, DEEPEST), [], "{sql}");
        }
    }

    #[test]
    fn every_setting_with_a_path_is_known() {
        let connection = Connection::open_in_memory().unwrap();
        let sql = "SELECT name FROM duckdb_settings()
            WHERE regexp_matches(name, 'director|_path$|output$|storage$|secret|dialect|grammar|parser|repositor|spill')";
        let mut statement = connection.prepare(sql).unwrap();
        let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        // These write nothing.
        let harmless = [
            "allow_unredacted_secrets",
            "allowed_directories",
            "explain_output",
            "file_search_path",
            "max_temp_directory_size",
            "search_path",
        ];
        for name in names.map(Result::unwrap) {
            let is_known = SETTINGS.contains(&name.as_str()) || harmless.contains(&name.as_str());
            assert!(is_known, "{name}");
        }
    }
}
