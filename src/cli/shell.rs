//! `ducktrail shell`, and the arguments of its dot commands.

use anyhow::Result;
use clap::{Args, ValueEnum, builder::PossibleValue};

use crate::{
    cli::{
        DatabaseArgs, ScopeArgs,
        value::{message, parse_assignment, parse_memory},
    },
    shell::LineEditing,
    store::error::DbError,
};

/// Arguments of `shell`.
#[derive(Args, Debug)]
pub(crate) struct ShellArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Open the database for writing
    #[arg(long)]
    pub(crate) read_write: bool,

    /// Let statements write files, install extensions and keep secrets: COPY … TO, EXPORT DATABASE, ATTACH
    ///
    /// --read-write implies it. The database, the files beside it and imported log files are protected
    /// in any case: no statement may write over them.
    #[arg(long)]
    pub(crate) allow_files: bool,

    /// Limit the memory of statements; by default half of what is available
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    pub(crate) memory: Option<u64>,

    /// Continue a script from standard input after a statement that fails
    #[arg(long)]
    pub(crate) keep_going: bool,

    /// Set the key bindings of the line editor
    #[arg(long, value_enum, default_value_t, env = "DUCKTRAIL_KEYS")]
    pub(crate) keys: LineEditing,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
}

impl ValueEnum for LineEditing {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Emacs, Self::Vi]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Emacs => PossibleValue::new("emacs")
                .help("Emacs key bindings, as in bash: Ctrl-A, Ctrl-E, Ctrl-K, Alt-B"),
            Self::Vi => PossibleValue::new("vi").help("Vi key bindings: Esc, then commands"),
        })
    }
}

/// Run a report
#[derive(Args, Debug)]
pub(crate) struct DotReportArgs {
    /// Name of the report, such as deletes or actions-by-region
    pub(crate) name: String,

    /// Set a parameter of the report, such as key=AKIAIOSFODNN7EXAMPLE; .reports NAME lists them
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_assignment)]
    pub(crate) set: Vec<(String, String)>,

    /// Show only the first N rows
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
}

/// Parses the words after a dot command of the shell. An error is clap's message, or the help that
/// `--help` prints, in lines as errors of `DuckDB` have.
pub(crate) fn parse_words<A: Args>(name: &'static str, words: &[String]) -> Result<A> {
    let command = A::augment_args(
        clap::Command::new(name).no_binary_name(true).color(clap::ColorChoice::Never),
    );
    let parsed = command.try_get_matches_from(words).and_then(|args| A::from_arg_matches(&args));
    parsed.map_err(|err| {
        let text = message(err);
        DbError::new(text.strip_prefix("error: ").unwrap_or(&text).trim_end()).into()
    })
}
