//! JSON with other space between its parts: a line for each member, indented, or one line in all. The
//! parts themselves stay as they are, to the last digit of a number and with repeated names, which a
//! parser would not keep.

use std::io::{self, Write};

/// How many levels are indented: beyond them every line would be longer than the one before, so that
/// the whole grew by the square of the depth.
const INDENTED: usize = 40;

/// Passes JSON on indented. What is no JSON comes out as odd, but whole.
pub(crate) struct Indented<W: Write> {
    out: W,
    depth: usize,
    place: Place,
    is_escaped: bool,
}

/// Where in the text the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    /// Behind a bracket that was opened: an empty object stays on its line.
    Opened,
    InString,
}

impl<W: Write> Indented<W> {
    /// Writes to `out`; the first line is taken to stand in `depth` objects.
    pub(crate) fn new(out: W, depth: usize) -> Self {
        Self { out, depth, place: Place::Outside, is_escaped: false }
    }

    fn end_line(&mut self) -> io::Result<()> {
        write!(self.out, "\n{:1$}", "", self.depth.min(INDENTED) * 2)
    }

    fn outside(&mut self, byte: u8) -> io::Result<()> {
        let is_close = matches!(byte, b'}' | b']');
        if self.place == Place::Opened && !is_close && !byte.is_ascii_whitespace() {
            self.end_line()?;
            self.place = Place::Outside;
        }
        match byte {
            b'{' | b'[' => {
                self.depth += 1;
                self.place = Place::Opened;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.place != Place::Opened {
                    self.end_line()?;
                }
                self.place = Place::Outside;
            }
            b'"' => self.place = Place::InString,
            b',' => {
                self.out.write_all(b",")?;
                return self.end_line();
            }
            b':' => return self.out.write_all(b": "),
            b'\n' if self.depth == 0 => {}
            byte if byte.is_ascii_whitespace() => return Ok(()),
            _ => {}
        }
        self.out.write_all(&[byte])
    }

    fn in_string(&mut self, byte: u8) -> io::Result<()> {
        if self.is_escaped {
            self.is_escaped = false;
        } else if byte == b'\\' {
            self.is_escaped = true;
        } else if byte == b'"' {
            self.place = Place::Outside;
        }
        self.out.write_all(&[byte])
    }
}

impl<W: Write> Write for Indented<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            if self.place == Place::InString {
                self.in_string(*byte)?;
            } else {
                self.outside(*byte)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A line for each member and element, two spaces for each level.
pub(crate) fn indented(json: &str) -> String {
    let mut out = Vec::with_capacity(json.len() * 2);
    // A vector takes whatever is written.
    let _ = Indented::new(&mut out, 0).write_all(json.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// Everything on one line.
pub(crate) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    each_part(json, |letter, _| out.push(letter));
    out
}

/// Calls `take` with every character that is not space between the parts, and whether it belongs to
/// a string.
fn each_part(json: &str, mut take: impl FnMut(char, bool)) {
    let (mut in_string, mut is_escaped) = (false, false);
    for letter in json.chars() {
        if in_string {
            take(letter, true);
            in_string = is_escaped || letter != '"';
            is_escaped = !is_escaped && letter == '\\';
        } else if !matches!(letter, ' ' | '\t' | '\n' | '\r') {
            in_string = letter == '"';
            take(letter, in_string);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_a_line_each_and_nothing_else_changes() {
        for (json, expected) in [
            ("1.50", "1.50"),
            (r#""a{,:b\"c""#, r#""a{,:b\"c""#),
            ("{}", "{}"),
            ("[ ]", "[]"),
            (
                r#"{"a":1.0,"b":[1,{"c":[]}]}"#,
                "{\n  \"a\": 1.0,\n  \"b\": [\n    1,\n    {\n      \"c\": []\n    }\n  ]\n}",
            ),
            ("{\"a\" : 1 }\n{}\n", "{\n  \"a\": 1\n}\n{}\n"),
            ("}}", "\n}\n}"),
        ] {
            assert_eq!(indented(json), expected, "{json}");
        }
    }

    #[test]
    fn what_is_nested_without_measure_is_not_indented_so() {
        let json = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let shown = indented(&json);
        assert!(shown.len() < 100 * json.len());
        assert_eq!(compact(&shown), json);
    }

    #[test]
    fn what_is_indented_is_the_same_value() {
        let json = r#"{"Ü":["\\",{"x":{}},[[]],null,true,-1e5],"y":"\u0000 }"}"#;
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let read: serde_json::Value = serde_json::from_str(&indented(json)).unwrap();
        assert_eq!(value, read);
    }

    #[test]
    fn what_a_parser_would_change_stays() {
        for text in
            [r#"{"a":50.0,"a":1e400,"b":12345678901234567890123}"#, "[]", "5", "\"\\\"\"", ""]
        {
            assert_eq!(compact(&indented(text)), text);
        }
    }
}
