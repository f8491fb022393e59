//! The bar of an import, on a terminal only.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(100);

/// What the bar tells of an import. Threads count in it as they read.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Bytes read from the files, before inflating.
    pub(crate) bytes: Arc<AtomicU64>,
    /// Records that were read.
    pub(crate) read: AtomicU64,
    /// Rejects.
    pub(crate) rejected: AtomicU64,
    /// Files read.
    pub(crate) files: AtomicU64,
}

impl Told {
    /// What was told by now.
    pub(crate) fn now(&self) -> [u64; 4] {
        self.all().map(|count| count.load(Ordering::Relaxed))
    }

    /// Goes back to what was told once, as what was read since is read again.
    pub(crate) fn go_back(&self, told: [u64; 4]) {
        for (count, told) in self.all().into_iter().zip(told) {
            count.store(told, Ordering::Relaxed);
        }
    }

    fn all(&self) -> [&AtomicU64; 4] {
        [&self.bytes, &self.read, &self.rejected, &self.files]
    }
}

/// A bar that another thread draws until this is dropped.
pub(crate) struct Progress {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts the bar for `bytes` in `files`; draws nothing where `is_quiet` or where standard
    /// error is no terminal.
    pub(crate) fn start(told: &Arc<Told>, bytes: u64, files: usize, is_quiet: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let target =
            if is_quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        if target.is_hidden() {
            return Self { done, thread: None };
        }
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        if let Ok(style) =
            ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta} left\n{msg}")
        {
            bar.set_style(style);
        }
        let (told, stop) = (Arc::clone(told), Arc::clone(&done));
        let thread = thread::spawn(move || {
            let start = Instant::now();
            while !stop.load(Ordering::Relaxed) {
                bar.set_position(told.bytes.load(Ordering::Relaxed));
                bar.set_message(message(&told, files, start.elapsed()));
                thread::sleep(TICK);
            }
            bar.finish_and_clear();
        });
        Self { done, thread: Some(thread) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // The thread draws and does nothing else; whether it failed is of no consequence.
            let _ = thread.join();
        }
    }
}

fn message(told: &Told, files: usize, elapsed: Duration) -> String {
    let read = told.read.load(Ordering::Relaxed);
    let rejected = told.rejected.load(Ordering::Relaxed);
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rejects = match rejected {
        0 => String::new(),
        count => format!(", {} rejected", HumanCount(count)),
    };
    format!(
        "{} of {} files, {} records, {} per second{rejects}",
        HumanCount(told.files.load(Ordering::Relaxed)),
        HumanCount(files as u64),
        HumanCount(read),
        HumanCount(read.saturating_mul(1000) / millis),
    )
}
