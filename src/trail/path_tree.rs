//! The paths of all columns as a tree, so that one traversal of a record fills all columns.

use std::sync::LazyLock;

use crate::trail::{
    column::{COLUMNS, ColumnKind},
    column_set::ColumnSet,
};

/// The number of slots that a node has in addition to those of its children.
pub(crate) const MORE_SLOTS: usize = 2;

/// The tree of the columns' paths. Its root is the record.
pub(crate) static TREE: LazyLock<PathTree> = LazyLock::new(PathTree::new);

/// The paths of all columns.
pub(crate) struct PathTree {
    /// All nodes, the root first.
    nodes: Vec<PathNode>,
    /// For each nested column, the column that holds the whole object around it.
    parents: [Option<u8>; COLUMNS.len()],
}

/// A member name on the path of a column.
#[derive(Debug, Default)]
pub(crate) struct PathNode {
    /// The column whose path ends here, and the conversion to it.
    pub(crate) column: Option<(u8, ColumnKind)>,
    /// The columns whose paths continue below.
    pub(crate) below: ColumnSet,
    children: Vec<PathChild>,
    /// The first number of this node if all children of all nodes, and [`MORE_SLOTS`] more of each node, are
    /// numbered.
    pub(crate) first_slot: usize,
    /// The children by the length of their names in bytes. Every name of every record is looked up
    /// here, and few children have names of the same length.
    by_length: Vec<Vec<u8>>,
}

/// A name below a node.
#[derive(Debug)]
pub(crate) struct PathChild {
    pub(crate) name: &'static str,
    /// The index of its node.
    pub(crate) node: u8,
    /// The name as it stands in nearly every record: with the quote and the colon after it.
    pub(crate) pattern: NamePattern,
}

impl PathTree {
    fn new() -> Self {
        let mut nodes = vec![PathNode::default()];
        for (index, column) in (0_u8..).zip(COLUMNS) {
            let Some((last, before)) = column.path.split_last() else { continue };
            let mut at = 0;
            for name in before {
                nodes[at].below.insert(usize::from(index));
                at = child(&mut nodes, at, name);
            }
            nodes[at].below.insert(usize::from(index));
            let node = child(&mut nodes, at, last);
            nodes[node].column = Some((index, column.kind));
        }
        let mut slots = 0;
        for node in &mut nodes {
            node.first_slot = slots;
            slots += node.children.len() + MORE_SLOTS;
        }
        let parent = |index: usize| {
            let [first, _, ..] = COLUMNS[index].path else { return None };
            (0_u8..).zip(COLUMNS).find(|(_, it)| it.path == [*first]).map(|(parent, _)| parent)
        };
        Self { nodes, parents: std::array::from_fn(parent) }
    }

    /// Returns the node of the record.
    pub(crate) fn root(&self) -> &PathNode {
        &self.nodes[0]
    }

    pub(crate) fn node(&self, index: u8) -> &PathNode {
        &self.nodes[usize::from(index)]
    }

    /// Returns the number of slots of all nodes.
    pub(crate) fn slots(&self) -> usize {
        self.nodes.iter().map(|node| node.children.len() + MORE_SLOTS).sum()
    }

    /// Returns the columns that hold whole objects around nested columns.
    pub(crate) fn parents(&self) -> impl Iterator<Item = usize> {
        ColumnSet::only(self.parents.iter().flatten().map(|index| usize::from(*index))).into_iter()
    }

    /// Returns the column that holds the whole object around the nested column at `index`.
    pub(crate) fn parent(&self, index: usize) -> Option<usize> {
        self.parents[index].map(usize::from)
    }
}

/// Returns the index of the node for `name` below the node at `at`, which is added if needed.
fn child(nodes: &mut Vec<PathNode>, at: usize, name: &'static str) -> usize {
    if let Some(position) = nodes[at].position(name.as_bytes()) {
        return usize::from(nodes[at].children[usize::from(position)].node);
    }
    nodes.push(PathNode::default());
    let index = nodes.len() - 1;
    let node = &mut nodes[at];
    node.by_length.resize_with(node.by_length.len().max(name.len() + 1), Vec::new);
    node.by_length[name.len()].push(to_u8(node.children.len()));
    let pattern = NamePattern::new(name);
    node.children.push(PathChild { name, node: to_u8(index), pattern });
    index
}

impl PathNode {
    /// Returns the position of the child with this name.
    pub(crate) fn position(&self, name: &[u8]) -> Option<u8> {
        let candidates = self.by_length.get(name.len())?;
        let is_same = |at: &u8| self.children[usize::from(*at)].name.as_bytes() == name;
        candidates.iter().copied().find(is_same)
    }

    /// Returns the names below this node.
    pub(crate) fn children(&self) -> &[PathChild] {
        &self.children
    }

    /// Returns the child at a position that [`Self::position`] returned.
    pub(crate) fn child(&self, position: u8) -> &PathChild {
        &self.children[usize::from(position)]
    }
}

/// The length of the longest name, with the quote and the colon after it.
const PATTERN_BYTES: usize = 32;

const _: () = assert!(longest_name() + 2 <= PATTERN_BYTES, "a name is too long for its pattern");

const fn longest_name() -> usize {
    let (mut column, mut longest) = (0, 0);
    while column < COLUMNS.len() {
        let path = COLUMNS[column].path;
        let mut at = 0;
        while at < path.len() {
            if path[at].len() > longest {
                longest = path[at].len();
            }
            at += 1;
        }
        column += 1;
    }
    longest
}

/// A name to compare with the bytes at a place. This is much cheaper than a comparison of slices, whose
/// length is known only at run time.
#[derive(Debug)]
pub(crate) struct NamePattern {
    first: u128,
    first_mask: u128,
    second: u128,
    second_mask: u128,
    length: usize,
}

impl NamePattern {
    fn new(name: &str) -> Self {
        let text = format!("{name}\":");
        let (mut bytes, mut mask) = ([0; PATTERN_BYTES], [0; PATTERN_BYTES]);
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        mask[..text.len()].fill(0xFF);
        let [first, second] = halves(&bytes);
        let [first_mask, second_mask] = halves(&mask);
        Self { first, first_mask, second, second_mask, length: text.len() }
    }

    /// Returns the length of the name with its quote and colon if `bytes` start with them. Returns `None`
    /// as well if only a few bytes are left.
    pub(crate) fn length_at(&self, bytes: &[u8]) -> Option<usize> {
        let [first, second] = halves(bytes.first_chunk()?);
        let differing =
            (first ^ self.first) & self.first_mask | (second ^ self.second) & self.second_mask;
        (differing == 0).then_some(self.length)
    }
}

fn halves(bytes: &[u8; PATTERN_BYTES]) -> [u128; 2] {
    let half = |from: usize| {
        let half = bytes[from..].first_chunk().copied().unwrap_or_default();
        u128::from_le_bytes(half)
    };
    [half(0), half(PATTERN_BYTES / 2)]
}

#[expect(clippy::cast_possible_truncation, reason = "there are fewer names than bits in a set")]
fn to_u8(index: usize) -> u8 {
    debug_assert!(index < 128);
    index as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::column::index_of;

    #[test]
    fn every_path_leads_to_its_column() {
        for (index, column) in COLUMNS.iter().enumerate().filter(|(_, it)| !it.path.is_empty()) {
            let mut node = TREE.root();
            for name in column.path {
                assert!(node.below.contains(index), "{}", column.name);
                node = TREE.node(node.child(node.position(name.as_bytes()).unwrap()).node);
            }
            assert_eq!(node.column, Some((to_u8(index), column.kind)));
            assert!(!node.below.contains(index));
        }
        assert_eq!(TREE.root().position(b"eventname"), None);
        assert_eq!(TREE.root().position("x".repeat(1000).as_bytes()), None);
    }

    #[test]
    fn nested_columns_have_the_column_of_the_object_around_them() {
        let name_of_parent = |name| TREE.parent(index_of(name)).map(|parent| COLUMNS[parent].name);
        assert_eq!(name_of_parent("issuer_arn"), Some("user_identity"));
        assert_eq!(name_of_parent("tls_version"), Some("tls_details"));
        assert_eq!(name_of_parent("user_identity"), None);
        assert_eq!(name_of_parent("event_name"), None);
        assert_eq!(name_of_parent("extra"), None);
    }

    #[test]
    fn a_pattern_is_a_name_with_its_quote_and_its_colon() {
        let pattern = NamePattern::new("eventName");
        let at = |text: &str| pattern.length_at(format!("{text:40}").as_bytes());
        assert_eq!(at("eventName\":\"A\""), Some(11));
        for other in ["eventName\" :", "eventNamE\":", "eventNames\":", "", "Name\":", "eventName"]
        {
            assert_eq!(at(other), None, "{other}");
        }
        assert_eq!(pattern.length_at(b"eventName\":\"A\""), None, "few bytes are left");
        let longest = TREE.nodes.iter().flat_map(PathNode::children);
        for PathChild { name, pattern, .. } in longest {
            let text = format!("{name}\":{}", " ".repeat(PATTERN_BYTES));
            assert_eq!(pattern.length_at(text.as_bytes()), Some(name.len() + 2));
            let text = format!("{name}s\":{}", " ".repeat(PATTERN_BYTES));
            assert_eq!(pattern.length_at(text.as_bytes()), None);
        }
    }
}
