//! What DuckDB said, without what its driver adds.

/// The whole text of an error: what failed, and each cause behind it.
pub(crate) fn describe(err: &anyhow::Error) -> String {
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
pub(crate) fn message(err: &duckdb::Error) -> String {
    match err {
        duckdb::Error::DuckDBFailure(_, Some(message)) => message.trim_end().to_owned(),
        other => other.to_string(),
    }
}
