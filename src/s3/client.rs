//! The connection to S3: sends requests, and repeats those that failed.

use std::{
    collections::BTreeMap,
    fmt,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
};

use anyhow::Result;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use rusty_s3::Credentials;
use ureq::{
    Agent,
    http::{HeaderMap, Request as HttpRequest, Response},
};

use crate::s3::{
    Environment, ErrorKind, Page, Pages, S3Error, S3Location, S3Options,
    body::{Body, ObjectInfo, Revision},
    credentials::{Provider, Refusal},
    endpoint,
    error::element,
    limiter::{InFlight, Limiter},
    list, network,
    profile::Profile,
    proxy,
    request::{Existing, ListQuery, PAYER, Request, Signer},
    retry::{self, Treatment, Tries},
    settings::{self, ConnectionSettings},
    upload,
};

/// The most bytes of an answer that is an error.
const MOST_ERROR_BYTES: u64 = 64 << 10;

/// A connection to S3 for all buckets and threads. Clones share it.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    settings: ConnectionSettings,
    is_requester_paying: bool,
    /// The HTTP clients, each for some of the requests in flight.
    agents: Vec<Agent>,
    credentials: Provider,
    limiter: Limiter,
    is_stopped: AtomicBool,
    requests: AtomicU64,
    /// The Regions of the buckets that are in another one than was asked first.
    regions: Mutex<BTreeMap<String, String>>,
    /// The seconds by which S3's clock is ahead of the one here.
    clock_offset: AtomicI64,
}

/// A failed try: the error, and what may help.
struct Failure {
    error: S3Error,
    treatment: Treatment,
}

impl Failure {
    fn give_up(error: S3Error) -> Self {
        Self { error, treatment: Treatment::GiveUp }
    }
}

impl Client {
    /// Prepares a connection. No request is sent yet. Fails if the profile or a certificate is not there.
    pub fn connect(options: &S3Options) -> Result<Self> {
        Self::connect_in(options, &Environment::of_process())
    }

    /// Prepares a connection with other environment variables than those of the process.
    pub fn connect_in(options: &S3Options, environment: &Environment) -> Result<Self> {
        let profile = Profile::read(environment, options.profile.as_deref())?;
        let is_named = options.profile.is_some();
        let settings = ConnectionSettings::new(options, environment, &profile);
        let proxy = proxy::find(environment, settings.endpoint_url.as_deref())?;
        Ok(Self(Arc::new(Shared {
            settings,
            is_requester_paying: options.is_requester_paying,
            agents: settings::agents(environment, &profile, proxy, options.in_flight)?,
            credentials: Provider::new(environment, &profile, is_named),
            limiter: Limiter::new(options.in_flight),
            is_stopped: AtomicBool::new(false),
            requests: AtomicU64::new(0),
            regions: Mutex::default(),
            clock_offset: AtomicI64::new(0),
        })))
    }

    /// Lists the objects whose keys start with the location's key, page by page.
    pub fn list(&self, location: &S3Location) -> Pages {
        Pages::new(self.clone(), location.clone())
    }

    /// Gets an object. It is read with the result, which resumes where a connection is cut.
    pub fn get(&self, location: &S3Location, revision: &Revision) -> Result<Body, S3Error> {
        Body::open(self.clone(), location.clone(), revision)
    }

    /// Asks for an object's size, metadata and encryption.
    pub fn head(&self, location: &S3Location) -> Result<ObjectInfo, S3Error> {
        let (response, _) = self.send(location, &Request::Head { key: &location.key })?;
        Ok(ObjectInfo::of(response.headers()))
    }

    /// Stores an object. A try that seemed to fail may have succeeded, so with [`Existing::Keep`] the object that is
    /// said to be there may be this one.
    pub fn put(
        &self,
        location: &S3Location,
        content: &[u8],
        existing: Existing,
    ) -> Result<(), S3Error> {
        self.send(location, &Request::Put { key: &location.key, content, existing }).map(|_| ())
    }

    /// Stores a file as an object, a large one in parts.
    pub fn upload(&self, location: &S3Location, file: &Path) -> Result<()> {
        upload::run(self, location, file)
    }

    /// Removes an object. It is no error if it is not there.
    pub fn delete(&self, location: &S3Location) -> Result<(), S3Error> {
        match self.send(location, &Request::Delete { key: &location.key }) {
            Err(error) if error.kind() != ErrorKind::NoObject => Err(error),
            _ => Ok(()),
        }
    }

    /// Ends all requests and retries of this client at once.
    pub fn stop(&self) {
        self.0.is_stopped.store(true, Ordering::Relaxed);
        self.0.agents.iter().cloned().for_each(Agent::shutdown);
    }

    /// Returns true once the client was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.is_stopped.load(Ordering::Relaxed)
    }

    /// Returns the number of requests that were sent, with all tries.
    pub fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// Returns the number of requests that may be in flight now.
    pub fn in_flight(&self) -> usize {
        self.0.limiter.limit()
    }

    /// Reads one page of a listing.
    pub(crate) fn page(
        &self,
        location: &S3Location,
        query: &ListQuery,
    ) -> Result<(Page, Option<String>), S3Error> {
        self.document(location, &Request::List(query), |body| {
            list::parse(body).map_err(|cause| format!("a list that ends early: {cause}"))
        })
    }

    /// Sends a request until it is answered with a document that `parse` can read.
    pub(crate) fn document<T>(
        &self,
        location: &S3Location,
        request: &Request<'_>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, S3Error> {
        self.retried(location, || {
            let (response, _place) = self.try_once(location, request)?;
            let limited = response.into_body().into_with_config().limit(list::MOST_PAGE_BYTES);
            let body = limited.lossy_utf8(false).read_to_string();
            let again = |message: String| Failure {
                error: S3Error::new(ErrorKind::Network, location, message),
                treatment: Treatment::Again,
            };
            let body = body.map_err(|cause| again(cause.to_string()))?;
            parse(&body).map_err(again)
        })
    }

    /// Sends a request until it is answered. Returns the successful answer, and its place in flight.
    pub(crate) fn send(
        &self,
        location: &S3Location,
        request: &Request<'_>,
    ) -> Result<(Response<ureq::Body>, InFlight), S3Error> {
        self.retried(location, || self.try_once(location, request))
    }

    /// Calls `attempt` until it succeeds, or no other try is worth it.
    fn retried<T>(
        &self,
        location: &S3Location,
        mut attempt: impl FnMut() -> Result<T, Failure>,
    ) -> Result<T, S3Error> {
        let mut tries = Tries::default();
        loop {
            if self.is_stopped() {
                return Err(S3Error::stopped(location));
            }
            let failure = match attempt() {
                Ok(value) => {
                    self.0.limiter.succeeded();
                    return Ok(value);
                }
                Err(failure) => failure,
            };
            if failure.treatment == Treatment::SlowDown {
                self.0.limiter.throttled();
            }
            let Some(wait) = tries.next(failure.treatment) else { return Err(failure.error) };
            retry::wait(wait, || self.is_stopped());
        }
    }

    fn try_once(
        &self,
        location: &S3Location,
        request: &Request<'_>,
    ) -> Result<(Response<ureq::Body>, InFlight), Failure> {
        let place = self.0.limiter.enter(|| self.is_stopped());
        let place = place.ok_or_else(|| Failure::give_up(S3Error::stopped(location)))?;
        let agent = self.agent(&place);
        let credentials = self.0.credentials.get(agent);
        let credentials = credentials.map_err(|refusal| refused(location, refusal))?;
        let signed = self.signed(location, request, &credentials).map_err(Failure::give_up)?;
        self.0.requests.fetch_add(1, Ordering::Relaxed);
        let response = match request.content() {
            Some(content) => agent.run(signed.map(|()| content)),
            None => agent.run(signed),
        };
        let response = response.map_err(|cause| {
            let error = S3Error::new(ErrorKind::Network, location, network::describe(&cause));
            let error = match network::advice(&cause) {
                Some(advice) => error.with_advice(advice),
                None => error,
            };
            Failure { error, treatment: network::treatment(&cause) }
        })?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok((response, place));
        }
        let headers = response.headers().clone();
        // An answer that is not read costs its connection.
        let limited = response.into_body().into_with_config().limit(MOST_ERROR_BYTES);
        let body = limited.lossy_utf8(true).read_to_string().unwrap_or_default();
        let error = S3Error::of_answer(location, request, status, &body);
        let error = error.with_request_id(header(&headers, "x-amz-request-id"));
        let error = match error.kind() {
            ErrorKind::Credentials => error.with_advice(self.0.credentials.advice()),
            _ => error,
        };
        let treatment = retry::treatment(status, error.code());
        let treatment = match treatment {
            Treatment::NewCredentials if !self.0.credentials.expire(&credentials) => {
                Treatment::GiveUp
            }
            Treatment::NewClock if !self.set_clock(&headers) => Treatment::GiveUp,
            Treatment::NewRegion if !self.set_region(location, &headers, &body) => {
                Treatment::GiveUp
            }
            treatment => treatment,
        };
        Err(Failure { error, treatment })
    }

    /// Returns the HTTP client of a place in flight.
    fn agent(&self, place: &InFlight) -> &Agent {
        let agents = &self.0.agents;
        &agents[(place.number() / settings::CONNECTIONS_OF_AGENT).min(agents.len() - 1)]
    }

    /// Takes the time from an answer. Returns false if it is no other than before.
    fn set_clock(&self, headers: &HeaderMap) -> bool {
        let date = header(headers, "date").and_then(|date| rfc2822::parse(date).ok());
        let Some(date) = date else { return false };
        let offset = date.timestamp().duration_since(Timestamp::now()).as_secs();
        self.0.clock_offset.swap(offset, Ordering::Relaxed).abs_diff(offset) > 60
    }

    /// Takes the Region of a bucket from an answer. Returns false if it is no other than before.
    fn set_region(&self, location: &S3Location, headers: &HeaderMap, body: &str) -> bool {
        let region = header(headers, "x-amz-bucket-region").map(str::to_owned);
        let Some(region) = region.or_else(|| element(body, "Region")) else { return false };
        // It becomes a part of a host name.
        let is_region =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !region.bytes().all(is_region) || region == self.region(&location.bucket) {
            return false;
        }
        self.regions().insert(location.bucket.clone(), region);
        true
    }

    /// Returns the Region that a bucket is asked in.
    fn region(&self, bucket: &str) -> String {
        self.regions().get(bucket).unwrap_or(&self.0.settings.region).clone()
    }

    fn regions(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.regions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn signed(
        &self,
        location: &S3Location,
        request: &Request<'_>,
        credentials: &Credentials,
    ) -> Result<HttpRequest<()>, S3Error> {
        let wrong = |message: &str| S3Error::new(ErrorKind::Setting, location, message);
        if request.key().is_some_and(has_dot_folder) {
            return Err(wrong("a key with '.' or '..' between slashes cannot be in a URL")
                .with_advice("copy the object to another key and use that"));
        }
        let region = self.region(&location.bucket);
        let bucket = endpoint::bucket(&self.0.settings, &region, &location.bucket);
        let offset = SignedDuration::from_secs(self.0.clock_offset.load(Ordering::Relaxed));
        let signer = Signer {
            bucket: &bucket.map_err(|cause| wrong(&cause))?,
            credentials,
            time: Timestamp::now() + offset,
            is_requester_paying: self.0.is_requester_paying,
        };
        let mut builder = HttpRequest::builder().method(request.method()).uri(request.url(&signer));
        for (name, value) in request.headers() {
            builder = builder.header(name, value);
        }
        if self.0.is_requester_paying {
            builder = builder.header(PAYER.0, PAYER.1);
        }
        // The cause could quote the signed URL.
        builder.body(()).map_err(|_| wrong("this key or ETag makes no request"))
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn refused(location: &S3Location, refusal: Refusal) -> Failure {
    let error = S3Error::new(ErrorKind::Credentials, location, refusal.message);
    Failure::give_up(error.with_advice(refusal.advice))
}

/// Returns true for keys that URLs cannot hold: a URL with `/../` is that of another object.
fn has_dot_folder(key: &str) -> bool {
    key.is_empty() || key.split('/').any(|folder| matches!(folder, "." | ".."))
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}
