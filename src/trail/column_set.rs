//! Sets of columns.

use crate::trail::column::COLUMNS;

const _: () = assert!(COLUMNS.len() < 128, "a set has a bit for each column");

/// A set of columns, by position in [`COLUMNS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnSet(u128);

impl ColumnSet {
    /// Returns the set of all columns.
    pub const fn all() -> Self {
        Self((1 << COLUMNS.len()) - 1)
    }

    /// Returns the set of the columns at `indexes`. Positions outside [`COLUMNS`] are ignored.
    pub(crate) fn only(indexes: impl IntoIterator<Item = usize>) -> Self {
        let mut columns = Self::default();
        for index in indexes.into_iter().filter(|index| *index < COLUMNS.len()) {
            columns.insert(index);
        }
        columns
    }

    pub(crate) fn contains(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }

    pub(crate) fn insert(&mut self, index: usize) {
        self.0 |= 1 << index;
    }

    pub(crate) fn remove(&mut self, index: usize) {
        self.0 &= !(1 << index);
    }

    /// Returns the columns that are in both sets.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns true if a column is in both sets.
    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl IntoIterator for ColumnSet {
    type Item = usize;
    type IntoIter = Indexes;

    /// Returns the positions in ascending order.
    fn into_iter(self) -> Indexes {
        Indexes(self.0)
    }
}

/// The positions of the columns of a set.
#[derive(Debug)]
pub struct Indexes(u128);

impl Iterator for Indexes {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let index = self.0.trailing_zeros() as usize;
        self.0 &= self.0.checked_sub(1)?;
        Some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: usize = COLUMNS.len() - 1;

    #[test]
    fn a_set_has_the_columns_that_were_inserted() {
        let mut set = ColumnSet::only([3, 0, LAST, LAST, COLUMNS.len(), 200, usize::MAX]);
        assert_eq!(set.into_iter().collect::<Vec<_>>(), [0, 3, LAST]);
        set.remove(3);
        set.remove(5);
        assert_eq!(set, ColumnSet::only([0, LAST]));
        assert!(set.contains(LAST) && !set.contains(3));
        assert!(
            set.intersects(ColumnSet::only([LAST, 1])) && !set.intersects(ColumnSet::only([1]))
        );
        assert_eq!(set.and(ColumnSet::only([LAST, 1])), ColumnSet::only([LAST]));
        assert!(ColumnSet::all().into_iter().eq(0..COLUMNS.len()));
        assert_eq!(ColumnSet::default().into_iter().next(), None);
    }
}
