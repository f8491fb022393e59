//! `ducktrail info`.

use std::io::{self, IsTerminal, Write};

use anyhow::Result;
use indicatif::HumanBytes;

use crate::{
    cli::{InfoArgs, InfoFormat},
    count::counted,
    error::{self, Outcome},
    info::Info,
    output::terminal_width,
    store::{reader::Reader, temporary},
    text::visible,
};

/// The maximum width of the histogram in characters if standard output is not a terminal.
const WIDTH: usize = 80;

pub(crate) fn run(args: &InfoArgs) -> Result<Outcome> {
    // Before the database is opened, as the check of its locks would drop those of this process.
    let stale = temporary::stale(&args.database.db);
    let connection = Reader::open(&args.database.db)?;
    let width = match args.format {
        InfoFormat::Text => terminal_width().unwrap_or(WIDTH).saturating_sub(4),
        InfoFormat::Json => WIDTH,
    };
    let info = Info::of(&connection, &args.database.db, width.clamp(10, 120))?;
    let mut stdout = io::stdout().lock();
    match args.format {
        InfoFormat::Text => write!(stdout, "{info}")?,
        InfoFormat::Json => {
            let is_terminal = stdout.is_terminal();
            for line in format!("{:#}", info.to_json()).lines() {
                let line = if is_terminal { visible(line) } else { line.into() };
                writeln!(stdout, "{line}")?;
            }
        }
    }
    if let Some(stale) = stale {
        error::eprint_line(&format!(
            "{} has {} ({}) of a process that was killed; the next import removes them",
            stale.folder.display(),
            counted(stale.files, "temporary file"),
            HumanBytes(stale.bytes)
        ));
    }
    Ok(Outcome::Complete)
}
