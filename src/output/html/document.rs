//! The frame of a page. Its policy allows the style sheet in it and nothing else, so a browser runs and loads
//! nothing, even if a text of a log became markup.
//!
//! Source: Content Security Policy Level 3, "default-src" and "style-src" with the hash of an inline style.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::text::visible;

const STYLE: &str = include_str!("../../../html/style.css");

/// The end of every page.
pub(crate) const END: &str = "</main>\n</body>\n</html>\n";

/// Returns everything before the content of a page.
pub(crate) fn begin(title: &str) -> String {
    let head = html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="robots" content="noindex";
            meta name="generator" content={ "ducktrail " (env!("CARGO_PKG_VERSION")) };
            title { (visible(title)) }
            style { (PreEscaped(STYLE)) }
        }
    };
    format!("<!doctype html>\n<html lang=\"en\">\n{}\n<body>\n<main>\n", head.into_string())
}

fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_text_and_the_policy_comes_before_the_style() {
        let page = begin("a</title><script>\u{202e}\0");
        assert!(page.contains("<title>a&lt;/title&gt;&lt;script&gt;\\u{202e}\\u{0}</title>"));
        let policy = page.find("default-src 'none'").unwrap();
        assert!(policy < page.find("<style>").unwrap());
        assert!(
            !STYLE.contains("</style") && !STYLE.contains("url(") && !STYLE.contains("@import")
        );
    }
}
