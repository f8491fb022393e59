//! Runs one statement: writes its result, handles Ctrl-C and reports the time.

use std::{
    cell::Cell,
    fmt,
    io::{self, Write},
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};

use crate::{
    count::counted,
    error,
    output::{
        self, Destination, Format, Indented, PagedWriter, ResultCount, ResultOutput, Shown, Style,
    },
    shell::{bar::Bar, hint, session::ResultTarget, session::Session},
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
    session.reading.set(Duration::ZERO);
    let shown = untimed(session, statement)?;
    let elapsed = start.elapsed().saturating_sub(session.reading.get()).as_secs_f64();
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
    let write = |style: &Style, output: ResultOutput<'_>| {
        output::write_first(connection, statement, style, output, session.row_limit())
    };
    let style = style(session, session.format);
    match &session.target {
        ResultTarget::Screen { pager } => {
            on_screen(session, pager.clone(), (style, Bar::start(connection)), write)
        }
        ResultTarget::Pipe => {
            let write = |output: ResultOutput<'_>| write(&style, output);
            write_to(io::stdout().lock(), connection, &session.results, write)
        }
        ResultTarget::File { format, file, results } => {
            let style = self::style(session, format.unwrap_or(session.format));
            let write = |output: ResultOutput<'_>| write(&style, output);
            write_to(file, connection, results, write)
        }
    }
}

/// Returns the style of results in a format.
fn style(session: &Session, format: Format) -> Style {
    let null = match format {
        Format::Table | Format::Line => session.null.clone(),
        _ => String::new(),
    };
    Style { format, null, wide_hint: ".mode line", core: session.core.clone(), ..Style::default() }
}

/// Calls `write` with a style and an output for the screen, which shows a bar until there is text.
fn on_screen(
    session: &Session,
    pager: Option<Vec<String>>,
    (style, bar): (Style, Bar),
    write: impl FnOnce(&Style, ResultOutput<'_>) -> Result<Shown>,
) -> Result<Shown> {
    let size = console::Term::stdout().size();
    let style = Style { width: Some(size.1), has_colour: console::colors_enabled(), ..style };
    let mut screen = PagedWriter::new(pager, size, bar);
    // Each result on a screen is read by itself.
    let count = &mut ResultCount::default();
    let shown = screen.show(style.format, |out| {
        let mut indented;
        let out: &mut dyn Write = if style.format == Format::Json {
            indented = Indented::new(out, 0);
            &mut indented
        } else {
            out
        };
        write(&style, ResultOutput { out, count })
    });
    session.reading.set(screen.reading());
    Ok(shown?.unwrap_or(Shown::Nothing))
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
        format: Some(Format::of_path(path)?.unwrap_or(format)),
        path: Some(path.to_owned()),
        may_replace: is_forced,
        ..Destination::default()
    };
    let _bar = Bar::start(connection);
    output::write(connection, statement.text, &destination)?;
    error::eprint_line(&format!("written to {}", path.display()));
    Ok(Shown::Nothing)
}
