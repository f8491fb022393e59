//! A walk through JSON text that knows where it is.

use std::fmt::Write;

use crate::trail::search::{
    marks::{Marks, MemberValue},
    tokens::{JsonTokens, Token},
};

/// The largest depth at which records are looked for. The exports of log stores have about ten levels.
const MAX_DEPTH: usize = 64;

/// The length of a path, in bytes, after which it is cut off. Names in logs can be of any length.
pub(super) const MAX_PATH: usize = 200;

/// The length of a name in a path, in characters, after which it is cut off.
const MAX_NAME: usize = 64;

/// An object or array that was entered and not left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level<'a> {
    /// The offset of its bracket.
    pub(super) start: usize,
    /// The members of an object so far.
    pub(super) marks: Marks,
    is_object: bool,
    /// The name of the last member.
    name: &'a str,
}

/// An event of the walk.
pub(super) enum WalkEvent<'a> {
    /// An object or array was entered. It starts at this offset.
    Open(usize),
    /// An object or array was left. The offset is that of its end.
    Close(Level<'a>, usize),
    /// A string as it is written, with its quotes, and its offset.
    Text(usize, &'a str),
}

/// A walk through a text that is known to be valid.
pub(super) struct Walker<'a> {
    tokens: JsonTokens<'a>,
    levels: Vec<Level<'a>>,
    /// The number of levels that were entered below [`MAX_DEPTH`].
    deeper: usize,
}

impl<'a> Walker<'a> {
    /// Starts before the first value.
    pub(super) fn new(text: &'a str) -> Self {
        Self { tokens: JsonTokens::new(text), levels: Vec::new(), deeper: 0 }
    }

    /// Returns the next event, or `None` at the end of the text.
    pub(super) fn step(&mut self) -> Option<WalkEvent<'a>> {
        loop {
            let token = self.tokens.next()?;
            if self.deeper > 0 {
                match token {
                    Token::Open { .. } => self.deeper += 1,
                    Token::Close { .. } => self.deeper -= 1,
                    _ => {}
                }
                continue;
            }
            match token {
                Token::Name(name) => {
                    if let Some(level) = self.levels.last_mut() {
                        level.name = name;
                    }
                }
                Token::Plain => self.add_member(MemberValue::Plain),
                Token::Text { at, raw } => {
                    self.add_member(MemberValue::Text(raw));
                    return Some(WalkEvent::Text(at, raw));
                }
                Token::Open { at: start, is_object } => {
                    self.add_member(if is_object {
                        MemberValue::Object
                    } else {
                        MemberValue::Array
                    });
                    if self.levels.len() == MAX_DEPTH {
                        self.deeper = 1;
                        continue;
                    }
                    self.levels.push(Level { start, marks: Marks::default(), is_object, name: "" });
                    return Some(WalkEvent::Open(start));
                }
                Token::Close { end } => return Some(WalkEvent::Close(self.levels.pop()?, end)),
            }
        }
    }

    /// Skips the rest of the object or array that was entered last, which ends at `end`.
    pub(super) fn leave(&mut self, end: usize) {
        self.levels.pop();
        self.tokens.jump(end);
    }

    /// Appends the path of the string that was returned last.
    pub(super) fn path(&self, root: &str) -> String {
        path(root, &self.levels)
    }

    /// Appends the path of the object or array that was entered last.
    pub(super) fn parent_path(&self, root: &str) -> String {
        path(root, &self.levels[..self.levels.len().saturating_sub(1)])
    }

    fn add_member(&mut self, value: MemberValue<'_>) {
        if let Some(level) = self.levels.last_mut().filter(|level| level.is_object) {
            level.marks.add(level.name, value);
        }
    }
}

fn path(root: &str, levels: &[Level<'_>]) -> String {
    let mut path = root.to_owned();
    for level in levels {
        if path.len() >= MAX_PATH {
            break;
        }
        if level.is_object {
            push_name(&mut path, level.name);
        } else {
            path.push_str("[*]");
        }
    }
    path
}

/// Appends the name of a member to a path, as in DuckDB's JSON paths: as it is if it is plain, else in quotes.
/// A name comes from a log and may hold anything, so everything but printable ASCII is escaped.
pub(crate) fn push_name(path: &mut String, name: &str) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut letters = name.chars();
    let shown = letters.by_ref().take(MAX_NAME);
    path.push('.');
    if !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(is_plain) {
        path.push_str(name);
        return;
    }
    path.push('"');
    for letter in shown {
        match letter {
            ' '..='~' => path.push(letter),
            // Writing to a `String` cannot fail.
            _ => drop(write!(path, "{}", letter.escape_unicode())),
        }
    }
    path.push_str(if letters.next().is_some() { "…\"" } else { "\"" });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_paths_are_bounded_and_escaped() {
        let shown = |name: &str| {
            let mut path = "$".to_owned();
            push_name(&mut path, name);
            path
        };
        assert_eq!(shown("_source"), "$._source");
        assert_eq!(shown("@message"), "$.\"@message\"");
        assert_eq!(shown(""), "$.\"\"");
        assert_eq!(shown("a\u{1b}[31m\u{202e}é\n"), "$.\"a\\u{1b}[31m\\u{202e}\\u{e9}\\u{a}\"");
        assert_eq!(shown(&"x".repeat(1000)), format!("$.\"{}…\"", "x".repeat(MAX_NAME)));
    }

    #[test]
    fn nothing_below_the_largest_depth_is_visited() {
        let nested = |depth: usize| format!("{}\"x\"{}", "[".repeat(depth), "]".repeat(depth));
        let texts = |text: &str| {
            let mut walker = Walker::new(text);
            std::iter::from_fn(|| walker.step())
                .filter(|it| matches!(it, WalkEvent::Text(..)))
                .count()
        };
        assert_eq!(texts(&nested(MAX_DEPTH)), 1);
        assert_eq!(texts(&nested(MAX_DEPTH + 1)), 0);
        assert_eq!(texts(&format!("[{},\"y\"]", nested(5 * MAX_DEPTH))), 1);
        let path = path(&"$".repeat(MAX_PATH), &[]);
        assert_eq!(path.len(), MAX_PATH);
    }
}
