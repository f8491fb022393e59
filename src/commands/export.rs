//! `ducktrail export`.

use anyhow::{Result, bail};

use crate::{
    cli::{ExportArgs, ExportFormat},
    commands::scope::tell_if_empty,
    error::{self, Outcome, Usage},
    export::{NewFolder, cloudtrail, folders},
    output::{self, Destination, Format},
    store::{Connection, reader::Reader},
};

pub(crate) fn run(args: &ExportArgs) -> Result<Outcome> {
    let format = args.format.unwrap_or_else(|| format_of(args));
    if args.partition && format != ExportFormat::Parquet {
        bail!(Usage("--partition is for Parquet alone".to_owned()));
    }
    let connection = Reader::open(&args.database.db)?;
    let scope = args.scope.scope();
    scope.apply(&connection)?;
    let limit = args.limit.map(|limit| format!("LIMIT {limit}")).unwrap_or_default();
    match format {
        ExportFormat::Cloudtrail => write_log_files(&connection, &limit, args)?,
        ExportFormat::Parquet if args.partition => {
            let folder = NewFolder::begin(&args.output)?;
            folders::write(&connection, &limit, folder.draft())
                .map_err(|err| output::explain(err, &args.output))?;
            folder.place()?;
        }
        ExportFormat::Parquet => write_rows(&connection, &limit, args, Format::Parquet)?,
        ExportFormat::Csv => write_rows(&connection, &limit, args, Format::Csv)?,
        ExportFormat::Json => write_rows(&connection, &limit, args, Format::Json)?,
        ExportFormat::Jsonl => write_rows(&connection, &limit, args, Format::Jsonl)?,
    }
    tell_if_empty(&scope, &connection)?;
    Ok(Outcome::Complete)
}

fn write_log_files(connection: &Connection, limit: &str, args: &ExportArgs) -> Result<()> {
    let folder = NewFolder::begin(&args.output)?;
    let written = cloudtrail::write(connection, limit, folder.draft())
        .map_err(|err| output::explain(err, &args.output))?;
    folder.place()?;
    error::eprint_safe(&format!(
        "{} events are in {} log files below {}",
        written.records,
        written.files,
        args.output.display()
    ));
    Ok(())
}

fn write_rows(
    connection: &Connection,
    limit: &str,
    args: &ExportArgs,
    format: Format,
) -> Result<()> {
    let destination = Destination {
        format: Some(format),
        path: Some(args.output.clone()),
        may_replace: args.force,
        is_local: false,
        is_raw_csv: args.raw_csv,
    };
    output::write(connection, &format!("SELECT * FROM activity {limit}"), &destination)
}

/// The format that the ending of the file asks for.
fn format_of(args: &ExportArgs) -> ExportFormat {
    match args.output.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => ExportFormat::Csv,
        Some("json") => ExportFormat::Json,
        Some("jsonl" | "ndjson") => ExportFormat::Jsonl,
        _ => ExportFormat::Parquet,
    }
}
