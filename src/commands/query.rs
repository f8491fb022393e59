//! `ducktrail query`.

use anyhow::Result;

use crate::{cli::QueryArgs, error::Ending, output, store};

pub fn run(args: &QueryArgs) -> Result<Ending> {
    let connection = store::open_read_only(&args.database.db)?;
    output::print(&connection, &args.sql, args.format)?;
    Ok(Ending::Complete)
}
