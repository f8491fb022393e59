//! `ducktrail info`.

use std::io::{self, IsTerminal, Write};

use anyhow::Result;

use crate::{
    cli::{InfoArgs, InfoFormat},
    error::Outcome,
    info::Info,
    output::terminal_width,
    store::reader::Reader,
    text::visible,
};

/// The maximum width of the histogram in characters if standard output is not a terminal.
const WIDTH: usize = 80;

pub(crate) fn run(args: &InfoArgs) -> Result<Outcome> {
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
    Ok(Outcome::Complete)
}
