//! Tests of the splitter over every container and every break, with whole and with tiny buffers.

use super::{breaks::MAX_RETRIED, *};
use std::io::{self, ErrorKind};

/// A reader that returns at most the given number of bytes at a time.
pub(crate) struct Trickle<'a>(pub(crate) &'a [u8], pub(crate) usize);

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(self.0.len()).min(out.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

fn describe_all(mut splitter: Splitter<impl Read>) -> Vec<String> {
    let mut pieces = Vec::new();
    while let Some(piece) = splitter.next_piece() {
        pieces.push(match piece {
            Piece::Value(Value { position, text, within, .. }) => {
                format!("{position} {within:?} {}", String::from_utf8_lossy(text))
            }
            Piece::Broken(broken) => format!(
                "{} {}{} {}",
                broken.position,
                broken.reason,
                if broken.resumed { ", resumed" } else { "" },
                String::from_utf8_lossy(broken.text)
            ),
        });
    }
    pieces
}

fn pieces(text: &str) -> Vec<String> {
    let whole = describe_all(Splitter::new(text.as_bytes()));
    for step in 1..=16 {
        let slow = Trickle(text.as_bytes(), step);
        assert_eq!(whole, describe_all(Splitter::new(slow)), "{step} bytes at once");
    }
    whole
}

#[test]
fn records_are_found_in_every_container() {
    assert_eq!(
        pieces(r#"{"x":{"Records":[0]},"Records":[{"a":"]}\"{"}, {}],"n":1} "#),
        [r#"32 Records {"a":"]}\"{"}"#, "47 Records {}"]
    );
    assert_eq!(
        pieces("[{\"a\":1},\n 2, \"x,]\"]"),
        ["1 Array {\"a\":1}", "11 Array 2", "14 Array \"x,]\""]
    );
    assert_eq!(pieces("\u{feff}{\"a\":1}\r\n{\"b\":2}"), ["3 Top {\"a\":1}", "12 Top {\"b\":2}"]);
    assert_eq!(pieces("{\"a\":1}{\"b\":2}"), ["0 Top {\"a\":1}", "7 Top {\"b\":2}"]);
    assert_eq!(pieces("{\"n\":\"x\",\"Events\":[{}]}{\"Records\":[]}"), ["19 Events {}"]);
    assert_eq!(pieces("{\"logEvents\":[{}],\"messageType\":\"D\"}"), ["14 LogEvents {}"]);
    assert_eq!(
        pieces("2024-01-02T03:04:05.000Z {\"a\":1}\n1700000000000 hello\n"),
        ["25 LogLine {\"a\":1}", "47 LogLine hello"]
    );
    assert_eq!(pieces("  \n"), Vec::<String>::new());
    assert_eq!(pieces("[]"), Vec::<String>::new());
    assert_eq!(pieces("{\"Records\" : [ ] }"), Vec::<String>::new());
}

#[test]
fn an_array_of_records_is_recognised_only_at_the_top_of_an_object() {
    assert_eq!(pieces("{\"Records\":{\"a\":[1]}}"), ["0 Top {\"Records\":{\"a\":[1]}}"]);
    assert_eq!(pieces("{\"a\":\"Records\",\"b\":[1]}").len(), 1);
    assert_eq!(pieces("{\"records\":[1]}").len(), 1);
}

#[test]
fn records_before_a_break_are_found_and_the_break_is_reported() {
    assert_eq!(
        pieces("{\"Records\":[{\"a\":1},{\"b\":2"),
        ["12 Records {\"a\":1}", "20 the content ends inside a record {\"b\":2"]
    );
    assert_eq!(
        pieces("{\"Records\":[{\"a\":1}"),
        ["12 Records {\"a\":1}", "19 the document ends inside its array of records "]
    );
    assert_eq!(
        pieces("[{\"a\":1} {\"b\":2}]"),
        ["1 Array {\"a\":1}", "9 a comma is missing between two records {\"b\":2}]"]
    );
    assert_eq!(
        pieces("{\"a\":1},\n  ... more\n"),
        ["0 Top {\"a\":1}", "7 not JSON ,\n  ... more\n"]
    );
    assert_eq!(pieces("[1,]")[1], "3 a record is missing here ]");
    assert_eq!(pieces("[{},..more ]")[1], "4 not JSON ..more ]");
    assert!(pieces("{\"Records\":[],")[0].contains("inside its outer object"));
}

#[test]
fn an_invalid_outer_object_is_reported_and_costs_no_record() {
    assert_eq!(
        pieces("{\"Records\":[{}], ... }"),
        ["12 Records {}", "15 the object around the records is not JSON, resumed , ... }"]
    );
    assert_eq!(
        pieces("{\"a\":x,\"Records\":[{}]}"),
        [
            "0 the object around the records is not JSON, resumed {\"a\":x,\"Records\":[",
            "18 Records {}"
        ]
    );
    assert_eq!(
        pieces("{\"Records\":[{}],\"x\":1,\"Events\":[{}],}")[2],
        "35 the object around the records is not JSON, resumed ,}"
    );
}

#[test]
fn the_position_of_a_break_after_the_records_does_not_depend_on_the_buffer() {
    assert_eq!(
        pieces("{\"Records\":[{}],\"token\":\"x\n}\n"),
        [
            "12 Records {}",
            "15 a string is not closed at the end of its line (at byte 26) ,\"token\":\"x\n}\n"
        ]
    );
}

#[test]
fn the_recovery_after_such_a_break_does_not_depend_on_the_buffer() {
    for frame in [",\"a\":[x{\"b\":1}", ",\"a\":{\"b\":[1]}", ",\"a\":1", ""] {
        let text = format!("{{\"Records\":[{{}}]{frame}\n{{\"c\":2}}\n{{\"d\":3}}\n");
        let end = 15 + frame.len();
        let location = if frame.is_empty() { String::new() } else { format!(" (at byte {end})") };
        assert_eq!(
            pieces(&text),
            [
                "12 Records {}".to_owned(),
                format!(
                    "15 a record is not closed at the end of its line{location}, resumed {frame}\n"
                ),
                format!("{} Top {{\"c\":2}}", end + 1),
                format!("{} Top {{\"d\":3}}", end + 9),
            ]
        );
    }
}

#[test]
fn a_line_after_a_missing_comma_is_not_lost() {
    assert_eq!(
        pieces("{\"Records\":[{\"a\":1}\n{\"Records\":[{\"b\":2}]}"),
        [
            "12 Records {\"a\":1}",
            "20 a comma is missing between two records, resumed ",
            "32 Records {\"b\":2}"
        ]
    );
}

#[test]
fn lines_that_each_open_an_object_are_searched_a_bounded_number_of_times() {
    let text = "{\"a\":\n".repeat(MAX_RETRIED / MAX_RECORD * 200_000);
    let most = 2 * MAX_RETRIED / text.len() + 2;
    assert!(describe_all(Splitter::new(text.as_bytes())).len() <= most);
}

#[test]
fn a_broken_line_costs_only_itself() {
    for (line, reason) in [
        ("{\"b\":", "the content ends inside a record"),
        ("{\"b\":1", "a record is not closed at the end of its line (at byte 14)"),
        ("{\"b\":\"x", "a string is not closed at the end of its line (at byte 15)"),
        ("#", "not JSON"),
    ] {
        assert_eq!(
            pieces(&format!("{{\"a\":1}}\n{line}\n{{\"c\":3}}\n")),
            [
                "0 Top {\"a\":1}".to_owned(),
                format!("8 {reason}, resumed {line}\n"),
                format!("{} Top {{\"c\":3}}", 9 + line.len()),
            ]
        );
    }
}

#[test]
fn a_record_may_span_several_lines() {
    let text = "{\n\"a\":\n{\n},\n\"b\":[\n{},\n{}\n]\n}";
    assert_eq!(pieces(text), [format!("0 Top {text}")]);
}

#[test]
fn an_oversized_string_costs_only_itself() {
    let large = format!("[{{\"a\":\"{}\"}},{{}}]", "x".repeat(MAX_RECORD));
    let found = describe_all(Splitter::new(large.as_bytes()));
    assert!(
        found[0].starts_with("6 a value of 16777218 bytes is larger than"),
        "{}",
        &found[0][..90]
    );
    assert!(found[0].len() < 2 * MAX_EXCERPT);
    assert_eq!(found[1..], [format!("{} Array {{}}", large.len() - 3)]);
}

#[test]
fn an_oversized_record_costs_only_itself() {
    let record = r#"{"eventVersion":"1.08","userIdentity":{},"eventTime":"","eventName":"""#;
    let large = format!("[{record},\"x\":[{}1]}},{{}}]", "1,".repeat(MAX_RECORD / 2));
    let found = describe_all(Splitter::new(large.as_bytes()));
    assert!(found[0].starts_with("1 a value of "), "{}", &found[0][..90]);
    assert!(found[0].contains(record));
    assert_eq!(found[1..], [format!("{} Array {{}}", large.len() - 3)]);
}

/// Returns the path and the text of each value, and the reason and the position of each broken piece.
fn paths(mut splitter: Splitter<impl Read>) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(piece) = splitter.next_piece() {
        found.push(match piece {
            Piece::Value(Value { text, path, .. }) => {
                format!("{path} {}", String::from_utf8_lossy(&text[..text.len().min(20)]))
            }
            Piece::Broken(Broken { reason, position, .. }) => format!("{reason} at {position}"),
        });
    }
    found
}

#[test]
fn the_parts_of_an_object_that_is_too_large_are_values() {
    let pad = "{\"hit\":[]},".repeat(MAX_RECORD / 11 + 1);
    let hits = format!("[{pad}{{\"id\":1}}, 2 ,\"text\",[3,{{}}]]");
    for (content, last) in [
        (
            format!(
                "{{\"took\":1,\"a\\\"b\":{{\"hits\":{hits},\"n\" : {{\"x\":1}}}},\"end\":{{}}}}"
            ),
            &[
                "$.\"a\\\"b\".hits[*] {\"id\":1}",
                "$.\"a\\\"b\".hits[*] \"text\"",
                "$.\"a\\\"b\".hits[*] [3,{}]",
                "$.\"a\\\"b\".n {\"x\":1}",
                "$.end {}",
            ][..],
        ),
        (
            format!("[[{hits},{{\"y\":2}}],{{\"z\":3}}]"),
            &["$[*][*][*] \"text\"", "$[*][*][*] [3,{}]", "$[*][*] {\"y\":2}", " {\"z\":3}"],
        ),
        (format!("{{\"hits\":{hits}}}\n{{\"c\":1}}"), &["$.hits[*] [3,{}]", " {\"c\":1}"]),
        (
            format!("{{\"hits\":{hits}"),
            &[&*format!("the document ends inside an object or array at {}", hits.len() + 8)],
        ),
        (
            format!("{{\"hits\":[{pad}{{}}\n{{\"c\":1}}"),
            &[
                &*format!("a comma is missing between two values at {}", pad.len() + 12),
                " {\"c\":1}",
            ],
        ),
        (format!("{{\"hits\":[{pad}x"), &[&*format!("not JSON at {}", pad.len() + 9)]),
        (format!("{{\"hits\":{hits},3}}"), &[&*format!("not JSON at {}", hits.len() + 9)]),
    ] {
        let found = paths(Splitter::new(content.as_bytes()));
        let shown = &found[found.len().saturating_sub(last.len())..];
        assert_eq!(shown, last, "{}", &content[..60]);
        let slow = Trickle(content.as_bytes(), 65_521);
        assert!(found == paths(Splitter::new(slow)), "{}", &content[..60]);
        let whole = found.iter().filter(|it| it.ends_with("{\"hit\":[]}")).count();
        assert_eq!(whole, MAX_RECORD / 11 + 1);
    }
}

#[test]
fn a_large_value_is_entered_to_a_limited_depth() {
    let inner = format!("[{}1]", "{},".repeat(MAX_RECORD / 3 + 1));
    let nested = |depth: usize| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
    // The outermost array is one of records.
    let found = paths(Splitter::new(nested(8).as_bytes()));
    assert_eq!(found.len(), MAX_RECORD / 3 + 1);
    let found = paths(Splitter::new(nested(9).as_bytes()));
    assert!(found[0].starts_with("a value of "), "{found:?}");
    assert_eq!(found.len(), 1);
}

#[test]
fn the_size_limit_does_not_depend_on_the_buffer() {
    let string = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    let texts =
        [MAX_RECORD - 1, MAX_RECORD, MAX_RECORD + 1, MAX_RECORD + MAX_RECORD / 2].map(|length| {
            [
                format!("[{},0]", string(length)),
                format!("[{},0]", "1".repeat(length)),
                format!("{{\"Records\":[],{}:[],\"events\":[0]}}", string(length)),
                format!("{{\"Records\":[]{},\"events\":[0]}}", " ".repeat(length)),
                format!("{{\"Records\":[0],\"x\"{}\n{{}}", " ".repeat(length)),
            ]
        });
    for text in texts.as_flattened() {
        let whole = describe_all(Splitter::new(text.as_bytes()));
        for step in [65_521, MAX_RECORD - 1, MAX_RECORD] {
            let slow = Trickle(text.as_bytes(), step);
            let found = describe_all(Splitter::new(slow));
            assert!(whole == found, "{} bytes, {step} at once", text.len());
        }
    }
}

#[test]
fn a_read_error_is_reported_after_the_bytes_before_it() {
    let reader = b"{\"a\":1}{\"b".as_slice().chain(Fails);
    assert_eq!(
        describe_all(Splitter::new(reader)),
        ["0 Top {\"a\":1}", "7 the content ends inside a record: the gzip stream is cut off {\"b"]
    );
}

struct Fails;

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(ErrorKind::UnexpectedEof.into())
    }
}

/// Contents with ordinary and other records in every container.
const CONTENTS: [&str; 5] = [
    r#"{"Records":[{"eventName":"A","x":[{}]}, {"eventVersion":"1","userIdentity":{"type":"x"}},{"a":1}],"n":{}}"#,
    "{\"eventName\":\"A\"}\n{\"eventName\":\"B\",\"userAgent\":\"\\u00e9\\\"\"}\n{\"Records\":[{\"eventName\":\"C\"}]}\n",
    "2024-01-02T03:04:05Z {\"eventName\":\"A\"}\n1700000000000 {\"eventName\":\"B\",\"events\":[1]}\n",
    r#"[{"eventName":"A"},{"eventName":"B","events":[{"a":1}]},"x",1]"#,
    "{\"eventName\":\"A\",\"events\":[{\"eventName\":\"B\"}],\n\"b\":[[],\n{}]}{\"eventName\":\"C\"}",
];

/// The next number of a xorshift generator.
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).unwrap()
}

#[test]
fn reading_records_in_passing_does_not_change_the_pieces() {
    let bytes = b"\"\\{}[],:n1\n \xc3";
    let (mut state, mut ordinary) = (1, 0);
    for round in 0..20_000 {
        let mut content = CONTENTS[round % CONTENTS.len()].as_bytes().to_vec();
        for _ in 0..next(&mut state) % 4 {
            let at = next(&mut state) % content.len();
            let byte = bytes[next(&mut state) % bytes.len()];
            match next(&mut state) % 3 {
                0 => content[at] = byte,
                1 => content.insert(at, byte),
                _ => drop(content.remove(at)),
            }
        }
        let mut scanning = Splitter::new(&content[..]);
        scanning.objects.disable();
        let step = 1 + next(&mut state) % 40;
        let found = describe_all(Splitter::new(Trickle(&content, step)));
        assert_eq!(found, describe_all(scanning), "{}", String::from_utf8_lossy(&content));
        let mut splitter = Splitter::new(&content[..]);
        while let Some(piece) = splitter.next_piece() {
            ordinary += usize::from(matches!(
                piece,
                Piece::Value(Value { reading: Reading::Ordinary(_), .. })
            ));
        }
    }
    assert!(ordinary > 10_000, "{ordinary} ordinary records");
}

#[test]
fn attempts_to_read_objects_are_bounded() {
    let line = format!("{{\"a\":{}\n", "[".repeat(40));
    let content = line.repeat(20_000);
    let mut splitter = Splitter::new(content.as_bytes());
    while splitter.next_piece().is_some() {}
    let bound = content.len() as u64 + (64 << 10) + (MAX_RECORD as u64);
    assert!(splitter.objects.wasted() <= bound);
}
