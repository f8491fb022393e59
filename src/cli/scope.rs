//! Which events or files a question is about.

use clap::Args;

use crate::{cli::value::parse_time, store::scope::Scope};

/// Which events a question is about.
#[derive(Args, Debug)]
#[command(next_help_heading = "Scope")]
pub(crate) struct ScopeArgs {
    #[command(flatten)]
    pub(crate) files: FileScopeArgs,

    /// Only events of this service, as iam or s3
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Vec<String>,

    /// Only this action, by the name that reports show or the one in the log
    #[arg(long, value_name = "NAME")]
    pub(crate) action: Vec<String>,

    /// Only calls by this actor: the name that reports show, a user name or an ARN
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Vec<String>,

    /// Only calls from this address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) ip: Vec<String>,

    /// Only calls that were denied or failed
    #[arg(long)]
    pub(crate) errors_only: bool,
}

impl ScopeArgs {
    /// The scope that is asked for.
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

/// The part of a scope that files have too.
#[derive(Args, Debug)]
#[command(next_help_heading = "Scope")]
pub(crate) struct FileScopeArgs {
    /// Only from this time on: 2024-01-31, 2024-01-31T12:00:00Z, 7d, 36h, yesterday
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) since: Option<i64>,

    /// Only before this time
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) until: Option<i64>,

    /// Only this account; can be given several times, as can the names below
    #[arg(long, value_name = "ID")]
    pub(crate) account: Vec<String>,

    /// Only this Region
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Vec<String>,
}

impl FileScopeArgs {
    /// The scope that is asked for.
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
