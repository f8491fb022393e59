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

use crate::import::ledger::Shared;

/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(100);

/// A bar that another thread draws until this is dropped.
pub struct Progress {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts the bar for `bytes` in `files`; draws nothing where `is_quiet` or where standard
    /// error is no terminal.
    pub fn start(
        shared: &Arc<Shared>,
        bytes_read: &Arc<AtomicU64>,
        bytes: u64,
        files: usize,
        is_quiet: bool,
    ) -> Self {
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
        let (shared, bytes_read, stop) =
            (Arc::clone(shared), Arc::clone(bytes_read), Arc::clone(&done));
        let thread = thread::spawn(move || {
            let start = Instant::now();
            while !stop.load(Ordering::Relaxed) {
                bar.set_position(bytes_read.load(Ordering::Relaxed));
                bar.set_message(message(&shared, files, start.elapsed()));
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

fn message(shared: &Shared, files: usize, elapsed: Duration) -> String {
    let read = shared.read.load(Ordering::Relaxed);
    let rejected = shared.rejected.load(Ordering::Relaxed);
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rejects = match rejected {
        0 => String::new(),
        count => format!(", {} rejected", HumanCount(count)),
    };
    format!(
        "{} of {} files, {} records, {} per second{rejects}",
        HumanCount(shared.files.load(Ordering::Relaxed)),
        HumanCount(files as u64),
        HumanCount(read),
        HumanCount(read.saturating_mul(1000) / millis),
    )
}
