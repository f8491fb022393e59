//! Ctrl-C: interrupts the running statement and sets a flag.
//!
//! A process has one signal handler. Its effect depends on which [`CtrlC`] is active: that of an
//! import, that of a statement in the shell, or none, in which case the process ends.
//!
//! DuckDB forgets an interrupt when a statement begins, so one that comes while a statement is planned or between
//! two of them is lost. Statements are therefore interrupted again and again until the work asks for the flag.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
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

/// The time between two interrupts of the work that Ctrl-C ends.
const BETWEEN_INTERRUPTS: Duration = Duration::from_millis(50);

/// A registration for Ctrl-C, which is active until it is dropped.
#[derive(Debug)]
pub(crate) struct CtrlC {
    flag: Arc<StopFlag>,
}

#[derive(Debug, Default)]
struct StopFlag {
    /// True once Ctrl-C was pressed.
    is_set: AtomicBool,
    /// True once the work knows it.
    is_noticed: AtomicBool,
}

/// The signal handler's view of the active [`CtrlC`].
struct Registration {
    /// The handles of the connections at work.
    statements: Vec<Arc<InterruptHandle>>,
    flag: Arc<StopFlag>,
    on_second: OnSecond,
}

impl Registration {
    fn interrupt(&self) {
        self.statements.iter().for_each(|it| it.interrupt());
    }
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
    let flag = Arc::<StopFlag>::default();
    *active() = Some(Registration { statements: Vec::new(), flag: Arc::clone(&flag), on_second });
    Ok(CtrlC { flag })
}

/// Makes `may_end` decide whether Ctrl-C ends the process while no [`CtrlC`] is active. By default it
/// does.
pub(crate) fn when_idle(may_end: fn() -> bool) -> Result<()> {
    MAY_END.get_or_init(|| may_end);
    install()
}

impl CtrlC {
    /// Makes Ctrl-C interrupt the statements of these connections from now on, and of no other.
    pub(crate) fn target<'a>(&self, connections: impl IntoIterator<Item = &'a Connection>) {
        if let Some(active) = active().as_mut().filter(|it| Arc::ptr_eq(&it.flag, &self.flag)) {
            active.statements = connections.into_iter().map(Connection::interrupt_handle).collect();
        }
    }

    /// Returns true once Ctrl-C was pressed, for another thread than the one that does the work.
    pub(crate) fn is_pressed(&self) -> bool {
        self.flag.is_set.load(Ordering::Relaxed)
    }

    /// Returns true once Ctrl-C was pressed. The caller then ends its work, and no statement is interrupted any more.
    pub(crate) fn is_stopped(&self) -> bool {
        let is_stopped = self.flag.is_set.load(Ordering::Relaxed);
        if is_stopped {
            self.flag.is_noticed.store(true, Ordering::Relaxed);
        }
        is_stopped
    }
}

impl Drop for CtrlC {
    fn drop(&mut self) {
        *active() = None;
    }
}

/// Returns true once Ctrl-C was pressed and the work that it ends has not ended: for work within a statement that
/// DuckDB does not interrupt.
#[cfg(feature = "s3")]
pub(crate) fn is_pressed() -> bool {
    active().as_ref().is_some_and(|active| active.flag.is_set.load(Ordering::Relaxed))
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
    let is_first = !active.flag.is_set.swap(true, Ordering::Relaxed);
    if !is_first && active.on_second == OnSecond::Exit {
        exit_now(STOPPED);
    }
    active.interrupt();
    if is_first {
        let flag = Arc::clone(&active.flag);
        // Without a thread, the user presses Ctrl-C again.
        let _ = thread::Builder::new().spawn(move || keep_interrupting(&ACTIVE, &flag));
    }
}

/// Interrupts the work of this flag until it ends or notices the flag.
fn keep_interrupting(registered: &Mutex<Option<Registration>>, flag: &Arc<StopFlag>) {
    loop {
        thread::sleep(BETWEEN_INTERRUPTS);
        let registered = registered.lock().unwrap_or_else(PoisonError::into_inner);
        let at_work = registered.as_ref().filter(|it| Arc::ptr_eq(&it.flag, flag));
        let Some(registration) = at_work.filter(|_| !flag.is_noticed.load(Ordering::Relaxed))
        else {
            return;
        };
        registration.interrupt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_that_begins_after_ctrl_c_is_interrupted() {
        let connection = Connection::open_in_memory().unwrap();
        let (flag, statements) = (Arc::<StopFlag>::default(), vec![connection.interrupt_handle()]);
        let registration =
            Registration { statements, flag: Arc::clone(&flag), on_second: OnSecond::Ask };
        // DuckDB forgets this one.
        registration.interrupt();
        let registered = Mutex::new(Some(registration));
        thread::scope(|scope| {
            scope.spawn(|| keep_interrupting(&registered, &flag));
            let endless = "SELECT count(*) FROM range(1000000000000) t(n) WHERE hash(n) = 0";
            let stopped = connection.execute_batch(endless).unwrap_err();
            assert!(stopped.to_string().contains("Interrupted"), "{stopped}");
            flag.is_set.store(true, Ordering::Relaxed);
            assert!(CtrlC { flag: Arc::clone(&flag) }.is_stopped());
        });
        // The thread has ended, so the next statement is not interrupted.
        connection.execute_batch("SELECT 1").unwrap();
    }
}
