//! The credentials that `aws s3 ls` would use, kept fresh.
//!
//! Temporary credentials end in the middle of a long import as a rule, so they are fetched again ahead of
//! their expiry, and when S3 says that they have expired. Meanwhile the other threads use the old ones.

mod answer;
mod program;
mod remote;
mod source;

use std::{
    fmt,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use rusty_s3::Credentials;
use ureq::Agent;

use crate::s3::{Environment, profile::Profile};
use source::CredentialSource;

/// The time before the expiry from which on new credentials are fetched.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// The time within which credentials that are still valid are not fetched again: after a failure, and for
/// credentials that are never valid for long.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// Credentials, and the time until which they are valid.
#[derive(Clone)]
pub(crate) struct Granted {
    pub(crate) credentials: Credentials,
    pub(crate) expires: Option<Timestamp>,
}

/// The reason that there are no credentials.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    /// The command that mends it.
    pub(crate) advice: String,
}

/// Gives credentials to all threads.
pub(crate) struct Provider {
    source: Option<CredentialSource>,
    state: Mutex<Held>,
    is_fetching: AtomicBool,
}

#[derive(Default)]
struct Held {
    granted: Option<Granted>,
    /// The time before which nothing is fetched again.
    not_before: Option<Timestamp>,
}

impl Held {
    /// Keeps new credentials and returns them. Some that seem to have expired already are used all the same,
    /// as the clock here may be wrong: S3 tells.
    fn accept(&mut self, granted: Granted) -> Credentials {
        let now = Timestamp::now();
        let expires = granted.expires.filter(|expires| *expires > now);
        let credentials = granted.credentials;
        self.granted = Some(Granted { credentials: credentials.clone(), expires });
        self.not_before = Some(now + PAUSE);
        credentials
    }
}

impl Provider {
    /// Finds out where credentials come from, and fetches none yet.
    pub(crate) fn new(environment: &Environment, profile: &Profile, is_named: bool) -> Self {
        Self {
            source: CredentialSource::find(environment, profile, is_named),
            state: Mutex::default(),
            is_fetching: AtomicBool::new(false),
        }
    }

    /// Returns valid credentials.
    pub(crate) fn get(&self, agent: &Agent) -> Result<Credentials, Refusal> {
        let Some(source) = &self.source else { return Err(nothing()) };
        let mut current = self.current();
        let now = Timestamp::now();
        if let Some(granted) = &current.granted {
            let left = granted.expires.map(|expires| expires.duration_since(now));
            let is_fresh = left.is_none_or(|left| left > AHEAD);
            let must_wait = current.not_before.is_some_and(|time| now < time);
            let is_valid = left.is_none_or(|left| left.is_positive());
            let is_valid = is_valid && (must_wait || self.is_fetching.load(Ordering::Acquire));
            if is_fresh || is_valid {
                return Ok(granted.credentials.clone());
            }
            if left.is_some_and(|left| left.is_positive()) {
                self.is_fetching.store(true, Ordering::Release);
                let old = granted.credentials.clone();
                drop(current);
                let fetched = source.fetch(agent);
                self.is_fetching.store(false, Ordering::Release);
                return Ok(self.keep(fetched).unwrap_or(old));
            }
        }
        // The other threads wait for the lock, as there is nothing valid to use.
        Ok(current.accept(source.fetch(agent)?))
    }

    /// Keeps new credentials and returns them. After a failure the old ones are used for a while.
    fn keep(&self, fetched: Result<Granted, Refusal>) -> Option<Credentials> {
        let mut current = self.current();
        current.not_before = Some(Timestamp::now() + PAUSE);
        fetched.ok().map(|granted| current.accept(granted))
    }

    /// Drops credentials that S3 calls expired. Returns false if there are no others to be had.
    pub(crate) fn expire(&self, used: &Credentials) -> bool {
        let can_fetch = self.source.as_ref().is_some_and(CredentialSource::can_renew);
        let mut current = self.current();
        let is_used = current.granted.as_ref().is_some_and(|granted| granted.credentials == *used);
        if can_fetch && is_used {
            *current = Held::default();
        }
        can_fetch || !is_used
    }

    /// Returns what to do about credentials that S3 does not accept.
    pub(crate) fn advice(&self) -> String {
        self.source.as_ref().map_or_else(|| nothing().advice, CredentialSource::advice)
    }

    fn current(&self) -> MutexGuard<'_, Held> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nothing() -> Refusal {
    Refusal {
        message: "there are no AWS credentials in the environment, in the profile, from a container or from an instance".to_owned(),
        advice: "choose a profile with --profile or AWS_PROFILE, or run `aws configure`; `aws s3 ls` must work".to_owned(),
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Provider").finish_non_exhaustive()
    }
}
