//! Runs one statement: writes its result, handles Ctrl-C and reports the time.

use std::{
    cell::Cell,
    fmt,
    io::{self, Write},
    path::Path,
    time::Instant,
};

use anyhow::{Result, anyhow};

use crate::{
    count::counted,
    error,
    output::{
        self, Destination, Format, Indented, ResultCount, ResultOutput, Shown, Style,
        terminal::Visible,
    },
    shell::{bar::Bar, hint, pager::PagedWriter, session::ResultTarget, session::Session},
    store::{
        Connection,
        error::{DbError, describe, read_only},
        file_access,
        interrupt::{self, OnSecond},
        statements::Statement,
    },
    text::visible,
};

/// Statements that change the names for completion.
const CHANGES_NAMES: &[&str] =
    &["ALTER", "ATTACH", "COMMENT", "CREATE", "DETACH", "DROP", "LOAD", "ROLLBACK", "USE"];

/// The error of a statement that Ctrl-C has stopped.
#[derive(Debug)]
pub(crate) struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("cancelled")
    }
}

impl std::error::Error for Cancelled {}

/// Runs a statement, shows its result, and reports the time if the timer is on.
pub(crate) fn statement(session: &mut Session, statement: &Statement<'_>) -> Result<()> {
    let start = Instant::now();
    let shown = untimed(session, statement)?;
    let elapsed = start.elapsed().as_secs_f64();
    if let Shown::FirstRows(rows) = shown {
        error::eprint_line(&format!(
            "only the first {} {} shown; .maxrows 0 shows all, .once FILE writes all to a file",
            counted(rows, "row"),
            if rows == 1 { "is" } else { "are" }
        ));
    }
    if let Shown::Changed(_) = shown {
        session.completion.forget_values();
    }
    if session.has_timer {
        error::eprint_line(&format!("{}took {elapsed:.3} s", row_count(shown, session.format)));
    }
    if session.is_interactive && CHANGES_NAMES.contains(&statement.verb().as_str()) {
        session.completion.reload_names(session.connection()?)?;
    }
    Ok(())
}

/// Returns the number of rows for the timer, unless the format prints it anyway.
fn row_count(shown: Shown, format: Format) -> String {
    match shown {
        Shown::Rows(rows) | Shown::FirstRows(rows)
            if !matches!(format, Format::Table | Format::Line) =>
        {
            format!("{}, ", counted(rows, "row"))
        }
        Shown::Changed(rows) => {
            format!("{} changed, ", counted(rows.unsigned_abs(), "row"))
        }
        Shown::Rows(_) | Shown::FirstRows(_) | Shown::Nothing => String::new(),
    }
}

/// Runs a statement and shows its result, without the time.
pub(crate) fn untimed(session: &mut Session, statement: &Statement<'_>) -> Result<Shown> {
    let once = session.once.take();
    let connection = session.connection()?;
    file_access::check(connection, statement, session.may_write_files)?;
    let ctrl_c = interrupt::watch(connection, OnSecond::Ask)?;
    let result = match &once {
        Some((path, is_forced)) => {
            into_new_file(connection, statement, session.format, path, *is_forced)
        }
        None => show(session, connection, statement),
    };
    result.map_err(|err| {
        if error::is_broken_pipe(&err) {
            err
        } else if ctrl_c.is_stopped() {
            anyhow!(Cancelled)
        } else {
            with_hint(&err, statement).into()
        }
    })
}

/// Returns an error with a hint if there is one.
fn with_hint(err: &anyhow::Error, statement: &Statement<'_>) -> DbError {
    if let Some(text) = read_only(err, "start the shell with --read-write to change it") {
        return DbError::new(&text);
    }
    let text = describe(err);
    DbError::new(&match hint::about(&text, statement.text) {
        Some(hint) => format!("{}\nhint: {}", text.trim_end(), visible(&hint)),
        None => text,
    })
}

fn show(session: &Session, connection: &Connection, statement: &Statement<'_>) -> Result<Shown> {
    let style = Style { format: session.format, is_raw_csv: false, is_local: false, width: None };
    match &session.target {
        ResultTarget::Screen { pager } => {
            on_screen(connection, statement, &style, pager.clone(), session.row_limit())
        }
        ResultTarget::Pipe => {
            let write = |output: ResultOutput<'_>| {
                output::write_first(connection, statement, &style, output, session.row_limit())
            };
            write_to(io::stdout().lock(), connection, &session.results, write)
        }
        ResultTarget::File { format, file, results } => {
            let style = Style { format: format.unwrap_or(style.format), ..style };
            let write = |output: ResultOutput<'_>| {
                output::write_first(connection, statement, &style, output, session.row_limit())
            };
            write_to(file, connection, results, write)
        }
    }
}

fn on_screen(
    connection: &Connection,
    statement: &Statement<'_>,
    style: &Style,
    pager: Option<Vec<String>>,
    row_limit: u64,
) -> Result<Shown> {
    let size = console::Term::stdout().size();
    let style = Style { width: Some(size.1), ..style.clone() };
    let mut screen = PagedWriter::new(pager, size, Bar::start(connection));
    let mut visible = Visible::new(&mut screen);
    // Each result on a screen is read by itself.
    let count = &mut ResultCount::default();
    let shown = if style.format == Format::Json {
        let out = &mut Indented::new(&mut visible, 0);
        let output = ResultOutput { out, count };
        output::write_first(connection, statement, &style, output, row_limit)
    } else {
        let output = ResultOutput { out: &mut visible, count };
        output::write_first(connection, statement, &style, output, row_limit)
    };
    screen.finish()?;
    match shown {
        // The user left the pager early, which is not an error.
        Err(err) if screen.has_quit() && error::is_broken_pipe(&err) => Ok(Shown::Nothing),
        shown => shown,
    }
}

/// Calls `write` with an output to `out`, which has a number of results already.
fn write_to(
    out: impl Write,
    connection: &Connection,
    results: &Cell<ResultCount>,
    write: impl FnOnce(ResultOutput<'_>) -> Result<Shown>,
) -> Result<Shown> {
    let _bar = Bar::start(connection);
    let (mut out, mut count) = (io::BufWriter::new(out), results.get());
    let shown = write(ResultOutput { out: &mut out, count: &mut count });
    results.set(count);
    out.flush()?;
    shown
}

fn into_new_file(
    connection: &Connection,
    statement: &Statement<'_>,
    format: Format,
    path: &Path,
    is_forced: bool,
) -> Result<Shown> {
    let destination = Destination {
        format: Some(Format::of_path(path).unwrap_or(format)),
        path: Some(path.to_owned()),
        may_replace: is_forced,
        is_local: false,
        is_raw_csv: false,
    };
    let _bar = Bar::start(connection);
    output::write(connection, statement.text, &destination)?;
    error::eprint_line(&format!("written to {}", path.display()));
    Ok(Shown::Nothing)
}
