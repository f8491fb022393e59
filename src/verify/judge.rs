//! The verdict on each digest: what can be said of its content, and whether it follows on the digest
//! before it.

use crate::verify::{
    archive::Archive,
    digest::{Place, Previous},
    standing::{self, Proof, Signature, Standing},
    verdict::Verdict,
};

/// The verdict on one digest.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// What it would be if it followed on the digest before it.
    pub(crate) standing: Verdict,
    /// How its content is proved, where it is.
    pub(crate) proof: Option<Proof>,
    /// Whether it lacks its signature only because it is the last of its chain: the one before it is
    /// proved.
    pub(crate) is_open_end: bool,
    /// Why, for people.
    pub(crate) detail: Option<String>,
}

/// A digest that another one names and that is not there.
#[derive(Clone, Debug)]
pub(crate) struct Missing<'a> {
    /// Where CloudTrail delivered it.
    pub(crate) place: &'a Place,
    /// The hash of its content.
    pub(crate) hash: Option<&'a str>,
    /// The digest that names it.
    pub(crate) named_by: usize,
}

/// How a digest stands to the one before it.
enum Link {
    /// It is that one.
    Follows(usize),
    /// There is none in the archive, nor anything before.
    Begins,
    /// It should be there.
    Missing(String),
    /// It does not follow, for this reason.
    Broken(String),
}

/// Judges all digests of an archive, by the signatures of each.
pub(crate) fn judge<'a>(
    archive: &'a Archive,
    signatures: &[Vec<Signature>],
) -> (Vec<Judgement>, Vec<Missing<'a>>) {
    let standings = standing::of_all(archive, signatures);
    let mut missing = Vec::new();
    let judgements = standings
        .iter()
        .enumerate()
        .map(|(at, standing)| {
            let link = link(archive, &standings, at);
            if let (Link::Missing(_), Some(previous), false) =
                (&link, &archive.digests[at].previous, standing.is_refuted())
            {
                let hash = previous.hash.as_deref();
                missing.push(Missing { place: &previous.place, hash, named_by: at });
            }
            let is_open_end = standing.verdict == Verdict::SignatureNotAvailableOffline
                && archive.later(at).is_none()
                && matches!(link, Link::Follows(previous) if standings[previous].is_proved());
            let broken = match link {
                Link::Missing(reason) | Link::Broken(reason) if !standing.is_refuted() => {
                    Some(reason)
                }
                _ => None,
            };
            Judgement {
                verdict: if broken.is_some() { Verdict::ChainBroken } else { standing.verdict },
                standing: standing.verdict,
                proof: standing.proof,
                is_open_end,
                detail: broken.or_else(|| standing.detail.clone()),
            }
        })
        .collect();
    (judgements, missing)
}

fn link(archive: &Archive, standings: &[Standing], at: usize) -> Link {
    let digest = &archive.digests[at];
    if let Some(reason) = passed_over(archive, standings, at) {
        return Link::Broken(reason);
    }
    let Some(previous) = &digest.previous else {
        return match archive.earlier(at) {
            // A backfill digest stands for itself.
            Some(earlier) if !digest.is_backfill => Link::Broken(format!(
                "a new chain starts here, and nothing shows what was before it; the digest before it, {}, ends at {}",
                archive.digests[earlier].place.object, archive.digests[earlier].end_text
            )),
            _ => Link::Begins,
        };
    };
    link_to(archive, standings, at, previous)
}

fn link_to(archive: &Archive, standings: &[Standing], at: usize, previous: &Previous) -> Link {
    let contents = archive.contents(&previous.place);
    let named = contents.iter().copied().find(|content| archive.names_content(at, *content));
    if let Some(content) = named {
        return Link::Follows(content);
    }
    let object = &previous.place.object;
    if contents.iter().any(|content| standings[*content].is_proved()) {
        return Link::Broken(format!(
            "the hash that it names for {object} is not that of the signed digest there"
        ));
    }
    match (contents.first(), archive.earlier(at)) {
        // It is there and altered, which is said of it.
        (Some(content), _) => Link::Follows(*content),
        (None, Some(earlier)) => Link::Missing(format!(
            "the digest before it, {object}, is not here; the last one before that ends at {}",
            archive.digests[earlier].end_text
        )),
        (None, None) => Link::Begins,
    }
}

/// Whether no digest names this one although later ones of its chain follow on each other.
fn passed_over(archive: &Archive, standings: &[Standing], at: usize) -> Option<String> {
    if !archive.successors(at).is_empty() || archive.digests[at].is_backfill {
        return None;
    }
    let later = archive.later(at).filter(|later| !standings[*later].is_refuted())?;
    let later = &archive.digests[later];
    let previous = later.previous.as_ref()?;
    if archive.contents(&previous.place).is_empty() {
        return None;
    }
    Some(format!(
        "no digest follows on it; the next one, {}, follows on {}",
        later.place.object, previous.place.object
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{digest::DigestFile, signature::Check};

    fn place(object: &str) -> Place {
        Place { bucket: "bucket".to_owned(), object: object.to_owned() }
    }

    /// A digest that names another one: its key and its hash.
    fn digest(object: &str, sha256: &str, previous: Option<(&str, &str)>) -> DigestFile {
        DigestFile {
            sha256: sha256.to_owned(),
            place: place(object),
            chain: "chain".to_owned(),
            previous: previous.map(|(object, hash)| Previous {
                place: place(object),
                hash: Some(hash.to_owned()),
                signature: None,
            }),
            ..DigestFile::default()
        }
    }

    fn signed() -> Vec<Signature> {
        vec![Signature { check: Check::Valid, within: None }]
    }

    fn verdicts(
        digests: Vec<DigestFile>,
        signatures: &[Vec<Signature>],
    ) -> Vec<(Verdict, Option<String>)> {
        let archive = Archive::new(digests);
        let (judgements, _) = judge(&archive, signatures);
        judgements.into_iter().map(|judgement| (judgement.verdict, judgement.detail)).collect()
    }

    #[test]
    fn where_two_digests_disagree_and_none_is_signed_it_is_said_that_one_was_altered() {
        let digests = vec![digest("1", "a", None), digest("2", "b", Some(("1", "x")))];
        let found = verdicts(digests, &[vec![], vec![]]);
        assert_eq!(found[0].0, Verdict::Altered);
        assert!(found[0].1.as_ref().unwrap().contains("one of the two was altered"));
        assert_eq!(found[1].0, Verdict::SignatureNotAvailableOffline);
    }

    #[test]
    fn where_the_earlier_one_is_signed_the_later_one_does_not_follow_on_it() {
        let digests = vec![digest("1", "a", None), digest("2", "b", Some(("1", "x")))];
        let found = verdicts(digests, &[signed(), vec![]]);
        assert_eq!([found[0].0, found[1].0], [Verdict::Valid, Verdict::ChainBroken]);
    }

    #[test]
    fn of_two_contents_under_one_key_that_nothing_tells_apart_neither_counts() {
        let digests = vec![digest("1", "a", None), digest("1", "b", None)];
        let found = verdicts(digests, &[vec![], vec![]]);
        assert_eq!([found[0].0, found[1].0], [Verdict::Altered, Verdict::Altered]);
    }

    #[test]
    fn of_two_contents_under_one_key_the_signed_or_named_one_counts() {
        let copies = || vec![digest("1", "a", None), digest("1", "b", None)];
        let found = verdicts(copies(), &[signed(), vec![]]);
        assert_eq!([found[0].0, found[1].0], [Verdict::Valid, Verdict::Altered]);
        let mut digests = copies();
        digests.push(digest("2", "c", Some(("1", "B"))));
        let found = verdicts(digests, &[vec![], vec![], vec![]]);
        let unsigned = Verdict::SignatureNotAvailableOffline;
        assert_eq!([found[0].0, found[1].0, found[2].0], [Verdict::Altered, unsigned, unsigned]);
    }

    #[test]
    fn the_hash_in_a_signed_digest_proves_the_one_before_it_and_so_on() {
        let digests = vec![
            digest("1", "a", None),
            digest("2", "b", Some(("1", "a"))),
            digest("3", "c", Some(("2", "b"))),
        ];
        let found = verdicts(digests, &[vec![], vec![], signed()]);
        assert!(found.iter().all(|(verdict, _)| *verdict == Verdict::Valid), "{found:?}");
    }

    #[test]
    fn digests_that_name_each_other_or_themselves_come_to_an_end() {
        let digests = vec![
            digest("1", "a", Some(("2", "b"))),
            digest("2", "b", Some(("1", "a"))),
            digest("3", "c", Some(("3", "c"))),
        ];
        let found = verdicts(digests, &[vec![], vec![], vec![]]);
        assert!(found.iter().all(|(verdict, _)| *verdict != Verdict::Valid), "{found:?}");
    }
}
