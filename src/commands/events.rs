//! `ducktrail events`.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{
    cli::{ConditionArgs, EventsArgs},
    count::counted,
    error::{self, Outcome},
    lookup::{
        Columns, Matches, Query, Search,
        related::{self, Facts},
    },
    output::{self, Destination, Format},
    store::{Connection, interrupt::interruptible, reader::Reader, scope::Scope},
    suggestion,
};

/// The default number of events in a table on standard output.
const PRINTED: u64 = 100;

pub(crate) fn run(args: &EventsArgs) -> Result<Outcome> {
    let connection = Reader::open(&args.database.db)?;
    interruptible(&connection, || match &args.event {
        Some(id) => show(&connection, id, args),
        None => find(&connection, args),
    })?;
    Ok(Outcome::Complete)
}

fn find(connection: &Connection, args: &EventsArgs) -> Result<()> {
    let scope = args.scope.scope();
    let query = query(&args.conditions);
    let destination = args.output.destination();
    let is_printed = destination.is_printed_table() && !args.full;
    let limit = args.limit.or(is_printed.then_some(PRINTED));
    let search = Search::new(connection, &scope, &query, limit)?;
    write(connection, &search, args, destination)?;
    print_note(connection, &scope, &query, search.matches(), &args.database.db)
}

fn write(
    connection: &Connection,
    search: &Search,
    args: &EventsArgs,
    destination: Destination,
) -> Result<()> {
    if args.full || destination.format == Some(Format::HistoryJson) {
        return output::records::write(connection, &destination, |take| {
            search.records(connection, take)
        });
    }
    if destination.format == Some(Format::HistoryCsv) {
        let destination = Destination { format: Some(Format::Csv), ..destination };
        return output::write(connection, &search.select(Columns::Download), &destination);
    }
    let columns = if args.output.wide { Columns::Wide } else { Columns::Console };
    let core = vec!["event_time", "event_name", "user_name", "outcome", "resource_name"];
    output::write(connection, &search.select(columns), &Destination { core, ..destination })
}

/// Prints how to see more events, or why there are none.
fn print_note(
    connection: &Connection,
    scope: &Scope,
    query: &Query,
    matches: Option<Matches>,
    db: &Path,
) -> Result<()> {
    let is_empty = matches.is_some_and(|it| it.shown == 0);
    let mut notes = scope.explain(connection)?;
    notes.extend(query.explain(connection, scope, is_empty)?);
    match matches {
        Some(Matches { shown, has_more: true }) => notes.push(format!(
            "{}; more match; use --limit N to show more",
            if shown == 1 {
                "this is the newest event".to_owned()
            } else {
                format!("these are the newest {}", counted(shown, "event"))
            }
        )),
        Some(Matches { shown: 0, .. }) if notes.is_empty() => {
            let command = suggestion::command("coverage", &[], db);
            let advice = command.map(|it| format!("; `{it}` shows gaps in the logs"));
            notes.push(format!("no event matches{}", advice.unwrap_or_default()));
        }
        _ => {}
    }
    for note in &notes {
        error::eprint_line(note);
    }
    Ok(())
}

/// Prints the complete event with an ID, and commands that find related events.
fn show(connection: &Connection, id: &str, args: &EventsArgs) -> Result<()> {
    let mut found: Vec<Facts> = Vec::new();
    output::records::write(connection, &args.output.destination(), |take| {
        related::with_id(connection, id, |record, facts| {
            found.push(facts);
            take(record)
        })?;
        if found.is_empty() {
            bail!("there is no event with the ID '{id}'; write the ID exactly as logged");
        }
        Ok(())
    })?;
    for facts in found {
        for group in facts.groups(connection)? {
            let command = suggestion::command("events", &group.arguments, &args.database.db);
            let command = command.as_deref().unwrap_or(
                "no command can name them, as their common value contains the character U+0000",
            );
            error::eprint_line(&format!("{}: {}: {command}", group.what, events(&group.events)));
        }
    }
    Ok(())
}

/// Returns a number of events, which may be `more than 1000`.
fn events(count: &str) -> String {
    count.parse().map_or_else(|_| format!("{count} events"), |count| counted(count, "event"))
}

fn query(args: &ConditionArgs) -> Query {
    let mut query = Query {
        ids: args.id.clone(),
        names: args.name.clone(),
        users: args.user.clone(),
        sources: args.source.clone(),
        resources: args.resource.clone(),
        resource_types: args.resource_type.clone(),
        access_keys: Vec::new(),
        request_ids: args.request_id.clone(),
        shared_event_ids: args.shared_event_id.clone(),
        principals: args.principal.clone(),
        session_starts: args.session_start.clone(),
        read_only: args.read_only.into_iter().collect(),
    };
    for attribute in &args.lookup_attribute {
        attribute.add_to(&mut query);
    }
    query
}
