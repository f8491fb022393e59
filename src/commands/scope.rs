//! Messages about the scope.

use anyhow::Result;

use crate::{
    error,
    store::{Connection, scope::Scope},
};

/// Prints a message if the scope has no events, or a value that none has, so that a result is not misread.
pub(crate) fn print_explanation(scope: &Scope, connection: &Connection) -> Result<()> {
    print_lines(&scope.explain(connection)?);
    Ok(())
}

pub(crate) fn print_lines(explanation: &[String]) {
    for text in explanation {
        error::eprint_line(text);
    }
}
