//! The growing time between two attempts at an import that fails.

use std::time::{Duration, Instant};

/// The time to the second attempt.
const FIRST_WAIT: Duration = Duration::from_secs(2);

/// The longest time between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// The failed attempts at one import.
#[derive(Default)]
pub(crate) struct Backoff {
    failed: Option<Failed>,
}

struct Failed {
    /// A hash of what there was to import.
    attempt: [u8; 16],
    wait: Duration,
    retry_at: Instant,
}

impl Backoff {
    /// Returns true if the last attempt was long enough ago, or had something else to import.
    pub(crate) fn allows(&self, attempt: [u8; 16], now: Instant) -> bool {
        let failed = self.failed.as_ref();
        failed.is_none_or(|failed| failed.attempt != attempt || now >= failed.retry_at)
    }

    pub(crate) fn add_failure(&mut self, attempt: [u8; 16], now: Instant) {
        let wait = match &self.failed {
            Some(failed) if failed.attempt == attempt => (failed.wait * 2).min(LONGEST_WAIT),
            _ => FIRST_WAIT,
        };
        self.failed = Some(Failed { attempt, wait, retry_at: now + wait });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_until_something_changes() {
        let (mut backoff, mut now) = (Backoff::default(), Instant::now());
        for seconds in [2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            assert!(backoff.allows([1; 16], now));
            backoff.add_failure([1; 16], now);
            now += Duration::from_secs(seconds - 1);
            assert!(!backoff.allows([1; 16], now), "{seconds}");
            assert!(backoff.allows([2; 16], now), "something else to import");
            now += Duration::from_secs(1);
        }
        backoff.add_failure([2; 16], now);
        assert!(backoff.allows([2; 16], now + FIRST_WAIT));
    }
}
