//! The other statements and functions that write files.

use crate::store::{
    file_access::{
        EXPORT, FileWrite, WriteTarget,
        names::{FUNCTIONS, SETTINGS},
        words::Words,
        writes,
    },
    statements::Token,
};

impl Words {
    /// Reads a call of a function that makes DuckDB write files.
    pub(super) fn function(&self, at: usize) -> Vec<FileWrite> {
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
            .map(|path| FileWrite::folder(what, WriteTarget::Path(path)))
            .collect();
        let is_computed = |at: usize| {
            self.tokens[at] == Token::StringConcat
                || self.is_string(at) && (self.string(at).is_none() || self.is_string(at + 1))
                || matches!(self.tokens[at], Token::Word(_))
                    && self.tokens.get(at + 1) == Some(&Token::LParen)
        };
        if range.clone().any(is_computed) {
            found.push(FileWrite::new(what, WriteTarget::Computed));
        } else if found.is_empty() {
            found.push(FileWrite::new(what, WriteTarget::Own));
        }
        found
    }

    /// Reads functions that run a text as a query. The text must be one string.
    pub(super) fn query(&self, at: usize, deepest: usize, found: &mut Vec<FileWrite>) {
        let name = self.name(at).unwrap_or_default();
        if self.tokens.get(at + 1) != Some(&Token::LParen) {
            return;
        }
        match name.as_str() {
            "query" => match self.string(at + 2) {
                Some(text) if self.closing(at + 1) == at + 3 && deepest > 0 => {
                    found.extend(writes(&text, deepest - 1));
                }
                _ => found
                    .push(FileWrite::new("query() with a computed text", WriteTarget::Computed)),
            },
            "json_execute_serialized_sql" => {
                found.push(FileWrite::new("json_execute_serialized_sql()", WriteTarget::Computed));
            }
            _ => {}
        }
    }

    /// Reads a statement that is not a query.
    pub(super) fn command(&self, at: usize) -> Vec<FileWrite> {
        match (self.keyword(at).unwrap_or_default().as_str(), self.keyword(at + 1).as_deref()) {
            ("EXPORT", Some("DATABASE")) => {
                let strings = (at..self.len()).find(|place| self.is_string(*place));
                let target = strings.map_or(WriteTarget::Computed, |place| self.target(place).0);
                vec![FileWrite::folder(EXPORT, target)]
            }
            ("IMPORT", Some("DATABASE")) => {
                vec![FileWrite::new(
                    "IMPORT DATABASE (run its files with -f)",
                    WriteTarget::Computed,
                )]
            }
            ("PRAGMA", _) if self.name(at + 1).as_deref() == Some("import_database") => {
                vec![FileWrite::new(
                    "IMPORT DATABASE (run its files with -f)",
                    WriteTarget::Computed,
                )]
            }
            ("ATTACH", _) => self.attach(at),
            ("DETACH", _) => self.detach(at).into_iter().collect(),
            ("INSTALL", _) | ("FORCE", Some("INSTALL")) => {
                vec![FileWrite::new("INSTALL", WriteTarget::Own)]
            }
            ("UPDATE", Some("EXTENSIONS")) if !self.is(at + 2, "SET") => {
                vec![FileWrite::new("UPDATE EXTENSIONS", WriteTarget::Own)]
            }
            ("CREATE" | "DROP" | "ALTER", _) => self.secret(at),
            ("SET" | "PRAGMA", _) => self.setting(at),
            _ => Vec::new(),
        }
    }

    fn detach(&self, at: usize) -> Option<FileWrite> {
        let name = (at + 1..self.len()).rev().find_map(|place| self.identifier(place))?;
        let target = WriteTarget::Detached(name);
        Some(FileWrite { needs_permission: false, ..FileWrite::new("DETACH", target) })
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
            WriteTarget::Path(path) if path == ":memory:" => return Vec::new(),
            WriteTarget::Path(path) => WriteTarget::Attached(path),
            target => target,
        };
        let needs_permission =
            is_for_writing || read_only.is_some() || target == WriteTarget::Computed;
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
            return vec![FileWrite::new("a statement about a persistent secret", WriteTarget::Own)];
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
