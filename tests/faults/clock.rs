//! Clocks that are wrong: of the machine that wrote the files, and of this one.

use std::{
    fs::File,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::scene::{EVENTS, Scene, import, ran, signal, wait_for_count};

fn touch(scene: &Scene, name: &str, time: SystemTime) {
    File::options().write(true).open(scene.path(name)).unwrap().set_modified(time).unwrap();
}

#[test]
fn files_of_any_time_are_read_once() {
    let scene = Scene::new();
    scene.complete("whole.duckdb", &["logs"]);
    let years = |count: u64| Duration::from_secs(count * 31_557_600);
    touch(&scene, "logs/01.json.gz", UNIX_EPOCH);
    touch(&scene, "logs/02.json.gz", UNIX_EPOCH - years(10));
    touch(&scene, "logs/03.json.gz", SystemTime::now() + years(100));
    let args = import("x.duckdb", &["logs"]);
    for zone in ["Pacific/Kiritimati", "America/St_Johns"] {
        let ran = ran(scene.command(&args).env("TZ", zone).output().unwrap());
        assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
        scene.agrees("x.duckdb");
    }
    assert_eq!(scene.ask("x.duckdb", EVENTS), scene.ask("whole.duckdb", EVENTS));
    let unchanged =
        scene.ask("x.duckdb", "SELECT files_unchanged = files_found FROM imports WHERE id = 2");
    assert_eq!(unchanged.lines().nth(1), Some("true"), "{unchanged}");
    let ahead =
        scene.ask("x.duckdb", "SELECT count(*) FROM imports WHERE finished_at < started_at");
    assert_eq!(ahead.lines().nth(1), Some("0"));
}

#[test]
fn a_file_from_the_future_is_watched_for_too() {
    let scene = Scene::new();
    touch(&scene, "logs/03.json.gz", SystemTime::now() + Duration::from_secs(86_400));
    scene.complete("whole.duckdb", &["logs"]);
    let mut args = import("x.duckdb", &["logs"]);
    args.push("--watch");
    let child = scene.spawn(&args);
    let all = scene.count("whole.duckdb");
    wait_for_count(&scene, "x.duckdb", all);
    signal(&child, "INT");
    let _ = ran(child.wait_with_output().unwrap());
    scene.agrees("x.duckdb");
    assert_eq!(scene.ask("x.duckdb", EVENTS), scene.ask("whole.duckdb", EVENTS));
}

#[test]
fn a_clock_that_is_years_off_or_goes_back_changes_nothing_of_what_is_imported() {
    let scene = Scene::new();
    let (whole, _) = scene.undisturbed(&["logs"]);
    if scene.within("faketime", &["-f", "+0d", "true"]).output().is_err() {
        eprintln!("skipped: this needs `faketime`");
        return;
    }
    let program = env!("CARGO_BIN_EXE_ducktrail");
    let at = |clock: &str, args: &[&str]| {
        // Some programs do not start with the clock that it gives them: that is to fail, not to hang.
        let faked = [&["120", "faketime", "-f", clock, program], args].concat();
        ran(scene.within("timeout", &faked).output().unwrap())
    };
    // The second import finds all unchanged, whatever year the first one was in.
    for (first, second) in [("+30y", "-30y"), ("-30y", "+0d"), ("@1969-12-31 23:59:59", "+70y")] {
        scene.remove("x.duckdb");
        for clock in [first, second] {
            let ran = at(clock, &import("x.duckdb", &["logs"]));
            assert!(matches!(ran.code, Some(0 | 3)), "{clock}: {ran:?}");
            scene.agrees("x.duckdb");
        }
        assert!(scene.content("x.duckdb") == whole, "{first}, {second}: the content is another");
        let again =
            scene.ask("x.duckdb", "SELECT files_unchanged = files_found FROM imports WHERE id = 2");
        assert_eq!(again.lines().nth(1), Some("true"), "{first}, {second}");
    }
    // It goes back while the import runs: every look at it is a year before the last.
    scene.remove("x.duckdb");
    let ran = at("2024-01-01 00:00:00 i-31536000", &import("x.duckdb", &["logs"]));
    assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
    scene.agrees("x.duckdb");
    assert!(scene.content("x.duckdb") == whole, "the content is another");
}
