//! `ducktrail triage`.

use anyhow::Result;

use crate::{
    cli::TriageArgs,
    commands::scope::{print_explanation, print_lines},
    error::{self, Outcome},
    output::{self, Destination, Format, Style},
    store::{Connection, interrupt::interruptible, reader::Reader, scope::Scope},
    triage::{self, FindingsRequest, page, places, story},
};

pub(crate) fn run(args: &TriageArgs) -> Result<Outcome> {
    let scope = scope(args);
    let is_story =
        !(scope.actors.is_empty() && scope.ips.is_empty() && scope.access_keys.is_empty());
    let level = args.level.as_deref().unwrap_or(if is_story { "informational" } else { "medium" });
    let db = &args.database.db;
    if !args.geoip.is_empty() {
        error::eprint_line(&places::store(db, &args.geoip)?);
    }
    let connection = Reader::open(db)?;
    scope.apply(&connection)?;
    let is_partial = interruptible(&connection, || {
        let (indicators, sigma) = (&args.indicators, &args.sigma);
        let request = FindingsRequest { level, db, indicators, sigma };
        let notes = triage::prepare(&connection, &request)?;
        print_lines(&notes.lines);
        let sections = if is_story { story::prepare(&connection)? } else { Vec::new() };
        write(&connection, args, (&scope, level), &sections)?;
        print_explanation(&scope, &connection)?;
        Ok(notes.is_partial)
    })?;
    if !is_story && level != "informational" {
        error::eprint_line(&format!(
            "not shown: levels below {level} (--level), and calls that no trail logged"
        ));
    }
    Ok(if is_partial { Outcome::Partial } else { Outcome::Complete })
}

/// Returns the scope with the session. A session is named by its principal ID, which ends in its name, or by
/// any of its other names.
fn scope(args: &TriageArgs) -> Scope {
    let mut scope = args.scope.scope();
    let Some(session) = &args.session else { return scope };
    if session.starts_with("ASIA") {
        scope.access_keys.push(session.clone());
    } else if session.contains(['/', ':']) {
        scope.actors.push(session.clone());
    } else {
        scope.actors.push(format!("*:{session}"));
    }
    scope
}

fn write(
    connection: &Connection,
    args: &TriageArgs,
    (scope, level): (&Scope, &str),
    sections: &[output::Section],
) -> Result<()> {
    let destination = args.output.destination();
    if Style::of(&destination, None)?.format == Format::Html {
        let (db, limit) = (args.database.db.as_path(), args.limit);
        let request = page::PageRequest { db, scope, level, limit, sections };
        let text = page::page(connection, &request)?;
        return output::deliver(connection, &destination, |_, out| {
            out.write_all(text.as_bytes())?;
            Ok(0)
        });
    }
    if !sections.is_empty() {
        return output::write_sections(connection, sections, &destination);
    }
    if destination.is_printed_table() && destination.format.is_none() && !destination.is_wide {
        let text = triage::text(connection, args.limit, output::terminal_width())?;
        return output::print(&text, destination.may_page);
    }
    let core = vec!["level", "finding", "actor", "outcome", "calls", "last_at"];
    let limit = args.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
    let sql = format!("{}{limit}", triage::LIST.trim_end());
    output::write(connection, &sql, &Destination { core, ..destination })
}
