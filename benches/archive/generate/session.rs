//! The sessions that make the calls.

use anyhow::Result;

use super::{
    rng::{Rng, name_key},
    tables::Caller,
    template::{Context, Expander},
    time,
};

/// Calls with one set of credentials.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    /// The key of all that is constant in a session, such as its favourite calls.
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
    /// The creation time of the credentials.
    pub(crate) created: String,
    /// The source address of the calls.
    pub(crate) address: String,
    /// The user agent.
    pub(crate) agent: String,
}

/// Returns a session of a caller at the time `second`. An account has several roles of this kind, some
/// busier than others. A role starts a new session when the previous one expires.
pub(crate) fn at(
    caller: &Caller,
    context: Context<'_>,
    second: i64,
    choice: &mut Rng,
) -> Result<Session> {
    let slot = choice.skewed(caller.roles);
    let role_keys = [context.seed, name_key(context.account), name_key(caller.name), slot];
    let mut role_rng = Rng::keyed(&role_keys);

    // The sessions of different roles start at different times.
    let life = i64::try_from(caller.life)?;
    let shift = i64::try_from(role_rng.below(caller.life))?;
    let start = (second - shift).div_euclid(life) * life + shift;
    let mut session_rng = Rng::keyed(&[role_rng.next(), u64::try_from(start)?]);
    let key_number = session_rng.next();
    let mut session = Session { key_number, created: time::text(start)?, ..Session::default() };

    let fill = |session: &Session, rng: &mut Rng, template: &str| {
        let mut out = Vec::new();
        Expander::new(&mut out, Context { session, ..context }, rng.clone()).write(template)?;
        rng.next();
        Ok::<String, anyhow::Error>(String::from_utf8(out)?)
    };
    session.role = fill(&session, &mut role_rng, caller.role)?;
    session.id = fill(&session, &mut role_rng, caller.identity.id)?;
    let agent = role_rng.pick(caller.agents).copied().unwrap_or_default();
    session.address = fill(&session, &mut role_rng, caller.address)?;
    session.name = fill(&session, &mut session_rng, caller.session)?;
    session.arn = fill(&session, &mut session_rng, caller.identity.arn)?;
    // A user keeps an access key for years; a role gets a new key for each session.
    let keeps = caller.identity.key.starts_with("AKIA");
    let key_rng = if keeps { &mut role_rng } else { &mut session_rng };
    session.key = fill(&session, key_rng, caller.identity.key)?;
    session.agent = fill(&session, &mut session_rng, agent)?;
    Ok(session)
}
