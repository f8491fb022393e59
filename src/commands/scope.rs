//! From the options that narrow a question to the scope, and what to say of an empty one.

use anyhow::Result;

use crate::{
    cli::{PlaceArgs, ScopeArgs},
    error,
    store::{Connection, scope::Scope},
};

/// A scope without events explains why there are no rows.
pub fn tell_if_empty(scope: &Scope, connection: &Connection) -> Result<()> {
    if let Some(text) = scope.explain_empty(connection)? {
        error::note(&text);
    }
    Ok(())
}

/// The scope that arguments ask for.
pub fn scope_of(args: &ScopeArgs) -> Scope {
    Scope {
        since: args.since,
        until: args.until,
        accounts: args.account.clone(),
        regions: args.region.clone(),
        services: args.service.clone(),
        actions: args.action.clone(),
        actors: args.actor.clone(),
        ips: args.ip.clone(),
        errors_only: args.errors_only,
    }
}

/// The scope that arguments ask for which are about files as well as events.
pub fn place_of(args: &PlaceArgs) -> Scope {
    Scope {
        since: args.since,
        until: args.until,
        accounts: args.account.clone(),
        regions: args.region.clone(),
        ..Scope::default()
    }
}
