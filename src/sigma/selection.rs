//! Selections as conditions: fields with modifiers and values, lists of maps, keywords.

use std::collections::HashMap;

use crate::{
    sigma::{
        expression::{Expression, TestId},
        field::{CallNames, ExtraMembers, FieldTexts, Reads},
        modifiers::{COMPARISONS, Comparison, EQUAL, Modifiers},
        value::{self, WildcardText},
        yaml::{Flaw, YamlNode, YamlValue},
    },
    store::{Connection, literal::quote},
};

/// The most values with wildcards or modifiers of one field.
const MOST_PATTERNS: usize = 500;

/// The most bytes of a value, and the most tests of a rule.
const MOST_BYTES: usize = 64 << 10;
const MOST_TESTS: usize = 2000;

/// A test of one field, which is true or false for each event.
#[derive(Debug)]
pub(super) struct FieldTest {
    pub(super) sql: String,
    pub(super) reads: Reads,
    /// The field, and the texts in lower case of which it must have one, if that is all of the test.
    pub(super) equals: Option<(FieldTexts, Vec<String>)>,
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

impl SelectionReader<'_> {
    /// Returns the condition of a selection.
    pub(super) fn selection(&mut self, node: &YamlNode) -> Result<Expression, Flaw> {
        match &node.value {
            YamlValue::Map(members) if !members.is_empty() => {
                let fields = members.iter().map(|(line, key, value)| self.field(*line, key, value));
                let fields = fields.collect::<Result<_, _>>()?;
                checked(node.line, Expression::all(fields))
            }
            YamlValue::List(elements) if !elements.is_empty() => {
                let parts = elements.iter().map(|element| self.selection(element));
                let parts = parts.collect::<Result<_, _>>()?;
                checked(node.line, Expression::any(parts))
            }
            YamlValue::Text(_) => self.field(node.line, "", node),
            _ => Err(Flaw::new(node.line, "the selection is empty")),
        }
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
        let texts = if name.is_empty() {
            if modifiers.comparison == EQUAL {
                modifiers.comparison = COMPARISONS[0].1;
            }
            FieldTexts::of_record()
        } else {
            self.texts(name, line)?
        };
        let values = value.elements();
        if values.is_empty() {
            return Err(Flaw::new(line, format!("'{key}' has no values")));
        }
        let mut parts = Vec::new();
        let mut given = Vec::new();
        for value in values {
            match &value.value {
                YamlValue::Null if modifiers.comparison == EQUAL => {
                    let exists = self.exists(&texts);
                    parts.push(Expression::not(exists));
                }
                YamlValue::Text(text) if text.len() <= MOST_BYTES => {
                    given.push((value.line, text.as_str()));
                }
                YamlValue::Text(_) => {
                    return Err(Flaw::new(
                        value.line,
                        format!("the value is longer than {MOST_BYTES} bytes"),
                    ));
                }
                _ => {
                    return Err(Flaw::new(
                        value.line,
                        format!("'{key}' has a value that is no text"),
                    ));
                }
            }
        }
        let is_exact = |(_, text): &(usize, &str)| !text.contains(['*', '?']);
        let has_patterns = modifiers.comparison != EQUAL || !given.iter().all(is_exact);
        if given.len() > MOST_PATTERNS && (has_patterns || modifiers.is_all) {
            let text =
                format!("'{key}' has more than {MOST_PATTERNS} values with wildcards or modifiers");
            return Err(Flaw::new(line, text));
        }
        if !given.is_empty() {
            parts.extend(self.tests(&texts, &modifiers, &given)?);
        }
        Ok(if modifiers.is_all { Expression::all(parts) } else { Expression::any(parts) })
    }

    /// Returns one test for all values, or one for each if all must match.
    fn tests(
        &mut self,
        texts: &FieldTexts,
        modifiers: &Modifiers,
        values: &[(usize, &str)],
    ) -> Result<Vec<Expression>, Flaw> {
        let together = if modifiers.is_all || modifiers.comparison == Comparison::Exists {
            1
        } else {
            values.len()
        };
        let mut found = Vec::new();
        for values in values.chunks(together) {
            found.push(match modifiers.comparison {
                Comparison::Text { .. } if modifiers.is_reference => {
                    self.reference(texts, modifiers, values)?
                }
                Comparison::Text { is_open_before, is_open_after } => {
                    let parse = |value: &(usize, &str)| {
                        WildcardText::parse(
                            value.1,
                            (is_open_before, is_open_after),
                            modifiers.is_cased,
                        )
                    };
                    self.wildcards(texts, &values.iter().map(parse).collect::<Vec<_>>())
                }
                Comparison::Exists => match values[0].1 {
                    "true" => self.exists(texts),
                    "false" => Expression::not(self.exists(texts)),
                    _ => {
                        return Err(Flaw::new(
                            values[0].0,
                            "the value of 'exists' is neither true nor false",
                        ));
                    }
                },
                _ => self.conditions(texts, modifiers, values)?,
            });
        }
        Ok(found)
    }

    fn add(&mut self, reads: Reads, sql: String) -> Expression {
        self.add_test(FieldTest { sql, reads, equals: None })
    }

    fn add_test(&mut self, test: FieldTest) -> Expression {
        let next = self.tests.len();
        let id = *self.ids.entry(test.sql.clone()).or_insert(next);
        if id == next {
            self.tests.push(test);
        }
        Expression::Test(id)
    }

    fn exists(&mut self, texts: &FieldTexts) -> Expression {
        self.add(texts.reads, texts.meets(|it| format!("{it} IS NOT NULL"), &[]))
    }

    fn wildcards(&mut self, texts: &FieldTexts, values: &[WildcardText]) -> Expression {
        let words: Option<Vec<String>> = values.iter().map(WildcardText::word).collect();
        let words = words.filter(|words| words.len() <= 8).unwrap_or_default();
        let exact: Option<Vec<String>> = values.iter().map(WildcardText::exact).collect();
        let equals: Option<Vec<String>> = values.iter().map(WildcardText::lower).collect();
        let equals = equals.map(|equals| (texts.clone(), equals));
        let condition = |it: &str| match &exact {
            Some(exact) if exact.len() > 1 => {
                format!("{} IN ({})", values[0].compared(it), exact.join(", "))
            }
            _ => {
                let parts: Vec<String> = values.iter().map(|value| value.matches(it)).collect();
                format!("({})", parts.join(" OR "))
            }
        };
        let sql = texts.meets(condition, &words);
        self.add_test(FieldTest { sql, reads: texts.reads, equals })
    }

    /// Returns the test that one of some expressions, networks or numbers matches.
    fn conditions(
        &mut self,
        texts: &FieldTexts,
        modifiers: &Modifiers,
        values: &[(usize, &str)],
    ) -> Result<Expression, Flaw> {
        for (line, value) in values {
            self.check(modifiers, value).map_err(|text| Flaw::new(*line, text))?;
        }
        let condition = |it: &str| {
            let parts = values.iter().filter_map(|value| one_condition(modifiers, value.1, it));
            format!("({})", parts.collect::<Vec<_>>().join(" OR "))
        };
        Ok(self.add(texts.reads, texts.meets(condition, &[])))
    }

    fn check(&self, modifiers: &Modifiers, value: &str) -> Result<(), String> {
        let Some(condition) = one_condition(modifiers, value, "''") else {
            return Err(format!(
                "the value '{value}' is not {}",
                match modifiers.comparison {
                    Comparison::Cidr => "a network in CIDR notation",
                    _ => "a number",
                }
            ));
        };
        if modifiers.comparison != Comparison::Regex {
            return Ok(());
        }
        let tried = self.connection.query_row(&format!("SELECT {condition}"), [], |_| Ok(()));
        tried.map_err(|err| {
            let text = err.to_string();
            let reason = text.lines().next().and_then(|line| line.rsplit_once("Error: "));
            format!(
                "the regular expression is not supported (RE2): {}",
                reason.map_or(text.as_str(), |it| it.1)
            )
        })
    }

    fn reference(
        &mut self,
        texts: &FieldTexts,
        modifiers: &Modifiers,
        values: &[(usize, &str)],
    ) -> Result<Expression, Flaw> {
        let mut parts = Vec::new();
        for (line, name) in values {
            let others = self.texts(name, *line)?;
            let cased =
                |it: &str| if modifiers.is_cased { it.to_owned() } else { format!("lower({it})") };
            let (it, other) = (cased("it"), cased("other"));
            let condition = match modifiers.comparison {
                Comparison::Text { is_open_before: true, is_open_after: true } => {
                    format!("contains({it}, {other})")
                }
                Comparison::Text { is_open_after: true, .. } => {
                    format!("starts_with({it}, {other})")
                }
                Comparison::Text { is_open_before: true, .. } => {
                    format!("ends_with({it}, {other})")
                }
                _ => format!("{it} = {other}"),
            };
            let sql = format!(
                "coalesce(len(list_filter({}, lambda it: len(list_filter({}, lambda other: {condition})) > 0)) > 0, false)",
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
        return Err(Flaw::new(line, format!("it has more than {MOST_TESTS} tests")));
    }
    Ok(found)
}

/// Returns the condition of one value that is no text with wildcards, or `None` if the value has not the form
/// that it must have.
fn one_condition(modifiers: &Modifiers, value: &str, it: &str) -> Option<String> {
    match modifiers.comparison {
        Comparison::Cidr => value::is_in_network(value, it),
        Comparison::Number(operator) => value::compares(value, operator, it),
        _ => {
            let flags = if modifiers.flags.is_empty() {
                String::new()
            } else {
                format!("(?{})", modifiers.flags)
            };
            Some(format!("regexp_matches({it}, {})", quote(&format!("{flags}{value}"))))
        }
    }
}
