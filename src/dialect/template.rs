//! The generated texts: lines that only some scopes have, and constants.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    dialect::{Dialect, regex},
    store::constants::Constants,
};

/// What begins the condition of a line, which is the name of a variable.
const CONDITION: &str = " -- if ";

/// Fills a text in, without the comments at its start.
pub(super) fn filled(text: &str, dialect: Dialect, constants: &Constants) -> Result<String> {
    let mut lines = String::with_capacity(text.len());
    for line in text.lines().skip_while(|line| line.starts_with("--")) {
        let Some((line, variable)) = line.rsplit_once(CONDITION) else {
            lines.push_str(line);
            lines.push('\n');
            continue;
        };
        if constants.is_set(variable)? {
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
    Ok(found)
}

/// Returns what a placeholder stands for: the literal of an expression, or of a regular expression.
fn value(placeholder: &str, dialect: Dialect, constants: &Constants) -> Result<String> {
    let (kind, expression) = match placeholder.split_once(": ") {
        Some((kind @ ("whole" | "regex"), expression)) => (kind, expression),
        _ => ("", placeholder),
    };
    let mut constant = constants.value(expression)?;
    if let Value::String(pattern) = &constant.value {
        match kind {
            "whole" => constant.value = Value::String(regex::whole(pattern, dialect)),
            "regex" => constant.value = Value::String(regex::searched(pattern, dialect)),
            _ => {}
        }
    }
    dialect.literal(&constant)
}
