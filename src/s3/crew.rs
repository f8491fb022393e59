//! Threads that share a growing list of tasks.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// The stack of a thread that waits for the network most of the time.
const STACK_BYTES: usize = 512 << 10;

/// The tasks of a crew, to which its threads can add.
pub(crate) struct Tasks<T> {
    state: Mutex<TaskList<T>>,
    changed: Condvar,
}

struct TaskList<T> {
    waiting: Vec<T>,
    /// The tasks that wait or are being done.
    unfinished: usize,
    /// The number of threads that wait for a task.
    idle: usize,
}

impl<T: Send> Tasks<T> {
    /// Adds a task.
    pub(crate) fn add(&self, task: T) {
        let mut state = self.state();
        state.waiting.push(task);
        state.unfinished += 1;
        self.changed.notify_one();
    }

    /// Returns the number of threads that wait for a task which is not added yet.
    pub(crate) fn idle(&self) -> usize {
        let state = self.state();
        state.idle.saturating_sub(state.waiting.len())
    }

    /// Waits for a task. Returns `None` when all are done.
    fn next(&self) -> Option<T> {
        let mut state = self.state();
        loop {
            if let Some(task) = state.waiting.pop() {
                return Some(task);
            }
            if state.unfinished == 0 {
                return None;
            }
            state.idle += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    fn finish(&self) {
        let mut state = self.state();
        state.unfinished -= 1;
        if state.unfinished == 0 {
            self.changed.notify_all();
        }
    }

    fn state(&self) -> MutexGuard<'_, TaskList<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a task, also when doing it panics: the other threads would wait for it forever.
struct Finish<'a, T: Send>(&'a Tasks<T>);

impl<T: Send> Drop for Finish<'_, T> {
    fn drop(&mut self) {
        self.0.finish();
    }
}

/// Does all tasks, and those that `work` adds, on up to `threads` threads. The last task is done first.
pub(crate) fn run<T: Send>(threads: usize, tasks: Vec<T>, work: impl Fn(T, &Tasks<T>) + Sync) {
    let unfinished = tasks.len();
    let state = Mutex::new(TaskList { waiting: tasks, unfinished, idle: 0 });
    let tasks = Tasks { state, changed: Condvar::new() };
    let run = || {
        while let Some(task) = tasks.next() {
            let _finish = Finish(&tasks);
            work(task, &tasks);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Fewer threads do the same work.
            let _ = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run);
        }
        run();
    });
}

/// Does `work` for the numbers below `count`, the lowest first, on up to `threads` threads. Returns what it returned,
/// in the order of the numbers, or the first error, after which no more is begun.
pub(crate) fn try_each<T: Send, E: Send>(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let done = Mutex::new((0..count).map(|_| None).collect::<Vec<Option<T>>>());
    let failed = Mutex::new(None);
    run(threads.min(count), (0..count).rev().collect(), |nth, _| {
        if failed.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            return;
        }
        match work(nth) {
            Ok(found) => done.lock().unwrap_or_else(PoisonError::into_inner)[nth] = Some(found),
            Err(error) => {
                failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        }
    });
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(done.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn tasks_that_tasks_add_are_done() {
        for threads in [1, 8] {
            let done = AtomicU32::new(0);
            run(threads, vec![4, 3], |depth: u32, tasks| {
                done.fetch_add(1, Ordering::Relaxed);
                for _ in 0..depth {
                    tasks.add(depth - 1);
                }
            });
            assert_eq!(done.into_inner(), 65 + 16);
            run(threads, Vec::new(), |_: u32, _| panic!("there is no task"));
        }
    }

    #[test]
    fn each_number_is_done_once_until_one_fails() {
        for threads in [1, 8] {
            let squares = try_each(threads, 100, |nth| Ok::<_, ()>(nth * nth));
            assert_eq!(squares, Ok((0..100).map(|nth| nth * nth).collect()));
            assert_eq!(try_each(threads, 0, |_| Err::<(), _>("begun")), Ok(Vec::new()));
            let begun = AtomicU32::new(0);
            let failed = try_each(threads, 1000, |nth| {
                begun.fetch_add(1, Ordering::Relaxed);
                if nth < 3 { Ok(()) } else { Err(nth) }
            });
            assert!(failed.is_err() && begun.into_inner() < 1000, "{failed:?}");
        }
    }
}
