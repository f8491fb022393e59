//! What DuckDB said, without what its driver adds.

/// The whole text of an error: what failed, and each cause behind it.
pub fn describe(err: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in err.chain() {
        if !text.is_empty() {
            text.push_str(": ");
        }
        if let Some(err) = cause.downcast_ref() {
            // Behind it stands only the number of the error.
            text.push_str(&message(err));
            break;
        }
        text.push_str(&cause.to_string());
    }
    text
}

/// What DuckDB itself said.
pub fn message(err: &duckdb::Error) -> String {
    match err {
        duckdb::Error::DuckDBFailure(_, Some(message)) => message.trim_end().to_owned(),
        other => other.to_string(),
    }
}

/// The error of a statement that starts on `first` of its text: with the line of the text where
/// DuckDB says that of the statement, and the caret below it where it was.
pub fn placed(err: duckdb::Error, first: usize) -> duckdb::Error {
    match err {
        duckdb::Error::DuckDBFailure(code, Some(message)) if first > 1 => {
            duckdb::Error::DuckDBFailure(code, Some(placed_message(&message, first)))
        }
        other => other,
    }
}

fn placed_message(message: &str, first: usize) -> String {
    let mut lines = Vec::new();
    let mut shift = 0;
    for line in message.lines() {
        let Some((number, rest)) = numbered(line) else {
            // The caret stands behind as many spaces as the line above it has letters.
            lines.push(" ".repeat(std::mem::take(&mut shift)) + line);
            continue;
        };
        let placed = format!("LINE {}: {rest}", number + first - 1);
        shift = placed.len() - line.len();
        lines.push(placed);
    }
    lines.join("\n")
}

/// `LINE 2: SELECT …` as its number and its text.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.strip_prefix("LINE ")?.split_once(": ")?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_that_of_the_whole_text_and_the_caret_stays_below_its_word() {
        let message = "Binder Error: no x\n\nLINE 2:   x\n          ^";
        let expected = "Binder Error: no x\n\nLINE 11:   x\n           ^";
        assert_eq!(placed_message(message, 10), expected);
        assert_eq!(placed_message(message, 1), message);
        assert_eq!(placed_message("LINE x: y", 10), "LINE x: y");
    }
}
