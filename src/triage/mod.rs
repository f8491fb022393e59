//! Triage: the findings, the worst first, the story of one caller, key, session or address, and both on a page.

mod command;
mod findings;
mod indicator;
pub(crate) mod page;
pub(crate) mod places;
pub(crate) mod story;
mod text;

pub(crate) use findings::{FindingsRequest, LIST, prepare};
pub(crate) use text::text;
