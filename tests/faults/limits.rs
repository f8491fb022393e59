//! Too little room and too little memory.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::Command,
};

use crate::{
    archive::gzip,
    chance::rounds,
    scene::{Scene, import, signal, wait_for_count},
};

/// Lets a write fail that makes a file too large, as a full disk does; else it ends the process.
const FAIL: &str = "trap '' XFSZ";

#[test]
fn a_file_that_may_not_grow_stops_an_import_that_then_goes_on() {
    let scene = Scene::new();
    let (whole, _) = scene.undisturbed(&["logs"]);
    let size = fs::metadata(scene.path("whole.duckdb")).unwrap().len();
    let steps = rounds(3, 40);
    let mut stopped = 0;
    for step in 0..steps {
        let kilobytes = (size / 1024 * (2 * step + 1) / (2 * steps)).max(1);
        // Without the trap the process is killed in the midst of a write.
        for trap in [FAIL, ":"] {
            scene.remove("x.duckdb");
            let ran = scene
                .limited(&format!("{trap}\nulimit -f {kilobytes}"), &import("x.duckdb", &["logs"]));
            if trap == FAIL && ran.code != Some(3) {
                ran.says(1, "there is no room for x.duckdb");
                ran.says(1, "the same command goes on from there");
                stopped += 1;
            }
            scene.agrees("x.duckdb");
            scene.complete("x.duckdb", &["logs"]);
            assert!(scene.content("x.duckdb") == whole, "at {kilobytes} KiB");
        }
    }
    eprintln!("{stopped} of {steps} limits of a file's size stopped the import");
    assert!(stopped > steps / 2);
}

#[test]
fn a_database_that_is_too_large_to_be_mapped_is_read() {
    let scene = Scene::new();
    scene.complete("x.duckdb", &["logs"]);
    let ask = ["report", "actors", "--db", "x.duckdb", "--format", "csv"];
    let whole = scene.run(&ask);
    assert!(whole.stdout.lines().count() > 1, "{whole:?}");
    // What lies behind the last block is free.
    let file = fs::File::options().write(true).open(scene.path("x.duckdb")).unwrap();
    file.set_len(64 << 30).unwrap();
    let ran = scene.limited("ulimit -v 8000000", &ask);
    assert_eq!((ran.code, ran.stdout), (Some(0), whole.stdout), "{}", ran.stderr);
}

/// A file system of a few megabytes; nothing where it cannot be made.
struct Small<'a>(&'a Scene);

impl<'a> Small<'a> {
    fn mount(scene: &'a Scene, kilobytes: u64) -> Option<Self> {
        fs::create_dir_all(scene.path("small")).unwrap();
        let size = format!("size={kilobytes}k");
        let args = ["-t", "tmpfs", "-o", &size, "none", "small"];
        let is_mounted = scene.within("mount", &args).output().is_ok_and(|it| it.status.success());
        is_mounted.then_some(Self(scene))
    }

    fn grow(&self, kilobytes: u64) {
        let size = format!("remount,size={kilobytes}k");
        assert!(self.0.within("mount", &["-o", &size, "small"]).status().unwrap().success());
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path("small")).status();
    }
}

#[test]
fn a_full_disk_stops_an_import_that_then_goes_on() {
    let scene = Scene::new();
    let (whole, _) = scene.undisturbed(&["logs"]);
    let size = fs::metadata(scene.path("whole.duckdb")).unwrap().len() / 1024;
    for percent in [40, 80] {
        let Some(small) = Small::mount(&scene, size * percent / 100) else {
            eprintln!("skipped: a small file system needs root");
            return;
        };
        let ran = scene.run(&import("small/x.duckdb", &["logs"]));
        ran.says(1, "there is no room for small/x.duckdb");
        ran.says(1, "the same command goes on from there");
        // It is looked at where there is room again; all of its files count.
        scene.remove("x.duckdb");
        for name in ["x.duckdb", "x.duckdb.wal"] {
            let _ = fs::copy(scene.path("small").join(name), scene.path(name));
        }
        drop(small);
        scene.agrees("x.duckdb");
        scene.complete("x.duckdb", &["logs"]);
        assert!(scene.content("x.duckdb") == whole, "at {percent} percent");
    }
}

#[test]
fn a_watch_waits_for_room_on_a_full_disk() {
    let scene = Scene::new();
    let (whole, _) = scene.undisturbed(&["logs"]);
    let size = fs::metadata(scene.path("whole.duckdb")).unwrap().len() / 1024;
    let Some(small) = Small::mount(&scene, size / 2) else {
        eprintln!("skipped: a small file system needs root");
        return;
    };
    let mut child = scene.spawn(&[&import("small/x.duckdb", &["logs"])[..], &["--watch"]].concat());
    let mut told = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut told).unwrap();
    assert!(told.contains("there is no room for small/x.duckdb"), "{told}");
    assert!(told.contains("trying again"), "{told}");
    small.grow(size * 4);
    let events = scene.count("whole.duckdb");
    wait_for_count(&scene, "small/x.duckdb", events);
    signal(&child, "INT");
    assert!(child.wait().unwrap().code().is_some());
    scene.agrees("small/x.duckdb");
    assert!(scene.content("small/x.duckdb") == whole, "the content is another");
}

#[test]
fn no_room_for_what_is_set_aside_stops_an_import_that_then_goes_on() {
    let scene = Scene::new();
    // Rejects of more than stay in memory, in a batch whose file is small.
    let broken = format!("{{\"a\" {}\n", "x".repeat(1000));
    fs::write(scene.path("logs/broken.json.gz"), gzip(broken.repeat(12_000).as_bytes())).unwrap();
    let args = ["import", "--quiet", "--db", "x.duckdb", "logs/broken.json.gz"];
    let ran = scene.limited(&format!("{FAIL}\nulimit -f 4096"), &args);
    ran.says(1, "there is no room for x.duckdb and its temporary files");
    ran.says(1, "cannot write to a temporary file");
    scene.agrees("x.duckdb");
    scene.complete("x.duckdb", &["logs"]);
    let rejects = scene.ask("x.duckdb", "SELECT count(*) FROM rejects WHERE path LIKE '%broken%'");
    assert_eq!(rejects.lines().nth(1), Some("12000"));
}

#[test]
fn no_room_for_what_was_seen_stops_an_import_that_then_goes_on() {
    let scene = Scene::new();
    // More identities than so little memory holds. A dry run writes nothing else.
    let line =
        |at| format!("{{\"eventSource\":\"s\",\"eventName\":\"a\",\"eventID\":\"many-{at}\"}}\n");
    let lines: String = (0..100_000).map(line).collect();
    fs::write(scene.path("logs/many.json.gz"), gzip(lines.as_bytes())).unwrap();
    let args = ["import", "--db", "x.duckdb", "--memory", "16MB", "--dry-run", "logs/many.json.gz"];
    let ran = scene.limited(&format!("{FAIL}\nulimit -f 100"), &args);
    ran.says(1, "there is no room for x.duckdb and its temporary files");
    ran.says(1, "cannot write to a temporary file");
    let ran = scene.run(&args);
    assert!(ran.stdout.contains("inserted                100,000"), "{ran:?}");
    scene.complete("x.duckdb", &["logs"]);
    let events = scene.ask("x.duckdb", "SELECT count(*) FROM events WHERE event_source = 's'");
    assert_eq!(events.lines().nth(1), Some("100000"));
}

#[test]
fn too_little_memory_ends_an_import_that_then_goes_on() {
    let scene = Scene::new();
    let (whole, _) = scene.undisturbed(&["logs"]);
    let steps = rounds(3, 40);
    let (mut told, mut aborted) = (0, 0);
    for step in 0..steps {
        let kilobytes = 150_000 + 500_000 * step / steps;
        scene.remove("x.duckdb");
        let limit = format!("ulimit -c 0 -v {kilobytes}");
        let ran = scene.limited(&limit, &import("x.duckdb", &["logs"]));
        match ran.code {
            Some(0 | 3) => {}
            Some(1) => {
                let is_told =
                    ["there is too little memory", "cannot open x.duckdb", "Cannot allocate"]
                        .iter()
                        .any(|part| ran.stderr.contains(part));
                assert!(is_told, "{ran:?}");
                told += 1;
            }
            _ => aborted += 1,
        }
        scene.agrees("x.duckdb");
        scene.complete("x.duckdb", &["logs"]);
        assert!(scene.content("x.duckdb") == whole, "at {kilobytes} KiB");
    }
    eprintln!("of {steps} limits of memory {told} ended it with a message, {aborted} by a signal");
    assert!(told > 0, "no limit was told of");
}

#[test]
fn what_does_not_fit_is_not_written_at_all() {
    let scene = Scene::new();
    scene.complete("x.duckdb", &["logs"]);
    fs::create_dir(scene.path("out")).unwrap();
    for file in ["out/x.parquet", "out/x.csv", "out/x.json", "out/x.jsonl"] {
        let limits = format!("{FAIL}\nulimit -f 100");
        let ran = scene.limited(&limits, &["export", "--db", "x.duckdb", "-o", file]);
        ran.says(1, &format!("cannot write {file}: there is no disk space left"));
        assert_eq!(fs::read_dir(scene.path("out")).unwrap().count(), 0, "{file}");
    }
    for (what, args) in [
        ("lake", ["export", "--db", "x.duckdb", "-o", "out/lake", "--partition"].as_slice()),
        ("trail", &["export", "--db", "x.duckdb", "-o", "out/trail", "--format", "cloudtrail"]),
        ("rows", &["query", "FROM events", "--db", "x.duckdb", "-o", "out/rows"]),
        ("reports", &["report", "--all", "--db", "x.duckdb", "-o", "out/reports"]),
    ] {
        let ran = scene.limited(&format!("{FAIL}\nulimit -f 1"), args);
        ran.says(1, &format!("cannot write out/{what}: there is no disk space left"));
        ran.says(1, "free some space or write to another disk");
        let left = fs::read_dir(scene.path("out")).unwrap().count();
        assert_eq!(left, 0, "{what}: {ran:?}");
    }
}
