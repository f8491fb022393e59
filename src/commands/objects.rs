//! The URLs among the paths of a command, and what reads them.

use std::{path::PathBuf, sync::Arc};

use anyhow::Result;

use crate::{
    cli::S3Args,
    scan::objects::{self, ObjectStore},
};

/// Separates the URLs of S3 from the paths on disk.
pub(crate) fn split(paths: Vec<PathBuf>) -> (Vec<String>, Vec<PathBuf>) {
    let (urls, paths): (Vec<_>, Vec<_>) =
        paths.into_iter().partition(|path| objects::url(path).is_some());
    let text = |path: &PathBuf| objects::url(path).map(ToOwned::to_owned);
    (urls.iter().filter_map(text).collect(), paths)
}

/// Prepares to read `urls`. Without any, nothing of S3 is touched.
pub(crate) fn connect(urls: &[String], args: &S3Args) -> Result<Option<Arc<dyn ObjectStore>>> {
    if urls.is_empty() { Ok(None) } else { buckets(args).map(Some) }
}

#[cfg(feature = "s3")]
fn buckets(args: &S3Args) -> Result<Arc<dyn ObjectStore>> {
    Ok(Arc::new(crate::objects::Buckets::connect(&options(args))?))
}

/// Prepares to read and write the objects below `url`.
#[cfg(feature = "s3")]
pub(super) fn folder(url: &str, args: &S3Args) -> Result<crate::objects::ObjectFolder> {
    crate::objects::ObjectFolder::connect(url, &options(args))
}

#[cfg(feature = "s3")]
fn options(args: &S3Args) -> crate::s3::S3Options {
    use crate::{cli::RequestPayer, s3::S3Options};

    let S3Args { profile, s3_region, endpoint_url, request_payer, in_flight } = args.clone();
    S3Options {
        profile,
        region: s3_region,
        endpoint_url,
        is_requester_paying: request_payer == Some(RequestPayer::Requester),
        in_flight: usize::from(in_flight),
        ..S3Options::default()
    }
}

#[cfg(not(feature = "s3"))]
fn buckets(_: &S3Args) -> Result<Arc<dyn ObjectStore>> {
    anyhow::bail!(
        "this program was built without its feature s3, so it cannot read from S3; `aws s3 sync` copies a bucket to disk"
    )
}
