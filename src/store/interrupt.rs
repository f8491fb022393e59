//! Ctrl-C: interrupts the running statement and sets a flag.
//!
//! A process has one signal handler. Its effect depends on which [`CtrlC`] is active: that of an
//! import, that of a statement in the shell, or none, in which case the process ends.

use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Result, anyhow, bail};
use duckdb::{Connection, InterruptHandle};

use crate::error::{STOPPED, Stopped, exit_now};

/// The effect of a second Ctrl-C while the work has not ended after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnSecond {
    /// Ends the process at once.
    Exit,
    /// Interrupts the running statement again.
    Ask,
}

/// A registration for Ctrl-C, which is active until it is dropped.
#[derive(Debug)]
pub(crate) struct CtrlC {
    seen: Arc<AtomicBool>,
}

/// The signal handler's view of the active [`CtrlC`].
struct Registration {
    /// Interrupts the connection at work, if there is one.
    statement: Option<Arc<InterruptHandle>>,
    seen: Arc<AtomicBool>,
    on_second: OnSecond,
}

static ACTIVE: Mutex<Option<Registration>> = Mutex::new(None);

/// Decides whether Ctrl-C ends the process while no [`CtrlC`] is active.
static MAY_END: OnceLock<fn() -> bool> = OnceLock::new();

static HANDLER: OnceLock<Result<(), String>> = OnceLock::new();

/// Handles Ctrl-C while `connection` works: the first one sets the flag of the result and interrupts
/// the running statement.
pub(crate) fn watch(connection: &Connection, on_second: OnSecond) -> Result<CtrlC> {
    let ctrl_c = begin(on_second)?;
    ctrl_c.target(Some(connection));
    Ok(ctrl_c)
}

/// Runs `work`, which uses `connection`, so that the first Ctrl-C interrupts its statement and the second
/// ends the process. Work that is interrupted still removes its temporary files.
pub(crate) fn interruptible<T>(
    connection: &Connection,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let ctrl_c = watch(connection, OnSecond::Exit)?;
    match work() {
        Err(_) if ctrl_c.is_stopped() => bail!(Stopped),
        result => result,
    }
}

/// Handles Ctrl-C, with no connection at work yet.
pub(crate) fn begin(on_second: OnSecond) -> Result<CtrlC> {
    install()?;
    let seen = Arc::new(AtomicBool::new(false));
    *active() = Some(Registration { statement: None, seen: Arc::clone(&seen), on_second });
    Ok(CtrlC { seen })
}

/// Makes `may_end` decide whether Ctrl-C ends the process while no [`CtrlC`] is active. By default it
/// does.
pub(crate) fn when_idle(may_end: fn() -> bool) -> Result<()> {
    MAY_END.get_or_init(|| may_end);
    install()
}

impl CtrlC {
    /// Makes Ctrl-C interrupt the statements of this connection from now on, or of none.
    pub(crate) fn target(&self, connection: Option<&Connection>) {
        if let Some(active) =
            active().as_mut().filter(|active| Arc::ptr_eq(&active.seen, &self.seen))
        {
            active.statement = connection.map(Connection::interrupt_handle);
        }
    }

    /// Returns true once Ctrl-C was pressed.
    pub(crate) fn is_stopped(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}

impl Drop for CtrlC {
    fn drop(&mut self) {
        *active() = None;
    }
}

/// Interrupts the statement that a connection runs, from another thread.
pub(crate) struct Stopper(Arc<InterruptHandle>);

impl Stopper {
    pub(crate) fn of(connection: &Connection) -> Self {
        Self(connection.interrupt_handle())
    }

    /// Interrupts the running statement, if there is one.
    pub(crate) fn stop(&self) {
        self.0.interrupt();
    }
}

fn active() -> MutexGuard<'static, Option<Registration>> {
    ACTIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn install() -> Result<()> {
    let installed =
        HANDLER.get_or_init(|| ctrlc::set_handler(handle).map_err(|err| err.to_string()));
    installed.clone().map_err(|err| anyhow!("cannot handle Ctrl-C: {err}"))
}

fn handle() {
    let active = active();
    let Some(active) = active.as_ref() else {
        if MAY_END.get().is_none_or(|may_end| may_end()) {
            exit_now(STOPPED);
        }
        return;
    };
    if active.seen.swap(true, Ordering::Relaxed) && active.on_second == OnSecond::Exit {
        exit_now(STOPPED);
    }
    if let Some(statement) = &active.statement {
        statement.interrupt();
    }
}
