//! The story of one caller, key, session or address: what the scope selects, told in sections.

use anyhow::{Context, Result};

use crate::{
    output::Section,
    report,
    store::{Connection, views},
};

macro_rules! story {
    ($name:literal, $title:literal) => {
        (
            Section { name: $name, title: $title },
            include_str!(concat!("../../sql/story/", $name, ".sql")),
        )
    };
}

/// The sections with a query of their own, in the order in which they are told.
const SECTIONS: &[(Section, &str)] = &[
    story!("identities", "Who: callers, keys and sessions"),
    story!("phases", "What was done, by phase"),
    story!("issued_by", "How its credentials were issued"),
    story!("issued", "Credentials that it issued, and their use"),
    story!("addresses", "From where"),
    story!("shared_addresses", "Other callers from the same addresses, at any time"),
    story!("services", "Services it used"),
];

/// The reports that are sections, too.
const REPORTS: &[(&str, Section)] = &[
    ("creations", Section { name: "created", title: "What it made" }),
    ("deletes", Section { name: "deleted", title: "What it deleted" }),
];

/// Creates a temporary table for each section of the story of what is in the scope of the connection, after
/// its findings were prepared. Returns the sections.
pub(crate) fn prepare(connection: &Connection) -> Result<Vec<Section>> {
    let chains = format!("({})", of_report(connection, "role_chains")?);
    let mut queries: Vec<(Section, String)> = SECTIONS
        .iter()
        .map(|(section, sql)| (*section, sql.replace("(role_chains_query)", &chains)))
        .collect();
    for (report, section) in REPORTS {
        queries.push((*section, of_report(connection, report)?));
    }
    let mut sections = Vec::new();
    for (section, sql) in queries {
        let table = section.table();
        connection
            .execute_batch(&format!("CREATE OR REPLACE TEMP TABLE {table} AS {sql}"))
            .with_context(|| format!("cannot tell the part '{}'", section.title))?;
        sections.push(section);
    }
    Ok(sections)
}

fn of_report(connection: &Connection, name: &str) -> Result<String> {
    let report = report::find(name).with_context(|| format!("there is no report '{name}'"))?;
    views::query(connection, report, None)
}
