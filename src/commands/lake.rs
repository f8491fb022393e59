//! `ducktrail lake`.

use std::{
    env,
    fmt::Write as _,
    io::{self, Write},
    path::Path,
    sync::Arc,
    time::Duration,
};

use anyhow::Result;
use indicatif::HumanBytes;

use crate::{
    cli::{LakeArgs, LakeCleanArgs, LakeCommand, LakeWriteArgs},
    commands::{
        import::{self, failure::explain_share, summary::Summary},
        lake_sql,
    },
    count::counted,
    error::{self, Outcome},
    import::text_of,
    lake::{
        self, Days, LakePlace, WriteRequest, WrittenShare,
        clean::{self, Cleaned},
    },
    scan::objects,
    store::interrupt::{self, OnSecond},
    suggestion::{self, Argument},
    text::visible,
};

/// Selects all rejects of a lake.
const REJECTS: &str = "SELECT path, position, reason, text FROM rejects";

pub(crate) fn run(args: LakeArgs) -> Result<Outcome> {
    match args.command {
        LakeCommand::Write(args) => write(*args),
        LakeCommand::Clean(args) => clean(&args),
        LakeCommand::Sql(args) => lake_sql::run(&args),
    }
}

fn write(args: LakeWriteArgs) -> Result<Outcome> {
    let days = Days::new(args.since, args.until, args.untimed)?;
    let arguments = env::args_os().skip(1).map(|argument| text_of(&argument)).collect();
    let place = match objects::url(&args.to) {
        Some(url) => bucket(url, &args)?,
        None => lake::open_folder(&args.to, args.url.as_deref())?,
    };
    let reading = import::reading(args.reading, arguments, lake::MEMORY)?;
    let request = WriteRequest { lake: args.to, days, file_bytes: args.file_bytes, reading };
    let ctrl_c = Arc::new(interrupt::begin(OnSecond::Exit)?);
    let written =
        lake::write(&*place, &request, &ctrl_c).map_err(|err| explain_share(err, &request.lake))?;
    if written.imported.is_stopped {
        error::eprint_line(
            "stopped; the lake is as it was: run the same command to write the days",
        );
        return Ok(Outcome::Stopped);
    }
    if !request.reading.is_quiet {
        error::unless_closed(print_summary(&request, &written))?;
    }
    Ok(print_advice(&request, &written))
}

/// Opens a lake in a bucket.
#[cfg(feature = "s3")]
fn bucket(url: &str, args: &LakeWriteArgs) -> Result<Box<dyn LakePlace>> {
    lake::open_bucket(super::objects::folder(url, &args.reading.s3)?, args.url.as_deref())
}

/// Removes files of a lake in a bucket.
#[cfg(feature = "s3")]
fn clean_bucket(url: &str, args: &LakeCleanArgs, age: Duration) -> Result<Cleaned> {
    lake::clean_bucket::run(&super::objects::folder(url, &args.s3)?, age)
}

#[cfg(not(feature = "s3"))]
fn bucket(url: &str, _: &LakeWriteArgs) -> Result<Box<dyn LakePlace>> {
    anyhow::bail!(
        "cannot write to {url}: this program was built without its feature s3; write to a folder, and copy it with `aws s3 sync`"
    )
}

#[cfg(not(feature = "s3"))]
fn clean_bucket(url: &str, _: &LakeCleanArgs, _: Duration) -> Result<Cleaned> {
    anyhow::bail!("cannot clean {url}: this program was built without its feature s3")
}

fn print_summary(request: &WriteRequest, written: &WrittenShare) -> Result<()> {
    let imported = &written.imported;
    let mut text = format!(
        "Lake: {} with {} in {}, {}\n      {} changed\n\n",
        counted(written.days, "day"),
        counted(written.events, "event"),
        counted(written.files, "file"),
        HumanBytes(written.bytes),
        counted(written.changed_days, "day")
    );
    write!(text, "{}", imported.balance)?;
    for note in &imported.notes {
        writeln!(text, "{}", visible(note))?;
    }
    Summary::of(&request.reading, imported).write_rest(&mut text)?;
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    Ok(stdout.flush()?)
}

/// Prints what went wrong, or what to do next.
fn print_advice(request: &WriteRequest, written: &WrittenShare) -> Outcome {
    let imported = &written.imported;
    import::print_useless_paths(&request.reading, imported);
    let undecided = imported.balance.records.undecided;
    if undecided > 0 {
        error::eprint_line(&format!(
            "{} without a time {} no day of this share; write one of the shares with --untimed",
            counted(undecided, "record"),
            if undecided == 1 { "belongs to" } else { "belong to" }
        ));
    }
    if imported.balance.has_losses() {
        imported.first_rejects.iter().for_each(|line| error::eprint_line(line));
        let query = Argument::value(REJECTS);
        if let Some(command) = suggestion::command("query", &[query], &request.lake) {
            error::eprint_line(&format!("all rejects with their text: {command}"));
        }
    }
    if imported.balance.has_losses() || !imported.nothing.is_empty() {
        return Outcome::Partial;
    }
    if !request.reading.is_quiet && written.events > 0 {
        print_next(&request.lake);
    }
    Outcome::Complete
}

/// Prints a first command to run.
fn print_next(lake: &Path) {
    if let Some(command) = suggestion::command("triage", &[], lake) {
        error::eprint_line(&format!("next: `{command}` shows what to look at first"));
    }
}

fn clean(args: &LakeCleanArgs) -> Result<Outcome> {
    let age = Duration::from_micros(args.older_than.unsigned_abs());
    let cleaned = match objects::url(&args.lake) {
        Some(url) => clean_bucket(url, args, age)?,
        None => clean::run(&args.lake, age)?,
    };
    writeln!(
        io::stdout(),
        "removed {}, {}",
        counted(cleaned.files, "file"),
        HumanBytes(cleaned.bytes)
    )?;
    Ok(Outcome::Complete)
}
