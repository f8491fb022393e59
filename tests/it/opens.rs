//! An import opens each file once, whatever earlier imports and batches have read.

use std::{
    collections::BTreeMap,
    mem::MaybeUninit,
    path::{Path, PathBuf},
};

use rustix::{
    fd::OwnedFd,
    fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags},
    io::Errno,
};

use crate::support::{Run, Sandbox, gzip};

/// Counts how often the files of a folder are opened.
struct Opens(OwnedFd);

impl Opens {
    fn watch(folder: PathBuf) -> Self {
        let events = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
        inotify::add_watch(&events, folder, WatchFlags::OPEN).unwrap();
        Self(events)
    }

    /// Returns the counts since the last call.
    fn take(&self) -> BTreeMap<String, u32> {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = inotify::Reader::new(&self.0, &mut buffer);
        let mut counts = BTreeMap::new();
        loop {
            match events.next() {
                Ok(event) if event.events().contains(ReadFlags::ISDIR) => {}
                Ok(event) => {
                    let name = event.file_name().unwrap().to_str().unwrap().to_owned();
                    *counts.entry(name).or_default() += 1;
                }
                Err(Errno::WOULDBLOCK) => return counts,
                Err(err) => panic!("{err}"),
            }
        }
    }
}

/// A log file with the event `id` of one Region.
fn log(id: u32, region: &str) -> String {
    format!(
        r#"{{"Records":[{{"eventVersion":"1.08","eventID":"{id:04}","eventName":"GetUser","eventTime":"2024-05-01T09:00:00Z","awsRegion":"{region}"}}]}}"#
    )
}

/// Imports `logs`, a file in each batch.
fn import(sandbox: &Sandbox, more: &[&str]) -> Run {
    let args = [more, &["logs", "--batch-bytes", "1"]].concat();
    let args: Vec<_> = args.into_iter().map(Path::new).collect();
    sandbox.import(&args)
}

#[track_caller]
fn expect(ran: &Run, counts: [u64; 4]) {
    let names = ["imported", "same content", "inserted", "duplicate"];
    assert_eq!(names.map(|name| ran.count(name)), counts, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn a_file_is_opened_once_whether_it_is_new_or_a_copy() {
    let sandbox = Sandbox::new();
    let (a, b) = (log(1, "us-east-1"), log(2, "us-east-1"));
    // The same sizes, and another content.
    assert_eq!((a.len(), gzip(a.as_bytes()).len()), (b.len(), gzip(b.as_bytes()).len()));
    sandbox.write_gzip("logs/1.json.gz", &a);
    sandbox.write_gzip("logs/2.json.gz", &b);
    sandbox.write_gzip("logs/3-copy-of-1.json.gz", &a);
    sandbox.write("logs/4.json", log(4, "us-east-1"));
    let opens = Opens::watch(sandbox.path("logs"));
    let ran = import(&sandbox, &[]).expect_code(0);
    expect(&ran, [3, 1, 3, 0]);
    let counts = opens.take();
    assert!(counts.len() == 4 && counts.values().all(|count| *count == 1), "{counts:?}");

    // A later import knows only the sizes of the contents.
    sandbox.write_gzip("logs/5-copy-of-2.json.gz", &b);
    sandbox.write_gzip("logs/6.json.gz", log(6, "us-east-1"));
    sandbox.write("logs/7/4.json", log(4, "us-east-1"));
    sandbox.write("logs/8.json", log(8, "us-east-1"));
    opens.take();
    let ran = import(&sandbox, &[]).expect_code(0);
    expect(&ran, [2, 2, 2, 0]);
    let counts: Vec<_> = opens.take().into_iter().collect();
    let names = ["5-copy-of-2.json.gz", "6.json.gz", "8.json"];
    assert_eq!(counts, names.map(|name| (name.to_owned(), 1)));
    assert_eq!(
        sandbox.value("SELECT count(*) || ' ' || count(DISTINCT event_id) FROM events"),
        "5 5"
    );
}

#[test]
fn a_copy_of_a_content_of_which_records_were_left_out_is_read() {
    let sandbox = Sandbox::new();
    sandbox.write_gzip("logs/1.json.gz", log(1, "eu-west-1"));
    let _ = import(&sandbox, &["--region", "us-east-1"]).expect_code(0);
    assert_eq!(sandbox.value("SELECT count(*) FROM events"), "0");
    std::fs::remove_file(sandbox.path("logs/1.json.gz")).unwrap();
    sandbox.write_gzip("logs/2.json.gz", log(1, "eu-west-1"));
    sandbox.write_gzip("logs/3.json.gz", log(3, "eu-west-1"));
    let ran = import(&sandbox, &[]).expect_code(0);
    expect(&ran, [2, 0, 2, 0]);
    assert_eq!(sandbox.values("SELECT event_id FROM events ORDER BY 1"), ["0001", "0003"]);
}
