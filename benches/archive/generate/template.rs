//! Expands the templates of the tables to JSON.
//!
//! A template is JSON with three shorthands that make it readable in Rust source: `'` for `"`, a
//! backquote for `\"` (JSON in a JSON string), and `<name>` or `<name:argument>` for a placeholder:
//!
//! | | |
//! | --- | --- |
//! | `<account>`, `<region>`, `<time>`, `<day>`, `<op>`, `<me.arn>`... | values of the [`Context`] |
//! | `<hex:8>`, `<upper:8>`, `<lower:8>`, `<digits:8>`, `<b64:8>` | this many random characters |
//! | `<int:50>` | a number below 50; `<byte>`: below 256 |
//! | `<uuid>`, `<word>` | a random UUID, a word |
//! | `<pick:a\|b>` | one of the alternatives |
//! | `<list:term:2:9>` | 2 to 9 expansions of the term, separated by commas |
//! | `<term>` | a term of [`TERMS`] |

use anyhow::{Context as _, Result, bail};

use super::{
    rng::{Rng, name_key},
    session::Session,
    tables::{terms::Scope, terms::TERMS, words::WORDS},
};

const HEX: &[u8] = b"0123456789abcdef";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const DIGITS: &[u8] = b"0123456789";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The values that a template can name.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The archive's seed.
    pub(crate) seed: u64,
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    /// The time of the event, as `2025-03-03T08:00:00Z`.
    pub(crate) time: &'a str,
    /// The operation, as `s3:GetObject`.
    pub(crate) op: &'a str,
    /// The session that makes the call.
    pub(crate) session: &'a Session,
}

impl<'a> Context<'a> {
    fn value(&self, name: &str) -> Option<&'a str> {
        Some(match name {
            "account" => self.account,
            "region" => self.region,
            "time" => self.time,
            "day" => self.time.get(..10).unwrap_or_default(),
            "op" => self.op,
            "me.role" => &self.session.role,
            "me.id" => &self.session.id,
            "me.name" => &self.session.name,
            "me.arn" => &self.session.arn,
            "me.key" => &self.session.key,
            "me.created" => &self.session.created,
            "me.address" => &self.session.address,
            "me.agent" => &self.session.agent,
            _ => return None,
        })
    }
}

/// Expands templates for one record.
pub(crate) struct Expander<'a> {
    pub(crate) out: &'a mut Vec<u8>,
    pub(crate) context: Context<'a>,
    rng: Rng,
    /// The key of the record, so that it names the same bucket everywhere.
    record: u64,
    /// The key of the current list item, so that each item names a bucket of its own.
    item: u64,
}

impl<'a> Expander<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>, context: Context<'a>, mut rng: Rng) -> Self {
        let record = rng.next();
        Self { out, context, rng, record, item: 0 }
    }

    /// Appends an expanded template.
    pub(crate) fn write(&mut self, template: &str) -> Result<()> {
        let mut rest = template;
        while let Some(at) = rest.find(['<', '\'', '`']) {
            let (before, from) = rest.split_at(at);
            self.text(before);
            rest = &from[1..];
            if from.starts_with('\'') {
                self.out.push(b'"');
            } else if from.starts_with('`') {
                self.text("\\\"");
            } else {
                let (name, after) =
                    rest.split_once('>').with_context(|| format!("no '>' in {template}"))?;
                self.fill(name)?;
                rest = after;
            }
        }
        self.text(rest);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn fill(&mut self, placeholder: &str) -> Result<()> {
        if let Some(value) = self.context.value(placeholder) {
            self.text(value);
            return Ok(());
        }
        let (name, argument) = placeholder.split_once(':').unwrap_or((placeholder, ""));
        match name {
            "hex" => self.letters(HEX, argument)?,
            "upper" => self.letters(UPPER, argument)?,
            "lower" => self.letters(LOWER, argument)?,
            "mixed" => self.letters(MIXED, argument)?,
            "digits" => self.letters(DIGITS, argument)?,
            "b64" => self.letters(BASE64, argument)?,
            "int" => self.number(argument.parse()?),
            "byte" => self.number(256),
            "uuid" => self.uuid(),
            "word" => {
                let word = self.rng.pick(WORDS).copied().unwrap_or_default();
                self.text(word);
            }
            "pick" => {
                let alternatives: Vec<&str> = argument.split('|').collect();
                let chosen = self.rng.pick(&alternatives).copied().unwrap_or_default();
                self.write(chosen)?;
            }
            "list" => self.list(argument)?,
            _ => self.term(name)?,
        }
        Ok(())
    }

    fn letters(&mut self, alphabet: &[u8], count: &str) -> Result<()> {
        let count = count.parse().with_context(|| format!("'{count}' is not a count"))?;
        self.rng.letters(self.out, alphabet, count);
        Ok(())
    }

    fn number(&mut self, limit: u64) {
        let number = self.rng.below(limit).to_string();
        self.text(&number);
    }

    /// Appends a random UUID (version 4).
    pub(crate) fn uuid(&mut self) {
        let start = self.out.len();
        for length in [8, 4, 4, 4, 12] {
            if length != 8 {
                self.out.push(b'-');
            }
            self.rng.letters(self.out, HEX, length);
        }
        let variant = b"89ab".get(usize::from(self.out[start + 19] & 3)).copied();
        self.out[start + 14] = b'4';
        self.out[start + 19] = variant.unwrap_or(b'8');
    }

    fn list(&mut self, argument: &str) -> Result<()> {
        let parts: Vec<&str> = argument.split(':').collect();
        let [term, least, most] = parts[..] else { bail!("'{argument}' is not a list") };
        let (least, most): (u64, u64) = (least.parse()?, most.parse()?);
        let outer = self.item;
        let count = least + self.rng.skewed(most - least + 1);
        for at in 1..=count {
            if at > 1 {
                self.out.push(b',');
            }
            self.item = outer * 1000 + at;
            self.fill(term)?;
        }
        self.item = outer;
        Ok(())
    }

    fn term(&mut self, name: &str) -> Result<()> {
        let term = TERMS
            .iter()
            .find(|term| term.name == name)
            .with_context(|| format!("there is no term '{name}'"))?;
        let group = name_key(term.group);
        let mut choice = Rng::keyed(&[self.record, group, self.item]);
        let (seed, name) = (self.context.seed, name_key(term.name));
        let account = name_key(self.context.account);
        let region = name_key(self.context.region);
        let rng = match term.scope {
            Scope::Here => return self.write(term.pattern),
            Scope::Record => Rng::keyed(&[choice.next(), name]),
            Scope::Account(count) => Rng::keyed(&[seed, name, account, choice.skewed(count)]),
            Scope::Region(count) => {
                Rng::keyed(&[seed, name, account, region, choice.skewed(count)])
            }
        };
        let own = std::mem::replace(&mut self.rng, rng);
        self.write(term.pattern)?;
        self.rng = own;
        Ok(())
    }
}
