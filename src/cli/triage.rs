//! `ducktrail triage`.

use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};

use crate::{
    cli::{DatabaseArgs, OutputArgs, ScopeArgs, value::some_text},
    report::LEVELS,
};

/// Arguments of `triage`.
#[derive(Args, Debug)]
pub(crate) struct TriageArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Show findings of this level and of higher ones; a story has all levels by default
    #[arg(long, value_name = "LEVEL", value_parser = PossibleValuesParser::new(LEVELS))]
    pub(crate) level: Option<String>,

    /// Tell the story of this session: a session name, role/session, principal ID, ARN or temporary key
    ///
    /// With --actor, --ip or --access-key, too, it tells the story of what they select: what was done by
    /// phase, what was made, from where, who else used these addresses, how the credentials were issued and
    /// what they issued.
    #[arg(long, value_name = "NAME", value_parser = some_text(), conflicts_with_all = ["actor", "access_key"])]
    pub(crate) session: Option<String>,

    /// Look up the country, city and network of addresses in this .mmdb file, and keep them
    #[arg(long, value_name = "FILE.mmdb")]
    pub(crate) geoip: Vec<PathBuf>,

    /// Report events that match a line of this file: addresses, networks, keys, ARNs, domains, user agents
    ///
    /// One indicator per line; # starts a comment. A line that is none of the other kinds, or starts with
    /// `agent:`, is a part of a user agent.
    #[arg(long, value_name = "FILE")]
    pub(crate) indicators: Vec<PathBuf>,

    /// Report events that the Sigma rules of this file or folder find
    #[arg(long, value_name = "PATH")]
    pub(crate) sigma: Vec<PathBuf>,

    /// Print only the first N findings
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
