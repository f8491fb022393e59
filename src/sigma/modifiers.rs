//! The modifiers of fields: `userAgent|contains|all`.

use crate::sigma::yaml::Flaw;

/// The comparison that the modifiers of a field ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Text { is_open_before: bool, is_open_after: bool },
    Regex,
    Cidr,
    Exists,
    Number(&'static str),
}

/// The modifiers of a field.
pub(super) struct Modifiers {
    pub(super) comparison: Comparison,
    pub(super) flags: String,
    pub(super) is_all: bool,
    pub(super) is_cased: bool,
    pub(super) is_reference: bool,
}

pub(super) const EQUAL: Comparison =
    Comparison::Text { is_open_before: false, is_open_after: false };

/// The modifiers that choose a comparison.
pub(super) const COMPARISONS: &[(&str, Comparison)] = &[
    ("contains", Comparison::Text { is_open_before: true, is_open_after: true }),
    ("startswith", Comparison::Text { is_open_before: false, is_open_after: true }),
    ("endswith", Comparison::Text { is_open_before: true, is_open_after: false }),
    ("re", Comparison::Regex),
    ("cidr", Comparison::Cidr),
    ("exists", Comparison::Exists),
    ("lt", Comparison::Number("<")),
    ("lte", Comparison::Number("<=")),
    ("gt", Comparison::Number(">")),
    ("gte", Comparison::Number(">=")),
];

impl Modifiers {
    pub(super) fn parse<'a>(
        names: impl Iterator<Item = &'a str>,
        line: usize,
    ) -> Result<Self, Flaw> {
        let (flags, is_all) = (String::new(), false);
        let mut found =
            Self { comparison: EQUAL, flags, is_all, is_cased: false, is_reference: false };
        for name in names {
            let comparison = COMPARISONS.iter().find(|it| it.0 == name).map(|it| it.1);
            match name {
                "all" => found.is_all = true,
                "cased" => found.is_cased = true,
                "fieldref" => found.is_reference = true,
                "i" | "m" | "s" if found.comparison == Comparison::Regex => {
                    found.flags.push_str(name);
                }
                _ => match comparison {
                    Some(comparison) if found.comparison == EQUAL => found.comparison = comparison,
                    Some(_) => {
                        return Err(Flaw::new(
                            line,
                            format!("the modifier '{name}' cannot follow another comparison"),
                        ));
                    }
                    None => {
                        return Err(Flaw::new(
                            line,
                            format!("the modifier '{name}' is not supported"),
                        ));
                    }
                },
            }
        }
        let is_text = matches!(found.comparison, Comparison::Text { .. });
        if !is_text && (found.is_cased || found.is_reference) {
            return Err(Flaw::new(line, "the modifiers 'cased' and 'fieldref' are for texts only"));
        }
        Ok(found)
    }
}
