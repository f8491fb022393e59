//! Messages about the scope.

use anyhow::Result;

use crate::{
    error,
    store::{Connection, scope::Scope},
};

/// Prints a message if the scope has no events, or a value that none has, so that a result is not misread.
pub(crate) fn explain_if_empty(scope: &Scope, connection: &Connection) -> Result<()> {
    for text in scope.explain(connection)? {
        error::eprint_line(&text);
    }
    Ok(())
}
