//! `ducktrail export`.

use anyhow::{Result, bail};

use crate::{
    cli::{ExportArgs, ExportFormat},
    commands::scope::print_explanation,
    count::counted,
    error::{self, Outcome, Usage},
    export::{NewFolder, cloudtrail, hive},
    lookup,
    output::{self, Destination, Format},
    store::{Connection, interrupt::interruptible, protected, reader::Reader},
};

pub(crate) fn run(args: &ExportArgs) -> Result<Outcome> {
    let format = args.format.map_or_else(|| format_of(args), Ok)?;
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
    interruptible(&connection, || {
        let source = match args.limit {
            Some(limit) => lookup::newest(&connection, &scope, limit)?,
            None => "FROM activity".to_owned(),
        };
        write(&connection, &source, args, format)?;
        if format != ExportFormat::Cloudtrail {
            print_written(&connection, &source, args)?;
        }
        print_explanation(&scope, &connection)
    })?;
    Ok(Outcome::Complete)
}

/// Prints the number of events in the file or folder that was written.
fn print_written(connection: &Connection, source: &str, args: &ExportArgs) -> Result<()> {
    let sql = format!("SELECT count(*) FROM (SELECT 1 {source}) AS written");
    let events = connection.query_row(&sql, [], |row| row.get(0))?;
    let events = counted(events, "event");
    error::eprint_line(&format!("wrote {events} to {}", args.output.display()));
    Ok(())
}

fn write(
    connection: &Connection,
    source: &str,
    args: &ExportArgs,
    format: ExportFormat,
) -> Result<()> {
    let format = match format {
        ExportFormat::Cloudtrail => return write_log_files(connection, source, args),
        ExportFormat::Parquet if args.partition => {
            return write_partitions(connection, source, args);
        }
        ExportFormat::Parquet => Format::Parquet,
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Tsv => Format::Tsv,
        ExportFormat::Json => Format::Json,
        ExportFormat::Jsonl => Format::Jsonl,
    };
    write_rows(connection, source, args, format)
}

fn write_partitions(connection: &Connection, source: &str, args: &ExportArgs) -> Result<()> {
    let folder = NewFolder::begin(&args.output)?;
    hive::write(connection, source, folder.draft())
        .map_err(|err| output::explain(err, &args.output))?;
    folder.persist()
}

fn write_log_files(connection: &Connection, source: &str, args: &ExportArgs) -> Result<()> {
    let folder = NewFolder::begin(&args.output)?;
    let written = cloudtrail::write(connection, source, folder.draft())
        .map_err(|err| output::explain(err, &args.output))?;
    folder.persist()?;
    error::eprint_line(&format!(
        "wrote {} to {} in {}",
        counted(written.records, "event"),
        counted(written.files, "log file"),
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
        is_raw_csv: args.raw_csv,
        ..Destination::default()
    };
    output::write(connection, &format!("SELECT * {source}"), &destination)
}

/// Returns the format that the ending of the file stands for, or Parquet if it has none. A folder may have any
/// ending but that of another format.
fn format_of(args: &ExportArgs) -> Result<ExportFormat> {
    let format = match Format::of_path(&args.output) {
        Err(_) if args.partition => None,
        format => format?,
    };
    Ok(match format {
        None | Some(Format::Parquet) => ExportFormat::Parquet,
        Some(Format::Csv) => ExportFormat::Csv,
        Some(Format::Tsv) => ExportFormat::Tsv,
        Some(Format::Json) => ExportFormat::Json,
        Some(Format::Jsonl) => ExportFormat::Jsonl,
        Some(format) => bail!(Usage(format!(
            "cannot export events as {}: name a .parquet, .csv, .tsv, .json or .jsonl file",
            format.name()
        ))),
    })
}
