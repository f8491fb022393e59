//! Fetches the objects of a batch on many threads, ahead of the scan. A small object is held in memory until it was
//! read; the bytes of all these have a limit. A large one is read from the network by the thread that parses it.

use std::{
    collections::VecDeque,
    io::{self, Cursor, Read},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    vec::IntoIter,
};

use crate::{
    objects::cause,
    s3::{Body, Client, ObjectInfo, Revision, S3Error, S3Location},
    scan::{
        arrival::{Arrival, Arrivals},
        file::{LogFile, ObjectVersion},
    },
};

/// The size from which an object is not held in memory. Nearly all log files are far smaller.
const LARGE: u64 = 8 << 20;

/// The stack of a thread that waits for the network most of the time.
const STACK_BYTES: usize = 512 << 10;

/// The objects of a batch on their way. The threads end soon after this is dropped.
pub(crate) struct Fetch(Arc<FetchQueue>);

/// The state that the threads share.
struct FetchQueue {
    client: Client,
    budget: u64,
    most_threads: usize,
    state: Mutex<FetchState>,
    /// Notified when there is room for the next object. Only one thread is woken: most of hundreds would find the
    /// room taken, and waking them all for each object costs more than reading it.
    has_room: Condvar,
}

struct FetchState {
    /// The objects that no thread has begun to fetch.
    waiting: IntoIter<Arc<LogFile>>,
    arrived: VecDeque<Arrival>,
    /// The number of objects that are being fetched.
    open: usize,
    /// The number of bytes in memory, or on their way there.
    held: u64,
    /// The number of threads that were started.
    threads: usize,
    /// The number of these that wait for room.
    idle: usize,
    /// Notified when an object has arrived.
    arrival: Option<Arc<Condvar>>,
    is_closed: bool,
}

impl FetchState {
    /// Returns the bytes that the next object holds.
    fn next_bytes(&self) -> Option<u64> {
        self.waiting.as_slice().first().map(|file| held_bytes(file.size))
    }

    /// Returns true if the next object may be fetched, or if there is none and a thread should end.
    fn has_room(&self, budget: u64) -> bool {
        self.held == 0 || self.next_bytes().is_none_or(|bytes| self.held + bytes <= budget)
    }
}

impl Fetch {
    /// Starts to fetch `objects` with up to `most_threads` requests at a time.
    pub(crate) fn start(
        client: &Client,
        objects: Vec<Arc<LogFile>>,
        budget: u64,
        most_threads: usize,
    ) -> Self {
        let queue = Arc::new(FetchQueue {
            client: client.clone(),
            budget,
            most_threads,
            state: Mutex::new(FetchState {
                waiting: objects.into_iter(),
                arrived: VecDeque::new(),
                open: 0,
                held: 0,
                threads: 1,
                idle: 0,
                arrival: None,
                is_closed: false,
            }),
            has_room: Condvar::new(),
        });
        // It starts the others.
        if let Err(cause) = queue.start_thread() {
            queue.fail_all(&cause);
        }
        Self(queue)
    }
}

impl Arrivals for Fetch {
    fn take(&self) -> Option<Arrival> {
        self.0.lock().arrived.pop_front()
    }

    fn is_pending(&self) -> bool {
        let state = self.0.lock();
        state.open > 0 || !state.arrived.is_empty() || state.waiting.len() > 0
    }

    fn notify(&self, arrived: &Arc<Condvar>) {
        let mut state = self.0.lock();
        if state.arrival.is_none() {
            state.arrival = Some(Arc::clone(arrived));
        }
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_closed = true;
        state.waiting = Vec::new().into_iter();
        let arrived = std::mem::take(&mut state.arrived);
        drop(state);
        // Those give their bytes back, which locks the queue.
        drop(arrived);
        self.0.has_room.notify_all();
    }
}

impl FetchQueue {
    fn start_thread(self: &Arc<Self>) -> io::Result<()> {
        let run = Arc::clone(self);
        let thread = thread::Builder::new().stack_size(STACK_BYTES);
        thread.spawn(move || run.fetch_all()).map(drop)
    }

    /// Fetches one object after another.
    fn fetch_all(self: &Arc<Self>) {
        while let Some(file) = self.next() {
            // It must arrive in any case: the scan waits for it.
            let mut on_the_way = OnTheWay { queue: self, file: Some(file) };
            self.start_another();
            if let Some(file) = &on_the_way.file {
                let arrival = self.fetch(file);
                on_the_way.file = None;
                self.arrive(arrival);
            }
        }
    }

    /// Starts another thread if there is room for an object and no thread waits for it. As many fetch as there may be
    /// requests in flight, and one more: a limit that is not reached does not grow.
    fn start_another(self: &Arc<Self>) {
        let mut state = self.lock();
        let is_needed = state.idle == 0
            && state.waiting.len() > 0
            && state.has_room(self.budget)
            && state.threads < self.most_threads.min(self.client.in_flight() + 1);
        if is_needed {
            state.threads += 1;
            drop(state);
            if self.start_thread().is_err() {
                // Fewer threads do the same work.
                self.lock().threads -= 1;
            }
        }
    }

    /// Waits until there is room for the next object.
    fn next(&self) -> Option<Arc<LogFile>> {
        let mut state = self.lock();
        loop {
            let Some(bytes) = state.next_bytes() else {
                // The others wait for an object that another thread took.
                if state.idle > 0 {
                    self.has_room.notify_all();
                }
                return None;
            };
            if state.has_room(self.budget) {
                state.held += bytes;
                state.open += 1;
                let next = state.waiting.next();
                self.wake_for_room(&state);
                return next;
            }
            state.idle += 1;
            state = self.has_room.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    /// Wakes a thread if there is something for it to do.
    fn wake_for_room(&self, state: &FetchState) {
        if state.idle > 0 && state.has_room(self.budget) {
            self.has_room.notify_one();
        }
    }

    /// Gives bytes back. Threads are woken once a quarter of the budget is free, so that each fetches several objects
    /// before it waits again.
    fn give_back(&self, bytes: u64) {
        let mut state = self.lock();
        state.held -= bytes;
        if state.held <= self.budget / 4 * 3 {
            self.wake_for_room(&state);
        }
    }

    fn fetch(self: &Arc<Self>, file: &Arc<LogFile>) -> Arrival {
        let held = HeldBytes { queue: Arc::clone(self), bytes: held_bytes(file.size) };
        match self.open(file, held) {
            Ok(arrival) => arrival,
            Err(error) => {
                let content = Err(io::Error::other(cause(&error)));
                Arrival { file: Arc::clone(file), content }
            }
        }
    }

    fn open(&self, file: &Arc<LogFile>, held: HeldBytes) -> Result<Arrival, S3Error> {
        let nothing = || Arrival { file: Arc::clone(file), content: Ok(Box::new(io::empty())) };
        let Some(location) = S3Location::parse(&file.name) else { return Ok(nothing()) };
        if file.size == 0 {
            return Ok(nothing());
        }
        if held.bytes == 0 {
            let info = self.client.head(&location)?;
            let content = LateBody {
                client: self.client.clone(),
                location,
                body: None,
                etag: info.etag.clone(),
            };
            return Ok(Arrival { file: with_info(file, &info), content: Ok(Box::new(content)) });
        }
        let mut body = self.client.get(&location, &Revision::Latest)?;
        let file = with_info(file, body.info());
        if file.size > LARGE {
            // It has grown since it was listed.
            return Ok(Arrival { file, content: Ok(Box::new(body)) });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(file.size).unwrap_or_default());
        let content: io::Result<Box<dyn Read + Send>> = match body.read_to_end(&mut bytes) {
            Ok(_) => Ok(Box::new(HeldContent { bytes: Cursor::new(bytes), _held: held })),
            Err(error) => Err(error),
        };
        Ok(Arrival { file, content })
    }

    fn arrive(&self, arrival: Arrival) {
        let mut state = self.lock();
        state.open -= 1;
        if state.is_closed {
            // The arrival gives its bytes back, which locks the queue.
            drop(state);
            return;
        }
        state.arrived.push_back(arrival);
        if let Some(arrived) = &state.arrival {
            arrived.notify_all();
        }
    }

    /// Lets all objects arrive with an error.
    fn fail_all(&self, cause: &io::Error) {
        let mut state = self.lock();
        while let Some(file) = state.waiting.next() {
            let content = Err(io::Error::new(cause.kind(), cause.to_string()));
            state.arrived.push_back(Arrival { file, content });
        }
    }

    fn lock(&self) -> MutexGuard<'_, FetchState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An object that a thread fetches. If the thread panics, it arrives with an error.
struct OnTheWay<'a> {
    queue: &'a FetchQueue,
    file: Option<Arc<LogFile>>,
}

impl Drop for OnTheWay<'_> {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            let content = Err(io::Error::other("it could not be fetched; please report this"));
            self.queue.arrive(Arrival { file, content });
        }
    }
}

/// A part of the budget, which is given back when this is dropped.
struct HeldBytes {
    queue: Arc<FetchQueue>,
    bytes: u64,
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        if self.bytes > 0 {
            self.queue.give_back(self.bytes);
        }
    }
}

/// The bytes of an object.
struct HeldContent {
    bytes: Cursor<Vec<u8>>,
    _held: HeldBytes,
}

impl Read for HeldContent {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(out)
    }
}

/// A large object, which is asked for when it is read.
struct LateBody {
    client: Client,
    location: S3Location,
    etag: Option<String>,
    body: Option<Body>,
}

impl Read for LateBody {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let body = if let Some(body) = self.body.take() {
            body
        } else {
            let revision = self.etag.clone().map_or(Revision::Latest, Revision::ETag);
            let body = self.client.get(&self.location, &revision);
            body.map_err(|error| io::Error::other(cause(&error)))?
        };
        self.body.insert(body).read(out)
    }
}

/// Returns the bytes of an object of `size` bytes that are held in memory.
fn held_bytes(size: u64) -> u64 {
    if size > LARGE { 0 } else { size }
}

/// Returns a file with the size, the version and the metadata of its object. A batch can have a hundred thousand files,
/// so one of which nothing else is known than before is the same.
fn with_info(file: &Arc<LogFile>, info: &ObjectInfo) -> Arc<LogFile> {
    let listed = file.object_version().cloned().unwrap_or_default();
    let version = ObjectVersion {
        etag: info.etag.clone().unwrap_or(listed.etag),
        version_id: info.version_id.clone(),
        signature: info.signature().map(ToOwned::to_owned),
        ..listed
    };
    let size = info.size.unwrap_or(file.size);
    if size == file.size && file.object_version() == Some(&version) {
        return Arc::clone(file);
    }
    let mut now = LogFile::object(file.name.clone(), size, file.modified, version);
    now.move_below(file.root());
    Arc::new(now)
}
