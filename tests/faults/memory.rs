//! The peak memory of imports of any content.
#![cfg(target_os = "linux")]

use std::{
    fs,
    io::Write,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::support::Sandbox;

/// The value of `--memory` in bytes.
const MEMORY: u64 = 256_000_000;

/// The memory beyond `--memory` for each thread: a share of the program, and the largest record as bytes,
/// text and values. One thread gets the share of two. With two threads, 80 MB were measured.
const PER_THREAD: u64 = 64 << 20;

const MEGABYTE: usize = 1 << 20;

fn record(id: usize, members: &str) -> String {
    format!(r#"{{"eventVersion":"1.08","eventName":"A","eventID":"{id}"{members}}}"#)
}

/// A builder of gzip content.
struct GzipBuilder(GzEncoder<Vec<u8>>);

impl GzipBuilder {
    fn new() -> Self {
        Self(GzEncoder::new(Vec::new(), Compression::fast()))
    }

    fn text(mut self, text: &str) -> Self {
        self.0.write_all(text.as_bytes()).unwrap();
        self
    }

    /// Appends a text, repeated to this many megabytes.
    fn fill(mut self, text: &str, megabytes: usize) -> Self {
        let block = text.repeat(MEGABYTE / text.len());
        for _ in 0..megabytes {
            self.0.write_all(block.as_bytes()).unwrap();
        }
        self
    }

    /// Appends this many lines, each computed from its number.
    fn lines(self, count: usize, line: impl Fn(usize) -> String) -> Self {
        (0..count).fold(self, |builder, at| builder.text(&line(at)).text("\n"))
    }

    fn content(self) -> Vec<u8> {
        self.0.finish().unwrap()
    }
}

/// Waits for the end of a process. Returns its peak memory in bytes, by polling.
fn peak(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0) * 1024);
        thread::sleep(Duration::from_millis(2));
    }
    peak
}

/// Imports a file and a good one with two threads. Returns the number of events, or `None` if the import
/// reported too little memory, which is allowed.
#[track_caller]
fn imported(name: &str, content: Vec<u8>) -> Option<u64> {
    imported_files(name, 2, &["--max-expansion", "2000"], &[content])
}

/// Imports several files in the same way, with `jobs` threads and more arguments.
#[track_caller]
fn imported_files(name: &str, jobs: u64, more: &[&str], files: &[Vec<u8>]) -> Option<u64> {
    let sandbox = Sandbox::new();
    for (at, content) in files.iter().enumerate() {
        sandbox.write(&format!("logs/{at}.gz"), content);
    }
    sandbox.write("logs/good.json", record(1_000_000, ""));
    let memory = MEMORY.div_ceil(1_000_000).to_string() + "MB";
    let threads = jobs.to_string();
    let args = ["import", "logs", "--memory", &memory, "--jobs", &threads];
    let mut command = sandbox.command(&[&args, more].concat());
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let peak = peak(&mut child);
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    eprintln!("{name}, {jobs} threads: {} MB at most", peak / 1_000_000);
    assert!(peak > 20_000_000, "{name}: no memory was measured");
    assert!(peak < MEMORY + jobs.max(2) * PER_THREAD, "{name}: {peak} bytes");
    if output.status.code() == Some(1) {
        assert!(stderr.contains("too little memory"), "{name}: {stderr}");
        return None;
    }
    assert!(matches!(output.status.code(), Some(0 | 3)), "{name}: {:?} {stderr}", output.status);
    Some(sandbox.value("SELECT count(*) FROM events").parse().unwrap())
}

#[test]
fn endless_content_takes_no_memory() {
    let (one, two) = (record(1, ""), record(2, ""));
    let around = |start: &str, fill: &str, end: &str| {
        let start = format!("{one}\n{start}");
        GzipBuilder::new()
            .text(&start)
            .fill(fill, 300)
            .text(end)
            .text(&format!("\n{two}"))
            .content()
    };
    for (name, content) in [
        ("blanks", around("", " ", "")),
        ("a string", around("{\"eventName\":\"", "x", "\"}")),
        ("a number", around("{\"eventName\":", "7", "}")),
        ("escapes", around("{\"eventName\":\"", "\\u0000", "\"}")),
        ("brackets", around("{\"eventName\":", "[]", "}")),
        ("a name", around("{\"", "x", "\":1}")),
        ("members", around("{\"a\":1", ",\"\":1", "}")),
    ] {
        assert_eq!(imported(name, content), Some(3), "{name}");
    }
}

#[test]
fn endless_csv_takes_no_memory() {
    let row = format!("\"{}\"", record(1, "").replace('"', "\"\""));
    let start = format!("eventJson\n{row}\n");
    let quoted = GzipBuilder::new().text(&start).text("\"").fill("x", 300).content();
    assert_eq!(imported("a field that is never closed", quoted), Some(2));
    let wide = GzipBuilder::new().text(&start).fill(",", 100).text(&format!("\n{row}")).content();
    assert_eq!(imported("a row of nothing but commas", wide), Some(2));
}

#[test]
fn side_records_are_buffered_by_the_megabyte() {
    let filler = "x".repeat(15 * MEGABYTE);
    let bad = GzipBuilder::new().lines(30, |at| format!("{{\"eventName\":\"{at}\",{filler}}}"));
    assert_eq!(imported("broken records", bad.content()), Some(1));
    let zeros = "\0".repeat(15 * MEGABYTE);
    let bad = GzipBuilder::new().lines(10, |at| format!("{{\"eventName\":\"{at}\",\"{zeros}\"}}"));
    assert_eq!(imported("control characters", bad.content()), Some(1));
    let more = format!(",\"eventCategory\":\"Insight\",\"x\":\"{filler}\"");
    let insights = GzipBuilder::new().lines(30, |at| record(at, &more));
    // DuckDB buffers a vector of them at once and may report too little memory.
    let _ = imported("Insights records", insights.content());
    let variants = GzipBuilder::new().lines(20, |at| record(1, &format!(",\"{at}\":\"{filler}\"")));
    assert_eq!(imported("copies that differ", variants.content()), Some(2));
}

#[test]
fn large_records_stay_within_the_memory_limit() {
    let filler = "x".repeat(15 * MEGABYTE);
    let large =
        GzipBuilder::new().lines(30, |at| record(at, &format!(",\"userAgent\":\"{filler}\"")));
    let _ = imported("large records", large.content());
    let large =
        GzipBuilder::new().lines(3, |at| record(at, &format!(",\"userAgent\":\"{filler}\"")));
    assert_eq!(imported("some large records", large.content()), Some(4));
    let escaped = "\\u0001".repeat(2 * MEGABYTE);
    let large =
        GzipBuilder::new().lines(9, |at| record(at, &format!(",\"userAgent\":\"{escaped}\"")));
    assert_eq!(imported("large records with escapes", large.content()), Some(10));
    let name = "x".repeat(64 << 10);
    let names = GzipBuilder::new().lines(100, |at| {
        format!(r#"{{"eventName":"{at}{name}","eventVersion":"1","eventID":"{at}"}}"#)
    });
    assert_eq!(imported("large names", names.content()), Some(101));
    let deep = format!("{}{}", "[".repeat(MEGABYTE), "]".repeat(MEGABYTE));
    let deep = GzipBuilder::new().lines(20, |at| record(at, &format!(",\"x\":{deep}")));
    assert_eq!(imported("nested records", deep.content()), Some(1));
}

#[test]
fn a_shared_file_takes_no_more_memory() {
    let filler = "x".repeat(15 * MEGABYTE);
    // Rows of a megabyte, and values that are no events.
    let large = || {
        GzipBuilder::new().lines(400, |at| match at % 10 {
            0 => format!("{{\"x\":\"{filler}\"}}"),
            _ => record(at, &format!(",\"userAgent\":\"{}\"", &filler[..MEGABYTE])),
        })
    };
    let shared = ["--large-bytes", "1", "--max-expansion", "2000"];
    for jobs in [2, 4] {
        let read = imported_files("a shared file", jobs, &shared, &[large().content()]);
        assert!(read.is_none_or(|events| events == 361), "{read:?}");
    }
}

#[test]
fn any_number_of_small_events_stays_within_the_memory_limit() {
    // The last ones are copies of the first and of some others.
    let (new, copies) = (2_000_000, 200_000);
    let many = GzipBuilder::new()
        .lines(new, |at| record(at, ""))
        .lines(copies, |at| record(at, ""))
        .lines(copies, |at| record(at * 7, ""));
    assert_eq!(imported("small events", many.content()), Some(2_000_000));
    // One hour for each event, in this and other millennia.
    let hours = GzipBuilder::new().lines(400_000, |at| {
        let (year, month, day, hour) = (at / 8064, at / 672 % 12 + 1, at / 24 % 28 + 1, at % 24);
        let year = if at % 5 == 0 { 3000 + year } else { 1980 + year };
        record(at, &format!(r#","eventTime":"{year}-{month:02}-{day:02}T{hour:02}:00:00Z""#))
    });
    assert_eq!(imported("an hour for each event", hours.content()), Some(400_001));
}

#[test]
fn a_gzip_bomb_takes_no_memory() {
    let line = format!("{}\n", record(1, ""));
    let bomb = GzipBuilder::new().text(&line).fill(&line, 500).content();
    assert_eq!(imported_files("a bomb of events", 2, &[], &[bomb]), Some(2));
    let bomb = GzipBuilder::new().text(&line).fill("\0", 1000).content();
    assert_eq!(imported_files("a bomb of zeros", 2, &[], &[bomb]), Some(2));
}

#[test]
fn many_files_and_many_rejects_take_little_memory() {
    let files: Vec<_> =
        (0..20_000).map(|at| GzipBuilder::new().text(&record(at, "")).content()).collect();
    assert_eq!(imported_files("small files", 2, &[], &files), Some(20_001));
    let rejects =
        GzipBuilder::new().lines(500_000, |at| format!("{{\"eventName\":\"{at}\" none}}"));
    assert_eq!(imported("rejects", rejects.content()), Some(1));
}

#[test]
fn the_memory_limits_the_number_of_threads() {
    let sandbox = Sandbox::new();
    for file in 0..64 {
        let events: String = (0..400).map(|at| record(file * 400 + at, "") + "\n").collect();
        sandbox.write(&format!("logs/{file}.json"), events);
    }
    let import = ["import", "logs", "--jobs", "64", "--memory", "128MB"];
    let ran = sandbox.run(&import).expect_code(0);
    assert!(ran.stderr.contains("only 2 of 64 threads were used"), "{}", ran.stderr);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "25600");
}

#[test]
fn each_thread_stays_within_its_memory() {
    let filler = "x".repeat(15 * MEGABYTE);
    let files = |line: &dyn Fn(usize) -> String| -> Vec<Vec<u8>> {
        (0..4).map(|file| GzipBuilder::new().lines(6, |at| line(6 * file + at)).content()).collect()
    };
    for jobs in [1, 4] {
        let more = ["--max-expansion", "2000"];
        let bad = files(&|at| format!("{{\"eventName\":\"{at}\",{filler}}}"));
        assert_eq!(imported_files("broken records", jobs, &more, &bad), Some(1));
        let large = files(&|at| record(at, &format!(",\"userAgent\":\"{filler}\"")));
        let _ = imported_files("large records", jobs, &more, &large);
        let escaped = "\\u0001".repeat(2 * MEGABYTE);
        let large = files(&|at| record(at, &format!(",\"userAgent\":\"{escaped}\"")));
        let _ = imported_files("large records with escapes", jobs, &more, &large);
    }
}

#[test]
fn memory_too_small_for_a_record_is_an_error() {
    let filler = "x".repeat(15 * MEGABYTE);
    let sandbox = Sandbox::new();
    for file in 0..4 {
        let large = GzipBuilder::new()
            .lines(4, |at| record(4 * file + at, &format!(",\"userAgent\":\"{filler}\"")));
        sandbox.write(&format!("logs/{file}.gz"), large.content());
    }
    // Less than a record, as much as one, and enough for only one thread.
    for memory in ["10MB", "30MB", "60MB"] {
        for jobs in ["1", "4"] {
            let limits = ["--memory", memory, "--jobs", jobs, "--max-expansion", "2000"];
            let ran = sandbox.run(&[&["import", "logs"], &limits[..]].concat()).expect_code(1);
            assert!(ran.stderr.contains("too little memory"), "{memory}, {jobs}: {}", ran.stderr);
            assert_eq!(sandbox.value("SELECT count(*) FROM events"), "0", "{memory}, {jobs}");
        }
    }
    let enough = ["import", "logs", "--memory", "2GB", "--max-expansion", "2000"];
    let ran = sandbox.run(&enough).expect_code(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "16", "{}", ran.stderr);
}

/// Returns letters and digits by xorshift that compress as badly as certificates do: gzip leaves three
/// quarters.
fn noise(seed: usize, length: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
    let mut state = seed as u64 * 2 + 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(LETTERS[usize::try_from(state >> 58).unwrap()])
        })
        .collect()
}

#[test]
fn large_records_alone_are_imported_in_smaller_transactions() {
    // The largest records that CloudTrail writes, of one event name, so that DuckDB compresses them together.
    // Each file repeats an event of the previous one.
    let answer = |at: usize| format!("{{\"a\":\"{}\"}}", noise(at, 100_000 + at % 5 * 30_000));
    let line = |at: usize| {
        let time = r#""eventTime":"2024-01-02T03:04:05Z""#;
        record(at, &format!(",{time},\"responseElements\":{}", answer(at)))
    };
    let (files, lines) = (24, 40);
    let sandbox = Sandbox::new();
    for file in 0..files {
        let content = GzipBuilder::new().lines(lines, |at| line(file * (lines - 1) + at)).content();
        sandbox.write(&format!("logs/{file}.json.gz"), content);
    }
    let import = ["import", "logs", "--memory", "256MB"];
    let ran = sandbox.run(&import).expect_code(0);
    let notes = ran.stderr.matches("read in smaller ones").count();
    assert_eq!(notes, 1, "{}", ran.stderr);
    let events = files * (lines - 1) + 1;
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), events.to_string());
    // Records that were read twice are counted once.
    let balance =
        "SELECT records_read || ' ' || records_inserted || ' ' || records_duplicate FROM imports";
    let expected = format!("{} {events} {}", files * lines, files - 1);
    assert_eq!(sandbox.value(balance), expected);
    assert_eq!(sandbox.value("SELECT count(*) FROM actions"), "1");
    let hashes = sandbox
        .values("SELECT sha256(response_elements::VARCHAR) FROM events ORDER BY event_id::INTEGER");
    let expected: Vec<_> = (0..events).map(|at| hex::encode(Sha256::digest(answer(at)))).collect();
    assert!(hashes == expected, "a response differs");
    let ran = sandbox.run(&import).expect_code(0);
    assert!(!ran.stderr.contains("smaller"), "{}", ran.stderr);
}
