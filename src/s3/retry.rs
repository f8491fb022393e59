//! The failures that are worth another try, and the time until then.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    thread,
    time::{Duration, Instant},
};

/// The treatment of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// Fewer requests, and again.
    SlowDown,
    /// Again, as the failure is likely to pass.
    Again,
    /// New credentials, and again.
    NewCredentials,
    /// Another time of signing, and again.
    NewClock,
    /// Another Region, and again.
    NewRegion,
    /// Nothing.
    GiveUp,
}

/// S3's codes with a treatment that is not that of their status. Sources: "Error responses" in the S3 API
/// reference, and the retryable errors of the AWS SDKs' standard retry mode.
const CODES: &[(&str, Treatment)] = &[
    ("SlowDown", Treatment::SlowDown),
    ("Throttling", Treatment::SlowDown),
    ("ThrottlingException", Treatment::SlowDown),
    ("ThrottledException", Treatment::SlowDown),
    ("RequestThrottled", Treatment::SlowDown),
    ("RequestThrottledException", Treatment::SlowDown),
    ("TooManyRequestsException", Treatment::SlowDown),
    ("ProvisionedThroughputExceededException", Treatment::SlowDown),
    ("TransactionInProgressException", Treatment::SlowDown),
    ("RequestLimitExceeded", Treatment::SlowDown),
    ("BandwidthLimitExceeded", Treatment::SlowDown),
    ("LimitExceededException", Treatment::SlowDown),
    ("PriorRequestNotComplete", Treatment::SlowDown),
    ("EC2ThrottledException", Treatment::SlowDown),
    ("KMS.ThrottlingException", Treatment::SlowDown),
    ("RequestTimeout", Treatment::Again),
    ("RequestTimeoutException", Treatment::Again),
    ("InternalError", Treatment::Again),
    ("IncompleteBody", Treatment::Again),
    ("OperationAborted", Treatment::Again),
    ("ConditionalRequestConflict", Treatment::Again),
    ("ExpiredToken", Treatment::NewCredentials),
    ("ExpiredTokenException", Treatment::NewCredentials),
    ("TokenRefreshRequired", Treatment::NewCredentials),
    ("RequestTimeTooSkewed", Treatment::NewClock),
    ("AuthorizationHeaderMalformed", Treatment::NewRegion),
    ("AuthorizationQueryParametersError", Treatment::NewRegion),
    ("PermanentRedirect", Treatment::NewRegion),
    ("TemporaryRedirect", Treatment::NewRegion),
    ("IllegalLocationConstraintException", Treatment::NewRegion),
    ("NotImplemented", Treatment::GiveUp),
];

/// Returns the treatment of an answer that is no success.
pub(crate) fn treatment(status: u16, code: &str) -> Treatment {
    if let Some((_, treatment)) = CODES.iter().find(|(name, _)| *name == code) {
        return *treatment;
    }
    match status {
        429 | 503 => Treatment::SlowDown,
        // The answer to HEAD has no body, and so no code.
        301 | 302 | 307 | 400 if code.is_empty() => Treatment::NewRegion,
        408 | 500..=599 => Treatment::Again,
        _ => Treatment::GiveUp,
    }
}

/// The tries of one request, and the waits between them.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    slow_downs: u32,
    failures: u32,
    others: u32,
}

/// The most tries in all after failures, after requests to slow down, and with other credentials, another
/// clock or another Region. S3 may ask to slow down for as long as it divides a bucket, which takes minutes.
const MOST_FAILURES: u32 = 8;
const MOST_SLOW_DOWNS: u32 = 24;
const MOST_OTHERS: u32 = 4;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

impl Tries {
    /// Returns the time to wait before the next try, or `None` if there should be none.
    pub(crate) fn next(&mut self, treatment: Treatment) -> Option<Duration> {
        let (count, most, waits) = match treatment {
            Treatment::GiveUp => return None,
            Treatment::SlowDown => (&mut self.slow_downs, MOST_SLOW_DOWNS, true),
            Treatment::Again => (&mut self.failures, MOST_FAILURES, true),
            _ => (&mut self.others, MOST_OTHERS, false),
        };
        *count += 1;
        if *count >= most {
            return None;
        }
        let longest = (FIRST_WAIT * 2_u32.pow((*count - 1).min(10))).min(LONGEST_WAIT);
        Some(if waits { jittered(longest) } else { Duration::ZERO })
    }
}

/// Returns a random part of a time, so that requests which failed together are not repeated together:
/// "full jitter" of the AWS Architecture Blog, "Exponential Backoff And Jitter".
fn jittered(longest: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish();
    longest.mul_f64(f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX))
}

/// Waits. Returns false if `is_stopped` becomes true.
pub(crate) fn wait(time: Duration, is_stopped: impl Fn() -> bool) -> bool {
    let end = Instant::now() + time;
    loop {
        if is_stopped() {
            return false;
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        thread::sleep(left.min(Duration::from_millis(100)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_decide_before_the_status() {
        for (status, code, expected) in [
            (503, "SlowDown", Treatment::SlowDown),
            (503, "", Treatment::SlowDown),
            (429, "", Treatment::SlowDown),
            (400, "ThrottlingException", Treatment::SlowDown),
            (400, "RequestTimeout", Treatment::Again),
            (500, "InternalError", Treatment::Again),
            (502, "", Treatment::Again),
            (501, "NotImplemented", Treatment::GiveUp),
            (400, "ExpiredToken", Treatment::NewCredentials),
            (403, "RequestTimeTooSkewed", Treatment::NewClock),
            (400, "AuthorizationHeaderMalformed", Treatment::NewRegion),
            (301, "", Treatment::NewRegion),
            (400, "", Treatment::NewRegion),
            (400, "InvalidArgument", Treatment::GiveUp),
            (403, "AccessDenied", Treatment::GiveUp),
            (404, "NoSuchKey", Treatment::GiveUp),
            (412, "PreconditionFailed", Treatment::GiveUp),
        ] {
            assert_eq!(treatment(status, code), expected, "{status} {code}");
        }
    }

    #[test]
    fn tries_end_and_waits_grow_up_to_a_bound() {
        for (treatment, most) in [
            (Treatment::SlowDown, MOST_SLOW_DOWNS),
            (Treatment::Again, MOST_FAILURES),
            (Treatment::NewRegion, MOST_OTHERS),
            (Treatment::GiveUp, 1),
        ] {
            let mut tries = Tries::default();
            let waits: Vec<_> = std::iter::from_fn(|| tries.next(treatment)).collect();
            assert_eq!(waits.len() + 1, most as usize, "{treatment:?}");
            assert!(waits.iter().all(|wait| *wait <= LONGEST_WAIT));
        }
    }
}
