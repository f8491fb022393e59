//! The verdict on the content of each digest, from its own signature or from its hash in a signed
//! digest.

use crate::verify::{
    archive::Archive, signature::Check, signatures::CheckedSignature, verdict::Verdict,
};

/// The evidence that a content is CloudTrail's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Its signature.
    Signature,
    /// Its hash in a proved digest.
    Hash,
}

/// The verdict on the content of a digest, independent of its position in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContentVerdict {
    /// Any verdict except `ChainBroken`.
    pub(crate) verdict: Verdict,
    /// The proof, if there is one.
    pub(crate) proof: Option<Proof>,
    /// An explanation for people.
    pub(crate) detail: Option<String>,
}

impl ContentVerdict {
    fn new(verdict: Verdict, detail: impl Into<String>) -> Self {
        Self { verdict, proof: None, detail: Some(detail.into()) }
    }

    /// Returns true if CloudTrail is known to have written the content.
    pub(crate) fn is_proved(&self) -> bool {
        self.proof.is_some()
    }

    /// Returns true if the content is known to be false, so nothing in it counts.
    pub(crate) fn is_distrusted(&self) -> bool {
        matches!(self.verdict, Verdict::Altered | Verdict::SignatureInvalid)
    }
}

/// Returns the verdict on the content of each digest. Goes from the latest to the earliest, since the
/// verdict on a digest depends on its successors.
pub(crate) fn verdicts(
    archive: &Archive,
    signatures: &[Vec<CheckedSignature>],
) -> Vec<ContentVerdict> {
    let mut verdicts = vec![None; archive.digests.len()];
    for index in (0..verdicts.len()).rev() {
        let verdict =
            ContentCheck { archive, verdicts: &verdicts }.verdict(index, &signatures[index]);
        verdicts[index] = Some(verdict);
    }
    let mut verdicts: Vec<ContentVerdict> = verdicts.into_iter().flatten().collect();
    for contents in archive.objects() {
        resolve_copies(archive, contents, &mut verdicts);
    }
    verdicts
}

/// The check of one content against the verdicts on later ones.
struct ContentCheck<'a> {
    archive: &'a Archive,
    verdicts: &'a [Option<ContentVerdict>],
}

impl ContentCheck<'_> {
    fn verdict(&self, index: usize, signatures: &[CheckedSignature]) -> ContentVerdict {
        if signatures.iter().any(|signature| signature.check == Check::Valid) {
            return ContentVerdict {
                verdict: Verdict::Valid,
                proof: Some(Proof::Signature),
                detail: None,
            };
        }
        let successors = || {
            let all = self.archive.successors(index).iter().copied();
            all.filter(|successor| !self.is_distrusted(*successor))
        };
        let is_named = successors().any(|successor| self.archive.names_content(successor, index));
        let other = successors().find(|successor| self.archive.previous_hash(*successor).is_some());
        if let Some(successor) = other.filter(|_| !is_named) {
            return ContentVerdict::new(Verdict::Altered, self.other_hash(successor));
        }
        for signature in signatures {
            if let Check::Invalid(reason) = &signature.check
                && !signature.successor.is_some_and(|successor| self.is_distrusted(successor))
            {
                return ContentVerdict::new(Verdict::SignatureInvalid, reason);
            }
        }
        let is_proved = successors().any(|successor| {
            self.is_proved(successor) && self.archive.names_content(successor, index)
        });
        if is_proved {
            let detail = "proved by its hash in the signed digest after it; its own signature was not checked because its public key was not given";
            return ContentVerdict {
                verdict: Verdict::Valid,
                proof: Some(Proof::Hash),
                detail: Some(detail.to_owned()),
            };
        }
        if signatures.iter().any(|signature| signature.check == Check::NoKey) {
            let fingerprint = &self.archive.digests[index].fingerprint;
            let detail = format!("no public key with the fingerprint {fingerprint} was given");
            return ContentVerdict::new(Verdict::PublicKeyMissing, detail);
        }
        ContentVerdict::new(Verdict::SignatureNotAvailableOffline, self.why_unsigned(index))
    }

    /// Explains that `successor` names another hash for its previous digest.
    fn other_hash(&self, successor: usize) -> String {
        let key = &self.archive.digests[successor].object.key;
        if self.is_proved(successor) {
            format!("its hash differs from the one in the signed digest after it, {key}")
        } else {
            format!(
                "its hash differs from the one in the digest after it, {key}; one of the two was altered"
            )
        }
    }

    fn why_unsigned(&self, index: usize) -> &'static str {
        let later = self.archive.later(index).map(|later| &self.archive.digests[later]);
        if !self.archive.successors(index).is_empty() {
            "its signature is in the digest after it, which cannot be trusted"
        } else if later.is_some_and(|later| later.previous.is_some()) {
            "its signature is in the digest after it, which is missing or cannot be trusted"
        } else {
            "it is the last of its chain, so its signature is only in the metadata of its S3 object"
        }
    }

    fn is_proved(&self, index: usize) -> bool {
        self.verdicts[index].as_ref().is_some_and(ContentVerdict::is_proved)
    }

    fn is_distrusted(&self, index: usize) -> bool {
        self.verdicts[index].as_ref().is_some_and(ContentVerdict::is_distrusted)
    }
}

/// Keeps at most one of several contents under the same S3 key. If none is proved, keeps the one that a
/// successor names; if none is named either, rejects them all.
fn resolve_copies(archive: &Archive, contents: &[usize], verdicts: &mut [ContentVerdict]) {
    if contents.len() < 2 {
        return;
    }
    let is_proved = contents.iter().any(|index| verdicts[*index].is_proved());
    let is_named = |index: usize, verdicts: &[ContentVerdict]| {
        archive.successors(index).iter().any(|successor| {
            !verdicts[*successor].is_distrusted() && archive.names_content(*successor, index)
        })
    };
    let keep: Vec<usize> = contents
        .iter()
        .copied()
        .filter(|index| verdicts[*index].is_proved() || (!is_proved && is_named(*index, verdicts)))
        .collect();
    let detail = if is_proved {
        "a different content under the same S3 key is the signed one"
    } else if keep.is_empty() {
        "there are several contents under its S3 key, and nothing shows which one is CloudTrail's"
    } else {
        "the digest after it names a different content under the same S3 key"
    };
    for index in contents {
        if !keep.contains(index) && !verdicts[*index].is_distrusted() {
            verdicts[*index] = ContentVerdict::new(Verdict::Altered, detail);
        }
    }
}
