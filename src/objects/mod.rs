//! Objects of S3 as files: finds them with the client of [`s3`](crate::s3), fetches them ahead of a scan, and puts
//! files into a bucket.

mod estimate;
mod fetch;
mod folder;
mod search;

use std::sync::Arc;

use anyhow::Result;
pub(crate) use folder::ObjectFolder;

use crate::{
    objects::fetch::Fetch,
    s3::{Client, S3Error, S3Options},
    scan::{
        arrival::Arrivals,
        file::LogFile,
        find::FileSink,
        objects::{CostEstimate, FoundObjects, ObjectQuery, ObjectStore, StoredObjects},
    },
    text::visible,
};

/// The buckets that a client can read.
#[derive(Debug)]
pub(crate) struct Buckets {
    client: Client,
    in_flight: usize,
}

impl Buckets {
    /// Prepares a connection.
    pub(crate) fn connect(options: &S3Options) -> Result<Self> {
        Ok(Self { client: Client::connect(options)?, in_flight: options.in_flight })
    }
}

impl ObjectStore for Buckets {
    fn search(&self, query: &ObjectQuery<'_>, sink: FileSink<'_>) -> Result<FoundObjects> {
        let before = self.client.requests();
        let found = search::search(&self.client, query, sink)?;
        Ok(FoundObjects { requests: self.client.requests() - before, ..found })
    }

    fn fetch(&self, objects: Vec<Arc<LogFile>>, budget: u64) -> Arc<dyn Arrivals> {
        Arc::new(Fetch::start(&self.client, objects, budget, self.in_flight))
    }

    fn cost(&self, objects: &[StoredObjects], lists: u64) -> CostEstimate {
        estimate::estimate(&self.client, objects, lists)
    }

    fn stop(&self) {
        self.client.stop();
    }
}

/// Returns the text of an error without the URL in front, which is told beside it.
fn cause(error: &S3Error) -> String {
    let text = error.to_string();
    let url = format!("{}: ", visible(&error.location().to_string()));
    text.strip_prefix(&url).map_or(text.clone(), ToOwned::to_owned)
}
