//! The place that credentials come from, in the order of the AWS CLI: environment, web identity, profile,
//! container, instance.
//!
//! Profiles with static keys and with `credential_process` are read here. All others (`sso_session`, roles
//! and chains of them, MFA, `aws login`) are resolved by the AWS CLI, which knows their caches.

use rusty_s3::Credentials;
use ureq::Agent;

use crate::s3::{
    Environment,
    credentials::{Granted, Refusal, program, remote, remote::WebIdentity},
    endpoint,
    profile::Profile,
};

/// The settings of profiles that the AWS CLI resolves, and the command that mends a failure, without the
/// profile.
const CLI_SETTINGS: &[(&str, &str)] = &[
    ("sso_session", "aws sso login"),
    ("sso_start_url", "aws sso login"),
    ("login_session", "aws login"),
    ("role_arn", "aws sts get-caller-identity"),
];

/// The metadata service of EC2.
const INSTANCE_ENDPOINT: &str = "http://169.254.169.254";

/// The place that credentials come from.
pub(crate) enum CredentialSource {
    /// Keys that do not change, and what to do when S3 does not accept them.
    Static { credentials: Credentials, advice: String },
    /// A profile's `credential_process`.
    Process { line: String, environment: Environment },
    /// The AWS CLI.
    Cli { profile: Option<String>, advice: String, environment: Environment },
    /// STS, with the token of a file.
    WebIdentity(WebIdentity),
    /// The agent of a container.
    Container(Environment),
    /// The metadata service of an EC2 instance, at this URL.
    Instance(String),
}

impl CredentialSource {
    /// Finds the place. A profile that was named in the command comes before the environment.
    pub(crate) fn find(
        environment: &Environment,
        profile: &Profile,
        is_named: bool,
    ) -> Option<Self> {
        let of_environment = || from_environment(environment).or_else(|| web_identity(environment));
        let first = if is_named { None } else { of_environment() };
        first.or_else(|| from_profile(environment, profile)).or_else(|| from_host(environment))
    }

    /// Fetches credentials.
    pub(crate) fn fetch(&self, agent: &Agent) -> Result<Granted, Refusal> {
        match self {
            Self::Static { credentials, .. } => {
                Ok(Granted { credentials: credentials.clone(), expires: None })
            }
            Self::Process { line, environment } => program::run_process(environment, line),
            Self::Cli { profile, advice, environment } => {
                program::run_cli(environment, profile.as_deref(), advice)
            }
            Self::WebIdentity(role) => remote::web_identity(role, agent),
            Self::Container(environment) => remote::container(environment, agent),
            Self::Instance(endpoint) => remote::instance(endpoint, agent),
        }
    }

    /// Returns true if other credentials can be fetched when some have expired.
    pub(crate) fn can_renew(&self) -> bool {
        !matches!(self, Self::Static { .. })
    }

    /// Returns what to do about credentials that S3 does not accept.
    pub(crate) fn advice(&self) -> String {
        match self {
            Self::Static { advice, .. } | Self::Cli { advice, .. } => advice.clone(),
            Self::Process { .. } => "check credential_process in ~/.aws/config".to_owned(),
            Self::WebIdentity(_) => "check AWS_ROLE_ARN".to_owned(),
            Self::Container(_) | Self::Instance(_) => {
                "check the role of the container or instance".to_owned()
            }
        }
    }
}

fn keys(key: Option<&str>, secret: Option<&str>, token: Option<&str>) -> Option<Credentials> {
    let (key, secret) = (key?, secret?);
    Some(match token {
        Some(token) => Credentials::new_with_token(key, secret, token),
        None => Credentials::new(key, secret),
    })
}

fn from_environment(environment: &Environment) -> Option<CredentialSource> {
    let credentials = keys(
        environment.get("AWS_ACCESS_KEY_ID"),
        environment.get("AWS_SECRET_ACCESS_KEY"),
        environment.get("AWS_SESSION_TOKEN"),
    )?;
    let advice = "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or unset them and use --profile or AWS_PROFILE";
    Some(CredentialSource::Static { credentials, advice: advice.to_owned() })
}

fn web_identity(environment: &Environment) -> Option<CredentialSource> {
    let token_file = environment.get("AWS_WEB_IDENTITY_TOKEN_FILE")?.to_owned();
    let role_arn = environment.get("AWS_ROLE_ARN")?.to_owned();
    let session = environment.get("AWS_ROLE_SESSION_NAME").unwrap_or("ducktrail").to_owned();
    let region = environment.get("AWS_REGION").or_else(|| environment.get("AWS_DEFAULT_REGION"));
    let url = environment.get("AWS_ENDPOINT_URL_STS").map(str::to_owned);
    let url = url.unwrap_or_else(|| sts_url(region));
    Some(CredentialSource::WebIdentity(WebIdentity { token_file, role_arn, session, url }))
}

fn sts_url(region: Option<&str>) -> String {
    match region {
        Some(region) => format!("https://sts.{region}.{}/", endpoint::domain(region)),
        None => "https://sts.amazonaws.com/".to_owned(),
    }
}

fn from_profile(environment: &Environment, profile: &Profile) -> Option<CredentialSource> {
    let option = profile.option();
    let environment = environment.clone();
    if let Some((_, command)) = CLI_SETTINGS.iter().find(|(name, _)| profile.get(name).is_some()) {
        let advice = format!("run `{command}{option}`");
        return Some(CredentialSource::Cli {
            profile: profile.chosen.clone(),
            advice,
            environment,
        });
    }
    let credentials = keys(
        profile.get("aws_access_key_id"),
        profile.get("aws_secret_access_key"),
        profile.get("aws_session_token"),
    );
    if let Some(credentials) = credentials {
        let advice = format!("set the keys anew with `aws configure{option}`");
        return Some(CredentialSource::Static { credentials, advice });
    }
    let line = profile.get("credential_process")?.to_owned();
    Some(CredentialSource::Process { line, environment })
}

fn from_host(environment: &Environment) -> Option<CredentialSource> {
    let is_container = ["RELATIVE", "FULL"]
        .iter()
        .any(|kind| environment.get(&format!("AWS_CONTAINER_CREDENTIALS_{kind}_URI")).is_some());
    if is_container {
        return Some(CredentialSource::Container(environment.clone()));
    }
    if environment.is_true("AWS_EC2_METADATA_DISABLED") {
        return None;
    }
    let endpoint = environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    let endpoint = endpoint.unwrap_or(INSTANCE_ENDPOINT).trim_end_matches('/');
    Some(CredentialSource::Instance(endpoint.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_to_the_sts_of_the_partition() {
        for (region, expected) in [
            (None, "https://sts.amazonaws.com/"),
            (Some("eu-west-1"), "https://sts.eu-west-1.amazonaws.com/"),
            (Some("cn-north-1"), "https://sts.cn-north-1.amazonaws.com.cn/"),
            (Some("us-gov-west-1"), "https://sts.us-gov-west-1.amazonaws.com/"),
            (Some("eusc-de-east-1"), "https://sts.eusc-de-east-1.amazonaws.eu/"),
        ] {
            assert_eq!(sts_url(region), expected);
        }
    }
}
