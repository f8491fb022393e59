//! Messages about the scope.

use anyhow::Result;

use crate::{
    error,
    store::{Connection, scope::Scope},
};

/// Prints a message if the scope contains no events, so that an empty result is not misread.
pub(crate) fn explain_if_empty(scope: &Scope, connection: &Connection) -> Result<()> {
    if let Some(text) = scope.explain_empty(connection)? {
        error::eprint_line(&text);
    }
    Ok(())
}
