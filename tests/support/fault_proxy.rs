//! A proxy in front of an S3 server that delays answers and injects faults.
//!
//! It speaks as much HTTP as the client and the servers do. `Host` is passed on as it is, since it is signed. Faults come in a fixed order: request `n` has
//! the fault whose turn it is.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// The treatment of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is passed on.
    None,
    /// It gets this answer: status, code, and further headers.
    Answer(u16, &'static str, &'static str),
    /// It gets this text.
    Text(String),
    /// Its connection is closed without an answer.
    Reset,
    /// It is passed on, and its connection is closed without the answer.
    Unanswered,
    /// Its answer is cut off in the middle of the body.
    Cut,
}

/// Decides about a request by its number, from 0, and its head.
pub(crate) type Decide = dyn Fn(usize, &str) -> Fault + Send + Sync;

/// A running proxy, which ends when it is dropped.
pub(crate) struct FaultProxy {
    pub(crate) port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    server: u16,
    latency: Duration,
    decide: Box<Decide>,
    requests: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    heads: Mutex<Vec<String>>,
    is_ended: AtomicBool,
}

impl FaultProxy {
    /// Starts a proxy in front of the server at a port of loopback.
    pub(crate) fn start(
        server: u16,
        latency: Duration,
        decide: impl Fn(usize, &str) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            server,
            latency,
            decide: Box::new(decide),
            requests: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
            heads: Mutex::default(),
            is_ended: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if accepting.is_ended.load(Ordering::Relaxed) {
                    break;
                }
                let (Ok(client), shared) = (client, Arc::clone(&accepting)) else { continue };
                // A connection that breaks is what the client has to cope with.
                thread::spawn(move || shared.serve(client));
            }
        });
        Self { port, shared }
    }

    /// The number of requests so far.
    pub(crate) fn requests(&self) -> usize {
        self.shared.requests.load(Ordering::Relaxed)
    }

    /// The most requests that were in flight at one time.
    pub(crate) fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::Relaxed)
    }

    /// The heads of the requests so far: their first lines and headers.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().unwrap().clone()
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.shared.is_ended.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Shared {
    /// Serves the requests of one connection.
    fn serve(&self, client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        let mut requests = BufReader::new(client.try_clone()?);
        let mut client = client;
        loop {
            let head = read_head(&mut requests)?;
            if head.is_empty() {
                return Ok(());
            }
            let now = self.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
            self.most_in_flight.fetch_max(now, Ordering::Relaxed);
            let mut body = vec![0; content_length(&head)];
            requests.read_exact(&mut body)?;
            let answered = self.answer(&head, &body, &mut client);
            self.in_flight.fetch_sub(1, Ordering::Relaxed);
            if !answered? {
                return client.shutdown(Shutdown::Both);
            }
        }
    }

    /// Answers a request. Returns false to close the connection.
    fn answer(&self, head: &str, content: &[u8], client: &mut TcpStream) -> io::Result<bool> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        self.heads.lock().unwrap().push(head.to_owned());
        thread::sleep(self.latency);
        let fault = (self.decide)(number, head);
        match fault {
            Fault::Answer(status, code, headers) => {
                let is_head = head.starts_with("HEAD ");
                let body = format!(
                    "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>injected</Message></Error>"
                );
                let body = if is_head { "" } else { &body };
                write!(
                    client,
                    "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{headers}\r\n{body}",
                    body.len()
                )?;
                Ok(true)
            }
            Fault::Text(text) => {
                write!(client, "HTTP/1.1 200 X\r\nContent-Length: {}\r\n\r\n{text}", text.len())?;
                Ok(true)
            }
            Fault::Reset => Ok(false),
            Fault::Unanswered => {
                self.pass_on(head, content)?;
                Ok(false)
            }
            Fault::None | Fault::Cut => {
                let (head, mut body) = self.pass_on(head, content)?;
                if fault == Fault::Cut {
                    body.truncate(body.len() * 2 / 3);
                }
                client.write_all(head.as_bytes())?;
                client.write_all(&body)?;
                Ok(fault == Fault::None)
            }
        }
    }

    /// Sends a request to the server. Returns the head and the body of its answer.
    fn pass_on(&self, head: &str, content: &[u8]) -> io::Result<(String, Vec<u8>)> {
        let mut server = TcpStream::connect(("127.0.0.1", self.server))?;
        // One request for each connection to the server, so that the end of an answer is plain.
        let closing = head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
        server.write_all(closing.as_bytes())?;
        server.write_all(content)?;
        let mut answer = BufReader::new(server);
        let answer_head = read_head(&mut answer)?;
        let mut body = Vec::new();
        answer.read_to_end(&mut body)?;
        let kept: String = answer_head
            .split_inclusive("\r\n")
            .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"))
            .collect();
        Ok((kept, body))
    }
}

/// Returns the length of the body of a request.
fn content_length(head: &str) -> usize {
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}

/// Reads up to and with the empty line; nothing at the end of the connection.
fn read_head(reader: &mut impl BufRead) -> io::Result<String> {
    let mut head = String::new();
    while reader.read_line(&mut head)? > 0 && !head.ends_with("\r\n\r\n") {}
    Ok(head)
}
