//! Writes one record, its members in the order of a real one.

use anyhow::{Context, Result};

use super::{
    pen::{Pen, Scene},
    rng::{Rng, name_key},
    session::{self, Session},
    tables::{Call, Caller, Identity, Kind, Way, callers::CALLERS},
    time,
};

/// How many calls one after another are by the same few sessions.
const BURST: u64 = 10;
/// How many of 100 calls are one of their session's favourites.
const FAVOURITE: u64 = 50;
/// How many of 100 calls fail for no lasting reason.
const FAILS: u64 = 3;
/// How many of 100 pairs of a session and a call lack the permission.
const FORBIDDEN: u64 = 1;

/// Where a record is, which decides all that is in it.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) seed: u64,
    pub(crate) file: u64,
    pub(crate) index: u64,
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    /// When it happened.
    pub(crate) second: i64,
}

/// Adds the record at a place.
pub(crate) fn write(out: &mut Vec<u8>, place: &Place) -> Result<()> {
    let time = time::text(place.second)?;
    let nobody = Session::default();
    let Place { seed, account, region, .. } = *place;
    let scene = Scene { seed, account, region, time: &time, op: "", me: &nobody };
    let mut rng = Rng::keyed(&[seed, place.file, place.index]);

    // The calls of a burst are by one of three sessions.
    let burst = [seed, place.file, place.index / BURST, rng.below(3) + 1_000_000];
    let mut choice = Rng::keyed(&burst);
    let caller = choice.weighted(CALLERS, |caller| caller.weight).context("no callers")?;
    let me = session::at(caller, scene, place.second, &mut choice)?;
    let call = choose(caller, &me, region, &mut rng).context("no calls")?;

    let op = format!("{}:{}", call.service.prefix, call.name);
    let failure = failure(call, &me, &mut rng);
    let scene = Scene { op: &op, me: &me, ..scene };
    let pen = Pen::new(out, scene, rng);
    Writer { pen, call, identity: caller.identity, failure }.record()
}

/// The call that a session makes next: often one that it makes all the time.
fn choose(caller: &Caller, me: &Session, region: &str, rng: &mut Rng) -> Option<&'static Call> {
    let any = |rng: &mut Rng| {
        let calls: &'static [Call] = rng.pick(caller.calls)?;
        rng.weighted(calls, |call| call.weight)
    };
    let favourite = rng.chance(FAVOURITE);
    let mut call = None;
    for attempt in 0..20 {
        let mut own = Rng::keyed(&[me.key_number, rng.below(3), attempt]);
        call = any(if favourite { &mut own } else { rng });
        let elsewhere = call.is_some_and(|call| call.service.global && region != "us-east-1");
        if !elsewhere {
            break;
        }
    }
    call
}

/// What goes wrong, if anything: a code and a message.
fn failure(call: &Call, me: &Session, rng: &mut Rng) -> Option<(&'static str, &'static str)> {
    let name = name_key(call.name);
    if Rng::keyed(&[me.key_number, name]).chance(FORBIDDEN) && call.kind != Kind::SignIn {
        return call.service.errors.first().copied();
    }
    let fails = rng.chance(FAILS) && call.kind != Kind::SignIn;
    fails.then(|| rng.pick(call.service.errors).copied()).flatten()
}

/// A record under way.
struct Writer<'a> {
    pen: Pen<'a>,
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

    /// Who did what, when and from where, and whether it failed.
    fn head(&mut self) -> Result<()> {
        let service = self.call.service;
        self.member("{'eventVersion':'", service.version, "'")?;
        self.member(",'userIdentity':", self.identity.json, "")?;
        self.member(",'eventTime':'<time>','eventSource':'", service.source, "'")?;
        self.member(",'eventName':'", self.call.name, "'")?;
        self.pen.write(",'awsRegion':'<region>','sourceIPAddress':'<me.address>'")?;
        let bracketed = service.prefix == "s3" && self.identity.way == Way::Direct;
        let agent = if bracketed { "[<me.agent>]" } else { "<me.agent>" };
        self.member(",'userAgent':'", agent, "'")?;
        if let Some((code, message)) = self.failure {
            self.member(",'errorCode':'", code, "'")?;
            self.member(",'errorMessage':'", message, "'")?;
        }
        Ok(())
    }

    /// What was asked and answered.
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
        self.pen.write(",'eventID':'<uuid>','readOnly':")?;
        self.pen.write(if reads { "true" } else { "false" })?;
        if !resources.is_empty() {
            self.member(",'resources':", resources, "")?;
        }
        Ok(())
    }

    /// What kind of event it is, and how the call came.
    fn tail(&mut self) -> Result<()> {
        let Call { service, kind, .. } = *self.call;
        let way = self.identity.way;
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
        if matches!(way, Way::Service | Way::Foreign) {
            self.pen.write(",'sharedEventID':'<uuid>'")?;
        }
        if way == Way::Direct && self.pen.scene.me.address.starts_with("10.") && !service.global {
            self.pen.write(",'vpcEndpointId':'<endpoint>','vpcEndpointAccountId':'<account>'")?;
        }
        self.member(",'eventCategory':'", category, "'")?;
        if matches!(way, Way::Direct | Way::Foreign) {
            self.pen.write(
                ",'tlsDetails':{'tlsVersion':'TLSv1.3','cipherSuite':'TLS_AES_128_GCM_SHA256'",
            )?;
            self.member(",'clientProvidedHostHeader':'", service.host, "'}")?;
        }
        if way == Way::Console && kind != Kind::SignIn {
            self.pen.write(",'sessionCredentialFromConsole':'true'")?;
        }
        self.pen.write("}")
    }

    fn member(&mut self, before: &str, value: &str, after: &str) -> Result<()> {
        self.pen.write(before)?;
        self.pen.write(value)?;
        self.pen.write(after)
    }
}

fn or_null(template: &str) -> &str {
    if template.is_empty() { "null" } else { template }
}
