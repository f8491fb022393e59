//! `ducktrail events`.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{
    cli::{ConditionArgs, EventsArgs},
    error::{self, Outcome},
    lookup::{
        Columns, Matches, Query, Search,
        related::{self, Facts},
    },
    output::{self, Destination, Format},
    store::{Connection, reader::Reader, scope::Scope},
};

/// The default number of events in a table on standard output.
const PRINTED: u64 = 100;

pub(crate) fn run(args: &EventsArgs) -> Result<Outcome> {
    let connection = Reader::open(&args.database.db)?;
    if let Some(id) = &args.event {
        return show(&connection, id, args);
    }
    // IP addresses may contain wildcards here, but not in a scope.
    let scope = Scope { ips: Vec::new(), ..args.scope.scope() };
    scope.apply(&connection)?;
    let mut query = query(&args.conditions);
    query.ips.clone_from(&args.scope.ip);
    let destination = args.output.destination();
    let is_printed = destination.is_printed_table() && !args.full;
    let limit = args.limit.or(is_printed.then_some(PRINTED));
    let search = Search::new(&connection, &scope, &query, limit)?;
    write(&connection, &search, args, destination)?;
    print_note(&connection, &scope, search.matches())?;
    Ok(Outcome::Complete)
}

fn write(
    connection: &Connection,
    search: &Search,
    args: &EventsArgs,
    destination: Destination,
) -> Result<()> {
    if args.full || destination.format == Some(Format::HistoryJson) {
        return output::records::write(&destination, |take| search.records(connection, take));
    }
    if destination.format == Some(Format::HistoryCsv) {
        let destination = Destination { format: Some(Format::Csv), ..destination };
        return output::write(connection, &search.select(Columns::Download), &destination);
    }
    let columns = if args.wide { Columns::Wide } else { Columns::Console };
    output::write(connection, &search.select(columns), &destination)
}

/// Prints how to see more events, or why there are none.
fn print_note(connection: &Connection, scope: &Scope, matches: Option<Matches>) -> Result<()> {
    let note = match matches {
        Some(Matches { shown, has_more: true }) => Some(format!(
            "these are the newest {shown} events; more match; use --limit N to show more"
        )),
        Some(Matches { shown: 1.., .. }) => None,
        Some(_) => Some(scope.explain_empty(connection)?.unwrap_or_else(|| {
            "no event matches; `ducktrail coverage` shows gaps in the logs".to_owned()
        })),
        None => scope.explain_empty(connection)?,
    };
    if let Some(note) = note {
        error::eprint_safe(&note);
    }
    Ok(())
}

/// Prints the complete event with an ID, and commands that find related events.
fn show(connection: &Connection, id: &str, args: &EventsArgs) -> Result<Outcome> {
    let mut found: Vec<Facts> = Vec::new();
    output::records::write(&args.output.destination(), |take| {
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
            let command = command(&group.arguments, &args.database.db);
            error::eprint_safe(&format!("{}: {}: {command}", group.what, events(&group.events)));
        }
    }
    Ok(Outcome::Complete)
}

fn events(count: &str) -> String {
    if count == "1" { "1 event".to_owned() } else { format!("{count} events") }
}

/// Returns a command that can be pasted into a shell.
fn command(arguments: &[String], db: &Path) -> String {
    let mut words = vec!["ducktrail".to_owned(), "events".to_owned()];
    words.extend(arguments.iter().map(|argument| shell_word(argument)));
    if db.as_os_str() != "ducktrail.duckdb" {
        words.extend(["--db".to_owned(), shell_word(&db.display().to_string())]);
    }
    words.join(" ")
}

/// Quotes text as one word of a POSIX shell.
fn shell_word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@+,%".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn query(args: &ConditionArgs) -> Query {
    let mut query = Query {
        ids: args.id.clone(),
        names: args.name.clone(),
        users: args.user.clone(),
        sources: args.source.clone(),
        resources: args.resource.clone(),
        resource_types: args.resource_type.clone(),
        access_keys: args.access_key.clone(),
        ips: Vec::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_commands_cannot_run_anything_else() {
        let words = ["--principal", "AROA1:a b'; rm -rf ~; '"].map(str::to_owned);
        assert_eq!(
            command(&words, Path::new("ducktrail.duckdb")),
            r"ducktrail events --principal 'AROA1:a b'\''; rm -rf ~; '\'''"
        );
        let id = ["8f5c-1".to_owned()];
        assert_eq!(command(&id, Path::new("my db")), "ducktrail events 8f5c-1 --db 'my db'");
        assert_eq!([shell_word(""), shell_word("$(x)")], ["''", "'$(x)'"]);
    }
}
