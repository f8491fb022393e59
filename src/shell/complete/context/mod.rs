//! What stands at the cursor, by the tokens before it.

use crate::{
    shell::{keywords::is_keyword, script::is_command},
    store::statements::{Token, Tokens, tokens},
};

/// What could be completed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Completion {
    /// A dot command.
    Command,
    /// What stands behind the dot command of this name.
    Argument(String),
    /// A table or view.
    Table,
    /// A column of the table that has this name in the statement.
    ColumnOf(String),
    /// A value of a column, which may have the name of a table before it.
    Value { column: Vec<String>, quote: Quote },
    /// A path into a JSON column.
    Path { column: Vec<String> },
    /// A column, function or word of SQL.
    Expression,
    /// Nothing that is known: in a string or a comment.
    Nothing,
}

/// Whether the quote before a value is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quote {
    Typed,
    Missing,
}

/// The place of the cursor.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) wanted: Completion,
    /// Where what is completed begins.
    pub(crate) start: usize,
    /// The tables of the statement: the name that each has there, and its own.
    pub(crate) tables: Vec<(String, String)>,
    /// Names that the statement gives to queries of its own: `WITH name AS (…)`.
    pub(crate) names: Vec<String>,
}

/// A token that is no space, and where it begins and ends.
type Placed = (usize, usize, Token);

/// Looks at what is typed up to the cursor; tables may stand behind it.
pub(crate) fn at(line: &str, cursor: usize) -> Context {
    let before = line.get(..cursor).unwrap_or(line);
    let nothing = |wanted, start| Context { wanted, start, tables: Vec::new(), names: Vec::new() };
    if is_command(before.lines().next_back().unwrap_or_default()) && !before.contains(';') {
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let wanted = match before.trim_start().split_once(char::is_whitespace) {
            Some((command, _)) => Completion::Argument(command.trim_start_matches('.').to_owned()),
            None => Completion::Command,
        };
        return nothing(wanted, start);
    }
    let Tokens { tokens: all, is_complete } = tokens(before);
    let read = all.last().map_or(0, |(range, _)| range.end);
    if matches!(all.last(), Some((_, Token::Whitespace(_)))) && is_in_comment(&before[..read]) {
        return nothing(Completion::Nothing, cursor);
    }
    let mut placed = placed(all);
    let mut whole = placed.clone();
    whole.extend(behind(line, cursor));
    let (wanted, start) = if is_complete {
        let word = typed_word(&mut placed, read, before);
        (wanted(&placed), word)
    } else {
        in_quotes(&placed, before, read)
    };
    Context { wanted, start, tables: tables(&whole), names: names(&whole) }
}

/// The tokens of the last statement.
fn placed(all: Vec<(std::ops::Range<usize>, Token)>) -> Vec<Placed> {
    let is_space = |token: &Token| matches!(token, Token::Whitespace(_));
    let last = all.iter().rposition(|(_, token)| *token == Token::SemiColon).map_or(0, |at| at + 1);
    all.into_iter()
        .skip(last)
        .filter(|(_, token)| !is_space(token))
        .map(|(range, token)| (range.start, range.end, token))
        .collect()
}

/// The tokens behind the cursor, up to the end of the statement.
fn behind(line: &str, cursor: usize) -> impl Iterator<Item = Placed> {
    let rest = line.get(cursor..).unwrap_or_default().trim_start_matches('\'');
    let Tokens { tokens, .. } = tokens(rest);
    tokens
        .into_iter()
        .take_while(|(_, token)| *token != Token::SemiColon)
        .filter(|(_, token)| !matches!(token, Token::Whitespace(_)))
        .map(|(range, token)| (range.start, range.end, token))
}

/// Whether a text that ends in space ends in a comment: one to the end of its line.
fn is_in_comment(text: &str) -> bool {
    let mut probe = text.to_owned();
    // What is typed next would be part of the comment, and no token of its own.
    probe.push('x');
    !matches!(tokens(&probe).tokens.last(), Some((_, Token::Word(_))))
}

/// Takes the word that is being typed from the tokens, and says where it begins.
fn typed_word(placed: &mut Vec<Placed>, read: usize, before: &str) -> usize {
    if let Some((start, end, Token::Word(_))) = placed.last()
        && *end == read
        && read == before.len()
    {
        let start = *start;
        placed.pop();
        return start;
    }
    before.len()
}

/// What is wanted behind a quote that is open.
fn in_quotes(placed: &[Placed], before: &str, read: usize) -> (Completion, usize) {
    let open = &before[read..];
    if open.starts_with('"') {
        return (wanted(placed), read);
    }
    if !open.starts_with('\'') {
        return (Completion::Nothing, before.len());
    }
    let wanted = if let Some(column) = json_before(placed) {
        Completion::Path { column }
    } else if let Some(column) = compared_before(placed) {
        Completion::Value { column, quote: Quote::Typed }
    } else {
        Completion::Nothing
    };
    (wanted, read + 1)
}

/// What is wanted behind whole tokens.
fn wanted(placed: &[Placed]) -> Completion {
    match placed {
        [.., (_, _, Token::Word(word)), (_, _, Token::Period)] => {
            return Completion::ColumnOf(word.value.clone());
        }
        [.., (_, _, last)] if is_before_table(last) => return Completion::Table,
        [.., (_, _, Token::Comma)] if is_in_from(placed) => return Completion::Table,
        _ => {}
    }
    match compared_before(placed) {
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

/// Whether the clause that a list stands in is FROM.
fn is_in_from(placed: &[Placed]) -> bool {
    const CLAUSES: &[&str] = &[
        "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "ON", "USING", "SET", "VALUES", "BY",
    ];
    let mut depth = 0;
    for (_, _, token) in placed.iter().rev() {
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

/// The column that what follows is compared with: `column =`, `column LIKE`, `column IN ('a',`.
fn compared_before(placed: &[Placed]) -> Option<Vec<String>> {
    let (_, _, last) = placed.last()?;
    let rest = &placed[..placed.len() - 1];
    match last {
        Token::Eq | Token::Neq | Token::DoubleEq => column_before(rest),
        token if is_word(token, &["LIKE", "ILIKE"]) => column_before(without_not(rest)),
        Token::LParen | Token::Comma => {
            let open = placed.iter().rposition(|(_, _, token)| *token == Token::LParen)?;
            let is_list = placed[open + 1..]
                .iter()
                .all(|(_, _, token)| matches!(token, Token::SingleQuotedString(_) | Token::Comma));
            let (_, _, before) = placed.get(open.checked_sub(1)?)?;
            let is_in = is_list && is_word(before, &["IN"]);
            is_in.then(|| column_before(without_not(&placed[..open - 1])))?
        }
        _ => None,
    }
}

fn without_not(placed: &[Placed]) -> &[Placed] {
    match placed {
        [rest @ .., (_, _, token)] if is_word(token, &["NOT"]) => rest,
        all => all,
    }
}

/// The column that the tokens end with: `name`, or `table.name`.
fn column_before(placed: &[Placed]) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = placed;
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

/// The JSON column that a path is looked up in: `column ->> `, `json_text(column, `.
fn json_before(placed: &[Placed]) -> Option<Vec<String>> {
    let (_, _, last) = placed.last()?;
    let rest = &placed[..placed.len() - 1];
    match last {
        Token::Arrow | Token::LongArrow => column_before(rest),
        Token::Comma => {
            let open = rest.iter().rposition(|(_, _, token)| *token == Token::LParen)?;
            let Some((_, _, Token::Word(function))) = rest.get(open.checked_sub(1)?) else {
                return None;
            };
            let is_json = function.value.to_lowercase().starts_with("json_");
            is_json.then(|| column_before(&rest[open + 1..]))?
        }
        _ => None,
    }
}

/// The tables behind FROM, JOIN, UPDATE and INTO.
fn tables(placed: &[Placed]) -> Vec<(String, String)> {
    let mut tables = Vec::new();
    for (at, (_, _, token)) in placed.iter().enumerate() {
        let is_next = *token == Token::Comma && is_in_from(&placed[..at]);
        if !is_next && !is_before_table(token) {
            continue;
        }
        let mut rest = &placed[at + 1..];
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

/// The names of `WITH name AS (`.
fn names(placed: &[Placed]) -> Vec<String> {
    let name = |three: &[Placed]| match three {
        [(_, _, Token::Word(word)), (_, _, token), (_, _, Token::LParen)]
            if is_word(token, &["AS"]) =>
        {
            Some(word.value.clone())
        }
        _ => None,
    };
    placed.windows(3).filter_map(name).collect()
}

#[cfg(test)]
mod tests;
