//! Cuts the records out of a stream of bytes, whatever container they are in.
//!
//! One pass, aware of strings and counting brackets, over a bounded buffer: the memory it takes
//! depends on the largest record, not on the file. It does not check that a record is JSON, so a
//! record that is none costs only itself; it does find where a document breaks off.

use std::io::{self, ErrorKind, Read};

use crate::trail::{
    container::{ARRAYS, Within},
    time,
};

/// The largest record that is read. CloudTrail's own limit is 256 KB, or 1 MB in Lake.
pub const LARGEST: usize = 16 << 20;

/// How much of a broken or oversized piece is kept for its reject.
const KEPT: usize = 64 << 10;

/// What the splitter finds.
#[derive(Debug)]
pub enum Piece<'a> {
    /// The text of one value, with its byte position in the content and where it stood.
    Value { position: u64, text: &'a [u8], within: Within },
    /// A stretch that cannot be cut into values.
    Broken(Broken<'a>),
}

/// A stretch of content that is no sequence of values.
#[derive(Debug)]
pub struct Broken<'a> {
    /// Where the stretch starts, in bytes from the start of the content.
    pub position: u64,
    /// Its first 64 KiB.
    pub text: &'a [u8],
    /// What is wrong.
    pub reason: String,
    /// Whether values were found again after it.
    pub resumed: bool,
    /// Whether the content ended before the document did, so that more may have been lost.
    pub cut_off: bool,
}

/// Cuts values out of a reader.
pub struct Splitter<R> {
    reader: R,
    buffer: Vec<u8>,
    /// The bytes of the buffer that are filled and not yet passed over.
    start: usize,
    filled: usize,
    /// Bytes to pass over at the next call: those of the piece that was handed out.
    handed_out: usize,
    /// The position in the content of the buffer's first byte.
    offset: u64,
    end: Option<End>,
    place: Place,
    array: Option<Within>,
    kept: Vec<u8>,
}

/// Why no more bytes come.
#[derive(Debug)]
enum End {
    Clean,
    Failed(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Between top-level values.
    Top,
    /// In an array of records: before its first element, or after one.
    Array { within: Within, first: bool },
    /// In the object around such an array, behind the array.
    Object,
    /// Behind the last byte.
    Done,
}

/// The state of the search for a value's end; `at` counts from the start of the value.
#[derive(Clone, Copy, Debug, Default)]
struct Scan {
    at: usize,
    depth: usize,
    in_string: bool,
    /// Whether member names at depth 1 are looked at, for an array of records.
    probing: bool,
    /// The last string at depth 1, and whether only a colon has followed.
    name: (usize, usize),
    name_pending: bool,
}

/// What one stretch of buffer says about the value.
#[derive(Debug)]
enum Step {
    More,
    End,
    Array(Within),
    Broken(&'static str),
}

impl<R: Read> Splitter<R> {
    /// Starts at the beginning of the content.
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: vec![0; 256 << 10],
            start: 0,
            filled: 0,
            handed_out: 0,
            offset: 0,
            end: None,
            place: Place::Top,
            array: None,
            kept: Vec::new(),
        }
    }

    /// The reader, to ask it about what was read.
    pub fn reader(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The array of records that was last entered.
    pub fn array(&self) -> Option<Within> {
        self.array
    }

    /// The next piece, or `None` at the end of the content.
    pub fn next(&mut self) -> Option<Piece<'_>> {
        let passed = std::mem::take(&mut self.handed_out);
        self.pass_over(passed);
        self.kept.clear();
        loop {
            match self.place {
                Place::Done => return None,
                Place::Top => {
                    let Some(byte) = self.skip_space() else {
                        return self.finish_at_top();
                    };
                    match byte {
                        b'{' => match self.scan(Scan { probing: true, ..Scan::default() }) {
                            Found::Array(within) => self.enter(within),
                            found => return self.hand_out(found, Within::Top),
                        },
                        b'[' => {
                            self.pass_over(1);
                            self.enter(Within::Array);
                        }
                        b'0'..=b'9' => {
                            let found = self.log_line();
                            return self.hand_out(found, Within::LogLine);
                        }
                        _ => return self.broken(0, "this is no JSON", false),
                    }
                }
                Place::Array { within, first } => {
                    let Some(byte) = self.skip_space() else {
                        return self.broken(
                            0,
                            "the document ends inside its array of records",
                            true,
                        );
                    };
                    match byte {
                        b']' => {
                            self.pass_over(1);
                            self.place =
                                if within == Within::Array { Place::Top } else { Place::Object };
                        }
                        b',' if !first => {
                            self.pass_over(1);
                            if matches!(self.skip_space(), Some(b',' | b']' | b'}' | b':')) {
                                return self.broken(0, "a record is missing behind a comma", false);
                            }
                            self.place = Place::Array { within, first: true };
                        }
                        b',' | b'}' | b':' => {
                            return self.broken(0, "a record is missing here", false);
                        }
                        _ if !first => {
                            return self.broken(0, "a comma is missing between two records", false);
                        }
                        _ => {
                            self.place = Place::Array { within, first: false };
                            let found = self.element(byte);
                            return self.hand_out(found, within);
                        }
                    }
                }
                Place::Object => match self.scan_rest() {
                    Found::End(_) => self.place = Place::Top,
                    Found::Array(within) => self.enter(within),
                    found => return self.hand_out(found, Within::Top),
                },
            }
        }
    }

    fn enter(&mut self, within: Within) {
        self.array = Some(within);
        self.place = Place::Array { within, first: true };
    }

    /// One element of an array, which starts with `byte`.
    fn element(&mut self, byte: u8) -> Found {
        if matches!(byte, b'{' | b'[' | b'"') {
            return self.scan(Scan::default());
        }
        self.find(|byte| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace())
    }

    /// The rest of the object around an array of records; its text is of no use.
    fn scan_rest(&mut self) -> Found {
        let mut scan = Scan { depth: 1, probing: true, ..Scan::default() };
        loop {
            match advance(&self.buffer[self.start..self.filled], &mut scan, self.end.is_some()) {
                Step::End => {
                    self.pass_over(scan.at);
                    return Found::End(0);
                }
                Step::Array(within) => {
                    self.pass_over(scan.at);
                    return Found::Array(within);
                }
                Step::Broken(reason) => return Found::Broken(scan.at, reason),
                Step::More => {
                    // A name that is being read must stay in the buffer whole.
                    let keep = if scan.depth == 1 { scan.name.0.min(scan.at) } else { scan.at };
                    self.pass_over(keep);
                    scan.at -= keep;
                    scan.name =
                        (scan.name.0.saturating_sub(keep), scan.name.1.saturating_sub(keep));
                    if scan.at > LARGEST {
                        return Found::Broken(scan.at, "a member's name or text is too long");
                    }
                    if !self.more() {
                        return Found::CutOff(scan.at, "the document ends inside its outer object");
                    }
                }
            }
        }
    }

    /// Finds the end of the value at the start of the buffer.
    fn scan(&mut self, mut scan: Scan) -> Found {
        loop {
            match advance(&self.buffer[self.start..self.filled], &mut scan, self.end.is_some()) {
                Step::End => return Found::End(scan.at),
                Step::Array(within) => {
                    self.pass_over(scan.at);
                    return Found::Array(within);
                }
                Step::Broken(reason) => return Found::Broken(scan.at, reason),
                Step::More if scan.at >= LARGEST => return self.skip_oversized(scan),
                Step::More => {
                    if !self.more() {
                        return Found::CutOff(scan.at, "the content ends inside a record");
                    }
                }
            }
        }
    }

    /// Passes over a value that is too large to hold, so that the ones behind it are not lost.
    fn skip_oversized(&mut self, mut scan: Scan) -> Found {
        let position = self.position();
        self.kept.extend_from_slice(&self.buffer[self.start..self.start + KEPT]);
        scan.probing = false;
        let mut passed = 0;
        let resumed = loop {
            let step =
                advance(&self.buffer[self.start..self.filled], &mut scan, self.end.is_some());
            passed += scan.at;
            self.pass_over(scan.at);
            scan.at = 0;
            match step {
                Step::End => break true,
                Step::More if self.more() => {}
                _ => break false,
            }
        };
        Found::Oversized { position, length: passed, resumed }
    }

    /// A line of a CloudWatch Logs export: a time, a space, a message.
    fn log_line(&mut self) -> Found {
        let word = match self.find(|byte| byte.is_ascii_whitespace()) {
            Found::End(length) => length,
            found => return found,
        };
        let text = std::str::from_utf8(&self.buffer[self.start..self.start + word]).ok();
        let is_time = text.is_some_and(|text| {
            time::parse(text).is_some() || text.bytes().all(|byte| byte.is_ascii_digit())
        });
        if !is_time {
            return Found::Broken(0, "this is no JSON");
        }
        self.pass_over(word + 1);
        match self.peek(0) {
            Some(b'{') => self.scan(Scan::default()),
            _ => self.find(|byte| byte == b'\n'),
        }
    }

    /// Finds the first byte that ends a plain word; the end of the content ends it too.
    fn find(&mut self, ends: impl Fn(u8) -> bool) -> Found {
        let mut at = 0;
        loop {
            let bytes = &self.buffer[self.start..self.filled];
            if let Some(found) = bytes[at..].iter().position(|byte| ends(*byte)) {
                return Found::End(at + found);
            }
            at = bytes.len();
            if at >= LARGEST {
                return Found::Broken(at, "a word is too long");
            }
            if !self.more() {
                return match self.end {
                    Some(End::Failed(_)) => Found::CutOff(at, "the content ends inside a word"),
                    _ => Found::End(at),
                };
            }
        }
    }

    fn hand_out(&mut self, found: Found, within: Within) -> Option<Piece<'_>> {
        match found {
            Found::End(length) => {
                self.handed_out = length;
                let text = &self.buffer[self.start..self.start + length];
                Some(Piece::Value { position: self.position(), text, within })
            }
            Found::Broken(at, reason) => self.broken(at, reason, false),
            Found::CutOff(at, reason) => self.broken(at, reason, true),
            Found::Oversized { position, length, resumed } => {
                if !resumed {
                    self.place = Place::Done;
                }
                Some(Piece::Broken(Broken {
                    position,
                    text: &self.kept,
                    reason: format!(
                        "a record of {length} bytes is larger than the {LARGEST} that are read"
                    ),
                    resumed,
                    cut_off: !resumed,
                }))
            }
            // Only `next` asks for arrays, and handles them.
            Found::Array(_) => None,
        }
    }

    /// Gives up the value at the start of the buffer, which broke `at` bytes behind it, and looks
    /// for a line that starts a new object: the next record of JSON lines.
    fn broken(&mut self, at: usize, reason: &str, cut_off: bool) -> Option<Piece<'_>> {
        let position = self.position();
        // Where the content ended inside a top-level value, the line that should have ended it
        // may lie far back.
        let mut from = if cut_off && self.place == Place::Top { 1.min(at) } else { at };
        let resumed = loop {
            let bytes = &self.buffer[self.start..self.filled];
            let line = memchr::memmem::find(&bytes[from..], b"\n{").map(|found| from + found + 1);
            let passed = line.unwrap_or(bytes.len().saturating_sub(1).max(from));
            let keep = passed.min(KEPT.saturating_sub(self.kept.len()));
            self.kept.extend_from_slice(&bytes[..keep]);
            self.pass_over(passed);
            from = 0;
            if line.is_some() {
                break true;
            }
            if !self.more() {
                let rest = self.filled - self.start;
                let keep = rest.min(KEPT.saturating_sub(self.kept.len()));
                self.kept.extend_from_slice(&self.buffer[self.start..self.start + keep]);
                self.pass_over(rest);
                break false;
            }
        };
        self.place = if resumed { Place::Top } else { Place::Done };
        let reason = match &self.end {
            Some(End::Failed(cause)) if !resumed => format!("{reason}: {cause}"),
            _ if at > 0 && !cut_off => format!("{reason} (at byte {})", position + at as u64),
            _ => reason.to_owned(),
        };
        Some(Piece::Broken(Broken {
            position,
            text: &self.kept,
            reason,
            resumed,
            cut_off: cut_off && !resumed,
        }))
    }

    /// The end between two values: a clean one, unless reading failed there.
    fn finish_at_top(&mut self) -> Option<Piece<'_>> {
        self.place = Place::Done;
        match &self.end {
            Some(End::Failed(cause)) => Some(Piece::Broken(Broken {
                position: self.offset + self.start as u64,
                text: &[],
                reason: cause.clone(),
                resumed: false,
                cut_off: true,
            })),
            _ => None,
        }
    }

    fn skip_space(&mut self) -> Option<u8> {
        loop {
            let bytes = &self.buffer[self.start..self.filled];
            match bytes.iter().position(|byte| !byte.is_ascii_whitespace()) {
                // A byte-order mark, also where files were joined.
                Some(at) if self.place == Place::Top && bytes[at] == 0xEF => {
                    self.pass_over(at);
                    if (self.peek(0), self.peek(1), self.peek(2))
                        != (Some(0xEF), Some(0xBB), Some(0xBF))
                    {
                        return Some(0xEF);
                    }
                    self.pass_over(3);
                }
                Some(at) => {
                    self.pass_over(at);
                    return self.peek(0);
                }
                None => {
                    self.pass_over(bytes.len());
                    if !self.more() {
                        return None;
                    }
                }
            }
        }
    }

    fn peek(&mut self, at: usize) -> Option<u8> {
        while self.filled - self.start <= at {
            if !self.more() {
                return None;
            }
        }
        Some(self.buffer[self.start + at])
    }

    fn position(&self) -> u64 {
        self.offset + self.start as u64
    }

    fn pass_over(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// Reads more bytes behind those in the buffer; false at the end.
    fn more(&mut self) -> bool {
        if self.end.is_some() {
            return false;
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.offset += self.start as u64;
            self.filled -= self.start;
            self.start = 0;
        }
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.end = Some(End::Clean),
                Ok(count) => self.filled += count,
                Err(err) if err.kind() == ErrorKind::Interrupted => continue,
                Err(err) => self.end = Some(End::Failed(describe(&err))),
            }
            return self.end.is_none();
        }
    }
}

/// Where a value ends, or why it does not; counts are bytes from its start.
#[derive(Debug)]
enum Found {
    End(usize),
    Array(Within),
    Broken(usize, &'static str),
    CutOff(usize, &'static str),
    Oversized { position: u64, length: usize, resumed: bool },
}

fn describe(err: &io::Error) -> String {
    match err.kind() {
        ErrorKind::UnexpectedEof => "the gzip stream is cut off".to_owned(),
        ErrorKind::InvalidInput | ErrorKind::InvalidData => format!("damaged gzip stream: {err}"),
        _ => err.to_string(),
    }
}

/// Goes on with a scan over the bytes of a value that are there.
fn advance(bytes: &[u8], scan: &mut Scan, ended: bool) -> Step {
    while scan.at < bytes.len() {
        if scan.in_string {
            let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', &bytes[scan.at..]) else {
                scan.at = bytes.len();
                return Step::More;
            };
            scan.at += found;
            match bytes[scan.at] {
                b'"' => {
                    scan.in_string = false;
                    scan.at += 1;
                    if scan.depth == 0 {
                        return Step::End;
                    }
                    if scan.depth == 1 {
                        scan.name.1 = scan.at - 1;
                    }
                }
                b'\\' if scan.at + 1 < bytes.len() => scan.at += 2,
                b'\\' => return Step::More,
                _ => return Step::Broken("a string is not closed at the end of its line"),
            }
            continue;
        }
        match bytes[scan.at] {
            b'"' => {
                scan.in_string = true;
                scan.name_pending = false;
                if scan.depth == 1 {
                    scan.name = (scan.at + 1, scan.at + 1);
                }
            }
            b'{' => {
                scan.depth += 1;
                scan.name_pending = false;
            }
            b'[' => {
                if scan.probing && scan.depth == 1 && scan.name_pending {
                    let name = &bytes[scan.name.0..scan.name.1];
                    if let Some(within) = ARRAYS.iter().find(|(array, _)| array.as_bytes() == name)
                    {
                        scan.at += 1;
                        return Step::Array(within.1);
                    }
                }
                scan.depth += 1;
                scan.name_pending = false;
            }
            b'}' | b']' => {
                scan.depth = scan.depth.saturating_sub(1);
                scan.name_pending = false;
                if scan.depth == 0 {
                    scan.at += 1;
                    return Step::End;
                }
            }
            b':' => scan.name_pending = scan.depth == 1,
            b'\n' => match bytes.get(scan.at + 1) {
                None if !ended => return Step::More,
                Some(b'{') if !may_stand_behind(&bytes[..scan.at]) => {
                    return Step::Broken("a record is not closed at the end of its line");
                }
                _ => {}
            },
            _ => {}
        }
        scan.at += 1;
    }
    Step::More
}

/// Whether an object may follow these bytes.
fn may_stand_behind(bytes: &[u8]) -> bool {
    let last = bytes.iter().rev().find(|byte| !byte.is_ascii_whitespace());
    matches!(last, None | Some(b':' | b',' | b'['))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out one byte at a time, to meet every boundary of the buffer.
    struct Trickle<'a>(&'a [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            out[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn describe_all(mut splitter: Splitter<impl Read>) -> Vec<String> {
        let mut pieces = Vec::new();
        while let Some(piece) = splitter.next() {
            pieces.push(match piece {
                Piece::Value { position, text, within } => {
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
        assert_eq!(whole, describe_all(Splitter::new(Trickle(text.as_bytes()))));
        whole
    }

    #[test]
    fn finds_records_in_every_container() {
        assert_eq!(
            pieces(r#"{"x":{"Records":[0]},"Records":[{"a":"]}\"{"}, {}],"n":1} "#),
            [r#"32 Records {"a":"]}\"{"}"#, "47 Records {}"]
        );
        assert_eq!(
            pieces("[{\"a\":1},\n 2, \"x,]\"]"),
            ["1 Array {\"a\":1}", "11 Array 2", "14 Array \"x,]\""]
        );
        assert_eq!(
            pieces("\u{feff}{\"a\":1}\r\n{\"b\":2}"),
            ["3 Top {\"a\":1}", "12 Top {\"b\":2}"]
        );
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
    fn an_array_of_records_is_one_only_at_the_top_of_an_object() {
        assert_eq!(pieces("{\"Records\":{\"a\":[1]}}"), ["0 Top {\"Records\":{\"a\":[1]}}"]);
        assert_eq!(pieces("{\"a\":\"Records\",\"b\":[1]}").len(), 1);
        assert_eq!(pieces("{\"records\":[1]}").len(), 1);
    }

    #[test]
    fn what_stands_before_a_break_is_found_and_the_break_is_named() {
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
            ["0 Top {\"a\":1}", "7 this is no JSON ,\n  ... more\n"]
        );
        assert_eq!(pieces("[1,]")[1], "3 a record is missing behind a comma ]");
        assert!(pieces("{\"Records\":[],")[0].contains("inside its outer object"));
    }

    #[test]
    fn a_broken_line_costs_only_itself() {
        for (line, reason) in [
            ("{\"b\":", "the content ends inside a record"),
            ("{\"b\":1", "a record is not closed at the end of its line (at byte 14)"),
            ("{\"b\":\"x", "a string is not closed at the end of its line (at byte 15)"),
            ("#", "this is no JSON"),
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
    fn a_record_over_several_lines_is_no_broken_line() {
        let text = "{\n\"a\":\n{\n},\n\"b\":[\n{},\n{}\n]\n}";
        assert_eq!(pieces(text), [format!("0 Top {text}")]);
    }

    #[test]
    fn an_oversized_record_costs_only_itself() {
        let large = format!("[{{\"a\":\"{}\"}},{{}}]", "x".repeat(LARGEST));
        let found = describe_all(Splitter::new(large.as_bytes()));
        assert!(found[0].contains("is larger than"), "{}", &found[0][..90]);
        assert!(found[0].len() < 2 * KEPT);
        assert_eq!(found[1], format!("{} Array {{}}", large.len() - 3));
    }

    #[test]
    fn a_failing_reader_is_named_behind_what_it_gave() {
        let reader = b"{\"a\":1}{\"b".as_slice().chain(Fails);
        assert_eq!(
            describe_all(Splitter::new(reader)),
            [
                "0 Top {\"a\":1}",
                "7 the content ends inside a record: the gzip stream is cut off {\"b"
            ]
        );
    }

    struct Fails;

    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(ErrorKind::UnexpectedEof.into())
        }
    }
}
