//! What can be said of the content of each digest: by its own signature, or by the hash of it in a
//! digest that is signed.

use crate::verify::{archive::Archive, signature::Check, verdict::Verdict};

/// A signature of a digest, checked.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    /// What became of it.
    pub(crate) check: Check,
    /// The digest that it stands in; `None` where it was brought along.
    pub(crate) within: Option<usize>,
}

/// How a content is known to be CloudTrail's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// By its signature.
    Signature,
    /// By its hash in a digest that is proved.
    Hash,
}

/// What can be said of a content, whatever its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Any verdict but `ChainBroken`.
    pub(crate) verdict: Verdict,
    /// How it is proved, where it is.
    pub(crate) proof: Option<Proof>,
    /// Why, for people.
    pub(crate) detail: Option<String>,
}

impl Standing {
    fn new(verdict: Verdict, detail: impl Into<String>) -> Self {
        Self { verdict, proof: None, detail: Some(detail.into()) }
    }

    /// Whether it is known to be what CloudTrail wrote.
    pub(crate) fn is_proved(&self) -> bool {
        self.proof.is_some()
    }

    /// Whether it is known not to be, so that nothing it says counts.
    pub(crate) fn is_refuted(&self) -> bool {
        matches!(self.verdict, Verdict::Altered | Verdict::SignatureInvalid)
    }
}

/// Judges each digest by its signatures, the latest first, as each bears witness to the one before.
pub(crate) fn of_all(archive: &Archive, signatures: &[Vec<Signature>]) -> Vec<Standing> {
    let mut standings = vec![None; archive.digests.len()];
    for at in (0..standings.len()).rev() {
        let standing = Bench { archive, standings: &standings }.judge(at, &signatures[at]);
        standings[at] = Some(standing);
    }
    let mut standings: Vec<Standing> = standings.into_iter().flatten().collect();
    for contents in archive.places() {
        settle_copies(archive, contents, &mut standings);
    }
    standings
}

struct Bench<'a> {
    archive: &'a Archive,
    standings: &'a [Option<Standing>],
}

impl Bench<'_> {
    fn judge(&self, at: usize, signatures: &[Signature]) -> Standing {
        if signatures.iter().any(|signature| signature.check == Check::Valid) {
            return Standing {
                verdict: Verdict::Valid,
                proof: Some(Proof::Signature),
                detail: None,
            };
        }
        let witnesses = || {
            let all = self.archive.successors(at).iter().copied();
            all.filter(|witness| !self.is_refuted(*witness))
        };
        let is_named = witnesses().any(|witness| self.archive.names_content(witness, at));
        let other = witnesses().find(|witness| self.archive.named_hash(*witness).is_some());
        if let Some(witness) = other.filter(|_| !is_named) {
            return Standing::new(Verdict::Altered, self.other_hash(witness));
        }
        for signature in signatures {
            if let Check::Invalid(reason) = &signature.check
                && !signature.within.is_some_and(|witness| self.is_refuted(witness))
            {
                return Standing::new(Verdict::SignatureInvalid, reason);
            }
        }
        let is_proved = witnesses()
            .any(|witness| self.is_proved(witness) && self.archive.names_content(witness, at));
        if is_proved {
            let detail = "proved by its hash in the signed digest after it; its own signature was not checked, as its public key was not given";
            return Standing {
                verdict: Verdict::Valid,
                proof: Some(Proof::Hash),
                detail: Some(detail.to_owned()),
            };
        }
        if signatures.iter().any(|signature| signature.check == Check::NoKey) {
            let fingerprint = &self.archive.digests[at].fingerprint;
            let detail = format!("no public key with the fingerprint {fingerprint} was given");
            return Standing::new(Verdict::PublicKeyMissing, detail);
        }
        Standing::new(Verdict::SignatureNotAvailableOffline, self.why_unsigned(at))
    }

    /// What to say where a digest names another hash than that of the one before it.
    fn other_hash(&self, witness: usize) -> String {
        let object = &self.archive.digests[witness].place.object;
        if self.is_proved(witness) {
            format!("its hash is not the one in the signed digest after it, {object}")
        } else {
            format!(
                "its hash is not the one in the digest after it, {object}; one of the two was altered"
            )
        }
    }

    fn why_unsigned(&self, at: usize) -> &'static str {
        let later = self.archive.later(at).map(|later| &self.archive.digests[later]);
        if !self.archive.successors(at).is_empty() {
            "its signature stands in the digest after it, which is not to be trusted"
        } else if later.is_some_and(|later| later.previous.is_some()) {
            "its signature stands in the digest after it, which is not here or not to be trusted"
        } else {
            "the last of its chain: its signature stands in the metadata of its S3 object alone"
        }
    }

    fn is_proved(&self, at: usize) -> bool {
        self.standings[at].as_ref().is_some_and(Standing::is_proved)
    }

    fn is_refuted(&self, at: usize) -> bool {
        self.standings[at].as_ref().is_some_and(Standing::is_refuted)
    }
}

/// Of several contents under one key at most one is CloudTrail's. Where none is proved, the one that
/// a digest names stays; where none is named, nothing tells them apart.
fn settle_copies(archive: &Archive, contents: &[usize], standings: &mut [Standing]) {
    if contents.len() < 2 {
        return;
    }
    let is_proved = contents.iter().any(|at| standings[*at].is_proved());
    let is_named = |at: usize, standings: &[Standing]| {
        let mut witnesses = archive.successors(at).iter();
        witnesses.any(|by| !standings[*by].is_refuted() && archive.names_content(*by, at))
    };
    let keep: Vec<usize> = contents
        .iter()
        .copied()
        .filter(|at| standings[*at].is_proved() || (!is_proved && is_named(*at, standings)))
        .collect();
    let detail = if is_proved {
        "another content under the same key is the one that is signed"
    } else if keep.is_empty() {
        "there are several contents under its key, and nothing here tells which is CloudTrail's"
    } else {
        "another content under the same key is the one that the digest after it names"
    };
    for at in contents {
        if !keep.contains(at) && !standings[*at].is_refuted() {
            standings[*at] = Standing::new(Verdict::Altered, detail);
        }
    }
}
