//! A client for S3 on plain threads: it lists, gets and finds trails, and puts the files of lakes.
//!
//! ```text
//! let location = S3Location::parse("s3://bucket/AWSLogs/")?;         // None for a local path
//! let client = Client::connect(&S3Options::default())?;              // for all threads and buckets
//! let trails = trails::find(&client, &location, &Prune::default());  // key ranges, loose objects, problems
//! trails::list(&client, &trails.ranges, &|range, page| …, &|range, ended| …); // from many threads
//! for page in client.list(&location).delimiter("/").start_after(key) { … }    // or one after another
//! let mut body = client.get(&location, &Revision::ETag(object.etag))?;        // `Read`, which resumes
//! body.info().signature();                                           // and size, ETag, version ID
//! client.put(&location, b"text", Existing::Keep)?;                   // unless something is there
//! client.upload(&location, path)?;                                   // a large file in parts
//! ```
//!
//! Every request is retried until [`retry`] gives up, and holds one of [`limiter`]'s places while it is in
//! flight; a [`Body`] holds its place until it is dropped. After [`Client::stop`] every call ends with
//! [`ErrorKind::Stopped`]. Errors are [`S3Error`], whose text names the object, S3's code, the request
//! ID and the command that mends it. No secret and no signed URL is in an error or in `Debug`.
//!
//! Sources: the S3 API reference, and "Standardized environment variables and settings" in the AWS SDKs
//! and tools reference guide.

mod advice;
mod body;
mod client;
pub(crate) mod cost;
mod credentials;
pub(crate) mod crew;
mod endpoint;
mod environment;
mod error;
mod limiter;
mod list;
mod location;
mod network;
mod options;
mod profile;
mod proxy;
mod request;
mod retry;
mod settings;
pub(crate) mod trails;
mod upload;

pub use body::{Body, ObjectInfo, Revision};
pub use client::Client;
pub use environment::Environment;
pub use error::{ErrorKind, S3Error};
pub use list::{Object, Page, Pages};
pub use location::S3Location;
pub use options::{Addressing, S3Options};
pub use request::Existing;
