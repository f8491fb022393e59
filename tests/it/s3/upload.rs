//! Objects are stored whole: a large file in parts, and an existing object stays if it should.

use std::{fs, time::Duration};

use ducktrail::internals::s3::{ErrorKind, Existing};

use crate::{
    s3::{connect, location, read},
    support::{
        Sandbox,
        fault_proxy::{Fault, FaultProxy},
        s3_server::S3Server,
    },
};

#[test]
fn a_large_file_is_stored_in_parts_whatever_fails_in_between() {
    let name = "a_large_file_is_stored_in_parts_whatever_fails_in_between";
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("buckets/b")).unwrap();
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let content: Vec<u8> = (0..10_000_000_u32).flat_map(u32::to_le_bytes).collect();
    let file = sandbox.write("large", &content);
    let proxy = FaultProxy::start(server.port, Duration::ZERO, |number, head| {
        match number {
            1 => Fault::Answer(503, "SlowDown", ""),
            2 => Fault::Reset,
            3 => Fault::Unanswered,
            // A success that is none.
            _ if head.starts_with("POST ") && head.contains("uploadId") && number < 8 => {
                Fault::Text("<Error><Code>InternalError</Code></Error>".to_owned())
            }
            _ => Fault::None,
        }
    });
    let place = location("s3://b/folder/large file+é");
    connect(proxy.port).upload(&place, &file).unwrap();
    assert!(read(&connect(server.port), &place.to_string()).unwrap() == content);

    // What cannot be stored is given up, and no part of it is left.
    let denied = FaultProxy::start(server.port, Duration::ZERO, |_, head| {
        if head.contains("partNumber=2") {
            Fault::Answer(403, "AccessDenied", "")
        } else {
            Fault::None
        }
    });
    let place = location("s3://b/denied");
    let error = connect(denied.port).upload(&place, &file).unwrap_err();
    assert!(format!("{error:#}").contains("the role needs s3:PutObject"), "{error:#}");
    assert!(denied.heads().last().unwrap().starts_with("DELETE /b/denied?"));
    let missing = read(&connect(server.port), "s3://b/denied").unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NoObject);
}

#[test]
fn an_object_that_is_to_stay_is_not_replaced() {
    let name = "an_object_that_is_to_stay_is_not_replaced";
    let sandbox = Sandbox::new();
    let Some(server) = S3Server::start_store(name, &sandbox.path("store")) else { return };
    let client = connect(server.port);
    let place = location("s3://logs/AWSLogs/marker");
    client.put(&place, b"first", Existing::Keep).unwrap();
    let kept = client.put(&place, b"second", Existing::Keep).unwrap_err();
    assert_eq!(kept.kind(), ErrorKind::Changed, "{kept}");
    assert_eq!(read(&client, &place.to_string()).unwrap(), b"first");
    client.put(&place, b"second", Existing::Replace).unwrap();
    assert_eq!(read(&client, &place.to_string()).unwrap(), b"second");
    for _ in 0..2 {
        client.delete(&place).unwrap();
    }
    let missing = read(&client, &place.to_string()).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NoObject);
}
