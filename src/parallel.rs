//! Work spread over threads.

use std::{
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Calls `work` with each number below `count` on all cores and returns the results in order.
pub(crate) fn map<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let jobs = thread::available_parallelism().map_or(1, usize::from).min(count.max(1));
    map_with(vec![(); jobs], count, |(), number| work(number))
}

/// Calls `work` with each number below `count` and returns the results in order. Each of `workers` is what one thread
/// works with.
pub(crate) fn map_with<W: Send, T: Send>(
    workers: Vec<W>,
    count: usize,
    work: impl Fn(&W, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let run = |worker: W| {
        let mut results = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return results;
            }
            results.push((number, work(&worker, number)));
        }
    };
    let run = &run;
    let mut results: Vec<(usize, T)> = thread::scope(|scope| {
        let threads: Vec<_> =
            workers.into_iter().map(|worker| scope.spawn(move || run(worker))).collect();
        let mut results = Vec::new();
        for thread in threads {
            match thread.join() {
                Ok(more) => results.extend(more),
                Err(panic) => panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn results_are_in_order_whoever_made_them() {
        assert_eq!(map(100, |number| number * 2), (0..100).map(|it| it * 2).collect::<Vec<_>>());
        assert_eq!(map(0, |number| number), Vec::<usize>::new());
        // Two numbers that wait for each other need two threads.
        let both = Barrier::new(2);
        let made = map_with(vec!["a", "b"], 2, |worker, number| {
            both.wait();
            (number, *worker)
        });
        assert_eq!([made[0].0, made[1].0], [0, 1]);
        assert_ne!(made[0].1, made[1].1);
    }
}
