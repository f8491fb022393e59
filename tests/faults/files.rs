//! Files and folders that cannot be read, that lead in a circle, and that change while they are read.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::{
    archive::{self, FILES},
    chance::{Chance, rounds},
    scene::{EVENTS, Scene, import, ran},
};

const UNREADABLE: &str = "SELECT path, reason FROM rejects WHERE position IS NULL";

#[test]
fn what_cannot_be_read_is_named_and_costs_nothing_else() {
    let scene = Scene::new();
    scene.complete("whole.duckdb", &["logs"]);
    symlink("nowhere", scene.path("logs/dangling.json.gz")).unwrap();
    symlink("..", scene.path("logs/loop")).unwrap();
    // It opens, and each read of it fails.
    symlink("/proc/self/mem", scene.path("logs/mem.json")).unwrap();
    let ran = scene.run(&import("x.duckdb", &["logs"]));
    ran.says(3, "cannot be read");
    let rejects = scene.ask("x.duckdb", UNREADABLE);
    for part in ["dangling.json.gz", "loop", "a link leads back to a parent folder", "mem"] {
        assert!(rejects.contains(part), "{part}: {rejects}");
    }
    scene.agrees("x.duckdb");
    assert_eq!(scene.ask("x.duckdb", EVENTS), scene.ask("whole.duckdb", EVENTS));
    for link in ["dangling.json.gz", "loop", "mem.json"] {
        fs::remove_file(scene.path("logs").join(link)).unwrap();
    }
    scene.complete("x.duckdb", &["logs"]);
    assert_eq!(scene.ask("x.duckdb", EVENTS), scene.ask("whole.duckdb", EVENTS));
}

#[test]
fn what_is_forbidden_is_named_and_read_once_it_is_allowed() {
    let scene = Scene::new();
    scene.complete("whole.duckdb", &["logs"]);
    fs::create_dir(scene.path("logs/shut")).unwrap();
    fs::rename(scene.path("logs/03.json.gz"), scene.path("logs/shut/03.json.gz")).unwrap();
    let set = |name: &str, mode| {
        fs::set_permissions(scene.path(name), Permissions::from_mode(mode)).unwrap();
    };
    set("logs/05.json.gz", 0o000);
    set("logs/shut", 0o000);
    let Some(ran) = as_nobody(&scene, &import("open/x.duckdb", &["logs"])) else {
        eprintln!("skipped: nobody to run as");
        return;
    };
    ran.says(3, "cannot be read");
    let rejects = scene.ask("open/x.duckdb", UNREADABLE);
    for part in ["05.json.gz", "shut", "Permission denied"] {
        assert!(rejects.contains(part), "{part}: {rejects}");
    }
    scene.agrees("open/x.duckdb");
    set("logs/05.json.gz", 0o644);
    set("logs/shut", 0o755);
    fs::rename(scene.path("logs/shut/03.json.gz"), scene.path("logs/03.json.gz")).unwrap();
    fs::remove_dir(scene.path("logs/shut")).unwrap();
    scene.complete("open/x.duckdb", &["logs"]);
    assert!(scene.ask("open/x.duckdb", EVENTS) == scene.ask("whole.duckdb", EVENTS));
}

/// Runs the program as one whom permissions bind: root they do not. Its database is in `open`.
pub(crate) fn as_nobody(scene: &Scene, args: &[&str]) -> Option<crate::scene::Ran> {
    let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    set(&scene.path(""), 0o755);
    fs::create_dir_all(scene.path("open")).unwrap();
    if !is_root(scene) {
        return Some(scene.run(args));
    }
    set(&scene.path("open"), 0o777);
    // The program itself may lie where only root may go.
    let program = scene.path("program");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_ducktrail"), &program).unwrap();
        set(&program, 0o755);
    }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--", "./program"];
    let output = scene.within("setpriv", &[&nobody[..], args].concat()).output().ok()?;
    Some(ran(output))
}

fn is_root(scene: &Scene) -> bool {
    let output = scene.within("id", &["-u"]).output().unwrap();
    output.stdout == b"0\n"
}

#[test]
fn files_that_change_while_they_are_read_come_out_whole_in_the_end() {
    let scene = Scene::new();
    scene.complete("whole.duckdb", &["logs"]);
    let whole = scene.ask("whole.duckdb", EVENTS);
    let mut chance = Chance::new("files that change");
    for _ in 0..rounds(2, 40) {
        scene.remove("x.duckdb");
        let is_done = AtomicBool::new(false);
        thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut changes = 0;
                while !is_done.load(Ordering::Relaxed) {
                    change(&scene.path("logs"), &mut chance);
                    changes += 1;
                }
                changes
            });
            let ran = scene.run(&import("x.duckdb", &["logs"]));
            is_done.store(true, Ordering::Relaxed);
            assert!(writer.join().unwrap() > 0);
            // Each trouble is one of a file, never of the import.
            assert!(matches!(ran.code, Some(0 | 3)), "{ran:?}");
        });
        scene.agrees("x.duckdb");
        archive::write(&scene.path("logs"), 0, FILES);
        scene.complete("x.duckdb", &["logs"]);
        assert!(scene.ask("x.duckdb", EVENTS) == whole, "an event is lost or changed");
    }
}

/// Takes a file away, cuts it, makes it grow by what it holds already, or puts it back.
fn change(logs: &Path, chance: &mut Chance) {
    let number = chance.below(FILES);
    let path = logs.join(format!("{number:02}.json.gz"));
    let content = archive::gzip(archive::log(number).as_bytes());
    let cut = usize::try_from(chance.below(content.len() as u64)).unwrap();
    match chance.below(4) {
        0 => drop(fs::remove_file(path)),
        1 => fs::write(path, &content[..cut]).unwrap(),
        2 => fs::write(path, [&content[..], &content[..]].concat()).unwrap(),
        _ => fs::write(path, content).unwrap(),
    }
}
