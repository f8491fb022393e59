//! The proxy on the way to S3, from the variables that the AWS CLI knows.
//!
//! Source: "Using an HTTP proxy for the AWS CLI" in its user guide.

use anyhow::{Result, anyhow};
use ureq::{Proxy, ProxyProtocol};

use crate::s3::Environment;

/// The variables for endpoints with TLS. The first that is set counts.
const WITH_TLS: &[&str] = &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// The variables for endpoints without TLS.
const WITHOUT_TLS: &[&str] = &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/// Returns the proxy for an endpoint; without one of the user's it is that of AWS, which has TLS.
pub(crate) fn find(environment: &Environment, endpoint_url: Option<&str>) -> Result<Option<Proxy>> {
    let is_plain = endpoint_url.is_some_and(|url| url.starts_with("http://"));
    let names = if is_plain { WITHOUT_TLS } else { WITH_TLS };
    let found = names.iter().find_map(|name| Some((name, environment.get(name)?)));
    let Some((name, url)) = found else { return Ok(None) };
    // The URL can have a password, so it is not quoted.
    let wrong =
        || anyhow!("{name} is not the URL of an HTTP proxy, such as http://proxy.example:3128");
    let given = Proxy::new(url).map_err(|_| wrong())?;
    if !matches!(given.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
        return Err(wrong());
    }
    let mut proxy = Proxy::builder(given.protocol()).host(given.host()).port(given.port());
    if let Some(user) = given.username() {
        proxy = proxy.username(user);
    }
    if let Some(password) = given.password() {
        proxy = proxy.password(password);
    }
    for host in direct_hosts(environment) {
        proxy = proxy.no_proxy(&host);
    }
    proxy.build().map(Some).map_err(|_| wrong())
}

/// Returns the hosts that are reached without a proxy. As for the AWS CLI, the name of a domain stands for all hosts
/// in it, too.
fn direct_hosts(environment: &Environment) -> Vec<String> {
    let names = environment.get("no_proxy").or_else(|| environment.get("NO_PROXY"));
    let names = names.unwrap_or_default().split(',').map(str::trim);
    let mut hosts = Vec::new();
    for name in names.filter(|name| !name.is_empty()) {
        hosts.push(name.to_owned());
        if !name.starts_with(['*', '.']) {
            hosts.push(format!(".{name}"));
        }
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_chosen_by_the_scheme_and_left_out_for_the_hosts_of_no_proxy() {
        let (https, http) = (("HTTPS_PROXY", "http://u:p%40@s:1"), ("HTTP_PROXY", "plain:2"));
        let all = ("ALL_PROXY", "http://all");
        let minio = Some("http://minio.example:9000");
        for (variables, endpoint, expected) in [
            (&[][..], None, None),
            (&[https, http, all], None, Some(("s", 1))),
            (&[https, http, all], Some("https://x"), Some(("s", 1))),
            (&[https, http, all], minio, Some(("plain", 2))),
            (&[https], minio, None),
            (&[http], None, None),
            (&[all], minio, Some(("all", 80))),
            (&[("https_proxy", "http://low"), https], None, Some(("low", 80))),
        ] {
            let environment: Environment = variables.iter().copied().collect();
            let found = find(&environment, endpoint).unwrap();
            let found = found.as_ref().map(|proxy| (proxy.host(), proxy.port()));
            assert_eq!(found, expected, "{variables:?} {endpoint:?}");
        }
        let hosts = "localhost, .internal ,amazonaws.com,*.corp,";
        let environment = Environment::from_iter([https, ("NO_PROXY", hosts)]);
        let proxy = find(&environment, None).unwrap().unwrap();
        assert_eq!((proxy.username(), proxy.password()), (Some("u"), Some("p@")));
        for (host, is_direct) in [
            ("b.s3.eu-west-1.amazonaws.com", true),
            ("amazonaws.com", true),
            ("localhost", true),
            ("a.internal", true),
            ("x.corp", true),
            ("notamazonaws.com", false),
            ("amazonaws.com.cn", false),
            ("internal.example", false),
        ] {
            let uri = format!("https://{host}/").parse().unwrap();
            assert_eq!(proxy.is_no_proxy(&uri), is_direct, "{host}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_named_without_its_password() {
        for url in ["http://", "socks5://u:secret@h:1", "ftp://u:secret@h", "a b"] {
            let environment = Environment::from_iter([("HTTPS_PROXY", url)]);
            let error = find(&environment, None).unwrap_err().to_string();
            assert!(error.starts_with("HTTPS_PROXY is not the URL of an HTTP proxy"), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
