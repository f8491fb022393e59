//! `verify --reread` and `import --watch` with S3.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use crate::{
    s3_import::{A, B, command, deliver, run},
    support::{Sandbox, gzip, s3_server::S3Server, signal},
    verify::cloudtrail::{Bucket, Trail, name, public_keys},
};

#[test]
fn a_bucket_is_verified_as_a_folder_is() {
    let test = "a_bucket_is_verified_as_a_folder_is";
    let (mut bucket, sandbox) = (Bucket::default(), Sandbox::new());
    let mut trail = Trail::new("111122223333", "us-east-1", "my_trail");
    trail.deliver(&mut bucket, 3, 2);
    bucket.sync(&sandbox, "buckets/logs");
    bucket.heads(&sandbox, "heads", trail.digests.last());
    sandbox.write("keys.json", public_keys());
    let altered = &bucket.logs(&trail.digests[1])[0];
    sandbox.write(&format!("buckets/logs/{altered}"), gzip(b"{\"Records\":[]}"));
    let Some(server) = S3Server::start(test, &sandbox.path("buckets")) else { return };
    let args = ["verify", "--keys", "keys.json", "--signature", "heads", "--format", "jsonl"];
    let s3 = run(&sandbox, &server, &[&args[..], &["--reread", "s3://logs"]].concat());
    let disk = sandbox.run(&[&args[..], &["--reread", "buckets/logs"]].concat()).expect_code(3);
    let s3 = s3.expect_code(3);
    assert_eq!(s3.stderr, disk.stderr);
    let paths = sandbox.path("buckets/logs").canonicalize().unwrap();
    assert_eq!(s3.stdout.replace("s3://logs", &paths.display().to_string()), disk.stdout);
    assert_eq!(s3.stdout.lines().count(), 1, "{}", s3.stdout);
    assert!(s3.stdout.contains("\"altered\"") && s3.stdout.contains(name(altered)));
}

#[test]
fn a_watch_imports_what_is_there_and_a_later_one_what_is_new() {
    let test = "a_watch_imports_what_is_there_and_a_later_one_what_is_new";
    let sandbox = Sandbox::new();
    for (who, day, expected) in [
        (A, "2024-05-01", "import 1: 1 new file, 1 event"),
        (B, "2024-05-02", "import 2: 1 new file, 1 event, 1 file unchanged"),
    ] {
        deliver(&sandbox, who, day);
        // The server remembers folders for some minutes.
        let Some(server) = S3Server::start(test, &sandbox.path("buckets")) else { return };
        let mut child = command(&sandbox, server.port, &["import", "--watch", "s3://logs/p"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim_end(), expected);
        signal(&child, "INT");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}
