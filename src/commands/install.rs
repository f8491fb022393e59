//! `ducktrail completions` and `ducktrail man`.

use std::{fs, io};

use anyhow::{Context, Result};

use crate::{
    cli::{CompletionsArgs, ManArgs, write_completions, write_man_pages},
    error::Outcome,
};

pub(crate) fn completions(args: &CompletionsArgs) -> Result<Outcome> {
    write_completions(args.shell, &mut io::stdout().lock())?;
    Ok(Outcome::Complete)
}

pub(crate) fn man(args: &ManArgs) -> Result<Outcome> {
    fs::create_dir_all(&args.folder)
        .and_then(|()| write_man_pages(&args.folder))
        .with_context(|| format!("cannot write to {}", args.folder.display()))?;
    Ok(Outcome::Complete)
}
