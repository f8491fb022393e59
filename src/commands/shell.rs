//! `ducktrail shell`.

use anyhow::Result;

use crate::{
    cli::ShellArgs,
    commands::import,
    error::Outcome,
    shell::{self, Commands},
};

pub(crate) fn run(args: &ShellArgs) -> Result<Outcome> {
    shell::run(args, Commands { import: import::run_as })
}
