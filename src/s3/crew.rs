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
}

impl<T: Send> Tasks<T> {
    /// Adds a task.
    pub(crate) fn add(&self, task: T) {
        let mut state = self.state();
        state.waiting.push(task);
        state.unfinished += 1;
        self.changed.notify_one();
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
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
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
    let state = Mutex::new(TaskList { waiting: tasks, unfinished });
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
}
