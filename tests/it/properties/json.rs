//! Random JSON text: repeated names, numbers beyond any type, unpaired surrogates, needless escapes, and
//! space in all places.

use ducktrail::internals::trail::column::COLUMNS;
use proptest::{collection::vec, prelude::*, sample::select};

/// Generates the text of a value.
pub(crate) fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(&["null", "true", "false", "\"\"", "\"true\"", "\"False\"", "0", "-0", "50.0"])
            .prop_map(str::to_owned),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,4})?",
        "\"[12][0-9]{3}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]0[0-9]:[0-5]0)?\"",
        string(),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            (vec(inner.clone(), 0..5), space()).prop_map(|(elements, space)| {
                format!("[{space}{}]", elements.join(&format!("{space},")))
            }),
            (vec((name(), inner), 0..5), space()).prop_map(object),
        ]
    })
}

/// Generates the text of an object with many members of CloudTrail records. A record with an unpaired
/// surrogate in a member name is rejected, so there is none.
pub(crate) fn record() -> impl Strategy<Value = String> {
    let name = name().prop_filter("no text", |name| serde_json::from_str::<String>(name).is_ok());
    (vec((name, value()), 0..12), space()).prop_map(object)
}

/// Returns the text of an object with these members and this space in all places.
fn object((members, space): (Vec<(String, String)>, &str)) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{space}{name}{space}:{space}{value}{space}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// Generates a quoted name, sometimes one that a column is read from.
fn name() -> impl Strategy<Value = String> {
    let known: Vec<&str> = COLUMNS.iter().flat_map(|column| column.path).copied().collect();
    prop_oneof![
        8 => select(known).prop_map(|name| format!("\"{name}\"")),
        1 => Just("\"event\\u0049D\"".to_owned()),
        3 => string(),
    ]
}

/// Generates a quoted string.
fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        2 => "[a-z]{1,9}".prop_map(|text| format!("\"{text}\"")),
        1 => vec(any::<u16>(), 0..4).prop_map(|units| {
            let escapes: Vec<String> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            format!("\"{}\"", escapes.concat())
        }),
        1 => select(&["\"\\ud800\"", "\"\\/\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"é\\n\""])
            .prop_map(str::to_owned),
    ]
}

fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just(""), 1 => select(&[" ", "\n", "\t", "\r\n  "])]
}
