//! `ducktrail shell`.

use anyhow::Result;

use crate::{
    cli::ShellArgs,
    commands::import,
    error::Ending,
    shell::{self, Commands},
};

pub fn run(args: &ShellArgs) -> Result<Ending> {
    shell::run(args, Commands { import: import::run_as })
}
