//! Listings and objects that take long, on a terminal.

use std::{fmt::Write, thread, time::Duration};

use crate::{
    support::{
        Sandbox,
        fault_proxy::{Fault, FaultProxy},
        s3_server::{ACCESS_KEY, SECRET_KEY},
        wait_until,
    },
    terminal::Terminal,
};

/// Imports a bucket in a terminal.
fn import(sandbox: &Sandbox, proxy: &FaultProxy) -> Terminal {
    let url = format!("http://127.0.0.1:{}", proxy.port);
    let variables = [
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("AWS_ENDPOINT_URL_S3", url.as_str()),
    ];
    Terminal::run(&["import", "s3://b/x/"], &sandbox.path(""), &variables)
}

/// Returns a page of a listing that never ends; there are far too few pages for a database to be opened.
fn endless(number: usize, head: &str) -> Fault {
    let mut page =
        r#"<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#.to_owned();
    if head.contains("delimiter=") {
        page.push_str("<CommonPrefixes><Prefix>x/y/</Prefix></CommonPrefixes>");
    } else {
        for key in 0..2 {
            write!(
                page,
                "<Contents><Key>x/y/{number:09}{key:02}.json</Key><Size>1</Size></Contents>"
            )
            .unwrap();
        }
        page.push_str(
            "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>",
        );
    }
    Fault::Text(page + "</ListBucketResult>")
}

#[test]
fn a_listing_counts_what_it_has_found_and_ctrl_c_ends_it() {
    let sandbox = Sandbox::new();
    let proxy = FaultProxy::start(0, Duration::from_millis(50), endless);
    let terminal = import(&sandbox, &proxy);
    let found = |screen: &str| -> Option<u64> {
        let (_, rest) = screen.split_once("finding files: ")?;
        let digits = rest.split(' ').next()?.replace(',', "");
        digits.parse().ok()
    };
    let screen = terminal.wait("a count", |screen| found(screen).is_some());
    let first = found(&screen);
    terminal.wait("the count to grow", |screen| found(screen) > first);
    terminal.send("\u{3}");
    assert_eq!(terminal.end(), 130);
    assert!(!sandbox.path("ducktrail.duckdb").exists());
}

#[test]
fn ctrl_c_in_the_middle_of_a_listing_makes_no_database() {
    // The search and the import notice Ctrl-C in either order.
    for _ in 0..6 {
        let sandbox = Sandbox::new();
        let proxy = FaultProxy::start(0, Duration::ZERO, |number, head| {
            if number > 5 {
                thread::sleep(Duration::from_secs(600));
            }
            endless(number, head)
        });
        let terminal = import(&sandbox, &proxy);
        wait_until(|| proxy.requests() > 6);
        terminal.send("\u{3}");
        assert_eq!(terminal.end(), 130);
        assert!(!sandbox.path("ducktrail.duckdb").exists());
    }
}

#[test]
fn ctrl_c_does_not_wait_for_an_answer() {
    let sandbox = Sandbox::new();
    let proxy = FaultProxy::start(0, Duration::from_secs(600), |_, _| Fault::Reset);
    let terminal = import(&sandbox, &proxy);
    terminal.wait("the line", |screen| screen.contains("finding files: 0, "));
    terminal.send("\u{3}");
    assert_eq!(terminal.end(), 130);
}

/// Lists an object of `size` bytes, which never arrives.
fn unanswered(size: u64, head: &str) -> Fault {
    if head.contains("list-type=2") {
        let xmlns = "http://s3.amazonaws.com/doc/2006-03-01/";
        return Fault::Text(format!(
            "<ListBucketResult xmlns=\"{xmlns}\"><Contents><Key>x/a.json</Key><Size>{size}</Size></Contents></ListBucketResult>"
        ));
    }
    if head.starts_with("HEAD ") {
        return Fault::Answer(200, "", "");
    }
    thread::sleep(Duration::from_secs(600));
    Fault::Reset
}

#[test]
fn ctrl_c_does_not_wait_for_an_object() {
    // A large object is not fetched ahead: the thread that reads it waits.
    for size in [1_000, 100_000_000] {
        let sandbox = Sandbox::new();
        let proxy = FaultProxy::start(0, Duration::ZERO, move |_, head| unanswered(size, head));
        let terminal = import(&sandbox, &proxy);
        let is_asked = || proxy.heads().iter().any(|head| head.starts_with("GET /b/x/a.json?"));
        wait_until(is_asked);
        terminal.send("\u{3}");
        assert_eq!(terminal.end(), 130, "{size}");
    }
}
