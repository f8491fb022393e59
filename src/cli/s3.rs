//! The options for S3.

use clap::{Args, ValueEnum};

use crate::cli::value::some_text;

/// Set how to reach S3. The names are those of the AWS CLI, except that --region is part of the scope.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "S3")]
pub(crate) struct S3Args {
    /// Use the credentials of this profile in ~/.aws, as the AWS CLI does
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) profile: Option<String>,

    /// Ask this Region first; the Region of a bucket is found in any case
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    pub(crate) s3_region: Option<String>,

    /// Read from this server, such as `http://127.0.0.1:9000`, instead of AWS
    #[arg(long, value_name = "URL", value_parser = some_text())]
    pub(crate) endpoint_url: Option<String>,

    /// Pay for the requests to a bucket whose requesters pay
    #[arg(long, value_enum, value_name = "requester")]
    pub(crate) request_payer: Option<RequestPayer>,

    /// Set the most requests at one time
    ///
    /// There are 32 at first, and more as long as S3 keeps up.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) in_flight: u16,
}

/// The account that pays for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RequestPayer {
    /// The account of the credentials
    Requester,
}
