//! `ducktrail sigma`.

use anyhow::Result;

use crate::{
    cli::SigmaArgs,
    commands::scope::{print_explanation, print_lines},
    error::Outcome,
    output::{self, Destination},
    sigma::{self, CallNames, SigmaRequest},
    store::{interrupt::interruptible, reader::Reader},
};

pub(crate) fn run(args: &SigmaArgs) -> Result<Outcome> {
    let connection = Reader::open(&args.database.db)?;
    let scope = args.scope.scope();
    scope.apply(&connection)?;
    interruptible(&connection, || {
        let names = if args.any_version { CallNames::AnyVersion } else { CallNames::AsLogged };
        let request = SigmaRequest { paths: &args.paths, level: &args.level, names };
        let notes = sigma::prepare(&connection, &request)?;
        let (select, title, core) = if args.timeline {
            let core = vec!["event_time", "level", "rule", "actor", "action", "source_ip_address"];
            (sigma::TIMELINE, "Events that Sigma rules find", core)
        } else {
            let core = vec!["level", "rule", "actor", "hits", "last_at"];
            (sigma::SUMMARY, "Findings of Sigma rules, the worst first", core)
        };
        let limit = args.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        let sql = format!("{}{limit}", select.trim_end());
        let destination = Destination { core, title, ..args.output.destination() };
        output::write(&connection, &sql, &destination)?;
        print_lines(&notes.lines);
        print_explanation(&scope, &connection)?;
        Ok(if notes.is_partial { Outcome::Partial } else { Outcome::Complete })
    })
}
