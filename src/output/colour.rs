//! Colours of values on a terminal: what was denied, what failed and what is gone.

use console::Color;

/// The colour of a value.
struct ColourRule {
    column: &'static str,
    /// The start of the value.
    start: &'static str,
    colour: Color,
}

const RULES: &[ColourRule] = &[
    ColourRule { column: "outcome", start: "denied", colour: Color::Red },
    ColourRule { column: "outcome", start: "failed", colour: Color::Yellow },
    ColourRule { column: "action", start: "Delete", colour: Color::Magenta },
    ColourRule { column: "action", start: "Terminate", colour: Color::Magenta },
    ColourRule { column: "event_name", start: "Delete", colour: Color::Magenta },
    ColourRule { column: "event_name", start: "Terminate", colour: Color::Magenta },
    ColourRule { column: "verdict", start: "altered", colour: Color::Red },
];

/// Returns the colour of a value in a column.
pub(crate) fn of_value(column: &str, value: &str) -> Option<Color> {
    let applies = |rule: &&ColourRule| rule.column == column && value.starts_with(rule.start);
    RULES.iter().find(applies).map(|rule| rule.colour)
}
