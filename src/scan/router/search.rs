//! The search for records in values of no known form.

use anyhow::Result;

use crate::{
    scan::{
        router::{MAX_ENVELOPES, RecordRouter, position::Position},
        rows::Rows,
    },
    trail::{
        container::Within,
        search::{self, Found},
    },
};

impl RecordRouter {
    /// Names the column of the cells that follow.
    pub(crate) fn enter_column(&mut self, name: &str) {
        self.root.clear();
        self.root.push_str(Within::Cell.path());
        search::push_name(&mut self.root, name);
    }

    /// Returns the number of values that were used as records, rejected, or kept for later.
    pub(super) fn used(&self) -> u64 {
        self.tally.records + self.tally.unusable + self.waiting.len() as u64
    }

    /// Adds the records that a value of no known form holds. Returns false if it holds none.
    pub(super) fn search(&mut self, text: &str, at: Position, rows: &mut Rows) -> Result<bool> {
        let used = self.used();
        self.searches += 1;
        // Taken, because the search needs it while records are added.
        let own_root = std::mem::take(&mut self.root);
        let root = match at.within {
            Within::Cell | Within::Large => &own_root,
            within => within.path(),
        };
        let searched = search::search(text, root, &mut |found| match found {
            Found::Record { path, offset, text } => {
                let records = self.tally.records;
                let at = Position { start: at.place_of(offset), depth: MAX_ENVELOPES, ..at };
                self.add_text(text, at, rows)?;
                self.tally.add_found(path, self.tally.records - records);
                Ok(())
            }
            Found::Broken { offset, text } => self.add_part(at.place_of(offset), text),
            Found::TooLarge { offset, text } => self.reject(
                at.place_of(offset),
                "a string that is too large, or inflates to too much, to be searched",
                text.as_bytes(),
            ),
        });
        self.root = own_root;
        if let Some(near_miss) = searched? {
            self.tally.near_miss.get_or_insert(near_miss);
        }
        Ok(self.used() > used)
    }
}
