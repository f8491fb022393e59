//! The digest files of an archive and the links between them.

use std::collections::HashMap;

use crate::verify::digest::{DigestFile, S3Object};

/// Digest files with their links to previous and next digests. Digests are referred to by their index.
#[derive(Debug)]
pub(crate) struct Archive {
    /// The digests, earliest first.
    pub(crate) digests: Vec<DigestFile>,
    /// By S3 object: the digests stored there. There is one, unless copies differ.
    contents: HashMap<S3Object, Vec<usize>>,
    /// By S3 object: the digests that name it as their previous digest.
    successors: HashMap<S3Object, Vec<usize>>,
    chains: HashMap<String, Vec<usize>>,
    /// The position of each digest in its chain.
    positions: Vec<usize>,
}

impl Archive {
    /// Links digests, which must be in order of time.
    pub(crate) fn new(digests: Vec<DigestFile>) -> Self {
        let mut contents: HashMap<S3Object, Vec<usize>> = HashMap::new();
        let mut successors: HashMap<S3Object, Vec<usize>> = HashMap::new();
        let mut chains: HashMap<String, Vec<usize>> = HashMap::new();
        let mut positions = Vec::with_capacity(digests.len());
        for (index, digest) in digests.iter().enumerate() {
            contents.entry(digest.object.clone()).or_default().push(index);
            if let Some(previous) = &digest.previous {
                successors.entry(previous.object.clone()).or_default().push(index);
            }
            let chain = chains.entry(digest.chain.clone()).or_default();
            positions.push(chain.len());
            chain.push(index);
        }
        Self { digests, contents, successors, chains, positions }
    }

    /// Returns the digests stored at an S3 object.
    pub(crate) fn contents(&self, object: &S3Object) -> &[usize] {
        self.contents.get(object).map_or(&[], Vec::as_slice)
    }

    /// Returns the digests stored at each S3 object.
    pub(crate) fn objects(&self) -> impl Iterator<Item = &[usize]> {
        self.contents.values().map(Vec::as_slice)
    }

    /// Returns the digests that name the S3 object of this one as their previous digest.
    pub(crate) fn successors(&self, index: usize) -> &[usize] {
        self.successors.get(&self.digests[index].object).map_or(&[], Vec::as_slice)
    }

    /// Returns true if `successor` names the hash of the digest at `index` as that of its previous digest.
    pub(crate) fn names_content(&self, successor: usize, index: usize) -> bool {
        self.previous_hash(successor)
            .is_some_and(|hash| hash.eq_ignore_ascii_case(&self.digests[index].sha256))
    }

    /// Returns the hash that a digest gives for its previous digest.
    pub(crate) fn previous_hash(&self, index: usize) -> Option<&str> {
        self.digests[index].previous.as_ref()?.hash.as_deref()
    }

    /// Returns the latest digest before this one in the chain that is stored at another S3 object.
    pub(crate) fn earlier(&self, index: usize) -> Option<usize> {
        let (before, _) = self.chain(index).split_at_checked(self.positions[index])?;
        before.iter().rev().copied().find(|other| self.is_elsewhere(*other, index))
    }

    /// Returns the earliest digest after this one in the chain that is stored at another S3 object.
    pub(crate) fn later(&self, index: usize) -> Option<usize> {
        let (_, after) = self.chain(index).split_at_checked(self.positions[index])?;
        after.iter().copied().find(|other| self.is_elsewhere(*other, index))
    }

    fn chain(&self, index: usize) -> &[usize] {
        self.chains.get(&self.digests[index].chain).map_or(&[], Vec::as_slice)
    }

    fn is_elsewhere(&self, other: usize, index: usize) -> bool {
        self.digests[other].object != self.digests[index].object
    }
}
