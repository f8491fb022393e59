//! The modifiers of fields, `userAgent|contains|all`, and the conditions in SQL that they make of values.

use std::net::IpAddr;

use crate::{
    sigma::{
        pattern::TextPattern,
        yaml::{Flaw, fail},
    },
    store::{
        literal::quote,
        scope::{Network, octets},
    },
};

/// The comparison that the modifiers of a field ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// A text that may have more before it and after it, and the function that compares it with another field.
    Text([bool; 2], &'static str),
    Regex,
    Cidr,
    Exists,
    Number(&'static str),
}

pub(super) const EQUAL: Comparison = Comparison::Text([false, false], "sigma_is");
pub(super) const CONTAINS: Comparison = Comparison::Text([true, true], "contains");

/// The modifiers that choose a comparison.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("contains", CONTAINS),
    ("startswith", Comparison::Text([false, true], "starts_with")),
    ("endswith", Comparison::Text([true, false], "ends_with")),
    ("re", Comparison::Regex),
    ("cidr", Comparison::Cidr),
    ("exists", Comparison::Exists),
    ("lt", Comparison::Number("<")),
    ("lte", Comparison::Number("<=")),
    ("gt", Comparison::Number(">")),
    ("gte", Comparison::Number(">=")),
];

/// The modifiers of a field.
pub(super) struct Modifiers {
    pub(super) comparison: Comparison,
    flags: String,
    pub(super) is_all: bool,
    is_cased: bool,
    pub(super) is_reference: bool,
}

impl Modifiers {
    pub(super) fn parse<'a>(
        names: impl Iterator<Item = &'a str>,
        line: usize,
    ) -> Result<Self, Flaw> {
        let (comparison, flags) = (EQUAL, String::new());
        let mut found =
            Self { comparison, flags, is_all: false, is_cased: false, is_reference: false };
        for name in names {
            match (name, COMPARISONS.iter().find(|it| it.0 == name)) {
                ("all", _) => found.is_all = true,
                ("cased", _) => found.is_cased = true,
                ("fieldref", _) => found.is_reference = true,
                ("i" | "m" | "s", _) if found.comparison == Comparison::Regex => {
                    found.flags.push_str(name);
                }
                (_, Some(known)) if found.comparison == EQUAL => found.comparison = known.1,
                (_, Some(_)) => {
                    return fail(
                        line,
                        format!("the modifier '{name}' cannot follow another comparison"),
                    );
                }
                _ => return fail(line, format!("the modifier '{name}' is not supported")),
            }
        }
        let is_text = matches!(found.comparison, Comparison::Text(..));
        if !is_text && (found.is_cased || found.is_reference) {
            return fail(line, "the modifiers 'cased' and 'fieldref' are for texts only");
        }
        Ok(found)
    }

    /// Returns an expression as it is compared with texts.
    pub(super) fn compared(&self, it: &str) -> String {
        if self.is_cased { it.to_owned() } else { format!("lower({it})") }
    }

    /// Returns the pattern of a value, if it is compared as a text.
    pub(super) fn pattern(&self, value: &str) -> Option<TextPattern> {
        let Comparison::Text(is_open, _) = self.comparison else { return None };
        Some(TextPattern::parse(value, is_open, self.is_cased))
    }

    /// Returns the condition that the value of an expression matches, or the form that the value must have.
    pub(super) fn condition(&self, value: &str, it: &str) -> Result<String, &'static str> {
        match self.comparison {
            Comparison::Text(is_open, _) => {
                let pattern = TextPattern::parse(value, is_open, self.is_cased);
                Ok(pattern.matches(&self.compared(it)))
            }
            Comparison::Regex if self.flags.is_empty() => {
                Ok(format!("regexp_matches({it}, {})", quote(value)))
            }
            Comparison::Regex => {
                let pattern = quote(&format!("(?{}){value}", self.flags));
                Ok(format!("regexp_matches({it}, {pattern})"))
            }
            Comparison::Cidr => is_in_network(value, it).ok_or("a network in CIDR notation"),
            Comparison::Number(operator) => {
                let number = value.parse().ok().filter(|number: &f64| number.is_finite());
                let number = number.ok_or("a number")?;
                Ok(format!("try_cast({it} AS DOUBLE) {operator} {number:e}::DOUBLE"))
            }
            Comparison::Exists if value == "true" => Ok(format!("{it} IS NOT NULL")),
            Comparison::Exists => Err("true or false"),
        }
    }
}

/// Returns the condition that an expression is an address in a network, or a list of addresses of which one
/// is, as proxies write them.
fn is_in_network(value: &str, it: &str) -> Option<String> {
    let network = Network::parse(value)?;
    Some(match network.address {
        IpAddr::V4(address) => {
            let octets = octets(u32::from(address), network.bits);
            let pattern = quote(&format!("(?:^|[, ])(?:{octets})(?:$|[, ])"));
            format!("regexp_matches({it}, {pattern})")
        }
        IpAddr::V6(address) => {
            let bits = format!("{:0128b}", u128::from(address));
            let prefix = quote(&bits[..network.bits as usize]);
            format!("starts_with(sigma_ipv6_bits({it}), {prefix})")
        }
    })
}
