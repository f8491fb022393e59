//! `ducktrail query`.

use std::{fs, io};

use anyhow::{Context, Result};

use crate::{
    cli::QueryArgs,
    error::Ending,
    output,
    store::{self, Connection},
};

pub fn run(args: &QueryArgs) -> Result<Ending> {
    let sql = statements(args)?;
    let connection = open(args)?;
    output::write(&connection, &sql, &args.output)?;
    Ok(Ending::Complete)
}

fn open(args: &QueryArgs) -> Result<Connection> {
    let db = &args.database.db;
    match (args.safe, args.read_write) {
        (true, _) => store::open_safe(db),
        (false, true) => store::open_read_write(db),
        (false, false) => store::open_read_only(db),
    }
}

fn statements(args: &QueryArgs) -> Result<String> {
    match (&args.sql, &args.file) {
        (Some(sql), _) if sql == "-" => {
            io::read_to_string(io::stdin()).context("cannot read standard input")
        }
        (Some(sql), _) => Ok(sql.clone()),
        (None, Some(file)) => {
            fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
        }
        (None, None) => Ok(String::new()),
    }
}
