//! YAML as a tree whose parts know their lines. A tree has a bounded depth, and there are no aliases, so it is
//! never larger than its text.

use saphyr_parser::{Event, Parser, ScalarStyle};

/// The most levels of a document. Rules have about six.
const MOST_LEVELS: usize = 32;

/// The most members of a map, which are compared with each other, and the most elements of a list.
const MOST_MEMBERS: usize = 2000;

/// A reason why a document or a rule cannot be used, and the line that says so.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Flaw {
    pub(super) fn new(line: usize, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }
}

/// Fails with a reason and the line that it is about.
pub(super) fn fail<T>(line: usize, text: impl Into<String>) -> Result<T, Flaw> {
    Err(Flaw::new(line, text))
}

/// A value of a document.
#[derive(Debug)]
pub(super) struct YamlNode {
    pub(super) line: usize,
    pub(super) value: YamlValue,
}

#[derive(Debug)]
pub(super) enum YamlValue {
    Null,
    Text(String),
    List(Vec<YamlNode>),
    /// The members in their order, with the lines of their names.
    Map(Vec<(usize, String, YamlNode)>),
}

impl YamlNode {
    /// Returns a member of a map.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.1 == name).map(|member| &member.2)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            YamlValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the text of a member, or no text if there is none.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.get(name).and_then(Self::text).unwrap_or_default()
    }

    /// Returns the members of a map, and no member of any other value.
    pub(super) fn members(&self) -> &[(usize, String, Self)] {
        match &self.value {
            YamlValue::Map(members) => members,
            _ => &[],
        }
    }

    /// Returns the elements of a list; any other value is a list of one.
    pub(super) fn elements(&self) -> Vec<&Self> {
        match &self.value {
            YamlValue::List(elements) => elements.iter().collect(),
            _ => vec![self],
        }
    }
}

/// A list or map whose end is not read yet. A map has the name of its next member.
struct OpenNode {
    node: YamlNode,
    name: Option<(usize, String)>,
}

/// Parses the documents of a text. The last result is the flaw at which it ends, if there is one.
pub(super) fn documents(text: &str) -> Vec<Result<YamlNode, Flaw>> {
    let mut documents = Vec::new();
    let mut open: Vec<OpenNode> = Vec::new();
    for event in Parser::new_from_str(text) {
        let event = event.map_err(|err| {
            Flaw::new(err.marker().line(), format!("it is not YAML: {}", err.info()))
        });
        let read = event.and_then(|(event, span)| read(event, span.start.line(), &mut open));
        let is_flawed = read.is_err();
        documents.extend(read.transpose());
        if is_flawed {
            break;
        }
    }
    documents
}

/// Adds an event to the nodes that are open. Returns the document that it completes.
fn read(event: Event<'_>, line: usize, open: &mut Vec<OpenNode>) -> Result<Option<YamlNode>, Flaw> {
    let value = match event {
        Event::Alias(_) => return fail(line, "it has an alias, which is not supported"),
        Event::Scalar(_, _, _, Some(tag))
        | Event::SequenceStart(_, Some(tag))
        | Event::MappingStart(_, Some(tag)) => {
            return fail(line, format!("it has a tag, {tag}, which is not supported"));
        }
        Event::Scalar(text, style, ..) => scalar(&text, style == ScalarStyle::Plain),
        Event::SequenceStart(..) => YamlValue::List(Vec::new()),
        Event::MappingStart(..) => YamlValue::Map(Vec::new()),
        Event::SequenceEnd | Event::MappingEnd => {
            return match open.pop() {
                Some(closed) => add(closed.node, open),
                None => Ok(None),
            };
        }
        _ => return Ok(None),
    };
    let node = YamlNode { line, value };
    if matches!(node.value, YamlValue::Null | YamlValue::Text(_)) {
        return add(node, open);
    }
    if open.len() == MOST_LEVELS {
        return fail(line, format!("it has more than {MOST_LEVELS} levels"));
    }
    open.push(OpenNode { node, name: None });
    Ok(None)
}

/// Returns the value of a scalar by the core schema of YAML 1.2. Numbers are texts, as they are compared as
/// texts.
fn scalar(text: &str, is_plain: bool) -> YamlValue {
    match text {
        "" | "~" | "null" | "Null" | "NULL" if is_plain => YamlValue::Null,
        "True" | "TRUE" | "False" | "FALSE" if is_plain => YamlValue::Text(text.to_lowercase()),
        _ => YamlValue::Text(text.to_owned()),
    }
}

/// Adds a complete node to the one that is open, or returns it as a document.
fn add(node: YamlNode, open: &mut [OpenNode]) -> Result<Option<YamlNode>, Flaw> {
    let Some(parent) = open.last_mut() else { return Ok(Some(node)) };
    let count = match &parent.node.value {
        YamlValue::Map(members) => members.len(),
        YamlValue::List(elements) => elements.len(),
        _ => 0,
    };
    if count == MOST_MEMBERS {
        return fail(
            node.line,
            format!("it has a list or a map of more than {MOST_MEMBERS} elements"),
        );
    }
    match (&mut parent.node.value, parent.name.take()) {
        (YamlValue::Map(members), Some((line, name))) => {
            if members.iter().any(|member| member.1 == name) {
                return fail(line, format!("it has the key '{name}' twice"));
            }
            members.push((line, name, node));
        }
        (YamlValue::Map(_), None) => match node.value {
            YamlValue::Text(name) => parent.name = Some((node.line, name)),
            _ => return fail(node.line, "it has a key that is no text"),
        },
        (YamlValue::List(elements), _) => elements.push(node),
        _ => {}
    }
    Ok(None)
}
