//! The scope: the events or files that a command includes.

use clap::Args;

use crate::{
    cli::value::{parse_age, parse_end, parse_time, some_text},
    store::scope::Scope,
};

/// Set the scope: the events that reports and `activity` contain
#[derive(Args, Debug)]
#[command(next_help_heading = "Scope")]
pub(crate) struct ScopeArgs {
    #[command(flatten)]
    pub(crate) files: FileScopeArgs,

    /// Include only this service, such as iam or s3.amazonaws.com
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) service: Vec<String>,

    /// Include only this action, such as `CreateUser`, Delete* or iam:Create*
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) action: Vec<String>,

    /// Include only this caller: a user, role or session name, an e-mail address, role/session, an ARN, a
    /// principal ID or a service
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) actor: Vec<String>,

    /// Include only calls from this IP address or network, such as 198.51.100.7, 198.51.100.0/24 or
    /// 198.51.*
    #[arg(long, value_name = "ADDRESS", value_parser = some_text())]
    pub(crate) ip: Vec<String>,

    /// Include only calls that this access key signed
    #[arg(long, visible_alias = "key", value_name = "KEY", value_parser = some_text())]
    pub(crate) access_key: Vec<String>,

    /// Include only calls that were denied or failed
    #[arg(long)]
    pub(crate) errors_only: bool,
}

impl ScopeArgs {
    pub(crate) fn scope(&self) -> Scope {
        Scope {
            services: self.service.clone(),
            actions: self.action.clone(),
            actors: self.actor.clone(),
            ips: self.ip.clone(),
            access_keys: self.access_key.clone(),
            errors_only: self.errors_only,
            ..self.files.scope()
        }
    }
}

/// The part of a scope that also applies to log files.
#[derive(Args, Debug)]
#[command(next_help_heading = "Scope")]
pub(crate) struct FileScopeArgs {
    /// Start at this time, inclusive, such as 2024-01-31, 7d or yesterday
    ///
    /// A time is a date in UTC (2024-01-31), a month (2024-01), a timestamp (2024-01-31T12:00:00Z), a
    /// duration before now (1w, 7d, 36h, 90m), today or yesterday.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) since: Option<i64>,

    /// End at this time, exclusive; a date or a month includes its last day
    #[arg(long, value_name = "TIME", value_parser = parse_end)]
    pub(crate) until: Option<i64>,

    /// Start this long before the last event of the database, such as 7d or 36h
    #[arg(long, value_name = "TIME", value_parser = parse_age, conflicts_with = "since")]
    pub(crate) last: Option<i64>,

    /// Include only this account, by its ID or an ARN
    ///
    /// This and the other names can be repeated for alternatives. Letter case does not count, * matches any
    /// text and \\* a star.
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) account: Vec<String>,

    /// Include only this Region, such as eu-west-1 or us-*
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) region: Vec<String>,
}

impl FileScopeArgs {
    pub(crate) fn scope(&self) -> Scope {
        Scope {
            since: self.since,
            until: self.until,
            last: self.last,
            accounts: self.account.clone(),
            regions: self.region.clone(),
            ..Scope::default()
        }
    }
}
