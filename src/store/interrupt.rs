//! Ctrl-C: ends the statement that runs, and tells whoever waits for it.
//!
//! A process has one handler of signals. What it does is a matter of who watches: an import, a
//! statement of the shell, or nobody, which ends the process.

use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Result, anyhow};
use duckdb::{Connection, InterruptHandle};

use crate::error::exit_now;

/// The exit code of a program that a signal has ended: 128 and the number of SIGINT.
const KILLED: i32 = 130;

/// What a second Ctrl-C does, when the first has not ended the work yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnSecond {
    /// It ends the process at once.
    Exit,
    /// It asks once more.
    Ask,
}

/// Watches for Ctrl-C until it is dropped.
#[derive(Debug)]
pub(crate) struct CtrlC {
    seen: Arc<AtomicBool>,
}

struct Target {
    /// What is to end; where there is nothing, nothing can be lost.
    statement: Option<Arc<InterruptHandle>>,
    seen: Arc<AtomicBool>,
    again: OnSecond,
}

/// Who watches now.
static TARGET: Mutex<Option<Target>> = Mutex::new(None);

/// Asked whether a signal that nobody watches for ends the process.
static MAY_END: OnceLock<fn() -> bool> = OnceLock::new();

static HANDLER: OnceLock<Result<(), String>> = OnceLock::new();

/// Watches for Ctrl-C while `connection` works. The first one sets the flag of what is returned and
/// ends the statement that runs; `again` says what a second one does.
pub(crate) fn watch(connection: &Connection, again: OnSecond) -> Result<CtrlC> {
    let watch = begin(again)?;
    watch.target(Some(connection));
    Ok(watch)
}

/// Watches for Ctrl-C, with no connection at work yet.
pub(crate) fn begin(again: OnSecond) -> Result<CtrlC> {
    install()?;
    let seen = Arc::new(AtomicBool::new(false));
    *target() = Some(Target { statement: None, seen: Arc::clone(&seen), again });
    Ok(CtrlC { seen })
}

/// Lets `may_end` decide about signals that come while nobody watches; they end the process
/// otherwise.
pub(crate) fn when_idle(may_end: fn() -> bool) -> Result<()> {
    MAY_END.get_or_init(|| may_end);
    install()
}

impl CtrlC {
    /// From here on Ctrl-C ends the statements of this connection; of none, where there is none.
    pub(crate) fn target(&self, connection: Option<&Connection>) {
        if let Some(target) =
            target().as_mut().filter(|target| Arc::ptr_eq(&target.seen, &self.seen))
        {
            target.statement = connection.map(Connection::interrupt_handle);
        }
    }

    /// Whether there was a Ctrl-C.
    pub(crate) fn is_stopped(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}

impl Drop for CtrlC {
    fn drop(&mut self) {
        *target() = None;
    }
}

/// Ends the statement that a connection runs, from another thread.
pub(crate) struct Stopper(Arc<InterruptHandle>);

impl Stopper {
    pub(crate) fn of(connection: &Connection) -> Self {
        Self(connection.interrupt_handle())
    }

    /// Ends it, where there is one.
    pub(crate) fn stop(&self) {
        self.0.interrupt();
    }
}

fn target() -> MutexGuard<'static, Option<Target>> {
    TARGET.lock().unwrap_or_else(PoisonError::into_inner)
}

fn install() -> Result<()> {
    let installed =
        HANDLER.get_or_init(|| ctrlc::set_handler(handle).map_err(|err| err.to_string()));
    installed.clone().map_err(|err| anyhow!("cannot watch for Ctrl-C: {err}"))
}

fn handle() {
    let target = target();
    let Some(target) = target.as_ref() else {
        if MAY_END.get().is_none_or(|may_end| may_end()) {
            exit_now(KILLED);
        }
        return;
    };
    if target.seen.swap(true, Ordering::Relaxed) && target.again == OnSecond::Exit {
        exit_now(KILLED);
    }
    if let Some(statement) = &target.statement {
        statement.interrupt();
    }
}
