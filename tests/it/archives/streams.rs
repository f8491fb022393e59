//! Compressed streams and UTF-16.

use std::io::Write;

use bzip2::write::BzEncoder;
use lzma_rust2::{XzOptions, XzWriter};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::{
    archives::log,
    support::{Sandbox, gzip},
};

fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn xz(content: &[u8]) -> Vec<u8> {
    let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    compress_to_vec(content, CompressionLevel::Fastest)
}

fn utf16(text: &str, is_big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn every_compression_is_read_by_its_content_whatever_the_name() {
    let log = log("1");
    for (name, file, compression) in [
        ("a.json.zst", zstd(log.as_bytes()), "zstd"),
        ("a.json.bz2", bzip2(log.as_bytes()), "bzip2"),
        ("a.json.xz", xz(log.as_bytes()), "xz"),
        ("a.json.gz", gzip(log.as_bytes()), "gzip"),
        ("a", xz(log.as_bytes()), "xz"),
        ("a.txt", zstd(log.as_bytes()), "zstd"),
        ("a.json.gz", bzip2(log.as_bytes()), "bzip2"),
        ("a.json.gz", gzip(&gzip(log.as_bytes())), "nested"),
        ("a.gz", gzip(&gzip(&gzip(&gzip(log.as_bytes())))), "nested"),
        ("a.gz", gzip(&zstd(log.as_bytes())), "nested"),
        ("a.json", log.clone().into_bytes(), "none"),
    ] {
        let sandbox = Sandbox::new();
        let path = sandbox.write(name, file);
        let ran = sandbox.import(&[&path]).expect_code(0);
        assert_eq!((ran.count("inserted"), ran.count("imported")), (1, 1), "{name} {compression}");
        assert_eq!(sandbox.value("SELECT compression FROM files"), compression);
        let again = sandbox.import(&[&path]).expect_code(0);
        assert_eq!(again.count("unchanged"), 1, "{name} {compression}");
    }
}

#[test]
fn the_same_content_is_the_same_file_in_every_compression() {
    let sandbox = Sandbox::new();
    let log = log("1");
    sandbox.write("logs/a.json", &log);
    sandbox.write("logs/b.json.zst", zstd(log.as_bytes()));
    sandbox.write("logs/c.gz", gzip(&gzip(log.as_bytes())));
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    assert_eq!((ran.count("inserted"), ran.count("same content")), (1, 2), "{}", ran.stdout);
}

#[test]
fn streams_within_more_streams_than_are_read_are_not_cloudtrail() {
    let sandbox = Sandbox::new();
    let mut file = log("1").into_bytes();
    for _ in 0..5 {
        file = gzip(&file);
    }
    sandbox.write("logs/a.gz", file);
    let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(3);
    assert_eq!(ran.count("not CloudTrail"), 1, "{}", ran.stdout);
}

#[test]
fn a_stream_that_is_cut_off_gives_what_is_before_the_end() {
    let lines: String = (0..20_000)
        .map(|id| format!(r#"{{"eventVersion":"1.08","eventName":"A","eventID":"{id}"}}"#) + "\n")
        .collect();
    for (name, file) in [
        ("bzip2", bzip2(lines.as_bytes())),
        ("xz", xz(lines.as_bytes())),
        ("zstd", zstd(lines.as_bytes())),
    ] {
        let sandbox = Sandbox::new();
        let path = sandbox.write("a.json", &file[..file.len() * 2 / 3]);
        let ran = sandbox.import(&[&path]).expect_code(3);
        assert!(ran.stderr.contains(&format!("{name} stream")), "{}", ran.stderr);
        // A block of bzip2 or xz may be the whole file.
        let lost = ran.count("rejected").max(ran.count("unreadable"));
        assert_eq!(lost, 1, "{name} {}", ran.stdout);
        assert!(name != "zstd" || ran.count("inserted") > 0, "{name} {}", ran.stdout);
    }
}

#[test]
fn bombs_of_every_compression_are_cut_off() {
    let content = vec![b' '; 260 << 20];
    // All have the same content up to the limit, and each is named.
    let sandbox = Sandbox::new();
    for (name, file) in [("gzip", gzip(&content)), ("zstd", zstd(&content))] {
        let twice = gzip(&file);
        for (at, file) in [file, twice].into_iter().enumerate() {
            let path = sandbox.write(&format!("{name}{at}.json"), file);
            let path = path.to_str().unwrap();
            let ran = sandbox.run(&["import", path, "--max-expansion", "10"]).expect_code(3);
            assert_eq!(ran.count("unreadable"), 1, "{name} {}", ran.stdout);
            assert!(ran.stderr.contains("--max-expansion"), "{name} {}", ran.stderr);
        }
    }
}

#[test]
fn utf16_is_read_with_and_without_a_mark() {
    for (is_big, mark) in [(false, "\u{feff}"), (false, ""), (true, "\u{feff}"), (true, "")] {
        let sandbox = Sandbox::new();
        let text = format!("{mark}{}\r\n", log("Ünïcödé 🦆"));
        let bytes = utf16(&text, is_big);
        sandbox.write("logs/a.json", &bytes);
        sandbox.write("logs/b.txt.gz", gzip(&bytes));
        let ran = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
        assert_eq!((ran.count("inserted"), ran.count("same content")), (1, 1), "{}", ran.stdout);
        assert_eq!(sandbox.value("SELECT event_id FROM events"), "Ünïcödé 🦆");
        let hash = sandbox.value("SELECT content_bytes FROM files");
        assert_eq!(hash, bytes.len().to_string(), "the hash is that of the file as it is");
    }
}

#[test]
fn a_record_that_is_not_utf16_is_rejected_alone() {
    let sandbox = Sandbox::new();
    let record = |id: &str| {
        utf16(
            &format!("{{\"eventVersion\":\"1\",\"eventName\":\"A\",\"eventID\":\"{id}\"}}\n"),
            false,
        )
    };
    let mut broken = record("bad");
    let at = broken.len() - 8;
    broken[at..at + 2].copy_from_slice(&0xd800_u16.to_le_bytes());
    let path = sandbox.write("a.json", [record("1"), broken, record("2")].concat());
    let ran = sandbox.import(&[&path]).expect_code(3);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 1), "{}", ran.stderr);
}

#[test]
fn latin1_is_named() {
    let sandbox = Sandbox::new();
    let record = b"{\"eventVersion\":\"1\",\"eventName\":\"A\",\"userAgent\":\"caf\xe9\"}";
    let path = sandbox.write("a.json", record);
    sandbox.import(&[&path]).says(3, "Latin-1");
}
