//! `ducktrail events`.

use clap::Args;

use crate::{
    cli::{
        DatabaseArgs, OutputArgs, ScopeArgs,
        value::{parse_time, parse_yes_no, some_text},
    },
    lookup::attribute::Attribute,
};

/// Arguments of `events`.
#[derive(Args, Debug)]
pub(crate) struct EventsArgs {
    /// Show the event with this ID whole, and how to see what belongs to it
    #[arg(value_name = "ID", conflicts_with_all = ["ConditionArgs", "ScopeArgs", "FileScopeArgs", "wide", "limit"])]
    pub(crate) event: Option<String>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Print only the newest events; 100 by default for a table on standard output
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,

    /// Print more columns
    #[arg(long, conflicts_with = "full")]
    pub(crate) wide: bool,

    /// Print the whole record of each event again, as JSON
    #[arg(long)]
    pub(crate) full: bool,

    #[command(flatten)]
    pub(crate) conditions: ConditionArgs,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Which events are looked up, besides the scope.
#[derive(Args, Debug)]
#[command(
    next_help_heading = "Conditions: several values of one are alternatives, * is a wildcard"
)]
pub(crate) struct ConditionArgs {
    /// The event with this ID, exactly as logged
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) id: Vec<String>,

    /// The action: `RunInstances`, `Delete*`; `\*` is a star itself. From here on case does not matter
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) name: Vec<String>,

    /// The caller: a user, role or session name, role/session, an ARN, a service
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) user: Vec<String>,

    /// The service: iam or iam.amazonaws.com
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) source: Vec<String>,

    /// An ARN, ID or name wherever the record names what it is about; here case matters
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) resource: Vec<String>,

    /// The type of a resource: `AWS::EC2::Instance`, `AWS::IAM::*`
    #[arg(long, value_name = "TYPE", value_parser = some_text())]
    pub(crate) resource_type: Vec<String>,

    /// The access key that signed the call
    #[arg(long, value_name = "KEY", value_parser = some_text())]
    pub(crate) access_key: Vec<String>,

    /// Whether the call only read, by the record or else by its name
    #[arg(long, value_name = "yes|no", value_parser = parse_yes_no)]
    pub(crate) read_only: Option<bool>,

    /// The request that caused the event
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) request_id: Vec<String>,

    /// The ID that the copies of one action in several accounts share
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) shared_event_id: Vec<String>,

    /// The unique ID of the caller: AROA…:session
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) principal: Vec<String>,

    /// When the caller's session began
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) session_start: Vec<i64>,

    /// As `aws cloudtrail lookup-events` takes it: EventName=RunInstances, or
    /// AttributeKey=EventName,AttributeValue=RunInstances
    #[arg(long, visible_alias = "lookup-attributes", value_name = "KEY=VALUE")]
    pub(crate) lookup_attribute: Vec<Attribute>,
}
