//! Ducktrail turns an archive of AWS CloudTrail logs into one DuckDB file and answers questions
//! from it.
//!
//! The data flows one way, and each step has a module: [`scan`] finds files, inflates them and fills
//! DuckDB's chunks; [`trail`] knows what a record is; [`import`] drops duplicates and keeps the
//! ledger; [`store`] owns the database; [`report`] holds the canned questions; [`sigma`] runs the user's
//! rules; [`lookup`] finds
//! events; [`info`] and [`coverage`] show what is in the database and what is missing from it;
//! [`verify`] proves what CloudTrail delivered; [`output`] prints rows; [`export`] writes events to
//! files; [`lake`] writes days of events for many readers; [`dialect`] has the reports in the SQL of other engines;
//! [`shell`] is the interactive prompt. Only [`commands`] and [`cli`] know the command line.
//!
//! # Stability
//!
//! Ducktrail is a program, not a library: nothing here is a stable interface. [`run`] is for the
//! binary, and [`internals`] is for the project's own tests and benchmarks.
#![forbid(unsafe_code)]

mod cli;
mod commands;
mod count;
mod coverage;
mod dialect;
mod error;
mod export;
mod import;
mod info;
mod lake;
mod lookup;
#[cfg(feature = "s3")]
mod objects;
mod output;
mod parallel;
mod report;
#[cfg(feature = "s3")]
mod s3;
mod scan;
mod shell;
mod sigma;
mod store;
mod suggestion;
mod text;
mod trail;
mod triage;
mod verify;

use std::io::{self, Write};

use crate::store::error::describe;

/// Items that the tests and benchmarks of this project call directly. They may change at any time.
#[doc(hidden)]
pub mod internals {
    pub mod report {
        pub use crate::report::{REPORTS, Report};
    }
    #[cfg(feature = "s3")]
    pub mod s3 {
        pub use crate::s3::{
            Addressing, Body, Client, Environment, ErrorKind, Existing, Object, ObjectInfo, Page,
            Pages, Revision, S3Error, S3Location, S3Options,
        };
        pub mod cost {
            pub use crate::s3::cost::{Cost, Encryption, is_archived};
        }
        pub mod trails {
            pub use crate::s3::trails::{KeyRange, Prune, Trails, find, list};
        }
    }
    pub mod scan {
        pub use crate::scan::{
            DEFAULT_LARGE_BYTES, DEFAULT_RUN_BYTES, Decision, FileObserver, FileOutcome,
            FileStatus, Observer, Record, Reject, RowIds, Scan, SideRecord,
        };
        pub mod file {
            pub use crate::scan::file::LogFile;
        }
        pub mod find {
            pub use crate::scan::find::{Listing, find};
        }
        pub mod table_function {
            pub use crate::scan::table_function::{
                IMPORT_SCAN, RegisteredScan, register, register_scan,
            };
        }
    }
    pub mod shell {
        pub use crate::shell::FUNCTIONS;
    }
    pub mod store {
        pub use crate::store::{Connection, Limits, open_for_dry_run, open_read_only};
        pub mod migrate {
            pub use crate::store::migrate::{MIGRATIONS, Migration};
        }
        pub mod rows {
            pub use crate::store::rows::for_each_record;
        }
    }
    pub mod text {
        pub use crate::text::visible;
    }
    pub mod trail {
        pub mod canonical {
            pub use crate::trail::canonical::canonical;
        }
        pub mod column {
            pub use crate::trail::column::{COLUMNS, Column, ColumnKind};
        }
        pub mod container {
            pub use crate::trail::container::{
                ARRAYS, Class, DIGEST, NOTIFICATION, Within, classify,
            };
        }
        pub mod content {
            pub use crate::trail::content::{Content, sniff};
        }
        pub mod depth {
            pub use crate::trail::depth::is_too_deep;
        }
        pub mod key {
            pub use crate::trail::key::{LogFileKey, read};
        }
        pub mod members {
            pub use crate::trail::members::{Member, find, split, unescape};
        }
        pub mod ordinary {
            pub use crate::trail::ordinary::RecordReader;
        }
        pub mod record {
            pub use crate::trail::record::{ColumnSet, from_row, to_row};
        }
        pub mod record_row {
            pub use crate::trail::record_row::RecordRow;
        }
        pub mod row {
            pub use crate::trail::row::RowValues;
        }
        pub mod search {
            pub use crate::trail::search::{Found, NearMiss, search};
        }
        pub mod shape {
            pub use crate::trail::shape::{Shape, of};
        }
        pub mod splitter {
            pub use crate::trail::splitter::{Broken, Piece, Reading, Splitter, Value};
        }
        pub mod surrogate {
            pub use crate::trail::surrogate::is_lone_in;
        }
        pub mod time {
            pub use crate::trail::time::{HOUR, day, parse, parse_span, render, render_second};
        }
    }
    pub mod verify {
        pub use crate::verify::{Verification, VerifyRequest, run};
    }
}

/// Parses the command line of the process, runs the command and exits with its exit code.
pub fn run() -> ! {
    let code = match cli::parse().map(commands::run) {
        Ok(Ok(outcome)) => outcome.code(),
        Ok(Err(err)) if error::is_broken_pipe(&err) => 0,
        Ok(Err(err)) => error::eprint_error(&err, &describe(&err)),
        Err(code) => code,
    };
    // A closed standard output is not an error.
    let _ = io::stdout().flush();
    error::exit_now(code)
}
