//! The proxy of a company, on the way to S3.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use ducktrail::internals::s3::{Client, Environment, ErrorKind, S3Options};

use crate::{
    s3::read,
    support::{
        fault_proxy::{Fault, FaultProxy},
        s3_server::{ACCESS_KEY, SECRET_KEY},
    },
};

/// A proxy that connects to a port of loopback, whatever host it is asked for, or answers with a status.
struct ConnectProxy {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl ConnectProxy {
    fn start(target: u16, status: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        thread::spawn(move || {
            for client in listener.incoming() {
                // A connection that breaks is what the client has to cope with.
                let _ = client.and_then(|client| tunnel(client, (target, status), &seen));
            }
        });
        Self { port, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn tunnel(
    mut client: TcpStream,
    (target, status): (u16, u16),
    heads: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
    heads.lock().unwrap().push(head);
    write!(client, "HTTP/1.1 {status} X\r\n\r\n")?;
    if status != 200 {
        return Ok(());
    }
    let mut server = TcpStream::connect(("127.0.0.1", target))?;
    let mut answers = server.try_clone()?;
    thread::spawn(move || io::copy(&mut answers, &mut client));
    thread::spawn(move || io::copy(&mut reader, &mut server));
    Ok(())
}

fn connect(variables: &[(&str, String)], endpoint_url: &str) -> anyhow::Result<Client> {
    let keys = [("AWS_ACCESS_KEY_ID", ACCESS_KEY), ("AWS_SECRET_ACCESS_KEY", SECRET_KEY)];
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let environment: Environment = keys.into_iter().chain(variables).collect();
    let endpoint_url = Some(endpoint_url.to_owned());
    Client::connect_in(&S3Options { endpoint_url, ..S3Options::default() }, &environment)
}

#[test]
fn s3_is_reached_through_the_proxy_of_the_environment() {
    let server = FaultProxy::start(0, Duration::ZERO, |_, _| Fault::Text("content".to_owned()));
    let proxy = ConnectProxy::start(server.port, 200);
    let url = format!("http://me:secret@127.0.0.1:{}", proxy.port);
    // The proxy finds the host, which this machine does not know.
    let client = connect(&[("HTTP_PROXY", url.clone())], "http://s3.example:9000").unwrap();
    assert_eq!(read(&client, "s3://b/k").unwrap(), b"content");
    let heads = proxy.heads();
    assert!(heads[0].starts_with("CONNECT s3.example:9000 HTTP/1.1\r\n"), "{heads:?}");
    assert!(heads[0].contains("Proxy-Authorization: Basic bWU6c2VjcmV0"), "{heads:?}");
    assert!(server.heads()[0].starts_with("GET /b/k?"), "{:?}", server.heads());

    // Hosts of NO_PROXY are reached without it.
    let direct = format!("http://127.0.0.1:{}", server.port);
    let variables = [("HTTP_PROXY", url.clone()), ("NO_PROXY", "localhost, 127.0.0.1".to_owned())];
    let client = connect(&variables, &direct).unwrap();
    assert_eq!(read(&client, "s3://b/k").unwrap(), b"content");
    assert_eq!(proxy.heads().len(), 1);
    assert_eq!(server.requests(), 2);
}

#[test]
fn a_proxy_that_refuses_is_named_with_what_mends_it() {
    let proxy = ConnectProxy::start(0, 407);
    let url = format!("http://me:secret@127.0.0.1:{}", proxy.port);
    let client = connect(&[("HTTP_PROXY", url)], "http://s3.example:9000").unwrap();
    let error = read(&client, "s3://b/k").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    let shown = error.to_string();
    assert!(shown.contains("the proxy answered 407") && shown.contains("NO_PROXY"), "{shown}");
    assert!(!shown.contains("secret") && !shown.contains("X-Amz"), "{shown}");
    assert_eq!(proxy.heads().len(), 1);
}
