//! The text of JSON with other space between its parts. The parts themselves stay as they are, to
//! the last digit of a number and with repeated names, which a parser would not keep.

/// A line for each member and element, two spaces for each level.
pub fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth: usize = 0;
    let mut previous = ' ';
    each_part(json, |letter, is_text| {
        let is_close = !is_text && matches!(letter, '}' | ']');
        let is_first = matches!(previous, '{' | '[');
        if is_close {
            depth = depth.saturating_sub(1);
        }
        if previous == ',' || is_first != is_close {
            break_line(&mut out, depth);
        }
        out.push(letter);
        if !is_text && letter == ':' {
            out.push(' ');
        }
        if !is_text && matches!(letter, '{' | '[') {
            depth += 1;
        }
        // What stands inside a string breaks no line.
        previous = if is_text { ' ' } else { letter };
    });
    out
}

/// Everything on one line.
pub fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    each_part(json, |letter, _| out.push(letter));
    out
}

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
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
    fn members_and_elements_stand_on_lines_of_their_own() {
        let text = r#"{"a":{},"b":[1.0,{"c":[]}],"d":"x, {y}: \"[\\","e":null}"#;
        let expected = r#"{
  "a": {},
  "b": [
    1.0,
    {
      "c": []
    }
  ],
  "d": "x, {y}: \"[\\",
  "e": null
}"#;
        assert_eq!(indented(text), expected);
        assert_eq!(compact(expected), text);
        assert_eq!(indented(expected), expected);
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
