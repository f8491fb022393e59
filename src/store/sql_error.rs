//! What DuckDB said, without what its driver adds.

/// The whole text of an error: what failed, and each cause behind it.
pub fn describe(err: &anyhow::Error) -> String {
    let causes: Vec<String> = err
        .chain()
        .map(|cause| match cause.downcast_ref() {
            Some(err) => message(err),
            None => cause.to_string(),
        })
        .collect();
    causes.join(": ")
}

/// What DuckDB itself said.
pub fn message(err: &duckdb::Error) -> String {
    match err {
        duckdb::Error::DuckDBFailure(_, Some(message)) => message.trim_end().to_owned(),
        other => other.to_string(),
    }
}
