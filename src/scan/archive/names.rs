//! The names of the members of an archive, no two of which are the same.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_128;

/// The names that were given, as hashes: an archive can have millions of members.
#[derive(Default)]
pub(super) struct MemberNames(HashSet<u128>);

impl MemberNames {
    /// Returns the name itself, or with a number if another member has it.
    pub(super) fn unique(&mut self, name: String) -> String {
        if self.0.insert(xxh3_128(name.as_bytes())) {
            return name;
        }
        let mut number = 2;
        loop {
            let numbered = format!("{name} ({number})");
            if self.0.insert(xxh3_128(numbered.as_bytes())) {
                return numbered;
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_the_same_name_are_told_apart() {
        let mut names = MemberNames::default();
        let given = ["a", "b", "a", "a (2)", "a"].map(|name| names.unique(name.to_owned()));
        assert_eq!(given[..2], ["a", "b"]);
        assert_eq!(names.0.len(), given.len());
    }
}
