//! Versions, denials and awkward keys, in a store that has them.

use std::{io::Read, time::Duration};

use ducktrail::internals::s3::{
    Client, Environment, ErrorKind, Revision,
    trails::{self, Prune},
};
use jiff::Timestamp;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};

use crate::{
    s3::{connect, location, options, read},
    support::{
        Sandbox,
        s3_server::{ACCESS_KEY, READER_KEY, READER_SECRET, S3Server, SECRET_KEY},
    },
};

fn put(port: u16, key: &str, content: &str) {
    let endpoint = format!("http://127.0.0.1:{port}").parse().unwrap();
    let bucket = Bucket::new(endpoint, UrlStyle::Path, "logs", "us-east-1").unwrap();
    let credentials = Credentials::new(ACCESS_KEY, SECRET_KEY);
    let mut put = bucket.put_object(Some(&credentials), key);
    put.headers_mut().insert("x-amz-meta-signature", "0aff");
    let url = put.sign_with_time(Duration::from_secs(60), &Timestamp::now());
    let request = ureq::put(url.as_str()).header("x-amz-meta-signature", "0aff");
    assert!(request.send(content).unwrap().status().is_success());
}

fn connect_as(port: u16, key: &str, secret: &str) -> Client {
    let keys = [("AWS_ACCESS_KEY_ID", key), ("AWS_SECRET_ACCESS_KEY", secret)];
    Client::connect_in(&options(port), &Environment::from_iter(keys)).unwrap()
}

#[test]
fn versions_denials_and_awkward_keys() {
    let sandbox = Sandbox::new();
    let name = "versions_denials_and_awkward_keys";
    let Some(server) = S3Server::start_store(name, &sandbox.path("store")) else { return };
    let client = connect(server.port);

    // The keys are listed and read as they are.
    let keys =
        ["AWSLogs/%20 +&=?#.gz", "AWSLogs/a b", "AWSLogs/d%2Fe", "AWSLogs/é|x", "other/'\"<>"];
    for key in keys {
        put(server.port, key, key);
    }
    let pages = client.list(&location("s3://logs/")).map(|page| page.unwrap().objects);
    // This server does not always list keys in the order of their bytes, as S3 does.
    let mut listed: Vec<_> = pages.flatten().collect();
    listed.sort_by(|one, other| one.key.cmp(&other.key));
    assert_eq!(listed.iter().map(|object| object.key.as_str()).collect::<Vec<_>>(), keys);
    for object in &listed {
        let place = location("s3://logs/").with_key(&object.key);
        let revision = Revision::ETag(object.etag.clone());
        let mut content = String::new();
        let mut body = client.get(&place, &revision).unwrap();
        body.read_to_string(&mut content).unwrap();
        assert_eq!(content, object.key);
        assert_eq!(body.info().signature(), Some("0aff"));
    }

    // An old version is still there, and is not taken for the new one.
    let place = location("s3://logs/AWSLogs/a b");
    let old = client.get(&place, &Revision::Latest).unwrap().info().clone();
    put(server.port, "AWSLogs/a b", "another content");
    let new = client.get(&place, &Revision::Latest).unwrap().info().clone();
    assert!(old.version_id.is_some() && old.version_id != new.version_id, "{old:?} {new:?}");
    let mut content = String::new();
    let version = Revision::Version(old.version_id.unwrap());
    client.get(&place, &version).unwrap().read_to_string(&mut content).unwrap();
    assert_eq!(content, "AWSLogs/a b");
    let changed = client.get(&place, &Revision::ETag(old.etag.unwrap())).unwrap_err();
    assert_eq!(changed.kind(), ErrorKind::Changed, "{changed}");

    // What is denied is named, and all else is read.
    let reader = connect_as(server.port, READER_KEY, READER_SECRET);
    assert_eq!(read(&reader, "s3://logs/AWSLogs/d%2Fe").unwrap(), b"AWSLogs/d%2Fe");
    let found = trails::find(&reader, &location("s3://logs/other/"), &Prune::default());
    let [problem] = &found.problems[..] else { panic!("{found:?}") };
    assert_eq!(problem.kind(), ErrorKind::Denied);
    let shown = problem.to_string();
    assert!(shown.contains("s3:ListBucket on logs for the prefix 'other/'"), "{shown}");

    for (key, secret, text, kind) in [
        (ACCESS_KEY, "wrong", "s3://logs/AWSLogs/a b", ErrorKind::Credentials),
        ("AKIAWRONG", SECRET_KEY, "s3://logs/AWSLogs/a b", ErrorKind::Credentials),
        (READER_KEY, READER_SECRET, "s3://logs/other/'\"<>", ErrorKind::Denied),
        (ACCESS_KEY, SECRET_KEY, "s3://logs/none", ErrorKind::NoObject),
        (ACCESS_KEY, SECRET_KEY, "s3://none/none", ErrorKind::NoBucket),
    ] {
        let error = read(&connect_as(server.port, key, secret), text).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        let shown = error.to_string();
        assert!(!shown.contains(secret) && !shown.contains("X-Amz"), "{shown}");
    }
}
