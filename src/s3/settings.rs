//! The settings of a connection after the user's options, the environment and the profile.

use anyhow::{Context, Result, bail};
use ureq::{
    Agent, Proxy,
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

use std::{fs, time::Duration};

use crate::s3::{Addressing, Environment, S3Options, profile::Profile};

/// The Region to ask first without any other.
const DEFAULT_REGION: &str = "us-east-1";

/// The settings for URLs and signatures, without the credentials.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionSettings {
    pub(crate) region: String,
    pub(crate) endpoint_url: Option<String>,
    pub(crate) addressing: Addressing,
    pub(crate) is_dual_stack: bool,
    pub(crate) is_fips: bool,
}

impl ConnectionSettings {
    pub(crate) fn new(options: &S3Options, environment: &Environment, profile: &Profile) -> Self {
        let region = options.region.as_deref();
        let region = region.or_else(|| environment.get("AWS_REGION"));
        let region = region.or_else(|| environment.get("AWS_DEFAULT_REGION"));
        let region = region.or_else(|| profile.get("region")).unwrap_or(DEFAULT_REGION).to_owned();
        let addressing = match (options.addressing, profile.get("s3.addressing_style")) {
            (Addressing::Auto, Some("path")) => Addressing::Path,
            (Addressing::Auto, Some("virtual")) => Addressing::Host,
            (addressing, _) => addressing,
        };
        let is_set = |option: bool, variable: &str, setting: &str| {
            option || environment.is_true(variable) || profile.is_true(setting)
        };
        Self {
            region,
            endpoint_url: endpoint_url(options, environment, profile),
            addressing,
            is_dual_stack: is_set(
                options.is_dual_stack,
                "AWS_USE_DUALSTACK_ENDPOINT",
                "use_dualstack_endpoint",
            ),
            is_fips: is_set(options.is_fips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        }
    }
}

/// Returns the user's endpoint: "Service-specific endpoints" in the AWS SDKs and tools reference guide.
fn endpoint_url(
    options: &S3Options,
    environment: &Environment,
    profile: &Profile,
) -> Option<String> {
    if options.endpoint_url.is_some() {
        return options.endpoint_url.clone();
    }
    if environment.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        || profile.is_true("ignore_configured_endpoint_urls")
    {
        return None;
    }
    let url =
        environment.get("AWS_ENDPOINT_URL_S3").or_else(|| environment.get("AWS_ENDPOINT_URL"));
    let url =
        url.or_else(|| profile.get("s3.endpoint_url")).or_else(|| profile.get("endpoint_url"));
    url.map(str::to_owned)
}

/// The connections that share an agent. To take one of them or give it back, an agent looks at all that are idle, while
/// the other threads wait.
pub(crate) const CONNECTIONS_OF_AGENT: usize = 16;

/// Returns HTTP clients, one for each [`CONNECTIONS_OF_AGENT`] requests in flight. They trust the system's certificates
/// or those of `AWS_CA_BUNDLE`.
pub(crate) fn agents(
    environment: &Environment,
    profile: &Profile,
    proxy: Option<Proxy>,
    in_flight: usize,
) -> Result<Vec<Agent>> {
    let bundle = environment.get("AWS_CA_BUNDLE").or_else(|| profile.get("ca_bundle"));
    let roots = match bundle {
        Some(path) => bundled(environment, path)?,
        None => RootCerts::PlatformVerifier,
    };
    // Objects must arrive as they are stored: no content encoding is asked for, and none is undone.
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .accept_encoding("identity")
        .user_agent(concat!("ducktrail/", env!("CARGO_PKG_VERSION")))
        .proxy(proxy)
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .timeout_connect(Some(Duration::from_secs(5)))
        .timeout_send_body(Some(Duration::from_secs(300)))
        .timeout_recv_response(Some(Duration::from_secs(15)))
        .timeout_per_read(Some(Duration::from_secs(15)))
        .max_idle_connections(CONNECTIONS_OF_AGENT)
        .max_idle_connections_per_host(CONNECTIONS_OF_AGENT)
        .input_buffer_size(16 << 10)
        .output_buffer_size(4 << 10)
        .build();
    let count = in_flight.div_ceil(CONNECTIONS_OF_AGENT).max(1);
    Ok((0..count).map(|_| config.new_agent()).collect())
}

fn bundled(environment: &Environment, path: &str) -> Result<RootCerts> {
    let text = fs::read(environment.path(path))
        .with_context(|| format!("cannot read the certificates of AWS_CA_BUNDLE, {path}"))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&text) {
        if let PemItem::Certificate(certificate) =
            item.with_context(|| format!("a damaged certificate in AWS_CA_BUNDLE, {path}"))?
        {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        bail!("there is no certificate in AWS_CA_BUNDLE, {path}");
    }
    Ok(RootCerts::from(certificates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_before_the_environment_and_the_default() {
        let variables = [
            ("AWS_DEFAULT_REGION", "eu-north-1"),
            ("AWS_ENDPOINT_URL_S3", "http://s3"),
            ("AWS_ENDPOINT_URL", "http://all"),
            ("AWS_USE_FIPS_ENDPOINT", "TRUE"),
        ];
        let environment = Environment::from_iter(variables);
        let profile = Profile::default();
        let settings = |options: &S3Options, environment: &Environment| {
            let settings = ConnectionSettings::new(options, environment, &profile);
            (settings.region, settings.endpoint_url.unwrap_or_default(), settings.is_fips)
        };
        let none = S3Options::default();
        let region = Some("eu-west-1".to_owned());
        let some = S3Options { region, endpoint_url: Some("http://x".to_owned()), ..none.clone() };
        let expected = |region: &str, url: &str, is_fips| (region.into(), url.into(), is_fips);
        assert_eq!(settings(&none, &environment), expected("eu-north-1", "http://s3", true));
        assert_eq!(settings(&some, &environment), expected("eu-west-1", "http://x", true));
        assert_eq!(settings(&none, &Environment::default()), expected("us-east-1", "", false));
    }

    #[test]
    fn certificates_that_are_none_are_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for path in [file.path().to_str().unwrap(), "/does/not/exist"] {
            let environment = Environment::from_iter([("AWS_CA_BUNDLE", path)]);
            let error = agents(&environment, &Profile::default(), None, 1).unwrap_err();
            assert!(format!("{error:#}").contains(path), "{error:#}");
        }
    }
}
