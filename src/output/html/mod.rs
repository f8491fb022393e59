//! Pages in HTML: each is one file, has no script, asks for nothing, and shows text from logs as text.

mod document;
mod table;
mod text_rows;

pub(crate) use document::{END, begin};
pub(crate) use table::{HtmlWriter, table};
pub(crate) use text_rows::{TextRows, cut, first_rows};
