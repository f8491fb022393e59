//! The credentials that `aws s3 ls` would use.

use rusty_s3::Credentials;

use crate::s3::Environment;

/// Returns the credentials of the environment.
pub(crate) fn find(environment: &Environment) -> Option<Credentials> {
    let key = environment.get("AWS_ACCESS_KEY_ID")?;
    let secret = environment.get("AWS_SECRET_ACCESS_KEY")?;
    Some(match environment.get("AWS_SESSION_TOKEN") {
        Some(token) => Credentials::new_with_token(key, secret, token),
        None => Credentials::new(key, secret),
    })
}
