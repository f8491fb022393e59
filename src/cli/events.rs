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
    /// Show the complete event with this ID, and commands that find related events
    #[arg(value_name = "ID", conflicts_with_all = ["ConditionArgs", "ScopeArgs", "FileScopeArgs", "wide", "limit"])]
    pub(crate) event: Option<String>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Print only the N newest events; 100 by default for a table on standard output
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,

    /// Print the complete record of each event as JSON
    #[arg(long)]
    pub(crate) full: bool,

    #[command(flatten)]
    pub(crate) conditions: ConditionArgs,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Conditions on events, in addition to the scope.
#[derive(Args, Debug)]
#[command(
    next_help_heading = "Conditions (repeat one for alternatives; * matches any text, \\* a star)"
)]
pub(crate) struct ConditionArgs {
    /// Match the event ID, exactly as logged; case-sensitive
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) id: Vec<String>,

    /// Match the event name, such as `RunInstances` or `Delete*`
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) name: Vec<String>,

    /// Match the caller, by the same names as --actor
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) user: Vec<String>,

    /// Match the service that was called, such as iam or iam.amazonaws.com
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) source: Vec<String>,

    /// Match an ARN, ID or name anywhere in the parameters, response and resources; case-sensitive
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) resource: Vec<String>,

    /// Match the type of a resource, such as `AWS::EC2::Instance` or `AWS::IAM::*`
    #[arg(long, value_name = "TYPE", value_parser = some_text())]
    pub(crate) resource_type: Vec<String>,

    /// Match read-only calls, or all others; inferred from the event name if not logged
    #[arg(long, value_name = "yes|no", value_parser = parse_yes_no)]
    pub(crate) read_only: Option<bool>,

    /// Match the ID of the request
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) request_id: Vec<String>,

    /// Match the shared event ID, which copies of an event in several accounts have in common
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) shared_event_id: Vec<String>,

    /// Match the principal ID of the caller, such as AROA…:session
    #[arg(long, value_name = "ID", value_parser = some_text())]
    pub(crate) principal: Vec<String>,

    /// Match the time at which the caller's session was created
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) session_start: Vec<i64>,

    /// Match an attribute, in the syntax of `aws cloudtrail lookup-events`
    ///
    /// Both EventName=RunInstances and AttributeKey=EventName,AttributeValue=RunInstances are
    /// accepted.
    #[arg(long, visible_alias = "lookup-attributes", value_name = "KEY=VALUE")]
    pub(crate) lookup_attribute: Vec<Attribute>,
}
