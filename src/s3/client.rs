//! The connection to S3: sends requests, and repeats those that failed.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use rusty_s3::{Bucket, Credentials, UrlStyle};
use ureq::{
    Agent,
    http::{Request as HttpRequest, Response},
};

use crate::s3::{
    Environment, ErrorKind, Page, Pages, S3Error, S3Location, S3Options,
    body::{Body, ObjectInfo, Revision},
    credentials, endpoint,
    limiter::{InFlight, Limiter},
    list,
    request::{ListQuery, PAYER, Request, Signer},
    retry::{self, Treatment, Tries},
};

/// The most bytes of an answer that is an error.
const MOST_ERROR_BYTES: u64 = 64 << 10;

/// A connection to S3 for all buckets and threads. Clones share it.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    options: S3Options,
    agent: Agent,
    credentials: Option<Credentials>,
    limiter: Limiter,
    is_stopped: AtomicBool,
    requests: AtomicU64,
}

/// A failed try: the error, and what may help.
struct Failure {
    error: S3Error,
    treatment: Treatment,
}

impl Client {
    /// Prepares a connection: finds credentials, and sends no request to S3 yet.
    pub fn connect(options: &S3Options) -> Result<Self, S3Error> {
        Self::connect_in(options, &Environment::of_process())
    }

    /// Prepares a connection with other environment variables than those of the process.
    pub fn connect_in(options: &S3Options, environment: &Environment) -> Result<Self, S3Error> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .accept_encoding("identity")
            .timeout_connect(Some(Duration::from_secs(5)))
            .timeout_recv_response(Some(Duration::from_secs(15)))
            .timeout_per_read(Some(Duration::from_secs(15)))
            .max_idle_connections(options.in_flight)
            .max_idle_connections_per_host(options.in_flight)
            .input_buffer_size(16 << 10)
            .output_buffer_size(4 << 10)
            .build();
        Ok(Self(Arc::new(Shared {
            options: options.clone(),
            agent: config.new_agent(),
            credentials: credentials::find(environment),
            limiter: Limiter::new(options.in_flight),
            is_stopped: AtomicBool::new(false),
            requests: AtomicU64::new(0),
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

    /// Ends all requests and retries of this client soon.
    pub fn stop(&self) {
        self.0.is_stopped.store(true, Ordering::Relaxed);
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
        self.retried(location, || {
            let (response, _place) = self.try_once(location, &Request::List(query))?;
            let limited = response.into_body().into_with_config().limit(list::MOST_PAGE_BYTES);
            let body = limited.lossy_utf8(false).read_to_string();
            let again = |message: String| Failure {
                error: S3Error::new(ErrorKind::Network, location, message),
                treatment: Treatment::Again,
            };
            let body = body.map_err(|cause| again(cause.to_string()))?;
            list::parse(&body).map_err(|cause| again(format!("a list that ends early: {cause}")))
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
        let give_up = |error| Failure { error, treatment: Treatment::GiveUp };
        let place = self.0.limiter.enter(|| self.is_stopped());
        let place = place.ok_or_else(|| give_up(S3Error::stopped(location)))?;
        let signed = self.signed(location, request).map_err(give_up)?;
        self.0.requests.fetch_add(1, Ordering::Relaxed);
        let response = self.0.agent.run(signed).map_err(|cause| Failure {
            error: S3Error::new(ErrorKind::Network, location, cause.to_string()),
            treatment: Treatment::Again,
        })?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok((response, place));
        }
        // An answer that is not read costs its connection.
        let limited = response.into_body().into_with_config().limit(MOST_ERROR_BYTES);
        let body = limited.lossy_utf8(true).read_to_string().unwrap_or_default();
        let error = S3Error::of_answer(location, status, &body);
        let treatment = retry::treatment(status, error.code());
        Err(Failure { error, treatment })
    }

    fn signed(
        &self,
        location: &S3Location,
        request: &Request<'_>,
    ) -> Result<HttpRequest<()>, S3Error> {
        let bucket = self.bucket(location)?;
        let is_requester_paying = self.0.options.is_requester_paying;
        let signer = Signer {
            bucket: &bucket,
            credentials: self.0.credentials.as_ref(),
            time: Timestamp::now(),
            is_requester_paying,
        };
        let mut builder = HttpRequest::builder().method(request.method()).uri(request.url(&signer));
        for (name, value) in request.headers() {
            builder = builder.header(name, value);
        }
        if is_requester_paying {
            builder = builder.header(PAYER.0, PAYER.1);
        }
        // The cause could quote the signed URL.
        let wrong = |_| S3Error::new(ErrorKind::Setting, location, "this makes no request");
        builder.body(()).map_err(wrong)
    }

    fn bucket(&self, location: &S3Location) -> Result<Bucket, S3Error> {
        let region = self.0.options.region.as_deref().unwrap_or("us-east-1").to_owned();
        let (url, is_in_path) = endpoint::of(&self.0.options, &region, &location.bucket);
        let wrong = |cause: String| {
            S3Error::new(ErrorKind::Setting, location, format!("{url} is no endpoint: {cause}"))
        };
        let style = if is_in_path { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let parsed = url.parse().map_err(|_| wrong("it is no URL".to_owned()))?;
        Bucket::new(parsed, style, location.bucket.clone(), region)
            .map_err(|cause| wrong(cause.to_string()))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("options", &self.0.options).finish_non_exhaustive()
    }
}
