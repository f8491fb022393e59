//! Running one statement: its result to where results go, Ctrl-C, how long it took.

use std::{
    fmt,
    io::{self, Write},
    path::Path,
    time::Instant,
};

use anyhow::{Result, anyhow};
use indicatif::HumanCount;

use crate::{
    error,
    output::{self, Destination, Format, Indented, Shown, Style, terminal::Visible},
    shell::{bar::Bar, hint, pager::Paged, session::Session, session::Target},
    store::{
        Connection,
        interrupt::{self, OnSecond},
        sql_error::describe,
        statements::Statement,
    },
};

/// What changes the names that completion knows.
const CHANGES_NAMES: &[&str] =
    &["ALTER", "ATTACH", "COMMENT", "CREATE", "DETACH", "DROP", "LOAD", "ROLLBACK", "USE"];

/// That Ctrl-C has ended a statement.
#[derive(Debug)]
pub(crate) struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("cancelled")
    }
}

impl std::error::Error for Cancelled {}

/// Runs a statement, shows its result, and says how long it took.
pub(crate) fn statement(session: &mut Session, statement: &Statement<'_>) -> Result<()> {
    let start = Instant::now();
    let shown = quietly(session, statement)?;
    let elapsed = start.elapsed().as_secs_f64();
    if let Shown::FirstRows(rows) = shown {
        error::eprint_safe(&format!(
            "only the first {} are shown; .maxrows 0 shows all, .once FILE writes all to a file",
            plural(rows)
        ));
    }
    if let Shown::Changed(_) = shown {
        session.knowledge.forget_values();
    }
    if session.has_timer {
        error::eprint_safe(&format!("{}took {elapsed:.3} s", count(shown, session.format)));
    }
    if session.is_interactive && CHANGES_NAMES.contains(&statement.verb().as_str()) {
        session.knowledge.load(session.connection()?)?;
    }
    Ok(())
}

/// How many rows there were, where the format does not say it itself.
fn count(shown: Shown, format: Format) -> String {
    match shown {
        Shown::Rows(rows) | Shown::FirstRows(rows)
            if !matches!(format, Format::Table | Format::Line) =>
        {
            format!("{}, ", plural(rows))
        }
        Shown::Changed(rows) => {
            format!("{} changed, ", plural(u64::try_from(rows).unwrap_or_default()))
        }
        Shown::Rows(_) | Shown::FirstRows(_) | Shown::Nothing => String::new(),
    }
}

fn plural(rows: u64) -> String {
    format!("{} row{}", HumanCount(rows), if rows == 1 { "" } else { "s" })
}

/// Runs a statement and shows its result, and says nothing more.
pub(crate) fn quietly(session: &mut Session, statement: &Statement<'_>) -> Result<Shown> {
    let once = session.once.take();
    let connection = session.connection()?;
    let watch = interrupt::watch(connection, OnSecond::Ask)?;
    let result = match &once {
        Some((path, is_forced)) => {
            into_new_file(connection, statement, session.format, path, *is_forced)
        }
        None => show(session, connection, statement),
    };
    result.map_err(|err| {
        if error::is_broken_pipe(&err) {
            err
        } else if watch.is_stopped() {
            anyhow!(Cancelled)
        } else {
            anyhow!(explained(&err, statement))
        }
    })
}

/// What DuckDB says, and the hint that helps.
fn explained(err: &anyhow::Error, statement: &Statement<'_>) -> String {
    let text = describe(err);
    match hint::about(&text, statement.text) {
        Some(hint) => format!("{}\nhint: {hint}", text.trim_end()),
        None => text,
    }
}

fn show(session: &Session, connection: &Connection, statement: &Statement<'_>) -> Result<Shown> {
    let style = Style { format: session.format, is_raw_csv: false, is_local: false, width: None };
    match &session.target {
        Target::Screen { pager } => {
            on_screen(connection, statement, &style, pager.clone(), session.most())
        }
        Target::Pipe => write_to(io::stdout().lock(), session, connection, statement, &style),
        Target::File { format, file } => {
            let style = Style { format: format.unwrap_or(style.format), ..style };
            write_to(file, session, connection, statement, &style)
        }
    }
}

fn on_screen(
    connection: &Connection,
    statement: &Statement<'_>,
    style: &Style,
    pager: Option<Vec<String>>,
    most: u64,
) -> Result<Shown> {
    let size = console::Term::stdout().size();
    let style = Style { width: Some(size.1), ..style.clone() };
    let mut screen = Paged::new(pager, size, Bar::start(connection));
    let mut visible = Visible::new(&mut screen);
    let shown = if style.format == Format::Json {
        let mut out = Indented::new(&mut visible, 0);
        output::write_first(connection, statement, &style, &mut out, most)
    } else {
        output::write_first(connection, statement, &style, &mut visible, most)
    };
    screen.finish()?;
    match shown {
        // Whoever leaves the pager has seen enough.
        Err(err) if screen.has_quit() && error::is_broken_pipe(&err) => Ok(Shown::Nothing),
        shown => shown,
    }
}

fn write_to(
    out: impl Write,
    session: &Session,
    connection: &Connection,
    statement: &Statement<'_>,
    style: &Style,
) -> Result<Shown> {
    let _bar = Bar::start(connection);
    let mut out = io::BufWriter::new(out);
    let shown = output::write_first(connection, statement, style, &mut out, session.most())?;
    out.flush()?;
    Ok(shown)
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
    error::eprint_safe(&format!("written to {}", path.display()));
    Ok(Shown::Nothing)
}
