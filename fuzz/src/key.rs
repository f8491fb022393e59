//! The account and the Region that are read from a file name are parts of it.

use crate::trail::key;

/// Fails if the key of a path is not in the path.
pub fn check(data: &[u8]) {
    let Ok(path) = str::from_utf8(data) else { return };
    let key = key::read(path);
    assert!(key.account_id.is_none_or(|account| account.len() == 12 && path.contains(&account)));
    assert!(key.region.is_none_or(|region| path.contains(&region)));
}
