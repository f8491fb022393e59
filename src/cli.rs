//! The command line. The comments here are the help that users read.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{import::BATCH, lookup::attribute::Attribute, store::scope::Scope, trail::time};

/// Turn an archive of AWS CloudTrail logs into one DuckDB file and answer questions from it
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Import logs into a database, each event once
    Import(ImportArgs),
    /// Answer a question that is asked often; without a name, list them
    Report(ReportArgs),
    /// Look events up by any of their attributes, newest first, as Event history does
    Events(Box<EventsArgs>),
    /// Run SQL statements and print the result of each
    Query(QueryArgs),
    /// Write events for other programs: Parquet, CSV, JSON, or CloudTrail log files again
    Export(ExportArgs),
    /// Show what is in the database on one screen
    Info(InfoArgs),
    /// Show what is missing: silences, days without a file, files that were never imported
    Coverage(CoverageArgs),
    /// Prove from digest files that log files are those that CloudTrail delivered
    Verify(VerifyArgs),
    /// Ask in SQL at a prompt that knows the data, or run a script from standard input
    Shell(ShellArgs),
}

/// Where the database is.
#[derive(Args, Debug)]
pub struct DatabaseArgs {
    /// The database file
    #[arg(long, value_name = "FILE", env = "DUCKTRAIL_DB", default_value = "ducktrail.duckdb")]
    pub db: PathBuf,
}

/// Arguments of `import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// Files, folders (searched whole), globs, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,

    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Take only events from this time on: 2024-01-31, 2024-01-31T12:00:00Z, 7d, 36h, yesterday
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub since: Option<i64>,

    /// Take only events before this time
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub until: Option<i64>,

    /// Take only events of this account; can be given several times
    #[arg(long, value_name = "ID")]
    pub account: Vec<String>,

    /// Take only events of this Region; can be given several times
    #[arg(long, value_name = "NAME")]
    pub region: Vec<String>,

    /// Threads to read with; all cores by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,

    /// Memory that DuckDB may use, as 512MB or 2GB
    #[arg(long, value_name = "SIZE", default_value = "512MB", value_parser = parse_memory)]
    pub memory: String,

    /// Bytes of content that go into one transaction
    #[arg(long, value_name = "N", default_value_t = BATCH, hide = true)]
    pub batch_bytes: u64,

    /// Read and balance, but write nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Go on until Ctrl-C: import complete new files within seconds, a line for each import
    #[arg(long, conflicts_with = "dry_run")]
    pub watch: bool,

    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// Arguments of `report`.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// The report, as deletes or actions-by-region
    pub name: Option<String>,

    /// List the reports
    #[arg(long)]
    pub list: bool,

    /// Write every report to a file of its own in the folder that --output names, with an index
    #[arg(long, conflicts_with_all = ["name", "list"], requires = "output")]
    pub all: bool,

    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Set a parameter of the report, as key=AKIAIOSFODNN7EXAMPLE; docs/reports.md lists them
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_assignment)]
    pub set: Vec<(String, String)>,

    #[command(flatten)]
    pub scope: ScopeArgs,

    /// Print only the first rows
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,

    #[command(flatten)]
    pub output: OutputArgs,
}

/// Which events a question is about.
#[derive(Args, Debug)]
#[command(next_help_heading = "Scope")]
pub struct ScopeArgs {
    #[command(flatten)]
    pub place: PlaceArgs,

    /// Only events of this service, as iam or s3
    #[arg(long, value_name = "NAME")]
    pub service: Vec<String>,

    /// Only this action, by the name that reports show or the one in the log
    #[arg(long, value_name = "NAME")]
    pub action: Vec<String>,

    /// Only calls by this actor: the name that reports show, a user name or an ARN
    #[arg(long, value_name = "NAME")]
    pub actor: Vec<String>,

    /// Only calls from this address
    #[arg(long, value_name = "ADDRESS")]
    pub ip: Vec<String>,

    /// Only calls that were denied or failed
    #[arg(long)]
    pub errors_only: bool,
}

impl ScopeArgs {
    /// The scope that is asked for.
    pub fn scope(&self) -> Scope {
        Scope {
            services: self.service.clone(),
            actions: self.action.clone(),
            actors: self.actor.clone(),
            ips: self.ip.clone(),
            errors_only: self.errors_only,
            ..self.place.scope()
        }
    }
}

/// Where rows go, and how they are written.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// How to write the rows; by default as the file's ending says, or as a table
    #[arg(long, value_enum)]
    pub format: Option<Format>,

    /// Write to this file, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Replace the file where it exists
    #[arg(long, requires = "output")]
    pub force: bool,

    /// Show times in the zone of this machine, with their offset, instead of UTC; not in Parquet
    #[arg(long)]
    pub local: bool,

    /// In CSV keep text that a spreadsheet would run as a formula exactly as it is
    #[arg(long)]
    pub raw_csv: bool,
}

/// Arguments of `query`.
#[derive(Args, Debug)]
pub struct QueryArgs {
    /// One or more statements; - reads them from standard input
    #[arg(required_unless_present = "file")]
    pub sql: Option<String>,

    /// Read the statements from this file
    #[arg(long, short, value_name = "FILE", conflicts_with = "sql")]
    pub file: Option<PathBuf>,

    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Let the statements change the database
    #[arg(long)]
    pub read_write: bool,

    /// For SQL from somebody else: shut out files, network, extensions and settings
    #[arg(long, conflicts_with = "read_write")]
    pub safe: bool,

    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// The file to write, or the folder with --partition and --format cloudtrail
    #[arg(long, short, value_name = "PATH")]
    pub output: PathBuf,

    /// How to write the events; by default as the file's ending says, or Parquet
    #[arg(long, value_enum)]
    pub format: Option<ExportFormat>,

    /// Write Parquet files to Hive folders: account=…/region=…/day=…
    #[arg(long)]
    pub partition: bool,

    /// Replace the file where it exists; a folder must be new
    #[arg(long)]
    pub force: bool,

    /// In CSV keep text that a spreadsheet would run as a formula exactly as it is
    #[arg(long)]
    pub raw_csv: bool,

    #[command(flatten)]
    pub database: DatabaseArgs,

    #[command(flatten)]
    pub scope: ScopeArgs,

    /// Write only so many events
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
}

/// How events are written for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Parquet, compressed with zstd
    Parquet,
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// An array of objects
    Json,
    /// An object per line
    Jsonl,
    /// Gzipped log files in CloudTrail's own folders, which can be imported again
    Cloudtrail,
}

/// Arguments of `verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// Digest files, or folders with some, besides those that were imported
    #[arg(value_name = "DIGEST")]
    pub digests: Vec<String>,

    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Public keys, as `aws cloudtrail list-public-keys` prints them; can be given several times
    #[arg(long, value_name = "FILE")]
    pub keys: Vec<PathBuf>,

    /// Signatures of the last digests, as `aws s3api head-object` prints them: files, or folders of
    /// nothing else; can be given several times
    #[arg(long = "signature", value_name = "PATH")]
    pub signatures: Vec<String>,

    /// Hash the files of this folder again, and take the digest files in it, instead of trusting the
    /// hashes of the import; needs no database
    #[arg(long, value_name = "FOLDER")]
    pub reread: Option<String>,

    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub show: Show,

    #[command(flatten)]
    pub scope: PlaceArgs,

    #[command(flatten)]
    pub output: OutputArgs,
}

/// What of a verification is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Show {
    /// Each file that is not valid
    #[default]
    Problems,
    /// Each file
    All,
    /// Each chain of digests: from when to when it is proved
    Chains,
    /// How many files have which verdict
    Summary,
}

/// Arguments of `events`.
#[derive(Args, Debug)]
pub struct EventsArgs {
    /// Show the event with this ID whole, and how to see what belongs to it
    #[arg(value_name = "ID", conflicts_with_all = ["ConditionArgs", "ScopeArgs", "PlaceArgs", "wide", "limit"])]
    pub event: Option<String>,

    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Print only the newest events; 100 by default for a table on standard output
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub limit: Option<u64>,

    /// Print more columns
    #[arg(long, conflicts_with = "full")]
    pub wide: bool,

    /// Print the whole record of each event again, as JSON
    #[arg(long)]
    pub full: bool,

    #[command(flatten)]
    pub conditions: ConditionArgs,

    #[command(flatten)]
    pub scope: ScopeArgs,

    #[command(flatten)]
    pub output: OutputArgs,
}

/// Which events are looked up, besides the scope.
#[derive(Args, Debug)]
#[command(
    next_help_heading = "Conditions: several values of one are alternatives, * is a wildcard"
)]
pub struct ConditionArgs {
    /// The event with this ID, exactly as logged
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub id: Vec<String>,

    /// The action: `RunInstances`, `Delete*`; `\*` is a star itself. From here on case does not matter
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub name: Vec<String>,

    /// The caller: a user, role or session name, role/session, an ARN, a service
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub user: Vec<String>,

    /// The service: iam or iam.amazonaws.com
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub source: Vec<String>,

    /// An ARN, ID or name wherever the record names what it is about; here case matters
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub resource: Vec<String>,

    /// The type of a resource: `AWS::EC2::Instance`, `AWS::IAM::*`
    #[arg(long, value_name = "TYPE", value_parser = some_text())]
    pub resource_type: Vec<String>,

    /// The access key that signed the call
    #[arg(long, value_name = "KEY", value_parser = some_text())]
    pub access_key: Vec<String>,

    /// Whether the call only read, by the record or else by its name
    #[arg(long, value_name = "yes|no", value_parser = parse_yes_no)]
    pub read_only: Option<bool>,

    /// The request that caused the event
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub request_id: Vec<String>,

    /// The ID that the copies of one action in several accounts share
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub shared_event_id: Vec<String>,

    /// The unique ID of the caller: AROA…:session
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub principal: Vec<String>,

    /// When the caller's session began
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub session_start: Vec<i64>,

    /// As `aws cloudtrail lookup-events` takes it: EventName=RunInstances, or
    /// AttributeKey=EventName,AttributeValue=RunInstances
    #[arg(long, visible_alias = "lookup-attributes", value_name = "KEY=VALUE")]
    pub lookup_attribute: Vec<Attribute>,
}

/// Arguments of `info`.
#[derive(Args, Debug)]
pub struct InfoArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,

    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    pub format: InfoFormat,
}

/// How `info` is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum InfoFormat {
    /// Lines for people
    #[default]
    Text,
    /// One object; its members are listed in docs/info.md
    Json,
}

/// Arguments of `coverage`.
#[derive(Args, Debug)]
pub struct CoverageArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,

    /// The shortest silence that counts as a gap: 6h, 2d
    #[arg(long, value_name = "TIME", default_value = "6h", value_parser = parse_hours)]
    pub gap: u32,

    /// List every finding instead of a row for each account and Region
    #[arg(long)]
    pub findings: bool,

    /// Show the events of each account and day as a calendar
    #[arg(long, conflicts_with = "findings")]
    pub calendar: bool,

    #[command(flatten)]
    pub place: PlaceArgs,

    #[command(flatten)]
    pub output: OutputArgs,
}

/// The part of a scope that files have too.
#[derive(Args, Debug)]
#[command(next_help_heading = "Scope")]
pub struct PlaceArgs {
    /// Only from this time on: 2024-01-31, 2024-01-31T12:00:00Z, 7d, 36h, yesterday
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub since: Option<i64>,

    /// Only before this time
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub until: Option<i64>,

    /// Only this account; can be given several times, as can the names below
    #[arg(long, value_name = "ID")]
    pub account: Vec<String>,

    /// Only this Region
    #[arg(long, value_name = "NAME")]
    pub region: Vec<String>,
}

impl PlaceArgs {
    /// The scope that is asked for.
    pub fn scope(&self) -> Scope {
        Scope {
            since: self.since,
            until: self.until,
            accounts: self.account.clone(),
            regions: self.region.clone(),
            ..Scope::default()
        }
    }
}

/// A value that is not empty, as an empty one would match nothing and look like an answer.
fn some_text() -> clap::builder::NonEmptyStringValueParser {
    clap::builder::NonEmptyStringValueParser::new()
}

fn parse_yes_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("write yes or no".to_owned()),
    }
}

/// Whole hours, as the rhythm that gaps are told by is one of hours.
fn parse_hours(text: &str) -> Result<u32, String> {
    let (digits, hours) = match text.strip_suffix('d') {
        Some(days) => (days, 24),
        None => (text.strip_suffix('h').unwrap_or(text), 1),
    };
    let count = digits.parse::<u32>().ok().filter(|_| !digits.starts_with('+'));
    count
        .and_then(|count| count.checked_mul(hours))
        .filter(|hours| (1..=24 * 366).contains(hours))
        .ok_or_else(|| "not a length of time from 1h to 366d; write 6h or 2d".to_owned())
}

/// Arguments of `shell`.
#[derive(Args, Debug)]
pub struct ShellArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Let the statements change the database
    #[arg(long)]
    pub read_write: bool,

    /// Go on behind a statement that failed, where standard input is no terminal
    #[arg(long)]
    pub keep_going: bool,

    /// The keys of the line editor
    #[arg(long, value_enum, default_value_t, env = "DUCKTRAIL_KEYS")]
    pub keys: Keys,

    #[command(flatten)]
    pub scope: ScopeArgs,
}

/// The keys of a line editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Keys {
    /// As in bash: Ctrl-A, Ctrl-E, Ctrl-K, Alt-B
    #[default]
    Emacs,
    /// As in vi: Esc, then commands
    Vi,
}

/// What stands behind `.report` in the shell.
#[derive(Args, Debug)]
pub struct DotReportArgs {
    /// The report, as deletes or actions-by-region
    pub name: String,

    /// Set a parameter of the report, as key=AKIAIOSFODNN7EXAMPLE; .reports NAME lists them
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_assignment)]
    pub set: Vec<(String, String)>,

    #[command(flatten)]
    pub scope: ScopeArgs,

    /// Show only the first rows
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
}

/// Reads the words behind a dot command of the shell as arguments.
///
/// # Errors
/// What clap says of a mistake, and the help that `--help` asks for.
pub fn parse_words<A: Args>(name: &'static str, words: &[String]) -> Result<A, String> {
    let command = A::augment_args(
        clap::Command::new(name).no_binary_name(true).color(clap::ColorChoice::Never),
    );
    let read = command.try_get_matches_from(words).and_then(|found| A::from_arg_matches(&found));
    read.map_err(|err| {
        let text = err.render().to_string();
        text.strip_prefix("error: ").unwrap_or(&text).trim_end().to_owned()
    })
}

/// The format that a word names.
pub fn format_named(word: &str) -> Option<Format> {
    Format::from_str(word, true).ok()
}

/// The name of a format.
pub fn name_of(format: Format) -> String {
    format.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns side by side, for people
    #[default]
    Table,
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// An array of objects
    Json,
    /// An object per line
    Jsonl,
    /// A line for each value, JSON whole and indented
    Line,
    /// A table for a document
    Markdown,
    /// A Parquet file, compressed with zstd; needs --output
    Parquet,
    /// What the console downloads from Event history as CSV; for `events`
    HistoryCsv,
    /// What it downloads as JSON, which is whole records; for `events`
    HistoryJson,
}

fn parse_time(text: &str) -> Result<i64, String> {
    time::parse_asked(text).ok_or_else(|| {
        "not a time; write 2024-01-31, 2024-01-31T12:00:00Z, 2024-01-31T12:00:00+02:00, 7d, 36h, today or yesterday".to_owned()
    })
}

fn parse_assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.replace('-', "_"), value.to_owned()))
}

/// Accepts what DuckDB accepts as a memory limit, so that a mistake is an error of usage.
fn parse_memory(text: &str) -> Result<String, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = text[digits.len()..].to_ascii_uppercase();
    let known = ["KB", "MB", "GB", "TB", "KIB", "MIB", "GIB", "TIB"].contains(&unit.as_str());
    if known && digits.trim().parse::<f64>().is_ok_and(|number| number > 0.0) {
        Ok(text.to_owned())
    } else {
        Err("not a size; write 512MB or 2GB".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn lengths_of_gaps_are_read_or_refused() {
        assert_eq!(["6h", "2d", "12"].map(|text| parse_hours(text).unwrap()), [6, 48, 12]);
        for text in ["", "h", "0h", "-1h", "+1h", "6m", "1.5h", "9999d", "4294967295d"] {
            assert!(parse_hours(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_and_sizes_are_read_or_refused() {
        assert_eq!(parse_time("2024-01-31"), parse_time("2024-01-31T00:00:00Z"));
        for text in ["", "31.1.2024", "7", "d", "-7d", "7w", "yesterdayish"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
        assert_eq!(parse_assignment("a-b=c=d"), Ok(("a_b".to_owned(), "c=d".to_owned())));
        assert!(parse_assignment("a").is_err());
        assert!(parse_memory("512MB").is_ok() && parse_memory("1.5 GiB").is_ok());
        for text in ["", "MB", "-1MB", "512", "1MB'; DROP TABLE events; --"] {
            assert!(parse_memory(text).is_err(), "{text}");
        }
    }
}
