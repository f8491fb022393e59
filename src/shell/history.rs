//! What was typed, kept from one session to the next: in the user's own state folder, for their eyes
//! only, and without statements that hold a secret.

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

/// How many entries are kept.
const ENTRIES: usize = 10_000;

/// The history of the user; that of this session alone where no file can be used. What is given
/// besides is set when something was not kept.
pub(crate) fn open() -> (Box<dyn History>, Arc<AtomicBool>) {
    let kept = path().context("there is no home folder").and_then(|path| {
        make_private(&path)?;
        Ok(FileBackedHistory::with_file(ENTRIES, path)?)
    });
    let history = kept.unwrap_or_else(|err| {
        error::eprint_safe(&format!("the history is not kept: {err:#}"));
        FileBackedHistory::default()
    });
    let withheld = Arc::new(AtomicBool::new(false));
    (Box::new(Discreet { history, withheld: Arc::clone(&withheld) }), withheld)
}

/// Where the platform keeps such files. Source: the XDG Base Directory Specification.
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

/// Makes the file where it is missing, and lets nobody else read it.
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

/// A history that takes no secrets.
struct Discreet {
    history: FileBackedHistory,
    /// Set when it has refused one: the terminal is the editor's while it saves.
    withheld: Arc<AtomicBool>,
}

impl History for Discreet {
    fn save(&mut self, entry: HistoryItem) -> reedline::Result<HistoryItem> {
        if holds_secret(&entry.command_line) {
            self.withheld.store(true, Ordering::Relaxed);
            return Ok(entry);
        }
        let saved = self.history.save(entry)?;
        // What was typed is kept even where the session is killed.
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

/// Settings and parameters whose value is a secret, as DuckDB and its extensions name them.
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

/// Whether a text holds what nobody should find in a file: CREATE SECRET, a value for a setting that
/// is a secret, a password in a connection string, or what looks like a secret access key. The ID of
/// an access key, AKIA…, is no secret and is what an analyst asks for.
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

/// Forty characters of base64 with letters of both cases and digits; a SHA-1 has but one case.
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
    fn a_secret_is_known_by_its_name_or_its_look() {
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
    fn what_is_not_a_secret_is_found_again() {
        let withheld = Arc::default();
        let mut history = Discreet { history: FileBackedHistory::default(), withheld };
        for text in ["SELECT 1;", "CREATE SECRET (TYPE s3);"] {
            history.save(HistoryItem::from_command_line(text)).unwrap();
        }
        let all = SearchQuery::all_that_contain_rev(String::new());
        let found: Vec<_> =
            history.search(all).unwrap().into_iter().map(|it| it.command_line).collect();
        assert_eq!(found, ["SELECT 1;"]);
    }
}
