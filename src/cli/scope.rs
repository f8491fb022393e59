//! The scope: the events or files that a command includes.

use clap::Args;

use crate::{cli::value::parse_time, store::scope::Scope};

/// Set the scope: the events that reports and `activity` contain
#[derive(Args, Debug)]
#[command(next_help_heading = "Scope")]
pub(crate) struct ScopeArgs {
    #[command(flatten)]
    pub(crate) files: FileScopeArgs,

    /// Include only this service, such as iam or s3
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Vec<String>,

    /// Include only this action, by its name in reports or in the log
    #[arg(long, value_name = "NAME")]
    pub(crate) action: Vec<String>,

    /// Include only this actor, by its name in reports, its user name or its ARN
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Vec<String>,

    /// Include only calls from this IP address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) ip: Vec<String>,

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
    /// A time is a date in UTC (2024-01-31), a timestamp (2024-01-31T12:00:00Z), a duration before now
    /// (7d, 36h, 90m), today or yesterday.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) since: Option<i64>,

    /// End at this time, exclusive
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) until: Option<i64>,

    /// Include only this account; can be repeated, as can the other names
    #[arg(long, value_name = "ID")]
    pub(crate) account: Vec<String>,

    /// Include only this Region
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Vec<String>,
}

impl FileScopeArgs {
    pub(crate) fn scope(&self) -> Scope {
        Scope {
            since: self.since,
            until: self.until,
            accounts: self.account.clone(),
            regions: self.region.clone(),
            ..Scope::default()
        }
    }
}
