//! Unreadable files and folders, link cycles, and files that change while they are read.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::{
    archive::{self, FILES},
    database::{EVENTS, import_args},
    rng::{Rng, rounds},
    support::{Run, Sandbox, gzip},
};

const UNREADABLE: &str = "SELECT path, reason FROM rejects WHERE position IS NULL";

#[test]
fn an_unreadable_file_is_reported_and_costs_no_other() {
    let sandbox = archive::sandbox();
    sandbox.import_all("whole.duckdb", &["logs"]);
    symlink("nowhere", sandbox.path("logs/dangling.json.gz")).unwrap();
    symlink("..", sandbox.path("logs/loop")).unwrap();
    // It can be opened, but every read fails.
    symlink("/proc/self/mem", sandbox.path("logs/mem.json")).unwrap();
    let ran = sandbox.run(&import_args("x.duckdb", &["logs"]));
    ran.says(3, "cannot be read");
    let rejects = sandbox.query_csv("x.duckdb", UNREADABLE);
    for part in ["dangling.json.gz", "loop", "a link leads back to a parent folder", "mem"] {
        assert!(rejects.contains(part), "{part}: {rejects}");
    }
    sandbox.assert_consistent("x.duckdb");
    assert_eq!(sandbox.query_csv("x.duckdb", EVENTS), sandbox.query_csv("whole.duckdb", EVENTS));
    for link in ["dangling.json.gz", "loop", "mem.json"] {
        fs::remove_file(sandbox.path("logs").join(link)).unwrap();
    }
    sandbox.import_all("x.duckdb", &["logs"]);
    assert_eq!(sandbox.query_csv("x.duckdb", EVENTS), sandbox.query_csv("whole.duckdb", EVENTS));
}

#[test]
fn a_file_without_permission_is_reported_and_read_later() {
    let sandbox = archive::sandbox();
    sandbox.import_all("whole.duckdb", &["logs"]);
    fs::create_dir(sandbox.path("logs/shut")).unwrap();
    fs::rename(sandbox.path("logs/03.json.gz"), sandbox.path("logs/shut/03.json.gz")).unwrap();
    let set = |name: &str, mode| {
        fs::set_permissions(sandbox.path(name), Permissions::from_mode(mode)).unwrap();
    };
    set("logs/05.json.gz", 0o000);
    set("logs/shut", 0o000);
    let Some(ran) = as_nobody(&sandbox, &import_args("open/x.duckdb", &["logs"])) else {
        eprintln!("skipped: setpriv is missing");
        return;
    };
    ran.says(3, "cannot be read");
    let rejects = sandbox.query_csv("open/x.duckdb", UNREADABLE);
    for part in ["05.json.gz", "shut", "Permission denied"] {
        assert!(rejects.contains(part), "{part}: {rejects}");
    }
    sandbox.assert_consistent("open/x.duckdb");
    set("logs/05.json.gz", 0o644);
    set("logs/shut", 0o755);
    fs::rename(sandbox.path("logs/shut/03.json.gz"), sandbox.path("logs/03.json.gz")).unwrap();
    fs::remove_dir(sandbox.path("logs/shut")).unwrap();
    sandbox.import_all("open/x.duckdb", &["logs"]);
    assert!(
        sandbox.query_csv("open/x.duckdb", EVENTS) == sandbox.query_csv("whole.duckdb", EVENTS)
    );
}

/// Runs the program as a user that file permissions apply to, with a writable folder `open`. Returns `None`
/// if root cannot switch to such a user.
pub(crate) fn as_nobody(sandbox: &Sandbox, args: &[&str]) -> Option<Run> {
    let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    set(&sandbox.path(""), 0o755);
    fs::create_dir_all(sandbox.path("open")).unwrap();
    if !is_root(sandbox) {
        return Some(sandbox.run(args));
    }
    set(&sandbox.path("open"), 0o777);
    // The program itself may be in a folder that only root can enter.
    let program = sandbox.path("program");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_ducktrail"), &program).unwrap();
        set(&program, 0o755);
    }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--", "./program"];
    let output = sandbox.command_of("setpriv", &[&nobody[..], args].concat()).output().ok()?;
    Some(Run::from(output))
}

fn is_root(sandbox: &Sandbox) -> bool {
    let output = sandbox.command_of("id", &["-u"]).output().unwrap();
    output.stdout == b"0\n"
}

#[test]
fn files_that_change_during_an_import_are_complete_after_the_next() {
    let sandbox = archive::sandbox();
    sandbox.import_all("whole.duckdb", &["logs"]);
    let whole = sandbox.query_csv("whole.duckdb", EVENTS);
    let mut rng = Rng::new("files that change");
    for _ in 0..rounds(2, 40) {
        sandbox.remove_database("x.duckdb");
        let is_done = AtomicBool::new(false);
        thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut changes = 0;
                while !is_done.load(Ordering::Relaxed) {
                    change(&sandbox.path("logs"), &mut rng);
                    changes += 1;
                }
                changes
            });
            let ran = sandbox.run(&import_args("x.duckdb", &["logs"]));
            is_done.store(true, Ordering::Relaxed);
            assert!(writer.join().unwrap() > 0);
            // Every failure is one of a file, not of the import.
            assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
        });
        sandbox.assert_consistent("x.duckdb");
        archive::write(&sandbox.path("logs"), 0, FILES);
        sandbox.import_all("x.duckdb", &["logs"]);
        assert!(sandbox.query_csv("x.duckdb", EVENTS) == whole, "an event is lost or changed");
    }
}

/// Removes a file, truncates it, doubles it or restores it.
fn change(logs: &Path, rng: &mut Rng) {
    let number = rng.below(FILES);
    let path = logs.join(format!("{number:02}.json.gz"));
    let content = gzip(archive::log(number).as_bytes());
    let cut = usize::try_from(rng.below(content.len() as u64)).unwrap();
    match rng.below(4) {
        0 => drop(fs::remove_file(path)),
        1 => fs::write(path, &content[..cut]).unwrap(),
        2 => fs::write(path, [&content[..], &content[..]].concat()).unwrap(),
        _ => fs::write(path, content).unwrap(),
    }
}
