//! JSON within a literal of another language: a dump of a database, YAML, a cell of CSV, a line of a program.

/// JSON in a literal.
#[derive(Debug, PartialEq)]
pub(super) struct Literal {
    /// The content of the literal.
    pub(super) text: String,
    /// The offset after its closing quote.
    pub(super) end: usize,
}

/// The way in which a literal writes characters that it cannot hold as they are.
#[derive(Clone, Copy, PartialEq)]
enum Escaping {
    /// A quote is written twice, as in SQL, in YAML between single quotes, and in CSV.
    Doubling,
    /// A backslash comes first, as in JSON, C, Python and `MySQL`.
    Backslash,
}

/// Reads the literal around the object whose brace is at `brace` of `text`. If there is none, or if it has no end,
/// returns the number of bytes that were read in vain.
pub(super) fn around(text: &str, brace: usize) -> Result<Literal, usize> {
    let (before, object) = text.split_at(brace);
    let Some((quote, escaping)) = style(before, object) else { return Err(0) };
    match unquote(object, quote, escaping) {
        Some((text, length)) => Ok(Literal { text, end: brace + length }),
        None => Err(object.len()),
    }
}

/// Returns the quote and the escaping of the literal between `before` and `object`.
fn style(before: &str, object: &str) -> Option<(char, Escaping)> {
    let quote = before.chars().next_back()?;
    // The value of a JSON member was opened with the JSON around it. In a text about records it is an example.
    let is_member = before[..before.len() - quote.len_utf8()].trim_end().ends_with("\":");
    let next = object.get(1..)?.trim_start();
    let escaping = match quote {
        '\'' | '"' if next.starts_with("\\\"") && !is_member => Escaping::Backslash,
        '"' if next.starts_with("\"\"") => Escaping::Doubling,
        '\'' if before.ends_with("b'") => Escaping::Backslash,
        '\'' if next.starts_with('"') => Escaping::Doubling,
        _ => return None,
    };
    Some((quote, escaping))
}

/// Returns the content of a literal that begins with `text`, and the offset after its closing quote.
fn unquote(text: &str, quote: char, escaping: Escaping) -> Option<(String, usize)> {
    let mut content = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == quote {
            let is_doubled = escaping == Escaping::Doubling
                && letters.next_if(|(_, next)| *next == quote).is_some();
            if !is_doubled {
                return Some((content, at + quote.len_utf8()));
            }
            content.push(quote);
        } else if letter == '\\' && escaping == Escaping::Backslash {
            content.push(match letters.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => hexadecimal(&mut letters)?,
                other => other,
            });
        } else {
            content.push(letter);
        }
    }
    None
}

/// Reads four hexadecimal digits. No character beyond them is needed: JSON in a literal has its own escapes.
fn hexadecimal(letters: &mut impl Iterator<Item = (usize, char)>) -> Option<char> {
    let mut code = 0;
    for _ in 0..4 {
        code = code * 16 + letters.next()?.1.to_digit(16)?;
    }
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_of_a_literal_is_as_it_was_before_it_was_quoted() {
        let json = "{\"a\":\"it's \\\"b\\\" \\\\ é\"}";
        let backslashes = json.replace('\\', "\\\\");
        for quoted in [
            format!("'{}'", json.replace('\'', "''")),
            format!("\"{}\"", json.replace('"', "\"\"")),
            format!("\"{}\"", backslashes.replace('"', "\\\"")),
            format!("'{}'", backslashes.replace('"', "\\\"").replace('\'', "\\'")),
            format!("b'{}'", backslashes.replace('\'', "\\'")),
            serde_json::to_string(json).unwrap().replace('é', "\\u00e9"),
        ] {
            let text = format!("é ({quoted}, 1)");
            let brace = text.find('{').unwrap();
            let found = around(&text, brace).unwrap();
            assert_eq!(found.text, json, "{quoted}");
            assert_eq!(&text[found.end..], ", 1)", "{quoted}");
        }
    }

    #[test]
    fn other_objects_are_in_no_literal() {
        for (text, bytes_in_vain) in [
            ("{\"a\":1}", 0),
            ("x {\"a\":1}", 0),
            ("\"{\"a\":1}\"", 0),
            ("'{\"a\":1}", 7),
            ("\"{\\\"a\\\":\\", 8),
            ("\"m\": \"{\\\"a\\\":1}\"", 0),
        ] {
            assert_eq!(around(text, text.find('{').unwrap()), Err(bytes_in_vain), "{text}");
        }
    }
}
