//! The digests of an archive and how they are linked.

use std::collections::HashMap;

use crate::verify::digest::{DigestFile, Place};

/// Digests, and which of them names which.
#[derive(Debug)]
pub(crate) struct Archive {
    /// The digests, the earliest first.
    pub(crate) digests: Vec<DigestFile>,
    /// By S3 object: one, unless copies differ.
    contents: HashMap<Place, Vec<usize>>,
    /// By S3 object: the digests that name it as the one before them.
    successors: HashMap<Place, Vec<usize>>,
    chains: HashMap<String, Vec<usize>>,
    /// Where in its chain each digest stands.
    positions: Vec<usize>,
}

impl Archive {
    /// Links digests that are given in the order of their times.
    pub(crate) fn new(digests: Vec<DigestFile>) -> Self {
        let mut contents: HashMap<Place, Vec<usize>> = HashMap::new();
        let mut successors: HashMap<Place, Vec<usize>> = HashMap::new();
        let mut chains: HashMap<String, Vec<usize>> = HashMap::new();
        let mut positions = Vec::with_capacity(digests.len());
        for (at, digest) in digests.iter().enumerate() {
            contents.entry(digest.place.clone()).or_default().push(at);
            if let Some(previous) = &digest.previous {
                successors.entry(previous.place.clone()).or_default().push(at);
            }
            let chain = chains.entry(digest.chain.clone()).or_default();
            positions.push(chain.len());
            chain.push(at);
        }
        Self { digests, contents, successors, chains, positions }
    }

    /// The contents that lie at an S3 object.
    pub(crate) fn contents(&self, place: &Place) -> &[usize] {
        self.contents.get(place).map_or(&[], Vec::as_slice)
    }

    /// All S3 objects with their contents.
    pub(crate) fn places(&self) -> impl Iterator<Item = &[usize]> {
        self.contents.values().map(Vec::as_slice)
    }

    /// The digests that name the S3 object of this one as the one before them.
    pub(crate) fn successors(&self, at: usize) -> &[usize] {
        self.successors.get(&self.digests[at].place).map_or(&[], Vec::as_slice)
    }

    /// Whether one digest names the content of another as the one before it.
    pub(crate) fn names_content(&self, by: usize, at: usize) -> bool {
        self.named_hash(by).is_some_and(|hash| hash.eq_ignore_ascii_case(&self.digests[at].sha256))
    }

    /// The hash of the digest before this one, where it names one.
    pub(crate) fn named_hash(&self, by: usize) -> Option<&str> {
        self.digests[by].previous.as_ref()?.hash.as_deref()
    }

    /// The digest before this one in the time of their chain.
    pub(crate) fn earlier(&self, at: usize) -> Option<usize> {
        let (before, _) = self.chain(at).split_at_checked(self.positions[at])?;
        before.iter().rev().copied().find(|other| self.is_elsewhere(*other, at))
    }

    /// The digest after this one in the time of their chain.
    pub(crate) fn later(&self, at: usize) -> Option<usize> {
        let (_, after) = self.chain(at).split_at_checked(self.positions[at])?;
        after.iter().copied().find(|other| self.is_elsewhere(*other, at))
    }

    fn chain(&self, at: usize) -> &[usize] {
        self.chains.get(&self.digests[at].chain).map_or(&[], Vec::as_slice)
    }

    fn is_elsewhere(&self, other: usize, at: usize) -> bool {
        self.digests[other].place != self.digests[at].place
    }
}
