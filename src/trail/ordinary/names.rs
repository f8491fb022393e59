//! Reads the names of members, and learns their order: in nearly every record, each name is followed by
//! the same one as in the record before.

use crate::trail::{
    ordinary::cursor::JsonCursor,
    path_tree::{MORE_SLOTS, PathNode, TREE},
};

const _: () = assert!(MORE_SLOTS == 2, "FIRST and OTHER have a slot");

/// The predecessor of the first member of an object.
pub(super) const FIRST: u8 = u8::MAX;

/// The predecessor of a member after one without a column.
const OTHER: u8 = u8::MAX - 1;

/// No prediction.
const UNKNOWN: u8 = u8::MAX;

/// The name of a member.
pub(super) enum MemberName<'a> {
    /// The position of a name below the node of the object.
    Known(u8),
    /// Another name.
    Other(&'a [u8]),
}

impl MemberName<'_> {
    /// Returns the length of the name in bytes, in an object of `node`.
    pub(super) fn length(&self, node: &PathNode) -> usize {
        match self {
            Self::Known(position) => node.child(*position).name.len(),
            Self::Other(name) => name.len(),
        }
    }
}

/// A reader of names that remembers which name followed which.
pub(super) struct NameReader {
    /// For each slot of the tree, the position of the name that last followed it. The last slots of a node
    /// are for [`FIRST`] and [`OTHER`].
    followers: Vec<u8>,
}

impl Default for NameReader {
    fn default() -> Self {
        Self { followers: vec![UNKNOWN; TREE.slots()] }
    }
}

impl NameReader {
    /// Reads the name and the colon of a member, from the byte after the opening quote on. `previous` is the
    /// member before it in an object of `node`. Returns `None` also for a name with escapes.
    #[inline]
    pub(super) fn read<'a>(
        &mut self,
        cursor: &mut JsonCursor<'a>,
        node: &PathNode,
        previous: &mut u8,
    ) -> Option<MemberName<'a>> {
        let children = node.children();
        let slot = match *previous {
            FIRST => children.len(),
            OTHER => children.len() + 1,
            position => usize::from(position),
        };
        let follower = &mut self.followers[node.first_slot + slot];
        if let Some(child) = children.get(usize::from(*follower))
            && let Some(length) = child.pattern.length_at(cursor.rest())
        {
            cursor.consume(length);
            *previous = *follower;
            return Some(MemberName::Known(*follower));
        }
        let start = cursor.at();
        if cursor.string()? {
            return None;
        }
        let name = cursor.since(start);
        let name = name.get(..name.len() - 1)?;
        cursor.expect(b':')?;
        let position = node.position(name);
        *follower = position.unwrap_or(UNKNOWN);
        *previous = position.unwrap_or(OTHER);
        Some(position.map_or(MemberName::Other(name), MemberName::Known))
    }
}
