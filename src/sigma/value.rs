//! The values of rules as conditions in SQL: texts with wildcards, networks and numbers.

use std::net::IpAddr;

use crate::store::{
    literal::quote,
    scope::{Network, octets},
};

/// A part of a text with wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
enum WildcardPart {
    Text(String),
    /// `*`
    Any,
    /// `?`
    One,
}

/// A text with wildcards.
#[derive(Debug)]
pub(super) struct WildcardText {
    parts: Vec<WildcardPart>,
    is_cased: bool,
}

impl WildcardText {
    /// Parses a text, which may have more before it and after it. A backslash stands for itself, except before
    /// a wildcard or another backslash.
    pub(super) fn parse(
        text: &str,
        (is_open_before, is_open_after): (bool, bool),
        is_cased: bool,
    ) -> Self {
        let mut parts = if is_open_before { vec![WildcardPart::Any] } else { Vec::new() };
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let escaped =
                letters.next_if(|next| letter == '\\' && matches!(next, '*' | '?' | '\\'));
            match (letter, escaped, parts.last_mut()) {
                ('*', None, Some(WildcardPart::Any)) => {}
                ('*', None, _) => parts.push(WildcardPart::Any),
                ('?', None, _) => parts.push(WildcardPart::One),
                (_, _, Some(WildcardPart::Text(part))) => part.push(escaped.unwrap_or(letter)),
                _ => parts.push(WildcardPart::Text(escaped.unwrap_or(letter).to_string())),
            }
        }
        if is_open_after && parts.last() != Some(&WildcardPart::Any) {
            parts.push(WildcardPart::Any);
        }
        Self { parts, is_cased }
    }

    /// Returns the condition that an expression matches.
    pub(super) fn matches(&self, it: &str) -> String {
        use WildcardPart::{Any, Text};
        let it = self.compared(it);
        match self.parts.as_slice() {
            [] => format!("{it} = ''"),
            [Any] => format!("{it} IS NOT NULL"),
            [Text(text)] => format!("{it} = {}", self.literal(text)),
            [Text(text), Any] => format!("starts_with({it}, {})", self.literal(text)),
            [Any, Text(text)] => format!("ends_with({it}, {})", self.literal(text)),
            [Any, Text(text), Any] => format!("contains({it}, {})", self.literal(text)),
            parts => {
                let like: String = parts.iter().map(like).collect();
                format!("{it} LIKE {} ESCAPE '\\'", self.literal(&like))
            }
        }
    }

    /// Returns the expression that is compared with the text.
    pub(super) fn compared(&self, it: &str) -> String {
        if self.is_cased { it.to_owned() } else { format!("lower({it})") }
    }

    /// Returns the value in a list of values, if it has no wildcards.
    pub(super) fn exact(&self) -> Option<String> {
        match self.parts.as_slice() {
            [WildcardPart::Text(text)] => Some(self.literal(text)),
            _ => None,
        }
    }

    /// Returns the value in lower case, if it is the same in all languages and has no wildcards.
    pub(super) fn lower(&self) -> Option<String> {
        match self.parts.as_slice() {
            [WildcardPart::Text(text)] if text.is_ascii() && !self.is_cased => {
                Some(text.to_ascii_lowercase())
            }
            _ => None,
        }
    }

    fn literal(&self, text: &str) -> String {
        if self.is_cased {
            quote(text)
        } else if text.is_ascii() {
            quote(&text.to_ascii_lowercase())
        } else {
            format!("lower({})", quote(text))
        }
    }

    /// Returns the longest part in lower case that JSON writes as it is. A number can be written in several
    /// ways, so it has a letter.
    pub(super) fn word(&self) -> Option<String> {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.: ".contains(letter);
        let texts = self.parts.iter().filter_map(|part| match part {
            WildcardPart::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let words = texts.flat_map(|text| text.split(|letter| !is_plain(letter)));
        let has_letter = |word: &&str| word.bytes().any(|byte| byte.is_ascii_alphabetic());
        words.filter(has_letter).max_by_key(|word| word.len()).map(str::to_ascii_lowercase)
    }
}

fn like(part: &WildcardPart) -> String {
    match part {
        WildcardPart::Any => "%".to_owned(),
        WildcardPart::One => "_".to_owned(),
        WildcardPart::Text(text) => {
            text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
        }
    }
}

/// Returns the condition that an expression is an address in a network, or a list of addresses of which one
/// is, as proxies write them.
pub(super) fn is_in_network(value: &str, it: &str) -> Option<String> {
    let network = Network::parse(value)?;
    Some(match network.address {
        IpAddr::V4(address) => {
            let octets = octets(u32::from(address), network.bits);
            let pattern = quote(&format!("(?:^|[, ])(?:{octets})(?:$|[, ])"));
            format!("regexp_matches({it}, {pattern})")
        }
        IpAddr::V6(address) => {
            let bits = format!("{:0128b}", u128::from(address));
            let prefix: String = bits.chars().take(network.bits as usize).collect();
            format!("starts_with(sigma_ipv6_bits({it}), {})", quote(&prefix))
        }
    })
}

/// Returns the condition that an expression is a number that compares so with a value.
pub(super) fn compares(value: &str, operator: &str, it: &str) -> Option<String> {
    let number: f64 = value.parse().ok().filter(|number: &f64| number.is_finite())?;
    Some(format!("try_cast({it} AS DOUBLE) {operator} {number:e}::DOUBLE"))
}
