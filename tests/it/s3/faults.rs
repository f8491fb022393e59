//! Requests that fail are repeated, until it is of no use.

use std::{
    io::Read,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use ducktrail::internals::s3::{ErrorKind, Revision, S3Options};

use crate::{
    s3::{connect, connect_with, location, options, read},
    support::{
        Sandbox,
        fault_proxy::{Fault, FaultProxy},
        s3_server::S3Server,
    },
};

const OBJECTS: usize = 300;

/// Injects each kind of fault that passes, a few times in a hundred.
fn mixed(number: usize, _: &str) -> Fault {
    match number % 50 {
        3 => Fault::Answer(503, "SlowDown", ""),
        13 => Fault::Answer(400, "ThrottlingException", ""),
        23 => Fault::Reset,
        33 => Fault::Cut,
        43 => Fault::Answer(500, "InternalError", ""),
        _ => Fault::None,
    }
}

#[test]
fn nothing_is_lost_to_faults_that_pass() {
    let sandbox = Sandbox::new();
    for number in 0..OBJECTS {
        sandbox.write(&format!("buckets/b/{number:03}"), format!("content of {number}"));
    }
    let name = "nothing_is_lost_to_faults_that_pass";
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let proxy = FaultProxy::start(server.port, Duration::ZERO, mixed);
    let client = connect(proxy.port);
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= OBJECTS {
                        break;
                    }
                    let content = read(&client, &format!("s3://b/{number:03}")).unwrap();
                    assert_eq!(content, format!("content of {number}").into_bytes());
                }
            });
        }
    });
    assert!(proxy.requests() > OBJECTS, "{}", proxy.requests());
    for _ in 0..30 {
        let objects = client.list(&location("s3://b/")).map(|page| page.unwrap().objects.len());
        assert_eq!(objects.sum::<usize>(), OBJECTS);
    }
}

#[test]
fn a_large_object_goes_on_where_it_was_cut_off() {
    let sandbox = Sandbox::new();
    let content: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).step_by(3).collect();
    sandbox.write("buckets/b/large", &content);
    let name = "a_large_object_goes_on_where_it_was_cut_off";
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let cut = |number, _: &str| if number < 4 { Fault::Cut } else { Fault::None };
    let proxy = FaultProxy::start(server.port, Duration::ZERO, cut);
    let client = connect(proxy.port);
    assert!(read(&client, "s3://b/large").unwrap() == content);
    let heads = proxy.heads();
    assert_eq!(heads.len(), 5);
    for head in &heads[1..] {
        let head = head.to_ascii_lowercase();
        assert!(head.contains("range: bytes=") && head.contains("if-match: \""), "{head}");
    }
    // Another object under the same key is never mixed in.
    let listed = Revision::ETag("0".repeat(32));
    let error = client.get(&location("s3://b/large"), &listed).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Changed, "{error}");
}

#[test]
fn an_object_that_changes_while_it_is_read_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.write("buckets/b/k", vec![1; 100_000]);
    let name = "an_object_that_changes_while_it_is_read_is_an_error";
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let path = sandbox.path("buckets/b/k");
    let change = move |number, _: &str| {
        if number == 1 {
            std::fs::write(&path, vec![2; 100_000]).unwrap();
        }
        if number == 0 { Fault::Cut } else { Fault::None }
    };
    let proxy = FaultProxy::start(server.port, Duration::ZERO, change);
    let mut body = connect(proxy.port).get(&location("s3://b/k"), &Revision::Latest).unwrap();
    let error = body.read_to_end(&mut Vec::new()).unwrap_err().to_string();
    assert!(error.contains("s3://b/k") && error.contains("import again"), "{error}");
}

#[test]
fn failures_that_do_not_pass_are_named_with_what_mends_them() {
    for (status, code, kind, text) in [
        (403, "AccessDenied", ErrorKind::Denied, "s3:GetObject on b/*"),
        (403, "InvalidObjectState", ErrorKind::Archived, "restore-object --bucket b --key k"),
        (403, "InvalidAccessKeyId", ErrorKind::Credentials, "AWS_ACCESS_KEY_ID"),
        (400, "ExpiredToken", ErrorKind::Credentials, "AWS_SESSION_TOKEN"),
        (404, "NoSuchBucket", ErrorKind::NoBucket, "aws s3 ls"),
        (404, "NoSuchKey", ErrorKind::NoObject, "NoSuchKey"),
        (301, "PermanentRedirect", ErrorKind::Region, "AWS_REGION"),
        (501, "NotImplemented", ErrorKind::Other, "NotImplemented"),
    ] {
        let answer = move |_, _: &str| Fault::Answer(status, code, "x-amz-request-id: R7\r\n");
        let proxy = FaultProxy::start(0, Duration::ZERO, answer);
        let client = connect(proxy.port);
        let error = read(&client, "s3://b/k").unwrap_err();
        assert_eq!((error.kind(), error.code(), error.request_id()), (kind, code, Some("R7")));
        let shown = error.to_string();
        assert!(shown.starts_with("s3://b/k: ") && shown.contains(text), "{shown}");
        assert_eq!(proxy.requests(), 1, "{code}");
        let head = client.head(&location("s3://b/k")).unwrap_err();
        assert!(!head.to_string().contains("X-Amz"), "{head}");
    }
}

#[test]
fn the_region_and_the_clock_of_s3_are_taken_from_its_answers() {
    let answer = |_, head: &str| match () {
        () if !head.contains("%2Feu-west-3%2Fs3") => {
            Fault::Answer(301, "PermanentRedirect", "x-amz-bucket-region: eu-west-3\r\n")
        }
        () if !head.contains("X-Amz-Date=20300102T") => {
            Fault::Answer(403, "RequestTimeTooSkewed", "Date: Wed, 02 Jan 2030 03:04:05 GMT\r\n")
        }
        () => Fault::Text("content".to_owned()),
    };
    let proxy = FaultProxy::start(0, Duration::ZERO, answer);
    let client = connect(proxy.port);
    assert_eq!(read(&client, "s3://b/k").unwrap(), b"content");
    assert_eq!(proxy.requests(), 3);
    assert_eq!(read(&client, "s3://b/l").unwrap(), b"content");
    assert_eq!(proxy.requests(), 4);
}

#[test]
fn requesters_pay_only_when_told_to() {
    let sandbox = Sandbox::new();
    sandbox.write("buckets/b/k", "content");
    let name = "requesters_pay_only_when_told_to";
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let answer = |_, head: &str| {
        let pays = head.to_ascii_lowercase().contains("x-amz-request-payer: requester");
        if pays { Fault::None } else { Fault::Answer(403, "AccessDenied", "") }
    };
    let proxy = FaultProxy::start(server.port, Duration::ZERO, answer);
    let error = read(&connect(proxy.port), "s3://b/k").unwrap_err().to_string();
    assert!(error.contains("--request-payer requester"), "{error}");
    let paying = S3Options { is_requester_paying: true, ..options(proxy.port) };
    let client = connect_with(&paying);
    assert_eq!(read(&client, "s3://b/k").unwrap(), b"content");
    assert_eq!(client.head(&location("s3://b/k")).unwrap().size, Some(7));
    assert_eq!(client.list(&location("s3://b/")).next().unwrap().unwrap().objects.len(), 1);
}

#[test]
fn a_stopped_client_answers_at_once() {
    let throttled = |_, _: &str| Fault::Answer(503, "SlowDown", "");
    let proxy = FaultProxy::start(0, Duration::ZERO, throttled);
    let client = connect(proxy.port);
    thread::scope(|scope| {
        let reading = scope.spawn(|| read(&client, "s3://b/k").unwrap_err());
        while proxy.requests() == 0 {
            thread::yield_now();
        }
        client.stop();
        assert_eq!(reading.join().unwrap().kind(), ErrorKind::Stopped);
    });
}

#[test]
fn keys_that_urls_cannot_hold_are_refused() {
    let client = connect(1);
    for key in ["a/../b", ".", "./a", "a/..", ""] {
        let error = read(&client, &format!("s3://b/{key}")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Setting, "{error}");
    }
}
