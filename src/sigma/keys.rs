//! The keys that maps of rules may have. Rules may have keys of their makers' own, but one that resembles a key
//! of the specification is misspelled.

use crate::sigma::yaml::{Flaw, YamlNode, fail};

/// The keys of a rule that have a meaning here.
pub(super) const OF_RULE: &[&str] = &[
    "title",
    "id",
    "name",
    "level",
    "tags",
    "description",
    "logsource",
    "detection",
    "correlation",
    "action",
];

/// The keys of the specification that have none.
const OTHERS: &[&str] = &[
    "related",
    "taxonomy",
    "status",
    "license",
    "author",
    "references",
    "reference",
    "date",
    "modified",
    "fields",
    "falsepositives",
    "scope",
    "filter",
];

/// Fails if a map has a key that is none of these.
pub(super) fn check_keys(node: &YamlNode, known: &[&str]) -> Result<(), Flaw> {
    let unknown = node.members().iter().find(|member| !known.contains(&member.1.as_str()));
    let Some((line, name, _)) = unknown else { return Ok(()) };
    let meant = resembled(name, known).map(|it| format!("; did you mean '{it}'?"));
    fail(*line, format!("the key '{name}' is not supported{}", meant.unwrap_or_default()))
}

/// Fails if a map that may have other keys has one that is nearly one of these.
pub(super) fn check_spelling(node: &YamlNode, known: &[&str]) -> Result<(), Flaw> {
    for (line, name, _) in node.members() {
        let is_known = known.contains(&name.as_str()) || OTHERS.contains(&name.as_str());
        if let Some(meant) = resembled(name, known).filter(|_| !is_known) {
            return fail(*line, format!("the key '{name}' is misspelled; did you mean '{meant}'?"));
        }
    }
    Ok(())
}

/// Returns a key that differs in one letter, or two of a long one.
fn resembled<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = name.to_ascii_lowercase();
    let is_near = |it: &&str| {
        let edits = it.len().div_ceil(6);
        name.len() < 40 && it.len() > 3 && strsim::damerau_levenshtein(&lower, it) <= edits
    };
    known.iter().copied().find(is_near)
}
