//! Listing many ranges at once.

use crate::s3::{Client, Page, S3Error, crew, trails::KeyRange};

/// The most ranges that are listed at one time.
pub(crate) const MOST_THREADS: usize = 64;

/// Lists the ranges from many threads and gives each page to `sink`. The pages of one range come in
/// order and from one thread. Then `end` is called for it: an error means that the range is incomplete.
pub fn list(
    client: &Client,
    ranges: &[KeyRange],
    sink: &(dyn Fn(&KeyRange, Page) + Sync),
    end: &(dyn Fn(&KeyRange, Result<(), S3Error>) + Sync),
) {
    // Tasks are taken from the end.
    let tasks: Vec<_> = ranges.iter().rev().collect();
    let threads = MOST_THREADS.min(tasks.len());
    crew::run(threads, tasks, |range, _| end(range, list_one(client, range, sink)));
}

fn list_one(
    client: &Client,
    range: &KeyRange,
    sink: &(dyn Fn(&KeyRange, Page) + Sync),
) -> Result<(), S3Error> {
    let mut pages = client.list(&range.location);
    if let Some(key) = &range.start_after {
        pages = pages.start_after(key);
    }
    for page in pages {
        let mut page = page?;
        let mut is_last = false;
        if let Some(before) = &range.before {
            let wanted = page.objects.partition_point(|object| object.key < *before);
            is_last = wanted < page.objects.len();
            page.objects.truncate(wanted);
        }
        sink(range, page);
        if is_last {
            break;
        }
    }
    Ok(())
}
