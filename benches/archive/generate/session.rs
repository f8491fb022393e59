//! Who makes a call: the session behind a record.

use anyhow::Result;

use super::{
    pen::{Pen, Scene},
    rng::{Rng, name_key},
    tables::Caller,
    time,
};

/// One stretch of calls under one set of credentials.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    /// The key to everything that lasts as long as the session, such as its favourite calls.
    pub(crate) key_number: u64,
    /// The role's or user's name.
    pub(crate) role: String,
    /// The role's or user's unique ID.
    pub(crate) id: String,
    /// The session's name.
    pub(crate) name: String,
    /// The ARN of the session.
    pub(crate) arn: String,
    /// The access key.
    pub(crate) key: String,
    /// When the credentials were made.
    pub(crate) created: String,
    /// Where the calls come from.
    pub(crate) address: String,
    /// The program that makes the calls.
    pub(crate) agent: String,
}

/// The session of a caller that is under way at `second`. An account has some roles of this kind,
/// some busier than others, and a role has a new session whenever the last one has run out.
pub(crate) fn at(
    caller: &Caller,
    scene: Scene<'_>,
    second: i64,
    choice: &mut Rng,
) -> Result<Session> {
    let slot = choice.skewed(caller.roles);
    let role_keys = [scene.seed, name_key(scene.account), name_key(caller.name), slot];
    let mut role_rng = Rng::keyed(&role_keys);

    // Sessions of different roles do not all start at one time.
    let life = i64::try_from(caller.life)?;
    let shift = i64::try_from(role_rng.below(caller.life))?;
    let start = (second - shift).div_euclid(life) * life + shift;
    let mut session_rng = Rng::keyed(&[role_rng.next(), u64::try_from(start)?]);
    let key_number = session_rng.next();
    let mut me = Session { key_number, created: time::text(start)?, ..Session::default() };

    let fill = |me: &Session, rng: &mut Rng, template: &str| {
        let mut out = Vec::new();
        Pen::new(&mut out, Scene { me, ..scene }, rng.clone()).write(template)?;
        rng.next();
        Ok::<String, anyhow::Error>(String::from_utf8(out)?)
    };
    me.role = fill(&me, &mut role_rng, caller.role)?;
    me.id = fill(&me, &mut role_rng, caller.identity.id)?;
    let agent = role_rng.pick(caller.agents).copied().unwrap_or_default();
    me.address = fill(&me, &mut role_rng, caller.address)?;
    me.name = fill(&me, &mut session_rng, caller.session)?;
    me.arn = fill(&me, &mut session_rng, caller.identity.arn)?;
    // A user keeps an access key for years; a role gets a new one for each session.
    let keeps = caller.identity.key.starts_with("AKIA");
    let key_rng = if keeps { &mut role_rng } else { &mut session_rng };
    me.key = fill(&me, key_rng, caller.identity.key)?;
    me.agent = fill(&me, &mut session_rng, agent)?;
    Ok(me)
}
