//! The history of the prompt: a private file in the user's state folder, without statements that
//! contain a secret.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Context;
use reedline::{
    FileBackedHistory, History, HistoryItem, HistoryItemId, HistorySessionId, SearchQuery,
};

use crate::{
    error,
    store::statements::{Token, tokens},
};

/// The largest number of entries.
const ENTRIES: usize = 10_000;

/// Opens the user's history, or one in memory if the file cannot be used. The flag is set when an
/// entry is refused because it contains a secret.
pub(crate) fn open() -> (Box<dyn History>, Arc<AtomicBool>) {
    let opened = path().context("there is no home folder").and_then(|path| {
        make_private(&path)?;
        Ok(FileBackedHistory::with_file(ENTRIES, path)?)
    });
    let history = opened.unwrap_or_else(|err| {
        error::eprint_line(&format!("cannot save the history: {err:#}"));
        FileBackedHistory::default()
    });
    let has_refused = Arc::new(AtomicBool::new(false));
    (Box::new(FilteredHistory { history, has_refused: Arc::clone(&has_refused) }), has_refused)
}

/// Returns the path of the file. On Linux it follows the XDG Base Directory Specification.
fn path() -> Option<PathBuf> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_STATE_HOME").or_else(|| {
        if cfg!(windows) {
            return absolute("LOCALAPPDATA");
        }
        let home = env::home_dir().filter(|home| home.is_absolute())?;
        let below =
            if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/state" };
        Some(home.join(below))
    })?;
    Some(folder.join("ducktrail").join("history"))
}

/// Creates the file if it is missing, and restricts it to its owner.
fn make_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}

/// A history that refuses entries with secrets.
struct FilteredHistory {
    history: FileBackedHistory,
    /// Set instead of printing a message: the editor owns the terminal during `save`.
    has_refused: Arc<AtomicBool>,
}

impl History for FilteredHistory {
    fn save(&mut self, entry: HistoryItem) -> reedline::Result<HistoryItem> {
        if holds_secret(&entry.command_line) {
            self.has_refused.store(true, Ordering::Relaxed);
            return Ok(entry);
        }
        let saved = self.history.save(entry)?;
        // The entry must survive if the session is killed.
        self.history.sync().map_err(reedline::ReedlineError::from)?;
        Ok(saved)
    }

    fn load(&self, id: HistoryItemId) -> reedline::Result<HistoryItem> {
        self.history.load(id)
    }

    fn count(&self, query: SearchQuery) -> reedline::Result<i64> {
        self.history.count(query)
    }

    fn search(&self, query: SearchQuery) -> reedline::Result<Vec<HistoryItem>> {
        self.history.search(query)
    }

    fn update(
        &mut self,
        id: HistoryItemId,
        updater: &dyn Fn(HistoryItem) -> HistoryItem,
    ) -> reedline::Result<()> {
        self.history.update(id, updater)
    }

    fn clear(&mut self) -> reedline::Result<()> {
        self.history.clear()
    }

    fn delete(&mut self, id: HistoryItemId) -> reedline::Result<()> {
        self.history.delete(id)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.history.sync()
    }

    fn session(&self) -> Option<HistorySessionId> {
        self.history.session()
    }
}

/// Settings and parameters of DuckDB and its extensions whose value is a secret.
const SECRET_NAMES: &[&str] = &[
    "access_token",
    "api_key",
    "client_secret",
    "connection_string",
    "encryption_key",
    "http_proxy_password",
    "password",
    "s3_secret_access_key",
    "s3_session_token",
    "secret",
    "secret_access_key",
    "session_token",
    "token",
];

/// Returns true if a text contains `CREATE SECRET`, a value for a secret setting, a password in a
/// connection string, or a string that looks like a secret access key. The ID of an access key
/// (`AKIA…`) is not a secret, and analysts search for it.
fn holds_secret(text: &str) -> bool {
    let tokens: Vec<Token> = tokens(text).tokens.into_iter().map(|(_, token)| token).collect();
    let tokens: Vec<&Token> =
        tokens.iter().filter(|token| !matches!(token, Token::Whitespace(_))).collect();
    let word = |token: &Token| match token {
        Token::Word(word) => word.value.to_lowercase(),
        _ => String::new(),
    };
    let creates = tokens
        .iter()
        .position(|token| word(token) == "create")
        .is_some_and(|at| tokens[at + 1..].iter().take(4).any(|token| word(token) == "secret"));
    let names = tokens.windows(3).any(|three| {
        SECRET_NAMES.contains(&word(three[0]).as_str())
            && match three[1] {
                Token::Eq | Token::Assignment | Token::SingleQuotedString(_) => true,
                token => word(token) == "to",
            }
    });
    let values = tokens.iter().any(|token| match token {
        Token::SingleQuotedString(value) => {
            value.to_lowercase().contains("password=") || is_like_secret_key(value)
        }
        _ => false,
    });
    creates || names || values
}

/// Returns true for forty characters of base64 with upper case, lower case and digits. The mixed case
/// tells a key from a SHA-1.
fn is_like_secret_key(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    value.len() == 40
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_recognized_by_its_name_or_its_form() {
        for text in [
            "CREATE SECRET (TYPE s3, KEY_ID 'x', SECRET 'y');",
            "create or replace persistent secret mine (type s3);",
            "SET s3_secret_access_key = 'x';",
            "SET GLOBAL s3_session_token TO 'x';",
            "ATTACH 'host=x password=y' AS db (TYPE postgres);",
            "ATTACH 'x.duckdb' (ENCRYPTION_KEY 'y');",
            "SELECT 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';",
        ] {
            assert!(holds_secret(text), "{text}");
        }
        for text in [
            "SELECT * FROM activity WHERE identity_access_key_id = 'AKIAIOSFODNN7EXAMPLE';",
            "SELECT * FROM activity WHERE action = 'GetSecretValue';",
            "SELECT request_parameters ->> '$.secretId' FROM activity;",
            "SELECT '0123456789abcdef0123456789abcdef01234567';",
            "CREATE TABLE t AS SELECT 1;",
            ".report access_keys --set key=AKIAIOSFODNN7EXAMPLE",
            "it's not SQL",
        ] {
            assert!(!holds_secret(text), "{text}");
        }
    }

    #[test]
    fn only_entries_without_a_secret_are_saved() {
        let has_refused = Arc::default();
        let mut history = FilteredHistory { history: FileBackedHistory::default(), has_refused };
        for text in ["SELECT 1;", "CREATE SECRET (TYPE s3);"] {
            history.save(HistoryItem::from_command_line(text)).unwrap();
        }
        let all = SearchQuery::all_that_contain_rev(String::new());
        let found: Vec<_> =
            history.search(all).unwrap().into_iter().map(|it| it.command_line).collect();
        assert_eq!(found, ["SELECT 1;"]);
    }
}
