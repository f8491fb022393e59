//! The verdict on each digest, from its content and its link to the digest before it.

use crate::verify::{
    archive::Archive,
    content::{self, ContentVerdict, Proof},
    digest::{PreviousDigest, S3Object},
    signatures::CheckedSignature,
    verdict::Verdict,
};

/// The verdict on one digest.
#[derive(Clone, Debug)]
pub(crate) struct DigestVerdict {
    /// The verdict on content and link.
    pub(crate) verdict: Verdict,
    /// The verdict on the content alone.
    pub(crate) content: Verdict,
    /// The proof of the content, if there is one.
    pub(crate) proof: Option<Proof>,
    /// True if only its own signature is missing: it is the last of its chain, and the digest before
    /// it is proved.
    pub(crate) is_open_end: bool,
    /// An explanation for people.
    pub(crate) detail: Option<String>,
}

/// A digest that another one names but that was not found.
#[derive(Clone, Debug)]
pub(crate) struct MissingDigest<'a> {
    /// The S3 object to which CloudTrail delivered it.
    pub(crate) object: &'a S3Object,
    /// The hash of its content.
    pub(crate) hash: Option<&'a str>,
    /// The index of the digest that names it.
    pub(crate) named_by: usize,
}

/// The relation of a digest to the one before it.
enum Link {
    /// It follows the digest with this index.
    Follows(usize),
    /// It is the first of its chain in the archive.
    Begins,
    /// The digest before it is missing, with an explanation.
    Missing(String),
    /// It does not follow the digest before it, with the reason.
    Broken(String),
}

/// Returns the verdict on each digest of an archive, and the digests that are missing from it.
pub(crate) fn verdicts<'a>(
    archive: &'a Archive,
    signatures: &[Vec<CheckedSignature>],
) -> (Vec<DigestVerdict>, Vec<MissingDigest<'a>>) {
    let contents = content::verdicts(archive, signatures);
    let mut missing = Vec::new();
    let verdicts = contents
        .iter()
        .enumerate()
        .map(|(index, content)| {
            let link = link(archive, &contents, index);
            if let (Link::Missing(_), Some(previous), false) =
                (&link, &archive.digests[index].previous, content.is_distrusted())
            {
                let hash = previous.hash.as_deref();
                missing.push(MissingDigest { object: &previous.object, hash, named_by: index });
            }
            let is_open_end = content.verdict == Verdict::SignatureNotAvailableOffline
                && archive.later(index).is_none()
                && matches!(link, Link::Follows(previous) if contents[previous].is_proved());
            let broken = match link {
                Link::Missing(reason) | Link::Broken(reason) if !content.is_distrusted() => {
                    Some(reason)
                }
                _ => None,
            };
            DigestVerdict {
                verdict: if broken.is_some() { Verdict::ChainBroken } else { content.verdict },
                content: content.verdict,
                proof: content.proof,
                is_open_end,
                detail: broken.or_else(|| content.detail.clone()),
            }
        })
        .collect();
    (verdicts, missing)
}

fn link(archive: &Archive, contents: &[ContentVerdict], index: usize) -> Link {
    let digest = &archive.digests[index];
    if let Some(reason) = skipped(archive, contents, index) {
        return Link::Broken(reason);
    }
    let Some(previous) = &digest.previous else {
        return match archive.earlier(index) {
            // A backfill digest never names a previous one.
            Some(earlier) if !digest.is_backfill => Link::Broken(format!(
                "a new chain starts here, so nothing links it to earlier digests; the digest before it, {}, ends at {}",
                archive.digests[earlier].object.key, archive.digests[earlier].end_text
            )),
            _ => Link::Begins,
        };
    };
    link_to(archive, contents, index, previous)
}

fn link_to(
    archive: &Archive,
    contents: &[ContentVerdict],
    index: usize,
    previous: &PreviousDigest,
) -> Link {
    let candidates = archive.contents(&previous.object);
    let named = candidates.iter().copied().find(|other| archive.names_content(index, *other));
    if let Some(other) = named {
        return Link::Follows(other);
    }
    let key = &previous.object.key;
    if candidates.iter().any(|other| contents[*other].is_proved()) {
        return Link::Broken(format!(
            "the hash it gives for {key} differs from the hash of the signed digest there"
        ));
    }
    match (candidates.first(), archive.earlier(index)) {
        // That digest is altered, and its own verdict says so.
        (Some(other), _) => Link::Follows(*other),
        (None, Some(earlier)) => Link::Missing(format!(
            "the digest before it, {key}, was not found; the last digest before that ends at {}",
            archive.digests[earlier].end_text
        )),
        (None, None) => Link::Begins,
    }
}

/// Returns an explanation if no digest names this one although later digests of its chain are linked.
fn skipped(archive: &Archive, contents: &[ContentVerdict], index: usize) -> Option<String> {
    if !archive.successors(index).is_empty() || archive.digests[index].is_backfill {
        return None;
    }
    let later = archive.later(index).filter(|later| !contents[*later].is_distrusted())?;
    let later = &archive.digests[later];
    let previous = later.previous.as_ref()?;
    if archive.contents(&previous.object).is_empty() {
        return None;
    }
    Some(format!(
        "no digest follows it; the next one, {}, follows {}",
        later.object.key, previous.object.key
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{digest::DigestFile, signature::Check};

    fn object(key: &str) -> S3Object {
        S3Object { bucket: "bucket".to_owned(), key: key.to_owned() }
    }

    /// A digest that names the key and hash of a previous one.
    fn digest(key: &str, sha256: &str, previous: Option<(&str, &str)>) -> DigestFile {
        DigestFile {
            sha256: sha256.to_owned(),
            object: object(key),
            chain: "chain".to_owned(),
            previous: previous.map(|(key, hash)| PreviousDigest {
                object: object(key),
                hash: Some(hash.to_owned()),
                signature: None,
            }),
            ..DigestFile::default()
        }
    }

    fn signed() -> Vec<CheckedSignature> {
        vec![CheckedSignature { check: Check::Valid, successor: None }]
    }

    fn verdicts_of(
        digests: Vec<DigestFile>,
        signatures: &[Vec<CheckedSignature>],
    ) -> Vec<(Verdict, Option<String>)> {
        let archive = Archive::new(digests);
        let (verdicts, _) = verdicts(&archive, signatures);
        verdicts.into_iter().map(|verdict| (verdict.verdict, verdict.detail)).collect()
    }

    #[test]
    fn if_two_unsigned_digests_disagree_one_of_them_was_altered() {
        let digests = vec![digest("1", "a", None), digest("2", "b", Some(("1", "x")))];
        let found = verdicts_of(digests, &[vec![], vec![]]);
        assert_eq!(found[0].0, Verdict::Altered);
        assert!(found[0].1.as_ref().unwrap().contains("one of the two was altered"));
        assert_eq!(found[1].0, Verdict::SignatureNotAvailableOffline);
    }

    #[test]
    fn a_digest_that_disagrees_with_a_signed_earlier_one_breaks_the_chain() {
        let digests = vec![digest("1", "a", None), digest("2", "b", Some(("1", "x")))];
        let found = verdicts_of(digests, &[signed(), vec![]]);
        assert_eq!([found[0].0, found[1].0], [Verdict::Valid, Verdict::ChainBroken]);
    }

    #[test]
    fn two_unsigned_contents_under_one_key_are_both_altered() {
        let digests = vec![digest("1", "a", None), digest("1", "b", None)];
        let found = verdicts_of(digests, &[vec![], vec![]]);
        assert_eq!([found[0].0, found[1].0], [Verdict::Altered, Verdict::Altered]);
    }

    #[test]
    fn the_signed_or_named_content_under_a_key_is_kept() {
        let copies = || vec![digest("1", "a", None), digest("1", "b", None)];
        let found = verdicts_of(copies(), &[signed(), vec![]]);
        assert_eq!([found[0].0, found[1].0], [Verdict::Valid, Verdict::Altered]);
        let mut digests = copies();
        digests.push(digest("2", "c", Some(("1", "B"))));
        let found = verdicts_of(digests, &[vec![], vec![], vec![]]);
        let unsigned = Verdict::SignatureNotAvailableOffline;
        assert_eq!([found[0].0, found[1].0, found[2].0], [Verdict::Altered, unsigned, unsigned]);
    }

    #[test]
    fn a_signed_digest_proves_all_digests_before_it_by_their_hashes() {
        let digests = vec![
            digest("1", "a", None),
            digest("2", "b", Some(("1", "a"))),
            digest("3", "c", Some(("2", "b"))),
        ];
        let found = verdicts_of(digests, &[vec![], vec![], signed()]);
        assert!(found.iter().all(|(verdict, _)| *verdict == Verdict::Valid), "{found:?}");
    }

    #[test]
    fn circular_links_between_digests_end_and_prove_nothing() {
        let digests = vec![
            digest("1", "a", Some(("2", "b"))),
            digest("2", "b", Some(("1", "a"))),
            digest("3", "c", Some(("3", "c"))),
        ];
        let found = verdicts_of(digests, &[vec![], vec![], vec![]]);
        assert!(found.iter().all(|(verdict, _)| *verdict != Verdict::Valid), "{found:?}");
    }
}
