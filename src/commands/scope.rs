//! What to say of a scope that holds nothing.

use anyhow::Result;

use crate::{
    error,
    store::{Connection, scope::Scope},
};

/// A scope without events explains why there are no rows.
pub(crate) fn tell_if_empty(scope: &Scope, connection: &Connection) -> Result<()> {
    if let Some(text) = scope.explain_empty(connection)? {
        error::eprint_safe(&text);
    }
    Ok(())
}
