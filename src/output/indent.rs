//! JSON reformatted as indented lines or as one line. Only the white space between tokens changes;
//! exact numbers and repeated names survive, which a parser would not keep.

use std::io::{self, Write};

/// The maximum indentation, in levels. Without a limit the output would grow with the square of the
/// depth.
const MAX_INDENTATION: usize = 40;

/// A writer that indents JSON. Invalid JSON keeps all characters but white space.
pub(crate) struct Indented<W: Write> {
    out: W,
    depth: usize,
    state: JsonState,
    is_escaped: bool,
}

/// The position of the next byte relative to tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum JsonState {
    Outside,
    /// Directly after an opening bracket: an empty object or array stays on one line.
    Opened,
    InString,
}

impl<W: Write> Indented<W> {
    /// Writes to `out`, where the first line is already `depth` levels deep.
    pub(crate) fn new(out: W, depth: usize) -> Self {
        Self { out, depth, state: JsonState::Outside, is_escaped: false }
    }

    fn end_line(&mut self) -> io::Result<()> {
        write!(self.out, "\n{:1$}", "", self.depth.min(MAX_INDENTATION) * 2)
    }

    fn outside(&mut self, byte: u8) -> io::Result<()> {
        let is_close = matches!(byte, b'}' | b']');
        if self.state == JsonState::Opened && !is_close && !byte.is_ascii_whitespace() {
            self.end_line()?;
            self.state = JsonState::Outside;
        }
        match byte {
            b'{' | b'[' => {
                self.depth += 1;
                self.state = JsonState::Opened;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.state != JsonState::Opened {
                    self.end_line()?;
                }
                self.state = JsonState::Outside;
            }
            b'"' => self.state = JsonState::InString,
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
            self.state = JsonState::Outside;
        }
        self.out.write_all(&[byte])
    }
}

impl<W: Write> Write for Indented<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            if self.state == JsonState::InString {
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

/// Returns JSON with one line per member and element, indented by two spaces per level.
pub(crate) fn indented(json: &str) -> String {
    let mut out = Vec::with_capacity(json.len() * 2);
    // Writing to a vector cannot fail.
    let _ = Indented::new(&mut out, 0).write_all(json.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// Returns JSON on one line.
pub(crate) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut in_string, mut is_escaped) = (false, false);
    for letter in json.chars() {
        if in_string {
            out.push(letter);
            in_string = is_escaped || letter != '"';
            is_escaped = !is_escaped && letter == '\\';
        } else if !matches!(letter, ' ' | '\t' | '\n' | '\r') {
            out.push(letter);
            in_string = letter == '"';
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_member_gets_its_own_line() {
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
    fn indentation_of_deep_nesting_is_limited() {
        let json = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let shown = indented(&json);
        assert!(shown.len() < 100 * json.len());
        assert_eq!(compact(&shown), json);
    }

    #[test]
    fn indented_json_is_the_same_value() {
        let json = r#"{"Ü":["\\",{"x":{}},[[]],null,true,-1e5],"y":"\u0000 }"}"#;
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let read: serde_json::Value = serde_json::from_str(&indented(json)).unwrap();
        assert_eq!(value, read);
    }

    #[test]
    fn numbers_and_repeated_names_are_kept_exactly() {
        for text in
            [r#"{"a":50.0,"a":1e400,"b":12345678901234567890123}"#, "[]", "5", "\"\\\"\"", ""]
        {
            assert_eq!(compact(&indented(text)), text);
        }
    }
}
