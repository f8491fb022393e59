//! `ducktrail verify`.

use std::thread;

use anyhow::Result;

use crate::{
    cli::{Show, VerifyArgs},
    error::{self, Outcome},
    output,
    scan::source::EXPANSION,
    store::{self, Connection, Limits},
    verify::{self, Verification, VerifyRequest},
};

pub(crate) fn run(args: VerifyArgs) -> Result<Outcome> {
    let connection = open(&args)?;
    args.scope.scope().apply(&connection)?;
    let request = VerifyRequest {
        keys: args.keys,
        signatures: args.signatures,
        reread: args.reread,
        digests: args.digests,
    };
    let outcome = verify::run(&connection, &request)?;
    let rows = match args.show {
        Show::Problems => verify::PROBLEMS,
        Show::All => verify::ALL,
        Show::Chains => verify::CHAINS,
        Show::Summary => verify::SUMMARY,
    };
    output::write(&connection, rows, &args.output.destination())?;
    tell(&connection, &request, &outcome)
}

/// A folder that is hashed again needs no database, but takes the digests of one that is there.
fn open(args: &VerifyArgs) -> Result<Connection> {
    let db = &args.database.db;
    if args.reread.is_none() {
        return store::open_read_only(db);
    }
    if !db.exists() {
        error::eprint_safe(&format!(
            "there is no database {}; the folder alone is verified",
            db.display()
        ));
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    store::open_for_dry_run(
        db,
        &Limits { jobs: cores, memory: 512_000_000, max_expansion: EXPANSION },
    )
}

/// Says what was proved and what was not.
fn tell(
    connection: &Connection,
    request: &VerifyRequest,
    outcome: &Verification,
) -> Result<Outcome> {
    for line in verify::statement::lines(connection, request, outcome)? {
        error::eprint_safe(&line);
    }
    let is_valid = outcome.not_valid == 0 && outcome.idle_signatures.is_empty();
    Ok(if is_valid { Outcome::Complete } else { Outcome::Partial })
}
