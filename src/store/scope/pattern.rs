//! The values of a scope as people type them, as one regular expression (RE2) for each filter. Letter
//! case does not count and `*` is a wildcard.

use std::net::IpAddr;

use anyhow::Result;
use duckdb::Connection;

use crate::store::{
    lake,
    literal::quote,
    pattern::Pattern,
    scope::{Filter, network::Network},
};

/// Returns the regular expression for the values of a filter, or `None` if there are none.
pub(super) fn of(
    connection: &Connection,
    filter: Filter,
    values: &[String],
) -> Result<Option<String>> {
    let mut alternatives = Vec::new();
    for value in values {
        match filter {
            Filter::Account => alternatives.push(plain(&account_id(value))),
            Filter::Service => alternatives.push(plain(service(value))),
            Filter::Ip => alternatives.extend(addresses(connection, value)?),
            _ => alternatives.push(plain(value)),
        }
    }
    if alternatives.is_empty() {
        return Ok(None);
    }
    let alternatives = alternatives.join("|");
    Ok(Some(match filter {
        // A proxy can log its own address after that of the caller: 198.51.100.1,192.0.2.10.
        Filter::Ip => format!("(?is)(?:.*[, ])?(?:{alternatives})(?:[, ].*)?"),
        Filter::Actor => of_caller(&alternatives),
        Filter::Action => format!("(?is)(?:.*\\n)?(?:{alternatives})(?:\\n.*)?"),
        _ => format!("(?is)(?:{alternatives})"),
    }))
}

/// Returns the condition that a caller has one of these names. A row has the columns of `activity`. It says what the
/// macro `fully_matches` says, which a database that another version wrote can lack.
pub(crate) fn is_caller(names: &[String]) -> String {
    let alternatives: Vec<String> = names.iter().map(|name| plain(name)).collect();
    format!(
        "text_matches('x' || caller_names(actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, identity_invoked_by, on_behalf_of_user_id, source_identity), {})",
        quote(&format!("\\Ax(?:{})\\z", of_caller(&alternatives.join("|"))))
    )
}

/// Returns the expression for a caller's names, one per line. A person has one session name in all roles:
/// role/session.
fn of_caller(alternatives: &str) -> String {
    format!("(?is)(?:.*[\\n/])?(?:{alternatives})(?:[\\n/].*)?")
}

fn plain(value: &str) -> String {
    Pattern::parse(value).regex()
}

/// Returns the service of an endpoint: `s3.amazonaws.com` → `s3`.
fn service(value: &str) -> &str {
    let lower = value.to_ascii_lowercase();
    let ending =
        [".amazonaws.com", ".amazonaws.com.cn"].iter().find(|ending| lower.ends_with(**ending));
    ending.map_or(value, |ending| &value[..value.len() - ending.len()])
}

/// Returns the ID of an account in an ARN, with hyphens or without leading zeros.
pub(crate) fn account_id(value: &str) -> String {
    if let Some(arn) = value.strip_prefix("arn:") {
        return arn.split(':').nth(3).unwrap_or_default().to_owned();
    }
    let digits: String = value.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { format!("{digits:0>12}") } else { value.to_owned() }
}

/// Returns regular expressions for an address, a network in CIDR notation, or text with wildcards.
fn addresses(connection: &Connection, value: &str) -> Result<Vec<String>> {
    let Some(network) = Network::parse(value) else { return Ok(vec![plain(value)]) };
    if let IpAddr::V4(address) = network.address {
        return Ok(vec![octets(u32::from(address), network.bits)]);
    }
    // An IPv6 address has several notations, so the logged ones are compared.
    let rows = lake::rows_of_days(connection)?;
    let mut statement = connection.prepare(&format!(
        "SELECT DISTINCT source_ip_address FROM {rows} WHERE contains(source_ip_address, ':')"
    ))?;
    let logged = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let found = logged
        .iter()
        .flat_map(|list| list.split([',', ' ']))
        .filter(|text| text.parse().is_ok_and(|address| network.contains(address)))
        .map(plain);
    Ok(found.chain([plain(value)]).collect())
}

/// Returns a regular expression for the IPv4 addresses that begin with the first `bits` bits of `address`.
pub(crate) fn octets(address: u32, bits: u32) -> String {
    let parts = (0..4).map(|at| {
        let octet = address.to_be_bytes()[at as usize];
        match bits.saturating_sub(8 * at) {
            0 => "[0-9]{1,3}".to_owned(),
            known @ 1..8 => {
                let mask = u8::MAX << (8 - known);
                let first = octet & mask;
                let numbers: Vec<String> =
                    (first..=first | !mask).map(|number| number.to_string()).collect();
                format!("(?:{})", numbers.join("|"))
            }
            _ => octet.to_string(),
        }
    });
    parts.collect::<Vec<_>>().join(r"\.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_services_are_read_in_all_their_forms() {
        for (text, id) in [
            ("111122223333", "111122223333"),
            ("1111-2222-3333", "111122223333"),
            ("11122223333", "011122223333"),
            ("arn:aws:iam::111122223333:root", "111122223333"),
            ("anonymous", "anonymous"),
            ("1111*", "1111*"),
            ("arn:x", ""),
        ] {
            assert_eq!(account_id(text), id);
        }
        for (text, name) in
            [("s3.amazonaws.com", "s3"), ("S3.AmazonAWS.com.cn", "S3"), ("i*", "i*"), ("é", "é")]
        {
            assert_eq!(service(text), name);
        }
    }

    #[test]
    fn networks_contain_their_addresses_only() {
        for (network, inside, outside) in [
            ("198.51.100.0/24", "198.51.100.255", "198.51.101.0"),
            ("198.51.100.128/25", "198.51.100.128", "198.51.100.127"),
            ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("2001:DB8:0:0::1", "2001:db8::1", "2001:db8::2"),
            ("::/0", "::1", "1.2.3.4"),
        ] {
            let network = Network::parse(network).unwrap();
            assert!(network.contains(inside.parse().unwrap()), "{inside}");
            assert!(!network.contains(outside.parse().unwrap()), "{outside}");
        }
        for text in ["1.2.3", "1.2.3.4/33", "1.2.3.4/x", "::/129", "10.*", "/8", "AWS Internal"] {
            assert!(Network::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn octets_that_vary_are_listed() {
        assert_eq!(octets(0x0A01_0203, 32), r"10\.1\.2\.3");
        assert_eq!(octets(0x0A01_0203, 16), r"10\.1\.[0-9]{1,3}\.[0-9]{1,3}");
        assert_eq!(octets(0x0A01_0203, 30), r"10\.1\.2\.(?:0|1|2|3)");
    }
}
