//! The progress of an import, on a terminal only: a bar while files are read, and a line for any other
//! phase that takes long.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    count::counted,
    import::balance::{Balance, RecordCounts},
};

/// The time between two redraws.
const TICK: Duration = Duration::from_millis(100);

/// The time after which a phase is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counters that the scan threads update and the progress bar shows. After each batch they are those of
/// the balance.
#[derive(Debug, Default)]
pub(crate) struct ProgressCounters {
    /// Compressed bytes read.
    pub(crate) bytes: Arc<AtomicU64>,
    /// Records read.
    pub(crate) records: AtomicU64,
    /// Rejected records.
    pub(crate) rejected: AtomicU64,
    /// Files accounted for.
    pub(crate) files: AtomicU64,
    /// Files found.
    pub(crate) found: AtomicU64,
}

impl ProgressCounters {
    /// Returns the current values.
    pub(crate) fn values(&self) -> [u64; 5] {
        self.all().map(|count| count.load(Ordering::Relaxed))
    }

    /// Sets the counters to earlier values, as the files read since will be read again.
    pub(crate) fn restore(&self, values: [u64; 5]) {
        for (count, value) in self.all().into_iter().zip(values) {
            count.store(value, Ordering::Relaxed);
        }
    }

    /// Sets the counts to those of the balance.
    pub(crate) fn set(&self, balance: &Balance) {
        self.records.store(balance.records.read, Ordering::Relaxed);
        self.rejected.store(balance.records.rejected, Ordering::Relaxed);
        self.files.store(balance.files.accounted(), Ordering::Relaxed);
        self.found.store(balance.files.found, Ordering::Relaxed);
    }

    /// Subtracts the records of a copy, which the balance does not count.
    pub(crate) fn subtract_copy(&self, records: &RecordCounts) {
        self.records.fetch_sub(records.read, Ordering::Relaxed);
        self.rejected.fetch_sub(records.rejected, Ordering::Relaxed);
    }

    fn all(&self) -> [&AtomicU64; 5] {
        [&self.bytes, &self.records, &self.rejected, &self.files, &self.found]
    }
}

/// A progress bar, or a line about a phase, that a thread draws until this is dropped.
pub(crate) struct ProgressDisplay {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl ProgressDisplay {
    /// Starts a bar for files of `bytes` compressed bytes; `None` if the size is not known, as of
    /// a pipe. `start` is the start of the import, from which the rate is computed. Draws nothing if
    /// `is_quiet`, or if standard error is not a terminal.
    pub(crate) fn start(
        counters: &Arc<ProgressCounters>,
        bytes: Option<u64>,
        start: Instant,
        is_quiet: bool,
    ) -> Self {
        let template = match bytes {
            Some(_) => "{wide_bar} {bytes}/{total_bytes} {eta} left\n{msg}",
            None => "{spinner} {bytes} read\n{msg}",
        };
        let counters = Arc::clone(counters);
        Self::draw(template, bytes, is_quiet, move |bar| {
            bar.set_position(counters.bytes.load(Ordering::Relaxed));
            let text = message(&counters, start.elapsed());
            let is_read = bytes.is_some_and(|bytes| bar.position() >= bytes);
            bar.set_message(if is_read { format!("{text}, writing") } else { text });
        })
    }

    /// Starts a line that names a phase and appears if it takes more than a second.
    pub(crate) fn phase(name: &'static str, is_quiet: bool) -> Self {
        Self::line(Instant::now(), is_quiet, move || name.to_owned())
    }

    /// Starts a line about the search for files of an import that began at `start`, which counts those that were
    /// `found`. It appears as that of a phase.
    pub(crate) fn search(found: &Arc<AtomicU64>, start: Instant, is_quiet: bool) -> Self {
        let found = Arc::clone(found);
        Self::line(start, is_quiet, move || {
            format!("finding files: {}", HumanCount(found.load(Ordering::Relaxed)))
        })
    }

    /// Starts a line with a text and the seconds since `start`.
    fn line(start: Instant, is_quiet: bool, text: impl Fn() -> String + Send + 'static) -> Self {
        Self::draw("{spinner} {msg}", None, is_quiet, move |bar| {
            if start.elapsed() > PATIENCE {
                bar.set_message(format!("{}, {} s", text(), start.elapsed().as_secs()));
            }
        })
    }

    /// Starts a thread that calls `update` before each redraw.
    fn draw(
        template: &str,
        bytes: Option<u64>,
        is_quiet: bool,
        update: impl Fn(&ProgressBar) + Send + 'static,
    ) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let target =
            if is_quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        if target.is_hidden() {
            return Self { done, thread: None };
        }
        let bar = ProgressBar::with_draw_target(bytes, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let stop = Arc::clone(&done);
        let thread = thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                update(&bar);
                thread::park_timeout(TICK);
            }
            bar.finish_and_clear();
        });
        Self { done, thread: Some(thread) }
    }
}

impl Drop for ProgressDisplay {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // The thread only draws, so a panic in it does not matter.
            let _ = thread.join();
        }
    }
}

fn message(counters: &ProgressCounters, elapsed: Duration) -> String {
    let records = counters.records.load(Ordering::Relaxed);
    let rejected = counters.rejected.load(Ordering::Relaxed);
    let files = counters.found.load(Ordering::Relaxed);
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rejects = match rejected {
        0 => String::new(),
        count => format!(", {} rejected", HumanCount(count)),
    };
    format!(
        "{} of {}, {}, {} per second{rejects}",
        HumanCount(counters.files.load(Ordering::Relaxed)),
        counted(files, "file"),
        counted(records, "record"),
        HumanCount(records.saturating_mul(1000) / millis),
    )
}
