//! Rules of one document each: what they find, and what they say of it.

use std::path::Path;

use crate::{
    report::LEVELS,
    sigma::{
        condition::{self, Selections},
        correlation::{Correlation, seconds},
        expression::Expression,
        keys::{self, check_spelling},
        selection::{SelectionReader, checked},
        yaml::{Flaw, YamlNode, YamlValue, fail},
    },
};

/// A rule.
pub(super) struct SigmaRule {
    /// The file and the line of the rule.
    pub(super) place: (String, usize),
    pub(super) title: String,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) level: &'static str,
    pub(super) tags: Vec<String>,
    pub(super) description: String,
    pub(super) body: RuleBody,
}

/// The events that a rule finds.
pub(super) enum RuleBody {
    Detection(Expression),
    Correlation(Correlation),
}

impl SigmaRule {
    /// Reads a rule from a document.
    pub(super) fn read(
        document: &YamlNode,
        (path, line): (&Path, usize),
        reader: &mut SelectionReader<'_>,
    ) -> Result<Self, Flaw> {
        check_spelling(document, keys::OF_RULE)?;
        if let Some(action) = document.get("action") {
            return fail(action.line, "'action' of a rule collection is not supported");
        }
        let body = match (document.get("detection"), document.get("correlation")) {
            (Some(detection), None) => {
                check_log_source(document)?;
                RuleBody::Detection(read_detection(detection, reader)?)
            }
            (None, Some(correlation)) => {
                RuleBody::Correlation(Correlation::read(correlation, reader)?)
            }
            _ => {
                return fail(
                    document.line,
                    "it has neither a detection nor a correlation, or both",
                );
            }
        };
        let tags = document.get("tags").map(YamlNode::elements).unwrap_or_default();
        Ok(Self {
            place: (path.display().to_string(), line),
            title: title(document).to_owned(),
            id: document.text_of("id").to_owned(),
            name: document.text_of("name").to_owned(),
            level: level(document)?,
            tags: tags.into_iter().filter_map(YamlNode::text).map(str::to_owned).collect(),
            description: document.text_of("description").trim().to_owned(),
            body,
        })
    }

    /// Returns the technique or the tactic of MITRE ATT&CK that its tags name, several with commas.
    pub(super) fn attack(&self, is_technique: bool) -> String {
        let names = self.tags.iter().filter_map(|tag| tag.strip_prefix("attack."));
        let of_kind = names.filter(|name| {
            let number = name.strip_prefix('t').unwrap_or_default();
            number.starts_with(|letter: char| letter.is_ascii_digit()) == is_technique
        });
        let shown = of_kind
            .map(|name| if is_technique { name.to_uppercase() } else { in_title_case(name) });
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// Returns the title of a document, by which messages name it.
pub(super) fn title(document: &YamlNode) -> &str {
    match document.text_of("title") {
        "" => "(no title)",
        title => title,
    }
}

/// `privilege-escalation` → `Privilege Escalation`
fn in_title_case(name: &str) -> String {
    let words = name.split(['-', '_']).map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    });
    words.collect::<Vec<_>>().join(" ")
}

fn level(document: &YamlNode) -> Result<&'static str, Flaw> {
    let Some(node) = document.get("level") else { return Ok("informational") };
    let text = node.text().unwrap_or_default();
    let level = LEVELS.into_iter().find(|level| level.eq_ignore_ascii_case(text));
    level.ok_or_else(|| {
        Flaw::new(node.line, format!("the level '{text}' is none of {}", LEVELS.join(", ")))
    })
}

/// Fails if a rule is about other logs than CloudTrail's.
fn check_log_source(document: &YamlNode) -> Result<(), Flaw> {
    let Some(source) = document.get("logsource") else {
        let text = "it has no logsource; that of CloudTrail is product: aws, service: cloudtrail";
        return fail(document.line, text);
    };
    check_spelling(source, &["product", "category", "service"])?;
    let is = |name: &str, value: &str| source.text_of(name).eq_ignore_ascii_case(value);
    if is("service", "cloudtrail") && (is("product", "aws") || is("product", "")) {
        return Ok(());
    }
    let parts = ["product", "category", "service"].map(|name| source.text_of(name));
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    fail(source.line, format!("its logs are not CloudTrail's: {}", parts.join("/")))
}

fn read_detection(node: &YamlNode, reader: &mut SelectionReader<'_>) -> Result<Expression, Flaw> {
    let YamlValue::Map(members) = &node.value else {
        return fail(node.line, "the detection is empty");
    };
    let Some(conditions) = node.get("condition") else {
        check_spelling(node, &["condition"])?;
        return fail(node.line, "the detection has no condition");
    };
    let mut selections = Selections::new();
    for (line, name, value) in members.iter().filter(|member| member.1 != "condition") {
        // A span of time under another name is a timeframe that is misspelled.
        if name == "timeframe" || value.text().is_some_and(|text| seconds(text).is_some()) {
            let text = format!("'{name}' is not supported; a correlation can do the same");
            return fail(*line, text);
        }
        selections.insert(name.clone(), reader.selection(value)?);
    }
    let mut alternatives = Vec::new();
    for condition in conditions.elements() {
        let Some(text) = condition.text() else {
            return fail(condition.line, "the condition is no text");
        };
        alternatives.push(condition::parse(text, condition.line, &selections)?);
    }
    checked(conditions.line, Expression::any(alternatives))
}
