//! The S3 client against a real server on loopback.

mod listing;

use ducktrail::internals::s3::{Client, Environment, S3Location, S3Options};

use crate::support::s3_server::{ACCESS_KEY, SECRET_KEY};

/// Connects to a server on loopback with the credentials that it accepts.
fn connect(port: u16) -> Client {
    let endpoint_url = Some(format!("http://127.0.0.1:{port}"));
    let options = S3Options { endpoint_url, ..S3Options::default() };
    let environment = [("AWS_ACCESS_KEY_ID", ACCESS_KEY), ("AWS_SECRET_ACCESS_KEY", SECRET_KEY)];
    Client::connect_in(&options, &Environment::from_iter(environment)).unwrap()
}

fn location(text: &str) -> S3Location {
    S3Location::parse(text).unwrap()
}
