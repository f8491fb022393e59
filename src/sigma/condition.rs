//! The language of conditions: `selection and not 1 of filter_*`.

use std::collections::BTreeMap;

use crate::sigma::{
    expression::Expression,
    yaml::{Flaw, fail},
};

/// The most words of a condition, and the most parentheses in one another.
const MOST_WORDS: usize = 1000;
const MOST_LEVELS: usize = 50;

/// The selections of a rule by their names.
pub(super) type Selections = BTreeMap<String, Expression>;

/// Parses a condition in a line. `not` binds closer than `and`, and that closer than `or`.
pub(super) fn parse(text: &str, line: usize, selections: &Selections) -> Result<Expression, Flaw> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('|', " | ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    if words.len() > MOST_WORDS {
        return fail(line, "the condition is too long");
    }
    let mut parser = ConditionParser { words: words.into_iter(), line, selections, level: 0 };
    let expression = parser.any()?;
    match parser.words.next() {
        None => Ok(expression),
        Some("|") => {
            parser.fail("aggregation in conditions is not supported; a correlation can do the same")
        }
        Some(word) => parser
            .fail(format!("the condition has '{word}' where 'and', 'or' or its end is expected")),
    }
}

struct ConditionParser<'a> {
    words: std::vec::IntoIter<&'a str>,
    line: usize,
    selections: &'a Selections,
    level: usize,
}

impl<'a> ConditionParser<'a> {
    fn fail<T>(&self, text: impl Into<String>) -> Result<T, Flaw> {
        fail(self.line, text)
    }

    /// Takes the next word if it is this one; the case of its letters does not count.
    fn take(&mut self, word: &str) -> bool {
        let is_next = self.words.as_slice().first().is_some_and(|it| it.eq_ignore_ascii_case(word));
        is_next && self.words.next().is_some()
    }

    fn word(&mut self) -> Result<&'a str, Flaw> {
        let word = self.words.next();
        word.map_or_else(|| self.fail("the condition ends where a selection is expected"), Ok)
    }

    fn any(&mut self) -> Result<Expression, Flaw> {
        let mut parts = vec![self.all()?];
        while self.take("or") {
            parts.push(self.all()?);
        }
        Ok(Expression::any(parts))
    }

    fn all(&mut self) -> Result<Expression, Flaw> {
        let mut parts = vec![self.one()?];
        while self.take("and") {
            parts.push(self.one()?);
        }
        Ok(Expression::all(parts))
    }

    fn one(&mut self) -> Result<Expression, Flaw> {
        self.level += 1;
        if self.level > MOST_LEVELS {
            return self.fail("the condition has too many levels");
        }
        let expression = if self.take("not") {
            Expression::not(self.one()?)
        } else if self.take("(") {
            let inner = self.any()?;
            if !self.take(")") {
                return self.fail("the condition lacks a ')'");
            }
            inner
        } else {
            self.selection()?
        };
        self.level -= 1;
        Ok(expression)
    }

    fn selection(&mut self) -> Result<Expression, Flaw> {
        let word = self.word()?;
        if !self.take("of") {
            let found = self.selections.get(word).cloned();
            return found
                .map_or_else(|| self.fail(format!("no selection has the name '{word}'")), Ok);
        }
        let pattern = self.word()?;
        let found = self.matching(pattern)?;
        match word.to_ascii_lowercase().as_str() {
            "1" | "any" => Ok(Expression::any(found)),
            "all" => Ok(Expression::all(found)),
            _ => self.fail(format!("'{word} of' is not supported; '1 of' and 'all of' are")),
        }
    }

    /// Returns the selections of a pattern, in the order of their names. `them` are all whose names do not
    /// start with an underscore.
    fn matching(&self, pattern: &str) -> Result<Vec<Expression>, Flaw> {
        let is_match = |name: &str| {
            if pattern.eq_ignore_ascii_case("them") {
                !name.starts_with('_')
            } else {
                is_like(name, pattern)
            }
        };
        let found = self.selections.iter().filter(|it| is_match(it.0)).map(|it| it.1.clone());
        let found: Vec<_> = found.collect();
        if found.is_empty() {
            return self.fail(format!("no selection has a name like '{pattern}'"));
        }
        Ok(found)
    }
}

/// Returns true if a name has the parts between the stars of a pattern, in their order.
fn is_like(name: &str, pattern: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return name == pattern };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(last)
}
