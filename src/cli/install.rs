//! Text that an installation needs: completions for shells, and man pages.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::{
    Args, CommandFactory,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};

use crate::{cli::Cli, report::REPORTS};

/// Arguments of `completions`.
#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    /// Write the pages to this folder, such as ~/.local/share/man/man1
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

/// Writes the script that completes commands in a shell.
pub(crate) fn write_completions(
    shell: clap_complete::Shell,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ducktrail", &mut script);
    if shell == clap_complete::Shell::Fish {
        write_fish_reports(&mut script)?;
    }
    out.write_all(&script)
}

/// Writes the completion of report names for fish, as `clap_complete` leaves out positional values there.
fn write_fish_reports(out: &mut dyn Write) -> io::Result<()> {
    for report in REPORTS {
        let (name, title) = (report.name(), report.title().replace('\'', "\\'"));
        let condition = "__fish_ducktrail_using_subcommand report";
        writeln!(out, "complete -c ducktrail -n \"{condition}\" -f -a \"{name}\" -d '{title}'")?;
    }
    Ok(())
}

/// Writes a man page for each command to a folder.
pub(crate) fn write_man_pages(folder: &Path) -> io::Result<()> {
    clap_mangen::generate_to(Cli::command(), folder)
}

/// A parser of names of reports. It offers them for completion and accepts any text, as the command
/// explains a wrong name better.
#[derive(Clone, Debug)]
pub(super) struct ReportNameParser;

impl TypedValueParser for ReportNameParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value =
            |report: &crate::report::Report| PossibleValue::new(report.name()).help(report.title());
        Some(Box::new(REPORTS.iter().map(value)))
    }
}
