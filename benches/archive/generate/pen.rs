//! Writes the templates of the tables out as JSON.
//!
//! A template is JSON with three shorthands, so that it reads well in Rust source:
//! `'` stands for `"`, a backquote for `\"` (JSON inside a JSON string), and `<name>` or
//! `<name:argument>` for something to fill in:
//!
//! | | |
//! | --- | --- |
//! | `<account>`, `<region>`, `<time>`, `<day>`, `<op>`, `<me.arn>`... | what the record is about |
//! | `<hex:8>`, `<upper:8>`, `<lower:8>`, `<digits:8>`, `<b64:8>` | that many random characters |
//! | `<int:50>` | a number below 50, `<byte>` one below 256 |
//! | `<uuid>`, `<word>` | a random UUID, a word |
//! | `<pick:a\|b>` | one of these |
//! | `<list:term:2:9>` | from 2 to 9 times that term, with commas |
//! | `<term>` | a line of the table of terms |

use anyhow::{Context, Result, bail};

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

/// What a text is about.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// The archive's seed.
    pub(crate) seed: u64,
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    /// When it happened, as `2025-03-03T08:00:00Z`.
    pub(crate) time: &'a str,
    /// What is done, as `s3:GetObject`.
    pub(crate) op: &'a str,
    /// Who does it.
    pub(crate) me: &'a Session,
}

impl<'a> Scene<'a> {
    fn value(&self, name: &str) -> Option<&'a str> {
        Some(match name {
            "account" => self.account,
            "region" => self.region,
            "time" => self.time,
            "day" => self.time.get(..10).unwrap_or_default(),
            "op" => self.op,
            "me.role" => &self.me.role,
            "me.id" => &self.me.id,
            "me.name" => &self.me.name,
            "me.arn" => &self.me.arn,
            "me.key" => &self.me.key,
            "me.created" => &self.me.created,
            "me.address" => &self.me.address,
            "me.agent" => &self.me.agent,
            _ => return None,
        })
    }
}

/// Fills in templates.
pub(crate) struct Pen<'a> {
    pub(crate) out: &'a mut Vec<u8>,
    pub(crate) scene: Scene<'a>,
    rng: Rng,
    /// The record's own number: one record names the same bucket everywhere.
    record: u64,
    /// Which item of a list is being written: each names a bucket of its own.
    item: u64,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>, scene: Scene<'a>, mut rng: Rng) -> Self {
        let record = rng.next();
        Self { out, scene, rng, record, item: 0 }
    }

    /// Adds a template, filled in.
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
        if let Some(value) = self.scene.value(placeholder) {
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
                let among: Vec<&str> = argument.split('|').collect();
                let one = self.rng.pick(&among).copied().unwrap_or_default();
                self.write(one)?;
            }
            "list" => self.list(argument)?,
            _ => self.term(name)?,
        }
        Ok(())
    }

    fn letters(&mut self, alphabet: &[u8], count: &str) -> Result<()> {
        let count = count.parse().with_context(|| format!("'{count}' is no count"))?;
        self.rng.letters(self.out, alphabet, count);
        Ok(())
    }

    fn number(&mut self, limit: u64) {
        let number = self.rng.below(limit).to_string();
        self.text(&number);
    }

    /// A random UUID (version 4), which every event and most requests have.
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
        let [term, least, most] = parts[..] else { bail!("'{argument}' is no list") };
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
        let (seed, name) = (self.scene.seed, name_key(term.name));
        let account = name_key(self.scene.account);
        let region = name_key(self.scene.region);
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
