//! `ducktrail verify`.

use anyhow::Result;

use crate::{
    cli::{Show, VerifyArgs},
    commands::objects,
    error::{self, Outcome},
    output::{self, Destination},
    scan::{self, source::DEFAULT_MAX_EXPANSION},
    store::{self, Connection, Limits, interrupt::interruptible, lake, limits::MEMORY},
    verify::{self, Verification, VerifyRequest},
};

pub(crate) fn run(args: VerifyArgs) -> Result<Outcome> {
    let url = args.reread.as_deref().and_then(scan::objects::url).map(ToOwned::to_owned);
    let objects = objects::connect(url.as_slice(), &args.s3)?;
    let connection = open(&args)?;
    args.scope.scope().apply(&connection)?;
    let request = VerifyRequest {
        keys: args.keys,
        signatures: args.signatures,
        reread: args.reread,
        digests: args.digests,
    };
    let rows = match args.show {
        Show::Problems => verify::PROBLEMS,
        Show::All => verify::ALL,
        Show::Chains => verify::CHAINS,
        Show::Summary => verify::SUMMARY,
    };
    interruptible(&connection, || {
        let verification = verify::run_with(&connection, &request, objects.as_deref())?;
        let core = vec!["verdict", "path", "detail", "account_id"];
        let destination = Destination { core, ..args.output.destination() };
        let written = output::write(&connection, rows, &destination);
        error::unless_closed(written)?;
        print_summary(&connection, &request, &verification)
    })
}

/// Opens the database. With `--reread` it need not exist; if it does, its digests are used.
fn open(args: &VerifyArgs) -> Result<Connection> {
    let db = &args.database.db;
    if args.reread.is_none() || lake::is_lake(db) {
        return store::open_read_only(db);
    }
    if !db.exists() {
        error::eprint_line(&format!(
            "there is no database {}; verifying only the folder",
            db.display()
        ));
    }
    let limits = Limits::of_options(Limits::default_jobs(), None, MEMORY, DEFAULT_MAX_EXPANSION);
    store::open_for_dry_run(db, &limits)
}

/// Prints what was proved and what was not.
fn print_summary(
    connection: &Connection,
    request: &VerifyRequest,
    verification: &Verification,
) -> Result<Outcome> {
    for line in verify::summary::lines(connection, request, verification)? {
        error::eprint_line(&line);
    }
    let is_valid = verification.not_valid == 0
        && verification.unused_signatures.is_empty()
        && verification.broken_archives.is_empty();
    Ok(if is_valid { Outcome::Complete } else { Outcome::Partial })
}
