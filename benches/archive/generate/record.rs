//! Writes one record, its members in the order of a real one.

use anyhow::{Context, Result};

use super::{
    pen::{Pen, Scene},
    rng::Rng,
    session::{self, Session},
    tables::{
        Call, Caller, Kind, Way,
        callers::CALLERS,
    },
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
pub struct Place<'a> {
    pub seed: u64,
    pub file: u64,
    pub index: u64,
    pub account: &'a str,
    pub region: &'a str,
    /// When it happened.
    pub second: i64,
}

/// Adds the record at a place.
pub fn write(out: &mut Vec<u8>, place: &Place) -> Result<()> {
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
    Writer { pen: Pen::new(out, scene, rng), call, way: caller.identity.way, failure }.record()
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
    let name = super::rng::name_key(call.name);
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
    way: Way,
    failure: Option<(&'static str, &'static str)>,
}

impl Writer<'_> {
    fn record(mut self) -> Result<()> {
        self.head()?;
        self.content()?;
        self.tail()
    }

    /// Who did what, when and from where.
    fn head(&mut self) -> Result<()> {
        let service = self.call.service;
        let pen = &mut self.pen;
        pen.write("{'eventVersion':'")?;
        pen.write(service.version)?;
        pen.write("','userIdentity':")?;
        pen.write(self.identity_json())?;
        let pen = &mut self.pen;
        pen.write(",'eventTime':'<time>','eventSource':'")?;
        pen.write(service.source)?;
        pen.write("','eventName':'")?;
        pen.write(self.call.name)?;
        pen.write("','awsRegion':'<region>','sourceIPAddress':'<me.address>','userAgent':'")?;
        let bracketed = service.prefix == "s3" && self.way == Way::Direct;
        pen.write(if bracketed { "[<me.agent>]'" } else { "<me.agent>'" })?;
        if let Some((code, message)) = self.failure {
            pen.write(",'errorCode':'")?;
            pen.write(code)?;
            pen.write("','errorMessage':'")?;
            pen.write(message)?;
            pen.write("'")?;
        }
        Ok(())
    }
}
