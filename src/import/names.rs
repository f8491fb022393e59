//! The sources and names of a batch's new events, of which `actions` has a row each.

use std::collections::HashSet;

/// A source and a name of events.
pub type Name = (Option<String>, Option<String>);

/// How many bytes of names are held. Real archives have some thousand names; whoever writes a log
/// himself can give each event a name of its own, of megabytes.
const HELD: usize = 4 << 20;

/// Names, each once; or too many of them, which the events then have to be asked for.
#[derive(Debug, Default)]
pub struct Names {
    held: HashSet<Name>,
    bytes: usize,
    is_overfull: bool,
}

impl Names {
    /// Adds a name.
    pub fn add(&mut self, name: Name) {
        if self.is_overfull {
            return;
        }
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let bytes = size_of::<Name>() + length(&name.0) + length(&name.1);
        if self.held.insert(name) {
            self.bytes += bytes;
        }
        if self.bytes > HELD {
            *self = Self { is_overfull: true, ..Self::default() };
        }
    }

    /// Adds the names of a file.
    pub fn take(&mut self, other: Self) {
        if other.is_overfull {
            *self = other;
            return;
        }
        for name in other.held {
            self.add(name);
        }
    }

    /// The names; `None` where they were too many.
    pub fn all(&self) -> Option<&HashSet<Name>> {
        (!self.is_overfull).then_some(&self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        (None, Some(text.to_owned()))
    }

    #[test]
    fn names_are_held_once_and_only_so_many_bytes_of_them() {
        let mut names = Names::default();
        for _ in 0..100_000 {
            names.add(name(&"x".repeat(100)));
        }
        assert_eq!(names.all().map(HashSet::len), Some(1));
        names.add(name(&"x".repeat(HELD)));
        assert_eq!(names.all(), None);
        names.add(name("a"));
        assert_eq!(names.all(), None);
        let mut all = Names::default();
        all.add(name("a"));
        all.take(names);
        assert_eq!(all.all(), None);
    }
}
