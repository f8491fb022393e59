//! Objects are found and read as they are in the bucket.

use std::{io::Read, sync::Mutex, time::Duration};

use ducktrail::internals::s3::{
    Client, Revision,
    trails::{self, KeyRange, Prune, Trails},
};

use crate::{
    s3::{connect, location},
    support::{
        Sandbox,
        fault_proxy::{Fault, FaultProxy},
        s3_server::S3Server,
    },
};

/// The keys that a listing of the trails below a location gives, in order.
fn keys(client: &Client, text: &str, prune: &Prune<'_>) -> (Vec<String>, Trails) {
    let trails = trails::find(client, &location(text), prune);
    let keys = Mutex::new(Vec::new());
    keys.lock().unwrap().extend(trails.objects.iter().map(|object| object.key.clone()));
    trails::list(
        client,
        &trails.ranges,
        &|_, page| keys.lock().unwrap().extend(page.objects.into_iter().map(|it| it.key)),
        &|_, ended| ended.unwrap(),
    );
    let mut keys = keys.into_inner().unwrap();
    keys.sort();
    (keys, trails)
}

const ONE: &str =
    "p/AWSLogs/o-abcdefghij/111122223333/CloudTrail/us-east-1/2024/03/05/a b+c%20é.gz";
const TWO: &str = "p/AWSLogs/o-abcdefghij/111122223333/CloudTrail/eu-west-1/2024/04/05/b.gz";
const THREE: &str =
    "p/AWSLogs/o-abcdefghij/444455556666/CloudTrail-Digest/us-east-1/2024/03/05/c.gz";
const OTHER: &str = "p/AWSLogs/o-abcdefghij/111122223333/Config/us-east-1/2024/3/5/d.gz";
const FLAT: &str = "flat/x/y/z/e.gz";

#[test]
fn trails_are_found_and_pruned_and_other_services_are_not_listed() {
    let sandbox = Sandbox::new();
    for key in [ONE, TWO, THREE, OTHER, FLAT] {
        sandbox.write(&format!("buckets/logs/{key}"), key);
    }
    let name = "trails_are_found_and_pruned_and_other_services_are_not_listed";
    let Some(server) = S3Server::start(name, &sandbox.path("buckets")) else { return };
    let client = connect(server.port);
    let all = Prune::default();
    for (text, expected) in [
        ("s3://logs", vec![TWO, ONE, THREE]),
        ("s3://logs/p", vec![TWO, ONE, THREE]),
        ("s3://logs/p/AWSLogs/", vec![TWO, ONE, THREE]),
        ("s3://logs/p/AWSLogs/o-abcdefghij/111122223333", vec![TWO, ONE]),
        ("s3://logs/p/AWSLogs/o-abcdefghij/111122223333/Config/", vec![OTHER]),
        ("s3://logs/p/AWSLogs/o-abcdefghij/111122223333/CloudTrail/us-east-1/20", vec![ONE]),
        ("s3://logs/flat", vec![FLAT]),
        ("s3://logs/flat/x/y/", vec![FLAT]),
        (&format!("s3://logs/{ONE}"), vec![ONE]),
        ("s3://logs/none/", vec![]),
    ] {
        let (keys, trails) = keys(&client, text, &all);
        assert_eq!(keys, expected, "{text}: {trails:?}");
        assert!(trails.problems.is_empty(), "{text}: {trails:?}");
    }
    let prune =
        Prune { account: &|id| id == "111122223333", region: &|it| it == "us-east-1", ..all };
    let (keys, trails) = keys(&client, "s3://logs/p/", &prune);
    assert_eq!(keys, [ONE]);
    assert_eq!(trails.unwanted.len(), 2, "{trails:?}");
    assert_eq!(trails.others.len(), 1, "{trails:?}");

    let mut text = String::new();
    let mut body = client.get(&location(&format!("s3://logs/{ONE}")), &Revision::Latest).unwrap();
    body.read_to_string(&mut text).unwrap();
    assert_eq!(text, ONE);
    assert_eq!(body.info().size, Some(ONE.len() as u64));
}

#[test]
fn a_key_that_is_listed_twice_is_one_object() {
    let page = |keys: &[&str], prefixes: &[&str], token: &str| {
        let object = |key: &&str| format!("<Contents><Key>{key}</Key><Size>1</Size></Contents>");
        let prefix = |it: &&str| format!("<CommonPrefixes><Prefix>{it}</Prefix></CommonPrefixes>");
        let next = format!("<NextContinuationToken>{token}</NextContinuationToken>");
        let parts = [
            keys.iter().map(object).collect::<String>(),
            prefixes.iter().map(prefix).collect(),
            if token.is_empty() { token.to_owned() } else { next },
        ];
        Fault::Text(format!(
            "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{}</ListBucketResult>",
            parts.concat()
        ))
    };
    let proxy = FaultProxy::start(0, Duration::ZERO, move |number, _| match number {
        0 => page(&["a", "a", "b", "b"], &["p/", "p/", "q/"], "1"),
        1 => page(&["b"], &["q/"], "2"),
        2 => page(&[], &[], "3"),
        _ => page(&["b", "b", "c"], &["q/", "r/"], ""),
    });
    let pages: Vec<_> =
        connect(proxy.port).list(&location("s3://b/")).map(Result::unwrap).collect();
    assert_eq!(pages.len(), 4);
    let keys = pages.iter().flat_map(|page| &page.objects).map(|it| it.key.as_str());
    let prefixes = pages.iter().flat_map(|page| &page.prefixes).map(String::as_str);
    assert_eq!(keys.collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(prefixes.collect::<Vec<_>>(), ["p/", "q/", "r/"]);
}

/// Returns the value of a parameter of a listing in the head of a request.
fn parameter(head: &str, name: &str) -> String {
    let query = head.split(' ').nth(1).and_then(|target| target.split_once('?')).unwrap().1;
    let value = query.split('&').find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_default().replace("%2F", "/").replace("%00", "\0")
}

/// Answers a listing of `keys`, which are in order, in pages of ten.
fn page_of(keys: &[String], head: &str) -> String {
    let after = parameter(head, "start-after").max(parameter(head, "continuation-token"));
    let prefix = parameter(head, "prefix");
    let found: Vec<_> =
        keys.iter().filter(|key| **key > after && key.starts_with(&prefix)).take(11).collect();
    let objects = found.iter().take(10).map(|key| format!("<Contents><Key>{key}</Key></Contents>"));
    let next = found
        .get(10)
        .map(|_| format!("<NextContinuationToken>{}</NextContinuationToken>", found[9]));
    format!(
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{}{}</ListBucketResult>",
        objects.collect::<String>(),
        next.unwrap_or_default()
    )
}

/// Lists the range of a Region with `keys` and a limit of its own, and compares what is found with the keys within it.
fn assert_listed(keys: &[String], range: &KeyRange) -> Vec<String> {
    let all = keys.to_vec();
    let proxy = FaultProxy::start(0, Duration::from_millis(5), move |_, head| {
        Fault::Text(page_of(&all, head))
    });
    let (found, ends) = (Mutex::new(Vec::new()), Mutex::new(0));
    trails::list(
        &connect(proxy.port),
        std::slice::from_ref(range),
        &|_, page| found.lock().unwrap().extend(page.objects.into_iter().map(|it| it.key)),
        &|_, ended| {
            ended.unwrap();
            *ends.lock().unwrap() += 1;
        },
    );
    let mut found = found.into_inner().unwrap();
    found.sort();
    let is_in = |key: &&String| {
        key.starts_with(&range.location.key)
            && range.start_after.as_ref().is_none_or(|start| *key > start)
            && range.before.as_ref().is_none_or(|before| *key < before)
    };
    assert_eq!(found, keys.iter().filter(is_in).cloned().collect::<Vec<_>>(), "{range:?}");
    assert_eq!(ends.into_inner().unwrap(), 1);
    proxy.heads()
}

#[test]
fn the_days_of_a_long_range_are_listed_by_several_threads() {
    let region = "AWSLogs/111122223333/CloudTrail/us-east-1/";
    // An odd number of objects a day, objects that have the names of days and of nothing, and a day in the future.
    let mut keys: Vec<_> = (0..2_000)
        .map(|nth| format!("{region}2024/{:02}/{:02}/{nth:05}.gz", nth / 240 + 1, nth / 9 % 28 + 1))
        .chain((1..=28).map(|day| format!("{region}2024/03/{day:02}")))
        .chain(
            ["2024/05/x", "2024/05/32/x", "3024/01/01/x", "x"].map(|key| format!("{region}{key}")),
        )
        .collect();
    keys.sort();
    let range = |key: &str, start: Option<&str>, before: Option<&str>| KeyRange {
        location: location(&format!("s3://b/{region}{key}")),
        start_after: start.map(|key| format!("{region}{key}")),
        before: before.map(|key| format!("{region}{key}")),
        account_id: Some("111122223333".to_owned()),
        region: Some("us-east-1".to_owned()),
    };
    let heads = assert_listed(&keys, &range("", None, None));
    let begun = heads.iter().filter(|head| head.contains("start-after=")).count();
    // The pages of one thread are 204.
    assert!(begun > 20 && heads.len() < 450, "{begun} of {}", heads.len());
    assert_listed(&keys, &range("2024/", None, None));
    assert_listed(&keys, &range("2024/02/", None, None));
    assert_listed(&keys, &range("", Some("2024/03/04"), Some("2024/03/20")));
    assert_listed(&keys, &range("", Some("2024/03/04/00700.gz"), None));
    assert_listed(&keys, &range("", None, Some("x")));
    let unknown = KeyRange { region: None, account_id: None, ..range("", None, None) };
    assert_eq!(assert_listed(&keys, &unknown).len(), 204);
}
