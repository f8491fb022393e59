//! The progress bar of a long statement, on a terminal only.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::store::{Connection, progress};

/// The time before a bar appears.
const PATIENCE: Duration = Duration::from_secs(2);

/// The interval between two drawings.
const TICK: Duration = Duration::from_millis(100);

/// A flag that is true once the bar must go, and its condition variable.
type Done = Arc<(Mutex<bool>, Condvar)>;

/// A bar that another thread draws until this value is dropped.
pub(crate) struct Bar {
    done: Done,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Starts the thread for the statement that `connection` is about to run. Draws nothing unless
    /// standard error is a terminal.
    pub(crate) fn start(connection: &Connection) -> Self {
        let done = Done::default();
        let target = ProgressDrawTarget::stderr();
        if target.is_hidden() {
            return Self { done, thread: None };
        }
        let (waited, percent) = (Arc::clone(&done), progress::percent(connection));
        let thread = thread::spawn(move || {
            let start = Instant::now();
            if !is_done_within(&waited, PATIENCE) {
                draw(&waited, start, target, percent);
            }
        });
        Self { done, thread: Some(thread) }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        let (is_done, wake) = &*self.done;
        *is_done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        wake.notify_all();
        if let Some(thread) = self.thread.take() {
            // The thread only draws, so a panic in it has no consequence.
            let _ = thread.join();
        }
    }
}

fn is_done_within(done: &Done, time: Duration) -> bool {
    let (is_done, wake) = &**done;
    let guard = is_done.lock().unwrap_or_else(PoisonError::into_inner);
    let waited = wake.wait_timeout_while(guard, time, |is_done| !*is_done);
    *waited.unwrap_or_else(PoisonError::into_inner).0
}

fn draw(
    done: &Done,
    start: Instant,
    target: ProgressDrawTarget,
    percent: impl Fn() -> Option<u64>,
) {
    let bar = ProgressBar::with_draw_target(Some(100), target);
    let style = |template| ProgressStyle::with_template(template);
    let (known, unknown) =
        (style("{bar:40} {pos}% {msg}, Ctrl-C cancels"), style("{spinner} {msg}, Ctrl-C cancels"));
    let (Ok(known), Ok(unknown)) = (known, unknown) else { return };
    loop {
        if let Some(percent) = percent() {
            bar.set_style(known.clone());
            bar.set_position(percent);
        } else {
            bar.set_style(unknown.clone());
            bar.tick();
        }
        bar.set_message(format!("{} s", start.elapsed().as_secs()));
        if is_done_within(done, TICK) {
            break;
        }
    }
    bar.finish_and_clear();
}
