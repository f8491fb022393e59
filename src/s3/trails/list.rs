//! Listing many ranges at once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::s3::{
    Client, Page, S3Error,
    crew::{self, Tasks},
    trails::{KeyRange, days},
};

/// The most ranges that are listed at one time.
pub(crate) const MOST_THREADS: usize = 64;

type PageSink<'a> = &'a (dyn Fn(&KeyRange, Page) + Sync);

/// Lists the ranges from many threads and gives each page to `sink`, in no order. `end` is called once for each range,
/// after its last page: an error means that the range is incomplete.
///
/// S3 gives a thousand keys at a time, one page after the other, which can take minutes for a busy Region. So threads
/// that have nothing to do take days of a range that another thread lists.
pub fn list(
    client: &Client,
    ranges: &[KeyRange],
    sink: PageSink<'_>,
    end: &(dyn Fn(&KeyRange, Result<(), S3Error>) + Sync),
) {
    let listings: Vec<_> = ranges.iter().map(RangeListing::new).collect();
    // Tasks are taken from the end.
    let parts = listings.iter().rev().map(RangePart::whole).collect();
    crew::run(MOST_THREADS, parts, |part, parts| {
        let listing = part.listing;
        let listed = part.list(client, sink, parts);
        if let Some(result) = listing.end_part(listed) {
            end(listing.range, result);
        }
    });
}

/// The listing of a range.
struct RangeListing<'a> {
    range: &'a KeyRange,
    state: Mutex<RangeListingState>,
}

struct RangeListingState {
    /// The number of parts that are not listed to their ends.
    parts: usize,
    /// The first error.
    failure: Option<S3Error>,
}

impl<'a> RangeListing<'a> {
    fn new(range: &'a KeyRange) -> Self {
        Self { range, state: Mutex::new(RangeListingState { parts: 1, failure: None }) }
    }

    /// Returns the result of the range after its last part.
    fn end_part(&self, result: Result<(), S3Error>) -> Option<Result<(), S3Error>> {
        let mut state = self.state();
        state.parts -= 1;
        state.failure = state.failure.take().or(result.err());
        (state.parts == 0).then(|| state.failure.take().map_or(Ok(()), Err))
    }

    fn state(&self) -> MutexGuard<'_, RangeListingState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A part of a range, which one thread lists.
struct RangePart<'a> {
    listing: &'a RangeListing<'a>,
    /// The key behind which to start.
    start_after: Option<String>,
    /// The key at which to stop.
    before: Option<String>,
}

impl<'a> RangePart<'a> {
    fn whole(listing: &'a RangeListing<'a>) -> Self {
        let KeyRange { start_after, before, .. } = listing.range;
        Self { listing, start_after: start_after.clone(), before: before.clone() }
    }

    fn list(
        mut self,
        client: &Client,
        sink: PageSink<'_>,
        parts: &Tasks<Self>,
    ) -> Result<(), S3Error> {
        let range = self.listing.range;
        let mut pages = client.list(&range.location);
        if let Some(key) = &self.start_after {
            pages = pages.start_after(key);
        }
        while let Some(page) = pages.next() {
            let mut page = page?;
            let is_last = self.cut(&mut page);
            let days = days_of(range, &page);
            sink(range, page);
            if is_last {
                break;
            }
            if let Some((first, last)) = days.filter(|_| !pages.is_done()) {
                self.divide(first, last, parts);
            }
        }
        Ok(())
    }

    /// Removes what is behind this part from a page. Returns true if that is anything.
    fn cut(&self, page: &mut Page) -> bool {
        let Some(before) = &self.before else { return false };
        let wanted = page.objects.partition_point(|object| object.key < *before);
        let is_last = wanted < page.objects.len();
        page.objects.truncate(wanted);
        is_last
    }

    /// Gives most of the keys behind a page with the days from `first` to `last` to threads that have nothing to do.
    fn divide(&mut self, first: Date, last: Date, parts: &Tasks<Self>) {
        let Some(region) = self.listing.range.region_prefix() else { return };
        let end = match &self.before {
            Some(before) => days::of_key(region, before),
            None => tomorrow(),
        };
        let Some(end) = end else { return };
        // Backwards, so that each part ends where the one behind it begins.
        for day in days::divisions(first, last, end, parts.idle()).into_iter().rev() {
            let start = days::folder(region, day);
            // A key that is the start itself belongs to the part before.
            let before = self.before.replace(format!("{start}\0"));
            self.listing.state().parts += 1;
            parts.add(RangePart { listing: self.listing, start_after: Some(start), before });
        }
    }
}

/// Returns the days of the first and the last key of a page, if the range is in a Region.
fn days_of(range: &KeyRange, page: &Page) -> Option<(Date, Date)> {
    let region = range.region_prefix()?;
    let day = |key: &str| days::of_key(region, key);
    Some((day(&page.objects.first()?.key)?, day(&page.objects.last()?.key)?))
}

/// Returns the day before which nearly all keys are.
fn tomorrow() -> Option<Date> {
    Timestamp::now().to_zoned(TimeZone::UTC).date().checked_add(1.day()).ok()
}
