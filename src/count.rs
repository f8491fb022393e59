//! Counts in messages, such as `1 event` and `2,048 events`.

use indicatif::HumanCount;

/// Returns a count with its noun, which is in the singular for one. The noun must have a plural in `s`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    format!("{} {}", HumanCount(count), noun_for(count, noun))
}

/// Returns a noun in the singular for one, and in the plural for any other count.
pub(crate) fn noun_for(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        let events = [0, 1, 2, 2048].map(|count| counted(count, "event"));
        assert_eq!(events, ["0 events", "1 event", "2 events", "2,048 events"]);
    }
}
