//! Errors of the network, in words.

use std::io;

use ureq::{Error, Timeout};

use crate::s3::retry::Treatment;

/// Describes an error of the network. ureq's own text can quote the URL, which is a secret when it is
/// signed.
pub(crate) fn describe(error: &Error) -> String {
    match error {
        Error::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
            "the server closed the connection".to_owned()
        }
        Error::Io(cause) => cause.to_string(),
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
            "the server cannot be reached in time".to_owned()
        }
        Error::Timeout(_) => "the server did not answer in time".to_owned(),
        Error::HostNotFound => "there is no host of that name".to_owned(),
        Error::ConnectionFailed => "the server cannot be reached".to_owned(),
        Error::ConnectProxyFailed(_) => match proxy_status(error) {
            Some(status) => format!("the proxy answered {status}"),
            None => "the proxy did not answer".to_owned(),
        },
        Error::Rustls(cause) => format!("TLS: {cause}"),
        Error::Protocol(cause) => format!("the answer is not HTTP: {cause}"),
        Error::LargeResponseHeader(..) => "the answer has too many headers".to_owned(),
        _ => "the request failed".to_owned(),
    }
}

/// Returns the status with which a proxy refused a connection. ureq has it at the end of a text.
fn proxy_status(error: &Error) -> Option<&str> {
    let Error::ConnectProxyFailed(cause) = error else { return None };
    let (_, status) = cause.rsplit_once('/')?;
    status.bytes().all(|byte| byte.is_ascii_digit()).then_some(status)
}

/// Returns true for an error of TLS, such as a certificate that is not trusted. Most come as errors of the
/// connection.
fn is_tls(error: &Error) -> bool {
    match error {
        Error::Rustls(_) => true,
        Error::Io(cause) => cause.kind() == io::ErrorKind::InvalidData,
        _ => false,
    }
}

/// Returns what to do about an error of the network.
pub(crate) fn advice(error: &Error) -> Option<&'static str> {
    match error {
        error if is_tls(error) => Some(
            "if a proxy of your company opens TLS, set AWS_CA_BUNDLE to a file with its certificate",
        ),
        Error::ConnectProxyFailed(_) => Some(
            "check HTTPS_PROXY, which can have a name and a password (http://USER:PASSWORD@HOST:PORT), and NO_PROXY",
        ),
        Error::HostNotFound => Some(
            "check the network, HTTPS_PROXY, AWS_REGION, AWS_USE_FIPS_ENDPOINT and --endpoint-url",
        ),
        Error::ConnectionFailed | Error::Io(_) | Error::Timeout(_) => {
            Some("check the network, HTTPS_PROXY, AWS_REGION and --endpoint-url")
        }
        _ => None,
    }
}

/// Returns the treatment of an error of the network.
pub(crate) fn treatment(error: &Error) -> Treatment {
    match error {
        error if is_tls(error) => Treatment::GiveUp,
        Error::BadUri(_) | Error::Http(_) => Treatment::GiveUp,
        // As a wrong password would, and a host that the proxy does not allow.
        error if proxy_status(error).is_some_and(|status| status.starts_with('4')) => {
            Treatment::GiveUp
        }
        _ => Treatment::Again,
    }
}
