//! Lakes in S3: the same lake and the same answers as on disk, and a fault at any place is an error or does no harm.

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, SystemTime},
};

use super::{DAYS, archive, event, pointers, write};
use crate::support::{
    Run, Sandbox,
    fault_proxy::{Fault, FaultProxy},
    s3_server::{ACCESS_KEY, S3Server, SECRET_KEY},
    wait_until,
};

const LAKE: &str = "s3://b/lake";

/// Returns a command with the credentials of a server, and temporary files in the folder `temporary`.
fn command(sandbox: &Sandbox, port: u16, args: &[&str]) -> Command {
    let mut command = sandbox.command(args);
    command
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
        .env("AWS_ENDPOINT_URL_S3", format!("http://127.0.0.1:{port}"))
        .env("TMPDIR", sandbox.path("temporary"));
    command
}

fn run(sandbox: &Sandbox, port: u16, args: &[&str]) -> Run {
    let run: Run = command(sandbox, port, args).output().unwrap().into();
    let left: Vec<_> = fs::read_dir(sandbox.path("temporary")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!run.stderr.contains(SECRET_KEY) && !run.stderr.contains("X-Amz-Sig"), "{run:?}");
    run
}

/// Writes a share of the folder `logs` to the lake in S3.
fn share(sandbox: &Sandbox, port: u16, more: &[&str]) -> Run {
    run(sandbox, port, &[&["lake", "write", "logs", "--to", LAKE, "--quiet"], more].concat())
}

/// Serves the bucket as it is now: rclone remembers folders for some minutes.
fn serve(test: &str, sandbox: &Sandbox) -> Option<S3Server> {
    S3Server::start(test, &sandbox.path("buckets"))
}

/// A server with the empty bucket `b`, in a sandbox with an archive.
fn server(test: &str) -> Option<(Sandbox, S3Server)> {
    let sandbox = Sandbox::new();
    archive(&sandbox);
    for folder in ["buckets/b", "temporary"] {
        fs::create_dir_all(sandbox.path(folder)).unwrap();
    }
    let server = serve(test, &sandbox)?;
    Some((sandbox, server))
}

/// Returns the pointers of the lake in S3, as one on disk has them.
fn remote_pointers(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let lake = sandbox.path("buckets/b/lake");
    let strip = |text: String| text.replace("s3://b/lake/", "");
    let mut found = BTreeMap::new();
    for table in ["activity", "insights", "aggregated_events"] {
        let Ok(parts) = fs::read_dir(lake.join("current").join(table)) else { continue };
        for part in parts.map(Result::unwrap) {
            let text = strip(fs::read_to_string(part.path().join("files.txt")).unwrap());
            assert!(text.lines().all(|line| lake.join(line).is_file()), "{text}");
            if !text.is_empty() {
                found.insert(format!("{table}/{}", part.file_name().display()), text);
            }
        }
    }
    found
}

/// Returns the days of the data files that were fetched.
fn fetched(proxy: &FaultProxy) -> Vec<String> {
    let heads = proxy.heads();
    let mut days: Vec<_> = heads
        .iter()
        .filter_map(|head| head.strip_prefix("GET /b/lake/activity/day%3D")?.split('/').next())
        .map(ToOwned::to_owned)
        .collect();
    days.sort();
    days
}

/// A proxy that passes everything on.
fn observer(server: &S3Server) -> FaultProxy {
    FaultProxy::start(server.port, Duration::ZERO, |_, _| Fault::None)
}

/// Returns true for the request that writes an object whose key contains a text.
fn is_put(head: &str, key: &str) -> bool {
    head.starts_with("PUT ") && head.lines().next().is_some_and(|line| line.contains(key))
}

#[test]
fn a_lake_in_s3_has_the_files_and_gives_the_answers_of_one_on_disk() {
    let name = "a_lake_in_s3_has_the_files_and_gives_the_answers_of_one_on_disk";
    let Some((sandbox, server)) = server(name) else { return };
    write(&sandbox, "lake", &[], 3);
    // Two shares, one of them written twice.
    let _ = share(&sandbox, server.port, &["--since", DAYS[2], "--untimed"]).expect_code(3);
    for _ in 0..2 {
        let _ = share(&sandbox, server.port, &["--until", DAYS[1]]).expect_code(3);
    }
    assert_eq!(remote_pointers(&sandbox), pointers(&sandbox.path("lake")));
    assert!(!sandbox.path("s3:").exists());

    let scope = ["--since", DAYS[1], "--until", DAYS[3]];
    let in_scope = |args: &[&'static str]| [args, &scope].concat();
    for (args, days) in [
        (in_scope(&["report", "access_keys", "--format", "csv"]), Some(&DAYS[1..4])),
        (in_scope(&["report", "findings", "--format", "csv"]), Some(&DAYS[1..4])),
        (in_scope(&["report", "throttling", "--format", "csv"]), Some(&DAYS[1..4])),
        (in_scope(&["report", "deletes", "--format", "csv"]), Some(&DAYS[..5])),
        (in_scope(&["report", "late_events", "--format", "csv"]), Some(&DAYS[..5])),
        (in_scope(&["report", "role_chains", "--format", "csv"]), Some(&DAYS[..5])),
        (in_scope(&["report", "credential_access", "--format", "csv"]), Some(&DAYS[1..4])),
        (in_scope(&["events", "--format", "csv"]), Some(&DAYS[1..4])),
        (in_scope(&["events", "--name", "Terminate*", "--ip", "::/0"]), Some(&DAYS[1..4])),
        (in_scope(&["triage", "--format", "csv"]), Some(&DAYS[1..4])),
        (in_scope(&["query", "SELECT count(*) FROM events"]), None),
        (vec!["query", "SELECT count(*) FROM insights"], Some(&[][..])),
        // The first and the last day, to say what there is, and what there is not.
        (vec!["report", "access_keys", "--since", "2030-01"], Some(&[DAYS[0], DAYS[5]][..])),
        (
            vec!["report", "access_keys", "--since", "2030-01", "--account", "111122223333"],
            Some(&[DAYS[0], DAYS[5]][..]),
        ),
        (in_scope(&["report", "access_keys", "--account", "999999999999"]), Some(&DAYS[1..4])),
        (vec!["report", "access_keys", "--last", "47h", "--format", "csv"], Some(&DAYS[4..])),
        (vec!["query", "FROM activity ORDER BY ALL", "--format", "csv"], None),
        (vec!["events", "--full", "--format", "jsonl"], None),
        (vec!["info", "--format", "json"], None),
    ] {
        let proxy = observer(&server);
        let remote =
            run(&sandbox, proxy.port, &[&args[..], &["--db", LAKE]].concat()).expect_code(0);
        let local = sandbox.run(&[&args[..], &["--db", "lake"]].concat()).expect_code(0);
        let text = |text: &str| text.replace(LAKE, "lake");
        if args[0] != "info" {
            assert_eq!(text(&remote.stdout), local.stdout, "{args:?}");
            assert_eq!(text(&remote.stderr), local.stderr, "{args:?}");
        }
        if let Some(days) = days {
            assert_eq!(fetched(&proxy), days, "{args:?}");
        }
    }

    // Copies that are kept are not fetched again.
    for days in [3, 0] {
        let proxy = observer(&server);
        let args = in_scope(&["report", "access_keys", "--format", "csv", "--db", LAKE]);
        let mut command = command(&sandbox, proxy.port, &args);
        let _ = Run::from(command.env("DUCKTRAIL_CACHE", "kept").output().unwrap()).expect_code(0);
        assert_eq!(fetched(&proxy).len(), days);
    }
    let kept: Vec<_> = fs::read_dir(sandbox.path("kept")).unwrap().map(Result::unwrap).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
}

#[test]
fn a_missing_or_damaged_object_is_an_error_and_never_a_part_of_the_answer() {
    let name = "a_missing_or_damaged_object_is_an_error_and_never_a_part_of_the_answer";
    let Some((sandbox, server)) = server(name) else { return };
    let _ = share(&sandbox, server.port, &[]).expect_code(3);
    let file = |day: &str| {
        let folder = sandbox.path(&format!("buckets/b/lake/activity/day={day}"));
        fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()
    };
    let report = ["report", "deletes", "--format", "csv", "--db", LAKE];
    let other_days = ["report", "access_keys", "--db", LAKE, "--until", DAYS[1]];
    let damaged = file(DAYS[3]);
    let content = fs::read(&damaged).unwrap();
    fs::write(&damaged, [b"x", &content[1..]].concat()).unwrap();
    let Some(server) = serve(name, &sandbox) else { return };
    let ran = run(&sandbox, server.port, &report);
    ran.says(1, "it is damaged: its content has another hash than its name");
    ran.says(1, &format!("day={}", DAYS[3]));
    assert_eq!(ran.stdout, "");
    fs::remove_file(&damaged).unwrap();
    let Some(server) = serve(name, &sandbox) else { return };
    let ran = run(&sandbox, server.port, &report);
    ran.says(1, "S3 answered NoSuchKey");
    ran.says(1, "if it stays missing, write its day again");
    ran.says(1, &format!("s3://b/lake/activity/day={}", DAYS[3]));
    assert_eq!(ran.stdout, "");
    let _ = run(&sandbox, server.port, &other_days).expect_code(0);

    // Faults that pass do no harm, and a lake that is none is named.
    let proxy = FaultProxy::start(server.port, Duration::ZERO, |number, _| match number % 4 {
        1 => Fault::Answer(503, "SlowDown", ""),
        3 => Fault::Cut,
        _ => Fault::None,
    });
    let _ = run(&sandbox, proxy.port, &other_days).expect_code(0);
    let marker = sandbox.path("buckets/b/lake/ducktrail-lake.json");
    for (text, message) in [("{\"layout\":2}", "another version"), ("", "is damaged")] {
        fs::write(&marker, text).unwrap();
        let Some(server) = serve(name, &sandbox) else { return };
        run(&sandbox, server.port, &other_days).says(1, message);
        share(&sandbox, server.port, &[]).says(1, message);
    }
    for (args, code, message) in [
        (&["report", "deletes", "--db", "s3://b/none"][..], 1, "there is no lake at s3://b/none/"),
        (&["report", "deletes", "--db", "s3://none/x"], 1, "NoSuchBucket"),
        (&["report", "deletes", "--db", "s3://"], 2, "names no bucket"),
        (&["import", "logs", "--db", LAKE], 1, "`ducktrail lake write PATH… --to s3://b/lake`"),
        (&["query", "SELECT 1", "--db", LAKE, "--safe"], 1, "such SQL may not read files"),
        (&["query", "SELECT 1", "--db", LAKE, "--read-write"], 1, "it is a lake"),
        (&["lake", "write", "logs", "--to", "s3://b"], 2, "it has other objects, such as lake/"),
        (&["lake", "clean", "s3://b/none"], 2, "it is no lake"),
    ] {
        run(&sandbox, server.port, args).says(code, message);
    }
    let mut wrong = command(&sandbox, server.port, &other_days);
    let wrong = Run::from(wrong.env("AWS_SECRET_ACCESS_KEY", "wrong").output().unwrap());
    wrong.says(1, "S3 answered SignatureDoesNotMatch");
}

#[test]
fn a_share_that_fails_leaves_the_old_day_and_its_files_are_cleaned() {
    let name = "a_share_that_fails_leaves_the_old_day_and_its_files_are_cleaned";
    let Some((sandbox, server)) = server(name) else { return };
    let _ = share(&sandbox, server.port, &[]).expect_code(3);
    let old = remote_pointers(&sandbox);
    // Each day changes.
    let more: Vec<_> = DAYS
        .map(|day| event(day, &format!("{day}T02:00:00Z"), "111122223333").to_string())
        .into_iter()
        .collect();
    sandbox.write("logs/other.jsonl", more.join("\n"));
    for key in ["activity/day%3D2026-03-03", "imports/", "current/activity/day%3D2026-03-0"] {
        let proxy = FaultProxy::start(server.port, Duration::ZERO, move |_, head| {
            if is_put(head, key) { Fault::Answer(403, "AccessDenied", "") } else { Fault::None }
        });
        let ran = share(&sandbox, proxy.port, &[]);
        ran.says(1, "the role needs s3:PutObject");
        assert_eq!(remote_pointers(&sandbox), old, "{key}");
    }
    // Requests whose answers are lost are sent again.
    let proxy = FaultProxy::start(server.port, Duration::ZERO, |number, head| {
        let is_write = head.starts_with("PUT ") || head.starts_with("DELETE ");
        match number % 3 {
            0 if is_write => Fault::Unanswered,
            1 if is_write => Fault::Answer(500, "InternalError", ""),
            _ => Fault::None,
        }
    });
    let _ = share(&sandbox, proxy.port, &[]).expect_code(3);
    write(&sandbox, "lake", &[], 3);
    let new = remote_pointers(&sandbox);
    assert_eq!(new, pointers(&sandbox.path("lake")));
    assert_ne!(new, old);

    let clean = |server: &S3Server| {
        let args = ["lake", "clean", LAKE, "--older-than", "1h"];
        run(&sandbox, server.port, &args).expect_code(0).stdout
    };
    assert!(clean(&server).starts_with("removed 0 files"));
    for day in fs::read_dir(sandbox.path("buckets/b/lake/activity")).unwrap().map(Result::unwrap) {
        for file in fs::read_dir(day.path()).unwrap().map(Result::unwrap) {
            let file = fs::File::options().append(true).open(file.path()).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(7200)).unwrap();
        }
    }
    let Some(server) = serve(name, &sandbox) else { return };
    let removed = clean(&server);
    assert!(removed.starts_with("removed 6 files"), "{removed}");
    assert_eq!(remote_pointers(&sandbox), new);
    let days = fs::read_dir(sandbox.path("buckets/b/lake/activity")).unwrap().map(Result::unwrap);
    let files = days.map(|day| fs::read_dir(day.path()).unwrap().count());
    assert_eq!(files.max(), Some(1));
}

#[test]
fn the_folder_of_a_killed_process_is_removed_by_the_next_one_and_that_of_a_live_one_is_not() {
    let name =
        "the_folder_of_a_killed_process_is_removed_by_the_next_one_and_that_of_a_live_one_is_not";
    let Some((sandbox, server)) = server(name) else { return };
    let _ = share(&sandbox, server.port, &[]).expect_code(3);
    let report = ["report", "access_keys", "--db", LAKE, "--until", DAYS[0]];
    let again = ["lake", "write", "logs", "--to", LAKE, "--quiet"];
    let folders = || {
        let entries = fs::read_dir(sandbox.path("temporary")).unwrap().map(Result::unwrap);
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    for (args, held) in [(&report[..], "GET /b/lake/activity/"), (&again, "PUT /b/lake/activity/")]
    {
        // A request that is never answered keeps a process in the middle of its work.
        let proxy = FaultProxy::start(server.port, Duration::ZERO, move |_, head| {
            if head.starts_with(held) {
                thread::sleep(Duration::from_secs(20));
            }
            Fault::None
        });
        let begin = || command(&sandbox, proxy.port, args).stderr(Stdio::null()).spawn().unwrap();
        let is_held =
            |count| proxy.heads().iter().filter(|it| it.starts_with(held)).count() >= count;
        let mut killed = begin();
        wait_until(|| is_held(1));
        killed.kill().unwrap();
        let _ = killed.wait().unwrap();
        let left = folders();
        assert_eq!(left.len(), 1, "{left:?}");

        let mut live = begin();
        wait_until(|| is_held(2));
        let other: Run = command(&sandbox, server.port, &report).output().unwrap().into();
        let _ = other.expect_code(0);
        let now = folders();
        assert!(now.len() == 1 && now != left, "{left:?} {now:?}");
        live.kill().unwrap();
        let _ = live.wait().unwrap();
    }
    let _ = run(&sandbox, server.port, &report);
}

#[test]
fn of_two_writers_in_s3_one_wins_and_readers_see_it_whole() {
    let name = "of_two_writers_in_s3_one_wins_and_readers_see_it_whole";
    let Some((sandbox, server)) = server(name) else { return };
    for (folder, count) in [("one", 10), ("other", 20)] {
        let events: Vec<_> = (0..count)
            .map(|nth| event(&format!("{nth}"), "2026-03-01T01:00:00Z", folder).to_string())
            .collect();
        sandbox.write(&format!("{folder}/x.jsonl"), events.join("\n"));
    }
    let args = |folder| ["lake", "write", folder, "--to", LAKE, "--quiet"];
    // Both make the lake.
    let mut writers =
        ["one", "other"].map(|it| command(&sandbox, server.port, &args(it)).spawn().unwrap());
    let sql = "SELECT count(*) || ' ' || min(recipient_account_id) || ' ' || max(recipient_account_id) FROM events";
    let query = ["query", sql, "--format", "csv", "--db", LAKE];
    loop {
        let is_over = writers.iter_mut().all(|writer| writer.try_wait().unwrap().is_some());
        let ran: Run = command(&sandbox, server.port, &query).output().unwrap().into();
        match ran.stdout.trim().lines().last().unwrap_or_default() {
            "10 one one" | "20 other other" => {}
            // Nothing is published yet.
            "" | "\"\"" => assert!(!is_over, "{ran:?}"),
            other => panic!("{other}: {ran:?}"),
        }
        if is_over {
            break;
        }
    }
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
    }
}
