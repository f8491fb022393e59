//! The settings of a connection.

/// The settings that a user can give for S3. What is not given is taken from the environment and the
/// profile, as the AWS CLI does.
#[derive(Clone, Debug)]
pub struct S3Options {
    /// The profile in `~/.aws/config`; otherwise `AWS_PROFILE`, or `default`.
    pub profile: Option<String>,
    /// The Region to ask first; otherwise that of the environment or the profile. The bucket's own Region
    /// is found in any case.
    pub region: Option<String>,
    /// The server to ask instead of AWS, such as `http://127.0.0.1:9000`.
    pub endpoint_url: Option<String>,
    /// The place of the bucket's name in a URL.
    pub addressing: Addressing,
    /// True for the endpoints that speak IPv6.
    pub is_dual_stack: bool,
    /// True for the endpoints with FIPS 140 cryptography.
    pub is_fips: bool,
    /// True to pay for requests to a bucket whose owner has requesters pay.
    pub is_requester_paying: bool,
    /// The most requests in flight at one time.
    pub in_flight: usize,
}

/// The place of the bucket's name in a URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Addressing {
    /// In the path for an endpoint of the user's and for names that cannot be in a host name; otherwise
    /// in the host name.
    #[default]
    Auto,
    /// In the path.
    Path,
    /// In the host name.
    Host,
}

/// The most requests in flight by default.
pub(crate) const MOST_IN_FLIGHT: usize = 256;

impl Default for S3Options {
    fn default() -> Self {
        Self {
            profile: None,
            region: None,
            endpoint_url: None,
            addressing: Addressing::Auto,
            is_dual_stack: false,
            is_fips: false,
            is_requester_paying: false,
            in_flight: MOST_IN_FLIGHT,
        }
    }
}
