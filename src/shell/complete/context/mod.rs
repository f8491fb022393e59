//! Determines from the tokens before the cursor what can be completed there.

use crate::{
    shell::{keywords::is_keyword, script::is_command},
    store::statements::{Token, Tokens, tokens},
};

/// The kind of text that can be completed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Completion {
    /// A dot command.
    Command,
    /// An argument of the dot command of this name.
    Argument(String),
    /// A table or view.
    Table,
    /// A column of the table with this name or alias.
    ColumnOf(String),
    /// A value of a column. The name of the column may be qualified.
    Value { column: Vec<String>, quote: Quote },
    /// A path into a JSON column.
    Path { column: Vec<String> },
    /// A column, function or keyword.
    Expression,
    /// Nothing: in a comment, or in a string that is not compared with a column.
    Nothing,
}

/// The state of the quote before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quote {
    Typed,
    Missing,
}

/// The context of the cursor.
#[derive(Debug)]
pub(crate) struct CursorContext {
    pub(crate) completion: Completion,
    /// The offset of the text to complete, which ends at the cursor.
    pub(crate) start: usize,
    /// The alias and the name of each table in the statement.
    pub(crate) tables: Vec<(String, String)>,
    /// The names of common table expressions: `WITH name AS (…)`.
    pub(crate) ctes: Vec<String>,
}

/// A token other than space, with its start and end.
type SpannedToken = (usize, usize, Token);

/// Returns the context of a cursor. The kind of completion follows from the text before the cursor;
/// tables are found after it too.
pub(crate) fn at(line: &str, cursor: usize) -> CursorContext {
    let before = line.get(..cursor).unwrap_or(line);
    let alone =
        |completion, start| CursorContext { completion, start, tables: vec![], ctes: vec![] };
    if is_command(before.lines().next_back().unwrap_or_default()) && !before.contains(';') {
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let completion = match before.trim_start().split_once(char::is_whitespace) {
            Some((command, _)) => Completion::Argument(command.trim_start_matches('.').to_owned()),
            None => Completion::Command,
        };
        return alone(completion, start);
    }
    let Tokens { tokens: all, is_complete } = tokens(before);
    let read = all.last().map_or(0, |(range, _)| range.end);
    if matches!(all.last(), Some((_, Token::Whitespace(_)))) && is_in_comment(&before[..read]) {
        return alone(Completion::Nothing, cursor);
    }
    let mut tokens = last_statement(all);
    let mut statement = tokens.clone();
    statement.extend(after(line, cursor));
    let (completion, start) = if is_complete {
        let start = remove_typed_word(&mut tokens, read, before);
        (completion_after(&tokens), start)
    } else {
        completion_in_quotes(&tokens, before, read)
    };
    CursorContext { completion, start, tables: tables(&statement), ctes: ctes(&statement) }
}

/// Returns the tokens of the last statement.
fn last_statement(all: Vec<(std::ops::Range<usize>, Token)>) -> Vec<SpannedToken> {
    let is_space = |token: &Token| matches!(token, Token::Whitespace(_));
    let last = all.iter().rposition(|(_, token)| *token == Token::SemiColon).map_or(0, |at| at + 1);
    all.into_iter()
        .skip(last)
        .filter(|(_, token)| !is_space(token))
        .map(|(range, token)| (range.start, range.end, token))
        .collect()
}

/// Returns the tokens from the cursor to the end of the statement.
fn after(line: &str, cursor: usize) -> impl Iterator<Item = SpannedToken> {
    let rest = line.get(cursor..).unwrap_or_default().trim_start_matches('\'');
    let Tokens { tokens, .. } = tokens(rest);
    tokens
        .into_iter()
        .take_while(|(_, token)| *token != Token::SemiColon)
        .filter(|(_, token)| !matches!(token, Token::Whitespace(_)))
        .map(|(range, token)| (range.start, range.end, token))
}

/// Returns true if a text that ends in space ends in a line comment.
fn is_in_comment(text: &str) -> bool {
    let mut probe = text.to_owned();
    // A letter after a comment is part of it and not a token.
    probe.push('x');
    !matches!(tokens(&probe).tokens.last(), Some((_, Token::Word(_))))
}

/// Removes the word at the cursor from the tokens. Returns its start, or the cursor if there is none.
fn remove_typed_word(tokens: &mut Vec<SpannedToken>, read: usize, before: &str) -> usize {
    if let Some((start, end, Token::Word(_))) = tokens.last()
        && *end == read
        && read == before.len()
    {
        let start = *start;
        tokens.pop();
        return start;
    }
    before.len()
}

/// Returns the completion after an opening quote, and its start.
fn completion_in_quotes(tokens: &[SpannedToken], before: &str, read: usize) -> (Completion, usize) {
    let open = &before[read..];
    if open.starts_with('"') {
        return (completion_after(tokens), read);
    }
    if !open.starts_with('\'') {
        return (Completion::Nothing, before.len());
    }
    let completion = if let Some(column) = json_column(tokens) {
        Completion::Path { column }
    } else if let Some(column) = compared_column(tokens) {
        Completion::Value { column, quote: Quote::Typed }
    } else {
        Completion::Nothing
    };
    (completion, read + 1)
}

/// Returns the completion after complete tokens.
fn completion_after(tokens: &[SpannedToken]) -> Completion {
    match tokens {
        [.., (_, _, Token::Word(word)), (_, _, Token::Period)] => {
            return Completion::ColumnOf(word.value.clone());
        }
        [.., (_, _, last)] if is_before_table(last) => return Completion::Table,
        [.., (_, _, Token::Comma)] if is_in_from(tokens) => return Completion::Table,
        _ => {}
    }
    match compared_column(tokens) {
        Some(column) => Completion::Value { column, quote: Quote::Missing },
        None => Completion::Expression,
    }
}

fn is_word(token: &Token, words: &[&str]) -> bool {
    let Token::Word(word) = token else { return false };
    word.quote_style.is_none() && words.iter().any(|it| word.value.eq_ignore_ascii_case(it))
}

fn is_before_table(token: &Token) -> bool {
    is_word(token, &["FROM", "JOIN", "INTO", "UPDATE", "TABLE", "DESCRIBE", "SUMMARIZE"])
}

/// Returns true if a list at the end of the tokens belongs to FROM.
fn is_in_from(tokens: &[SpannedToken]) -> bool {
    const CLAUSES: &[&str] = &[
        "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "ON", "USING", "SET", "VALUES", "BY",
    ];
    let mut depth = 0;
    for (_, _, token) in tokens.iter().rev() {
        match token {
            Token::RParen => depth += 1,
            Token::LParen if depth == 0 => return false,
            Token::LParen => depth -= 1,
            token if depth == 0 && is_word(token, CLAUSES) => return is_word(token, &["FROM"]),
            _ => {}
        }
    }
    false
}

/// Returns the column that the next value is compared with: `column =`, `column LIKE`,
/// `column IN ('a',`.
fn compared_column(tokens: &[SpannedToken]) -> Option<Vec<String>> {
    let (_, _, last) = tokens.last()?;
    let rest = &tokens[..tokens.len() - 1];
    match last {
        Token::Eq | Token::Neq | Token::DoubleEq => last_column(rest),
        token if is_word(token, &["LIKE", "ILIKE"]) => last_column(without_not(rest)),
        Token::LParen | Token::Comma => {
            let open = tokens.iter().rposition(|(_, _, token)| *token == Token::LParen)?;
            let is_list = tokens[open + 1..]
                .iter()
                .all(|(_, _, token)| matches!(token, Token::SingleQuotedString(_) | Token::Comma));
            let (_, _, before) = tokens.get(open.checked_sub(1)?)?;
            let is_in = is_list && is_word(before, &["IN"]);
            is_in.then(|| last_column(without_not(&tokens[..open - 1])))?
        }
        _ => None,
    }
}

fn without_not(tokens: &[SpannedToken]) -> &[SpannedToken] {
    match tokens {
        [rest @ .., (_, _, token)] if is_word(token, &["NOT"]) => rest,
        all => all,
    }
}

/// Returns the column at the end of the tokens: `name`, or `table.name`.
fn last_column(tokens: &[SpannedToken]) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = tokens;
    while let [before @ .., (_, _, Token::Word(word))] = rest {
        if word.quote_style.is_none() && is_keyword(&word.value) {
            break;
        }
        words.insert(0, word.value.clone());
        match before {
            [before @ .., (_, _, Token::Period)] => rest = before,
            _ => break,
        }
    }
    (!words.is_empty()).then_some(words)
}

/// Returns the JSON column that the next path is applied to: `column ->> `, `json_text(column, `.
fn json_column(tokens: &[SpannedToken]) -> Option<Vec<String>> {
    let (_, _, last) = tokens.last()?;
    let rest = &tokens[..tokens.len() - 1];
    match last {
        Token::Arrow | Token::LongArrow => last_column(rest),
        Token::Comma => {
            let open = rest.iter().rposition(|(_, _, token)| *token == Token::LParen)?;
            let Some((_, _, Token::Word(function))) = rest.get(open.checked_sub(1)?) else {
                return None;
            };
            let is_json = function.value.to_lowercase().starts_with("json_");
            is_json.then(|| last_column(&rest[open + 1..]))?
        }
        _ => None,
    }
}

/// Returns aliases and names of the tables after FROM, JOIN, UPDATE and INTO.
fn tables(tokens: &[SpannedToken]) -> Vec<(String, String)> {
    let mut tables = Vec::new();
    for (at, (_, _, token)) in tokens.iter().enumerate() {
        let is_next = *token == Token::Comma && is_in_from(&tokens[..at]);
        if !is_next && !is_before_table(token) {
            continue;
        }
        let mut rest = &tokens[at + 1..];
        let mut name = None;
        while let [(_, _, Token::Word(word)), after @ ..] = rest {
            if word.quote_style.is_none() && is_keyword(&word.value) {
                break;
            }
            name = Some(word.value.clone());
            rest = after;
            match after {
                [(_, _, Token::Period), after @ ..] => rest = after,
                _ => break,
            }
        }
        let Some(name) = name else { continue };
        if let [(_, _, token), after @ ..] = rest
            && is_word(token, &["AS"])
        {
            rest = after;
        }
        let alias = match rest {
            [(_, _, Token::Word(word)), ..] if !is_keyword(&word.value) => word.value.clone(),
            _ => name.clone(),
        };
        tables.push((alias, name));
    }
    tables
}

/// Returns the names of common table expressions: `WITH name AS (`.
fn ctes(tokens: &[SpannedToken]) -> Vec<String> {
    let name = |three: &[SpannedToken]| match three {
        [(_, _, Token::Word(word)), (_, _, token), (_, _, Token::LParen)]
            if is_word(token, &["AS"]) =>
        {
            Some(word.value.clone())
        }
        _ => None,
    };
    tokens.windows(3).filter_map(name).collect()
}

#[cfg(test)]
mod tests;
