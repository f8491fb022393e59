//! The environment variables that AWS's tools share.

use std::{collections::BTreeMap, env, ffi::OsString, fmt, path::PathBuf};

/// Environment variables: those of the process, or those of a test.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// Returns the variables of the process.
    pub fn of_process() -> Self {
        env::vars_os().collect()
    }

    /// Returns the value of a variable, unless it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(&OsString::from(name))?.to_str()?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// Returns true for a variable that says `true`.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Returns a path in the user's folder for AWS, or where a variable puts it.
    pub(crate) fn aws_file(&self, variable: &str, name: &str) -> Option<PathBuf> {
        if let Some(path) = self.get(variable) {
            return Some(self.path(path));
        }
        Some(self.home()?.join(".aws").join(name))
    }

    /// Returns a path, in which `~` stands for the user's folder.
    pub(crate) fn path(&self, text: &str) -> PathBuf {
        match (text.strip_prefix("~/"), self.home()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => text.into(),
        }
    }

    fn home(&self) -> Option<PathBuf> {
        self.get("HOME").or_else(|| self.get("USERPROFILE")).map(PathBuf::from)
    }

    /// Returns all variables, for a program that is started.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&OsString, &OsString)> {
        self.0.iter()
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

// The values may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}
