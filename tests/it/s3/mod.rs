//! The S3 client against a real server on loopback, and against a proxy that injects faults.

mod credentials;
mod faults;
mod listing;
mod proxy;
mod store;
mod tls;
mod upload;

use std::io::Read;

use ducktrail::internals::s3::{Client, Environment, Revision, S3Error, S3Location, S3Options};

use crate::support::s3_server::{ACCESS_KEY, SECRET_KEY};

/// Returns the options for a server on loopback.
fn options(port: u16) -> S3Options {
    let endpoint_url = Some(format!("http://127.0.0.1:{port}"));
    S3Options { endpoint_url, ..S3Options::default() }
}

/// Connects with the credentials that the server accepts.
fn connect_with(options: &S3Options) -> Client {
    let keys = [("AWS_ACCESS_KEY_ID", ACCESS_KEY), ("AWS_SECRET_ACCESS_KEY", SECRET_KEY)];
    Client::connect_in(options, &Environment::from_iter(keys)).unwrap()
}

fn connect(port: u16) -> Client {
    connect_with(&options(port))
}

fn location(text: &str) -> S3Location {
    S3Location::parse(text).unwrap()
}

/// Reads an object.
fn read(client: &Client, text: &str) -> Result<Vec<u8>, S3Error> {
    let mut body = client.get(&location(text), &Revision::Latest)?;
    let mut content = Vec::new();
    body.read_to_end(&mut content).unwrap();
    Ok(content)
}
