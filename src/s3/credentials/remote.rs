//! Credentials of a role that AWS gives over the network: by web identity, to a container, to an instance.

use std::{fs, time::Duration};

use jiff::Timestamp;
use rusty_s3::Credentials;
use ureq::{Agent, Error, http::Response};

use crate::s3::{
    Environment,
    credentials::{Granted, Refusal, answer},
    error::element,
    network,
};

/// The hosts that a container may get credentials from without encryption: the loopback, and those of ECS
/// and EKS. Source: "Container credential provider" in the AWS SDKs and tools reference guide.
const CONTAINER_HOSTS: &[&str] =
    &["localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

/// A role that is assumed with a token from a file, as on EKS.
#[derive(Clone, Debug)]
pub(crate) struct WebIdentity {
    pub(crate) token_file: String,
    pub(crate) role_arn: String,
    pub(crate) session: String,
    pub(crate) url: String,
}

/// The most bytes of an answer.
const MOST_BYTES: u64 = 1 << 20;

/// Asks STS: `AssumeRoleWithWebIdentity` in its API reference.
pub(crate) fn web_identity(role: &WebIdentity, agent: &Agent) -> Result<Granted, Refusal> {
    let advice = "check AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and the role's trust policy";
    let refuse = |message: String| Refusal { message, advice: advice.to_owned() };
    let file = &role.token_file;
    let token = fs::read_to_string(file).map_err(|cause| refuse(format!("{file}: {cause}")))?;
    let form = [
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
        ("RoleArn", &role.role_arn),
        ("RoleSessionName", &role.session),
        ("WebIdentityToken", token.trim()),
    ];
    let text = text(agent.post(&role.url).send_form(form)).map_err(|cause| {
        refuse(format!("STS did not let the role {} be assumed: {cause}", role.role_arn))
    })?;
    let part = |name: &str| {
        element(&text, name).ok_or_else(|| refuse(format!("the answer of STS has no {name}")))
    };
    let (key, secret) = (part("AccessKeyId")?, part("SecretAccessKey")?);
    let credentials = Credentials::new_with_token(key, secret, part("SessionToken")?);
    let expires = element(&text, "Expiration").and_then(|time| time.parse::<Timestamp>().ok());
    Ok(Granted { credentials, expires })
}

/// Asks the agent of a container.
pub(crate) fn container(environment: &Environment, agent: &Agent) -> Result<Granted, Refusal> {
    let refuse = |message: String| Refusal {
        message,
        advice: "check AWS_CONTAINER_CREDENTIALS_FULL_URI and the role of the task".to_owned(),
    };
    let relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    let relative = relative.map(|path| format!("http://169.254.170.2{path}"));
    let full = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI").map(str::to_owned);
    let url = relative.or(full).unwrap_or_default();
    if !is_safe(&url) {
        return Err(refuse(format!("credentials are not sent from {url} without encryption")));
    }
    let file = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    let token = match file {
        Some(file) => {
            Some(fs::read_to_string(file).map_err(|cause| refuse(format!("{file}: {cause}")))?)
        }
        None => environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN").map(str::to_owned),
    };
    let mut request = agent.get(&url);
    if let Some(token) = &token {
        request = request.header("authorization", token.trim());
    }
    let text = text(request.config().proxy(None).build().call());
    text.and_then(|text| answer::parse(text.as_bytes()))
        .map_err(|cause| refuse(format!("the container's credentials: {cause}")))
}

fn is_safe(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return url.starts_with("https://") };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    CONTAINER_HOSTS.iter().any(|safe| {
        host.strip_prefix(safe).is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}

/// Asks the metadata service of an EC2 instance, in the version that needs a token (IMDSv2).
pub(crate) fn instance(endpoint: &str, agent: &Agent) -> Result<Granted, Refusal> {
    let refuse = |message: String| {
        Refusal {
        message: format!("there are no credentials, and no role of an EC2 instance: {message}"),
        advice: "choose a profile with --profile or AWS_PROFILE, or run `aws configure`; `aws s3 ls` must work"
            .to_owned(),
    }
    };
    let token = agent
        .put(format!("{endpoint}/latest/api/token"))
        .header("x-aws-ec2-metadata-token-ttl-seconds", "21600")
        .config()
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(2)))
        .build()
        .send_empty();
    let token = text(token).map_err(refuse)?;
    let get = |path: &str| {
        let request = agent
            .get(format!("{endpoint}/latest/meta-data/iam/security-credentials/{path}"))
            .header("x-aws-ec2-metadata-token", token.trim())
            .config()
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(5)))
            .build();
        text(request.call())
    };
    let roles = get("").map_err(refuse)?;
    let role = roles.lines().next().unwrap_or_default().trim();
    let text = get(role).map_err(refuse)?;
    answer::parse(text.as_bytes()).map_err(refuse)
}

/// Returns the text of a successful answer. The error quotes S3's code at most.
fn text(answered: Result<Response<ureq::Body>, Error>) -> Result<String, String> {
    let response = answered.map_err(|cause| network::describe(&cause))?;
    let status = response.status();
    let limited = response.into_body().into_with_config().limit(MOST_BYTES).lossy_utf8(true);
    let text = limited.read_to_string().map_err(|cause| network::describe(&cause))?;
    if status.is_success() {
        return Ok(text);
    }
    let code = element(&text, "Code").map(|code| format!(" {code}")).unwrap_or_default();
    let message = element(&text, "Message").map(|text| format!(": {text}")).unwrap_or_default();
    Err(format!("{}{code}{message}", status.as_u16()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_come_without_encryption_only_from_the_host_itself() {
        for url in [
            "https://x/y",
            "http://localhost/y",
            "http://127.0.0.1:80/y",
            "http://169.254.170.2/v2/x",
            "http://[fd00:ec2::23]/v1",
        ] {
            assert!(is_safe(url), "{url}");
        }
        for url in ["", "http://x/y", "http://localhost.x/y", "http://127.0.0.12/y", "ftp://x"] {
            assert!(!is_safe(url), "{url}");
        }
    }
}
