//! Writes one record, with its members in the order of real ones.

use anyhow::{Context as _, Result};

use super::{
    rng::{Rng, name_key},
    session::{self, Session},
    tables::{Call, Caller, Channel, Identity, Kind, callers::CALLERS},
    template::{Context, Expander},
    time,
};

/// The number of consecutive calls that the same few sessions make.
const BURST: u64 = 10;
/// The percentage of calls that are among their session's favourites.
const FAVOURITE: u64 = 50;
/// The percentage of calls that fail for a temporary reason.
const FAILS: u64 = 3;
/// The percentage of pairs of a session and a call that lack the permission.
const FORBIDDEN: u64 = 1;

/// The position of a record, which determines its content.
#[derive(Clone, Copy)]
pub(crate) struct Position<'a> {
    pub(crate) seed: u64,
    pub(crate) file: u64,
    pub(crate) index: u64,
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    /// The time of the event.
    pub(crate) second: i64,
}

/// Appends the record at a position.
pub(crate) fn write(out: &mut Vec<u8>, position: &Position) -> Result<()> {
    let time = time::text(position.second)?;
    let nobody = Session::default();
    let Position { seed, account, region, .. } = *position;
    let context = Context { seed, account, region, time: &time, op: "", session: &nobody };
    let mut rng = Rng::keyed(&[seed, position.file, position.index]);

    // One of three sessions makes each call of a burst.
    let burst = [seed, position.file, position.index / BURST, rng.below(3) + 1_000_000];
    let mut choice = Rng::keyed(&burst);
    let caller = choice.weighted(CALLERS, |caller| caller.weight).context("no callers")?;
    let session = session::at(caller, context, position.second, &mut choice)?;
    let call = choose(caller, &session, region, &mut rng).context("no calls")?;

    let op = format!("{}:{}", call.service.prefix, call.name);
    let failure = failure(call, &session, &mut rng);
    let context = Context { op: &op, session: &session, ..context };
    let template = Expander::new(out, context, rng);
    Writer { template, call, identity: caller.identity, failure }.record()
}

/// Returns the next call of a session, often one of its favourites.
fn choose(
    caller: &Caller,
    session: &Session,
    region: &str,
    rng: &mut Rng,
) -> Option<&'static Call> {
    let any = |rng: &mut Rng| {
        let calls: &'static [Call] = rng.pick(caller.calls)?;
        rng.weighted(calls, |call| call.weight)
    };
    let favourite = rng.chance(FAVOURITE);
    let mut call = None;
    for attempt in 0..20 {
        let mut own = Rng::keyed(&[session.key_number, rng.below(3), attempt]);
        call = any(if favourite { &mut own } else { rng });
        let elsewhere = call.is_some_and(|call| call.service.global && region != "us-east-1");
        if !elsewhere {
            break;
        }
    }
    call
}

/// Returns the error code and message of a call that fails.
fn failure(call: &Call, session: &Session, rng: &mut Rng) -> Option<(&'static str, &'static str)> {
    let name = name_key(call.name);
    if Rng::keyed(&[session.key_number, name]).chance(FORBIDDEN) && call.kind != Kind::SignIn {
        return call.service.errors.first().copied();
    }
    let fails = rng.chance(FAILS) && call.kind != Kind::SignIn;
    fails.then(|| rng.pick(call.service.errors).copied()).flatten()
}

/// A record while it is written.
struct Writer<'a> {
    template: Expander<'a>,
    call: &'static Call,
    identity: &'static Identity,
    failure: Option<(&'static str, &'static str)>,
}

impl Writer<'_> {
    fn record(mut self) -> Result<()> {
        self.head()?;
        self.content()?;
        self.tail()
    }

    /// Appends the identity, time, operation, source and error.
    fn head(&mut self) -> Result<()> {
        let service = self.call.service;
        self.member("{'eventVersion':'", service.version, "'")?;
        self.member(",'userIdentity':", self.identity.json, "")?;
        self.member(",'eventTime':'<time>','eventSource':'", service.source, "'")?;
        self.member(",'eventName':'", self.call.name, "'")?;
        self.template.write(",'awsRegion':'<region>','sourceIPAddress':'<me.address>'")?;
        let bracketed = service.prefix == "s3" && self.identity.channel == Channel::Direct;
        let agent = if bracketed { "[<me.agent>]" } else { "<me.agent>" };
        self.member(",'userAgent':'", agent, "'")?;
        if let Some((code, message)) = self.failure {
            self.member(",'errorCode':'", code, "'")?;
            self.member(",'errorMessage':'", message, "'")?;
        }
        Ok(())
    }

    /// Appends the request and the response.
    fn content(&mut self) -> Result<()> {
        let Call { service, request, response, resources, reads, .. } = *self.call;
        let response = if self.failure.is_some() { "" } else { response };
        self.member(",'requestParameters':", or_null(request), "")?;
        self.member(",'responseElements':", or_null(response), "")?;
        if !service.extra.is_empty() {
            self.member(",'additionalEventData':", service.extra, "")?;
        }
        if !service.request_id.is_empty() {
            self.member(",'requestID':'", service.request_id, "'")?;
        }
        self.template.write(",'eventID':'<uuid>','readOnly':")?;
        self.template.write(if reads { "true" } else { "false" })?;
        if !resources.is_empty() {
            self.member(",'resources':", resources, "")?;
        }
        Ok(())
    }

    /// Appends the kind of event and the details of the connection.
    fn tail(&mut self) -> Result<()> {
        let Call { service, kind, .. } = *self.call;
        let channel = self.identity.channel;
        let (event_type, management, category) = match kind {
            Kind::Management => ("AwsApiCall", "true", "Management"),
            Kind::Data => ("AwsApiCall", "false", "Data"),
            Kind::SignIn => ("AwsConsoleSignIn", "true", "Management"),
        };
        self.member(",'eventType':'", event_type, "'")?;
        if !service.api.is_empty() {
            self.member(",'apiVersion':'", service.api, "'")?;
        }
        self.member(",'managementEvent':", management, ",'recipientAccountId':'<account>'")?;
        if matches!(channel, Channel::Service | Channel::Foreign) {
            self.template.write(",'sharedEventID':'<uuid>'")?;
        }
        if channel == Channel::Direct
            && self.template.context.session.address.starts_with("10.")
            && !service.global
        {
            self.template
                .write(",'vpcEndpointId':'<endpoint>','vpcEndpointAccountId':'<account>'")?;
        }
        self.member(",'eventCategory':'", category, "'")?;
        if matches!(channel, Channel::Direct | Channel::Foreign) {
            self.template.write(
                ",'tlsDetails':{'tlsVersion':'TLSv1.3','cipherSuite':'TLS_AES_128_GCM_SHA256'",
            )?;
            self.member(",'clientProvidedHostHeader':'", service.host, "'}")?;
        }
        if channel == Channel::Console && kind != Kind::SignIn {
            self.template.write(",'sessionCredentialFromConsole':'true'")?;
        }
        self.template.write("}")
    }

    fn member(&mut self, before: &str, value: &str, after: &str) -> Result<()> {
        self.template.write(before)?;
        self.template.write(value)?;
        self.template.write(after)
    }
}

fn or_null(template: &str) -> &str {
    if template.is_empty() { "null" } else { template }
}
