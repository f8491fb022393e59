//! Selections as conditions: fields with modifiers and values, lists of maps, keywords.

use std::collections::HashMap;

use crate::{
    sigma::{
        expression::{Expression, TestId},
        field::{CallNames, ExtraMembers, FieldTexts, Reads},
        modifiers::{CONTAINS, Comparison, EQUAL, Modifiers},
        pattern::TextPattern,
        yaml::{Flaw, YamlNode, YamlValue, fail},
    },
    store::Connection,
};

/// The most values with wildcards or modifiers of one field.
const MOST_PATTERNS: usize = 500;

/// The most values of which a document must contain one: more cost as much as reading the document.
const MOST_WORDS: usize = 8;

/// The most bytes of a value, and the most tests of a rule.
const MOST_BYTES: usize = 64 << 10;
const MOST_TESTS: usize = 2000;

/// A test of one field, which is true or false for each event.
#[derive(Debug)]
pub(super) struct FieldTest {
    pub(super) sql: String,
    pub(super) reads: Reads,
    /// The column, and the texts in lower case of which it must have one, if that is all of the test.
    pub(super) equals: Option<(String, Vec<String>)>,
}

/// Reads selections, and collects their tests: equal tests of several rules are one.
pub(super) struct SelectionReader<'a> {
    pub(super) connection: &'a Connection,
    pub(super) extra: &'a ExtraMembers,
    pub(super) names: CallNames,
    pub(super) tests: Vec<FieldTest>,
    pub(super) ids: HashMap<String, TestId>,
    /// Fields that no event has.
    pub(super) unknown: Vec<Flaw>,
}

/// The values of a field, with their lines.
type Values<'a> = [(usize, &'a str)];

impl SelectionReader<'_> {
    /// Returns the condition of a selection.
    pub(super) fn selection(&mut self, node: &YamlNode) -> Result<Expression, Flaw> {
        let found = match &node.value {
            YamlValue::Map(members) if !members.is_empty() => {
                let fields = members.iter().map(|(line, key, value)| self.field(*line, key, value));
                Expression::all(fields.collect::<Result<_, _>>()?)
            }
            YamlValue::List(elements) if !elements.is_empty() => {
                let parts = elements.iter().map(|element| self.selection(element));
                Expression::any(parts.collect::<Result<_, _>>()?)
            }
            YamlValue::Text(_) => self.field(node.line, "", node)?,
            _ => return fail(node.line, "the selection is empty"),
        };
        checked(node.line, found)
    }

    /// Returns the texts of a field.
    pub(super) fn texts(&mut self, name: &str, line: usize) -> Result<FieldTexts, Flaw> {
        let (texts, mut may_exist) = FieldTexts::of(name, line, self.extra)?;
        if name == "eventName" && self.names == CallNames::AnyVersion {
            return Ok(FieldTexts::of_names());
        }
        if let (Reads::Caller, Some(needed)) = (texts.reads, &texts.needed) {
            let sql = "SELECT count(*) > 0 FROM callers WHERE contains(user_identity::VARCHAR, ?)";
            let found = self.connection.query_row(sql, [needed], |row| row.get(0));
            may_exist = found.map_err(|err| Flaw::new(line, err.to_string()))?;
        }
        if !may_exist {
            self.unknown.push(Flaw::new(line, format!("no event has the field '{name}'")));
        }
        Ok(texts)
    }

    fn field(&mut self, line: usize, key: &str, value: &YamlNode) -> Result<Expression, Flaw> {
        let mut names = key.split('|');
        let name = names.next().unwrap_or_default();
        let mut modifiers = Modifiers::parse(names, line)?;
        if name.is_empty() && modifiers.comparison == EQUAL {
            modifiers.comparison = CONTAINS;
        }
        let texts = if name.is_empty() { FieldTexts::of_record() } else { self.texts(name, line)? };
        let (mut parts, mut given) = (Vec::new(), Vec::new());
        for value in value.elements() {
            match &value.value {
                YamlValue::Null if modifiers.comparison == EQUAL => {
                    parts.push(Expression::not(self.exists(&texts)));
                }
                YamlValue::Text(text) if text.len() <= MOST_BYTES => {
                    given.push((value.line, text.as_str()));
                }
                YamlValue::Text(_) => {
                    return fail(
                        value.line,
                        format!("the value is longer than {MOST_BYTES} bytes"),
                    );
                }
                _ => return fail(value.line, format!("'{key}' has a value that is no text")),
            }
        }
        if parts.is_empty() && given.is_empty() {
            return fail(line, format!("'{key}' has no values"));
        }
        let is_exact = |(_, text): &(usize, &str)| !text.contains(['*', '?']);
        let is_list =
            modifiers.comparison == EQUAL && !modifiers.is_all && given.iter().all(is_exact);
        if given.len() > MOST_PATTERNS && !is_list {
            let text =
                format!("'{key}' has more than {MOST_PATTERNS} values with wildcards or modifiers");
            return fail(line, text);
        }
        // One test for all values, or one for each if all must match.
        let is_one_by_one = modifiers.is_all || modifiers.comparison == Comparison::Exists;
        let together = if is_one_by_one { 1 } else { given.len().max(1) };
        for values in given.chunks(together) {
            parts.push(match (modifiers.comparison, values[0].1) {
                (Comparison::Text(_, function), _) if modifiers.is_reference => {
                    self.reference(&texts, &|it| modifiers.compared(it), function, values)?
                }
                (Comparison::Exists, "false") => Expression::not(self.exists(&texts)),
                _ => self.values(&texts, &modifiers, values)?,
            });
        }
        Ok(if modifiers.is_all { Expression::all(parts) } else { Expression::any(parts) })
    }

    fn add(&mut self, reads: Reads, sql: String) -> Expression {
        let next = self.tests.len();
        let id = *self.ids.entry(sql.clone()).or_insert(next);
        if id == next {
            self.tests.push(FieldTest { sql, reads, equals: None });
        }
        Expression::Test(id)
    }

    fn exists(&mut self, texts: &FieldTexts) -> Expression {
        self.add(texts.reads, texts.meets(&format!("{} IS NOT NULL", texts.one()), &[]))
    }

    /// Returns the test that one of some values matches.
    fn values(
        &mut self,
        texts: &FieldTexts,
        modifiers: &Modifiers,
        values: &Values<'_>,
    ) -> Result<Expression, Flaw> {
        let it = texts.one();
        let patterns: Vec<_> =
            values.iter().filter_map(|value| modifiers.pattern(value.1)).collect();
        let words: Option<Vec<String>> = patterns.iter().map(TextPattern::word).collect();
        let words = words.filter(|words| words.len() <= MOST_WORDS).unwrap_or_default();
        if !patterns.is_empty() && !patterns.iter().any(TextPattern::has_wildcards) {
            let list: Vec<String> = patterns.iter().map(TextPattern::text).collect();
            let sql = format!("{} IN ({})", modifiers.compared(it), list.join(", "));
            let found = self.add(texts.reads, texts.meets(&sql, &words));
            let equals: Option<Vec<String>> = patterns.iter().map(TextPattern::lower).collect();
            if let (Expression::Test(id), Some(equals)) = (&found, equals) {
                self.tests[*id].equals = Some((it.to_owned(), equals)).filter(|_| it != "it");
            }
            return Ok(found);
        }
        let mut conditions = Vec::new();
        for (line, value) in values {
            let condition = modifiers.condition(value, it);
            let condition = condition
                .map_err(|form| Flaw::new(*line, format!("the value '{value}' is not {form}")))?;
            if condition.starts_with("regexp") {
                let tried = modifiers.condition(value, "''").unwrap_or_default();
                self.check_regex(&tried).map_err(|text| Flaw::new(*line, text))?;
            }
            conditions.push(condition);
        }
        let sql = format!("({})", conditions.join(" OR "));
        Ok(self.add(texts.reads, texts.meets(&sql, &words)))
    }

    /// Fails if DuckDB cannot compile a regular expression.
    fn check_regex(&self, condition: &str) -> Result<(), String> {
        let tried = self.connection.query_row(&format!("SELECT {condition}"), [], |_| Ok(()));
        tried.map_err(|err| {
            let text = err.to_string();
            let reason = text.lines().next().and_then(|line| line.rsplit_once("Error: "));
            let reason = reason.map_or(text.as_str(), |it| it.1);
            format!("the regular expression is not supported (RE2): {reason}")
        })
    }

    /// Returns the test that a field compares so with one of some other fields.
    fn reference(
        &mut self,
        texts: &FieldTexts,
        compared: &dyn Fn(&str) -> String,
        function: &str,
        names: &Values<'_>,
    ) -> Result<Expression, Flaw> {
        let mut parts = Vec::new();
        let (it, other) = (compared("it"), compared("other"));
        for (line, name) in names {
            let others = self.texts(name, *line)?;
            let sql = format!(
                "sigma_any(list_filter({}, lambda it: sigma_any(list_filter({}, lambda other: {function}({it}, {other})))))",
                texts.list(),
                others.list()
            );
            parts.push(self.add(texts.reads.with(others.reads), sql));
        }
        Ok(Expression::any(parts))
    }
}

/// Fails if a condition has too many tests.
pub(super) fn checked(line: usize, found: Expression) -> Result<Expression, Flaw> {
    if found.size() > MOST_TESTS {
        return fail(line, format!("it has more than {MOST_TESTS} tests"));
    }
    Ok(found)
}
