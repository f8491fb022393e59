//! `ducktrail export`.

use anyhow::{Result, bail};

use crate::{
    cli::{ExportArgs, ExportFormat},
    commands::scope::print_explanation,
    error::{self, Outcome, Usage},
    export::{NewFolder, cloudtrail, hive},
    lookup,
    output::{self, Destination, Format},
    store::{Connection, protected, reader::Reader},
};

pub(crate) fn run(args: &ExportArgs) -> Result<Outcome> {
    let format = args.format.unwrap_or_else(|| format_of(args));
    if args.partition && format != ExportFormat::Parquet {
        bail!(Usage(
            "cannot use --partition with this format: only Parquet files can be partitioned"
                .to_owned()
        ));
    }
    let connection = Reader::open(&args.database.db)?;
    protected::check(&connection, &args.output)?;
    let scope = args.scope.scope();
    scope.apply(&connection)?;
    let source = match args.limit {
        Some(limit) => lookup::newest(&connection, &scope, limit)?,
        None => "FROM activity".to_owned(),
    };
    match format {
        ExportFormat::Cloudtrail => write_log_files(&connection, &source, args)?,
        ExportFormat::Parquet if args.partition => {
            let folder = NewFolder::begin(&args.output)?;
            hive::write(&connection, &source, folder.draft())
                .map_err(|err| output::explain(err, &args.output))?;
            folder.persist()?;
        }
        ExportFormat::Parquet => write_rows(&connection, &source, args, Format::Parquet)?,
        ExportFormat::Csv => write_rows(&connection, &source, args, Format::Csv)?,
        ExportFormat::Json => write_rows(&connection, &source, args, Format::Json)?,
        ExportFormat::Jsonl => write_rows(&connection, &source, args, Format::Jsonl)?,
    }
    if format != ExportFormat::Cloudtrail {
        print_written(&connection, &source, args)?;
    }
    print_explanation(&scope, &connection)?;
    Ok(Outcome::Complete)
}

/// Prints the number of events in the file or folder that was written.
fn print_written(connection: &Connection, source: &str, args: &ExportArgs) -> Result<()> {
    let sql = format!("SELECT count(*) FROM (SELECT 1 {source}) AS written");
    let events: u64 = connection.query_row(&sql, [], |row| row.get(0))?;
    let noun = if events == 1 { "event" } else { "events" };
    error::eprint_line(&format!("wrote {events} {noun} to {}", args.output.display()));
    Ok(())
}

fn write_log_files(connection: &Connection, source: &str, args: &ExportArgs) -> Result<()> {
    let folder = NewFolder::begin(&args.output)?;
    let written = cloudtrail::write(connection, source, folder.draft())
        .map_err(|err| output::explain(err, &args.output))?;
    folder.persist()?;
    error::eprint_line(&format!(
        "wrote {} events to {} log files in {}",
        written.records,
        written.files,
        args.output.display()
    ));
    Ok(())
}

fn write_rows(
    connection: &Connection,
    source: &str,
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
    output::write(connection, &format!("SELECT * {source}"), &destination)
}

/// Returns the format that the file extension stands for, or Parquet.
fn format_of(args: &ExportArgs) -> ExportFormat {
    match args.output.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => ExportFormat::Csv,
        Some("json") => ExportFormat::Json,
        Some("jsonl" | "ndjson") => ExportFormat::Jsonl,
        _ => ExportFormat::Parquet,
    }
}
