//! Accounts, Regions and days that are left out before anything is listed.

use std::fmt;

use jiff::{ToSpan, civil::Date};

use crate::s3::trails::{KeyRange, days};

/// The most days whose folders are listed one by one. A listing of more goes through the keys from the
/// first day to the last, a thousand at a time.
const MOST_DAY_FOLDERS: usize = 4;

type NameFilter<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// The accounts, Regions and delivery times that are wanted; all of them by default.
#[derive(Clone, Copy)]
pub struct Prune<'a> {
    /// Returns true for the account IDs whose folders are wanted.
    pub account: NameFilter<'a>,
    /// Returns true for the Regions whose folders are wanted.
    pub region: NameFilter<'a>,
    /// The first delivery time in microseconds since 1970. One day before it is listed as well, for clocks.
    pub since: Option<i64>,
    /// The last delivery time in microseconds since 1970: the end of the wanted events and the delay that
    /// is allowed for.
    pub through: Option<i64>,
}

impl Default for Prune<'_> {
    fn default() -> Self {
        Self { account: &|_| true, region: &|_| true, since: None, through: None }
    }
}

impl fmt::Debug for Prune<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut prune = formatter.debug_struct("Prune");
        prune.field("since", &self.since).field("through", &self.through).finish_non_exhaustive()
    }
}

impl Prune<'_> {
    /// Limits the range of a Region to the wanted days.
    pub(crate) fn limit(&self, range: KeyRange) -> Vec<KeyRange> {
        let first =
            self.since.and_then(days::of_time).and_then(|day| day.checked_sub(1.day()).ok());
        let end =
            self.through.and_then(days::of_time).and_then(|day| day.checked_add(1.day()).ok());
        let folder = |day: Date| days::folder(&range.location.key, day);
        if let (Some(first), Some(end)) = (first, end) {
            let wanted = first.series(1.day()).take_while(|day| *day < end);
            let wanted: Vec<_> = wanted.take(MOST_DAY_FOLDERS + 1).collect();
            if wanted.len() <= MOST_DAY_FOLDERS {
                let of_day = |day| {
                    let location = range.location.with_key(&format!("{}/", folder(day)));
                    KeyRange { location, ..range.clone() }
                };
                return wanted.into_iter().map(of_day).collect();
            }
        }
        let (start_after, before) = (first.map(folder), end.map(folder));
        vec![KeyRange { start_after, before, ..range }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{s3::S3Location, trail::time};

    fn limited(since: Option<&str>, through: Option<&str>) -> Vec<[String; 3]> {
        let at = |day: Option<&str>| day.and_then(|day| time::parse(&format!("{day}T05:00:00Z")));
        let prune = Prune { since: at(since), through: at(through), ..Prune::default() };
        let range = KeyRange {
            location: S3Location { bucket: "b".to_owned(), key: "r/".to_owned() },
            start_after: None,
            before: None,
            account_id: None,
            region: None,
        };
        let limited = prune.limit(range).into_iter().map(|it| {
            [it.location.key, it.start_after.unwrap_or_default(), it.before.unwrap_or_default()]
        });
        limited.collect()
    }

    #[test]
    fn a_few_days_are_listed_by_folder_and_more_from_key_to_key() {
        let day = |day: &str| [format!("r/{day}/"), String::new(), String::new()];
        assert_eq!(
            limited(Some("2024-03-01"), Some("2024-03-02")),
            [day("2024/02/29"), day("2024/03/01"), day("2024/03/02")]
        );
        let range = |start: &str, end: &str| [["r/", start, end].map(str::to_owned)];
        assert_eq!(
            limited(Some("2023-12-20"), Some("2023-12-31")),
            range("r/2023/12/19", "r/2024/01/01")
        );
        assert_eq!(limited(Some("2024-03-01"), None), range("r/2024/02/29", ""));
        assert_eq!(limited(None, Some("2024-03-01")), range("", "r/2024/03/02"));
        assert_eq!(limited(None, None), range("", ""));
        assert_eq!(limited(Some("2024-03-05"), Some("2024-03-01")), Vec::<[String; 3]>::new());
    }
}
