//! The generated texts: lines that only some scopes have, and constants.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    dialect::{Dialect, literal, regex},
    store::constants::Constants,
};

/// The mark before the condition of a line, which is the name of a variable.
const CONDITION: &str = " -- if ";

/// Fills a text in, without the comments at its start.
pub(super) fn filled(text: &str, dialect: Dialect, constants: &Constants) -> Result<String> {
    let mut lines = String::with_capacity(text.len());
    for line in text.lines().skip_while(|line| line.starts_with("--")) {
        let (line, is_wanted) = match line.rsplit_once(CONDITION) {
            Some((line, variable)) => (line, constants.is_set(variable)?),
            None => (line, true),
        };
        if is_wanted {
            lines.push_str(line);
            lines.push('\n');
        }
    }
    let mut found = String::with_capacity(lines.len());
    let mut rest = lines.as_str();
    while let Some((before, behind)) = rest.split_once("{{") {
        let (placeholder, after) = behind.split_once("}}").context("a placeholder has no end")?;
        found.push_str(before);
        found.push_str(&value(placeholder, dialect, constants)?);
        rest = after;
    }
    found.push_str(rest);
    Ok(found.trim_start().to_owned())
}

/// Returns what a placeholder stands for: the literal of an expression, or of a regular expression, or a path in
/// the place of a table.
fn value(placeholder: &str, dialect: Dialect, constants: &Constants) -> Result<String> {
    let (kind, expression) = match placeholder.split_once(": ") {
        Some((kind @ ("whole" | "regex" | "path"), expression)) => (kind, expression),
        _ => ("", placeholder),
    };
    let mut constant = constants.value(expression)?;
    if let Value::String(text) = &constant.value {
        match kind {
            "whole" => constant.value = Value::String(regex::whole(text, dialect)),
            "path" => return literal::path(text),
            "regex" => constant.value = Value::String(regex::searched(text, dialect)),
            _ => {}
        }
    }
    dialect.literal(&constant)
}
