//! Any record can be restored from its row.

use ducktrail::internals::trail::{
    canonical::canonical,
    container,
    members::{self, Member},
    record::{self, ColumnSet},
    shape,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::Value;

use crate::{
    lossless::{assert_every_event_is_restored, is_restored},
    properties::{cases, json},
    support::Sandbox,
};

/// Parses an object with `serde_json`, without null members.
fn parsed(text: &str) -> Option<Value> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    value.as_object_mut()?.retain(|_, value| !value.is_null());
    Some(value)
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn any_record_can_be_restored_from_its_row(text in json::record()) {
        let members = members::split(&text).unwrap();
        let row = record::to_row(&members, &ColumnSet::all());
        let back = record::from_row(&row, Some(&shape::of(&text, &members)));
        prop_assert!(is_restored(&back, &text), "{} is not {}", back, text);
        // Without its shape only null members, order and spelling are lost.
        let back = record::from_row(&row, None);
        prop_assert_eq!(canonical(&back), canonical(&text));
        // `canonical` is code under test, too, so compare the values of serde_json.
        prop_assert_eq!(parsed(&back), parsed(&text));
    }

    #[test]
    fn the_members_of_an_object_cover_its_text(text in json::record()) {
        let members = members::split(&text).unwrap();
        let again: Vec<String> = members.iter().map(written).collect();
        let again = format!("{{{}}}", again.join(","));
        prop_assert_eq!(canonical(&again), canonical(&text));
        container::classify(&members);
    }

    #[test]
    fn no_text_causes_a_panic_in_members(text in any::<String>(), cut in any::<usize>()) {
        let _ = members::split(&text);
        let object = format!("{{{text}}}");
        let end = (0..=object.len()).rev().find(|end| {
            *end <= cut % (object.len() + 1) && object.is_char_boundary(*end)
        });
        let _ = members::split(&object[..end.unwrap()]);
        members::unescape(&text);
        canonical(&object);
    }
}

fn written(member: &Member<'_>) -> String {
    format!("{}:{}", Value::from(member.name.as_ref()), member.value)
}

#[test]
fn any_event_can_be_restored_from_the_database() {
    let sandbox = Sandbox::new();
    let mut runner = TestRunner::deterministic();
    let records: Vec<String> = (0..500)
        .map(|number| {
            let record = json::record().new_tree(&mut runner).unwrap().current();
            let comma = if record == "{}" { "" } else { "," };
            let members = &record[1..];
            format!("{{\"eventVersion\":\"1.08\",\"number\":{number}{comma}{members}")
        })
        .collect();
    sandbox.write("logs/generated.json", format!("{{\"Records\":[{}]}}", records.join(",")));
    assert!(assert_every_event_is_restored(&sandbox.path("logs")) > 300);
}
