//! Tells a CloudTrail record from other objects by its members.
//!
//! Event notifications of S3, audit logs of other clouds and tables of parsed events have members of the
//! same names. A record has all of those that the user guide says are in every record, each with a value
//! of its form: see "CloudTrail record contents for management, data, and network activity events".

use crate::trail::time;

/// The value of a member, as far as it says something about the record.
#[derive(Clone, Copy, Debug)]
pub(super) enum MemberValue<'a> {
    Object,
    Array,
    /// A string as it is written, with its quotes.
    Text(&'a str),
    /// A number, `true`, `false` or `null`.
    Plain,
}

/// A member of records.
struct KnownMember {
    name: &'static str,
    /// Returns true for a value that a record may have there.
    accepts: fn(MemberValue<'_>) -> bool,
}

const fn known(name: &'static str, accepts: fn(MemberValue<'_>) -> bool) -> KnownMember {
    KnownMember { name, accepts }
}

const KNOWN: [KnownMember; 20] = [
    known("eventVersion", is_version),
    known("userIdentity", is_object),
    known("eventTime", is_time),
    known("eventSource", is_service),
    known("eventName", is_name),
    // A program that writes `true` as text has parsed the record.
    known("readOnly", is_no_text),
    known("managementEvent", is_no_text),
    known("requestParameters", is_no_null_text),
    known("responseElements", is_no_null_text),
    known("insightDetails", is_object),
    known("timeWindow", is_object),
    known("summary", is_object),
    known("awsRegion", is_anything),
    known("sourceIPAddress", is_anything),
    known("userAgent", is_anything),
    known("eventID", is_anything),
    known("eventType", is_anything),
    known("eventCategory", is_anything),
    known("requestID", is_anything),
    known("recipientAccountId", is_anything),
];

/// The members that every event has, as bits by their position in [`KNOWN`].
const EVENT: u32 = 0b1_1111;
/// Members of an event whose value shows that a program has parsed it.
const TYPED: u32 = 0b1_1110_0000;
/// The members of an Insights record: the version, the time and the details.
const INSIGHT: u32 = 0b10_0000_0101;
/// The members of an Aggregated record: the version, the time window and the summary.
const AGGREGATED: u32 = 0b1100_0000_0001;

/// The number of members of a record, under any spelling, that make an object resemble one.
const ALIKE: u32 = 4;

/// The members of an object that records also have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    /// Members with the name and a value of a record, as bits by their position in [`KNOWN`].
    valid: u32,
    /// Members with the name of a record's member and another value.
    wrong: u32,
    /// Members with such a name in another spelling, such as `event_name`.
    alike: u32,
}

impl Marks {
    /// Adds a member.
    pub(super) fn add(&mut self, name: &str, value: MemberValue<'_>) {
        let Some(at) = KNOWN.iter().position(|known| is_alike(name, known.name)) else { return };
        let bit = 1 << at;
        if name != KNOWN[at].name {
            self.alike |= bit;
            return;
        }
        // As elsewhere, the last of several members of one name counts.
        let (added, removed) = if (KNOWN[at].accepts)(value) {
            (&mut self.valid, &mut self.wrong)
        } else {
            (&mut self.wrong, &mut self.valid)
        };
        *added |= bit;
        *removed &= !bit;
    }

    /// Returns true if the object is a record.
    pub(super) fn is_record(self) -> bool {
        let has = |members: u32| self.valid & members == members;
        (has(EVENT) && self.wrong & TYPED == 0) || has(INSIGHT) || has(AGGREGATED)
    }

    /// Returns true if the object has much of a record and is none.
    pub(super) fn is_near_miss(self) -> bool {
        let all = self.valid | self.wrong | self.alike;
        all.count_ones() >= ALIKE && !self.is_record()
    }

    /// Returns what a record has and the object lacks, in words.
    pub(super) fn missing(self) -> String {
        let names = |members: u32| -> Vec<&str> {
            let is_among = |at: &usize| members & (1 << at) != 0;
            (0..KNOWN.len()).filter(is_among).map(|at| KNOWN[at].name).collect()
        };
        let lacking = names(EVENT & !(self.valid | self.wrong));
        let changed = names(self.wrong & (EVENT | TYPED));
        let mut parts = Vec::new();
        if !lacking.is_empty() {
            parts.push(format!("without {}", lacking.join(", ")));
        }
        if !changed.is_empty() {
            parts.push(format!("with other values of {}", changed.join(", ")));
        }
        parts.join(", ")
    }
}

/// Returns the number of names that are those of a record's members in some spelling.
pub(in crate::trail) fn count_alike<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.filter(|name| KNOWN.iter().any(|known| is_alike(name, known.name))).count()
}

/// Returns true if two names differ at most in case and underscores.
fn is_alike(name: &str, known: &str) -> bool {
    let letters = name.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase());
    name.len() >= known.len()
        && name.len() <= 2 * known.len()
        && letters.eq(known.bytes().map(|byte| byte.to_ascii_lowercase()))
}

fn content(value: MemberValue<'_>) -> Option<&str> {
    let MemberValue::Text(raw) = value else { return None };
    raw.strip_prefix('"')?.strip_suffix('"')
}

/// Returns true for `1.0` to `1.99`. Versions of S3's notifications begin with 2.
fn is_version(value: MemberValue<'_>) -> bool {
    let minor = content(value).and_then(|text| text.strip_prefix("1."));
    minor.is_some_and(|minor| {
        (1..=2).contains(&minor.len()) && minor.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_object(value: MemberValue<'_>) -> bool {
    matches!(value, MemberValue::Object)
}

fn is_time(value: MemberValue<'_>) -> bool {
    content(value).is_some_and(|text| time::parse(text).is_some())
}

/// Returns true for a service's host name. It is empty in some old records.
fn is_service(value: MemberValue<'_>) -> bool {
    content(value).is_some_and(|text| {
        let is_host =
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        let is_of_aws =
            text.split('.').any(|label| matches!(label, "amazonaws" | "amazon" | "aws"));
        text.is_empty() || (is_host && is_of_aws)
    })
}

fn is_name(value: MemberValue<'_>) -> bool {
    content(value).is_some_and(|text| !text.is_empty())
}

fn is_no_text(value: MemberValue<'_>) -> bool {
    !matches!(value, MemberValue::Text(_))
}

fn is_no_null_text(value: MemberValue<'_>) -> bool {
    content(value) != Some("null")
}

fn is_anything(_: MemberValue<'_>) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_of_members_name_what_their_comments_say() {
        let names = |members: u32| -> Vec<&str> {
            (0..KNOWN.len())
                .filter(|at| members & (1 << at) != 0)
                .map(|at| KNOWN[at].name)
                .collect()
        };
        let event = ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName"];
        assert_eq!(names(EVENT), event);
        let typed = ["readOnly", "managementEvent", "requestParameters", "responseElements"];
        assert_eq!(names(TYPED), typed);
        assert_eq!(names(INSIGHT), ["eventVersion", "eventTime", "insightDetails"]);
        assert_eq!(names(AGGREGATED), ["eventVersion", "timeWindow", "summary"]);
    }

    #[test]
    fn names_are_alike_in_any_case_and_with_underscores() {
        for name in ["eventName", "eventname", "event_name", "EVENT_NAME", "EventName"] {
            assert!(is_alike(name, "eventName"), "{name}");
        }
        for name in ["event", "eventNames", "event-name", "name", "", "event______________name"] {
            assert!(!is_alike(name, "eventName"), "{name}");
        }
    }
}
