//! The signatures of each digest, from the digest after it and from the files given by the user.

use std::collections::HashMap;

use crate::{
    parallel,
    verify::{
        archive::Archive,
        keys::PublicKeys,
        sidecar::{self, Sidecar},
        signature::{self, Check},
    },
};

/// A signature of a digest, checked.
#[derive(Clone, Debug)]
pub(crate) struct CheckedSignature {
    /// The result of the check.
    pub(crate) check: Check,
    /// The digest that contains the signature; `None` if the user gave it in a file.
    pub(crate) successor: Option<usize>,
}

/// Checks every signature of every digest. Also returns the files whose signature is of no use: it
/// matches no digest, or it is invalid and the digest has a valid one.
pub(crate) fn check_all(
    archive: &Archive,
    keys: &PublicKeys,
    sidecars: &[Sidecar],
) -> (Vec<Vec<CheckedSignature>>, Vec<String>) {
    let mut signatures =
        parallel::map(archive.digests.len(), |index| in_successors(archive, keys, index));
    let mut by_stem: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, digest) in archive.digests.iter().enumerate() {
        by_stem.entry(sidecar::stem(&digest.object.key)).or_default().push(index);
    }
    let mut unused = Vec::new();
    for sidecar in sidecars {
        let check =
            |index: usize| signature::check(&archive.digests[index], &sidecar.signature, keys);
        let named =
            sidecar.stems().find_map(|stem| by_stem.get(stem)).map_or(&[][..], Vec::as_slice);
        for index in named {
            signatures[*index].push(CheckedSignature { check: check(*index), successor: None });
        }
        let is_used = if named.is_empty() && sidecar.is_free {
            let mut unsigned = (0..signatures.len()).filter(|index| signatures[*index].is_empty());
            let matching = unsigned.find(|index| check(*index) == Check::Valid);
            if let Some(index) = matching {
                signatures[index].push(CheckedSignature { check: Check::Valid, successor: None });
            }
            matching.is_some()
        } else {
            named.iter().any(|index| !is_contradicted(&signatures[*index]))
        };
        if !is_used {
            unused.push(sidecar.path.clone());
        }
    }
    (signatures, unused)
}

fn in_successors(archive: &Archive, keys: &PublicKeys, index: usize) -> Vec<CheckedSignature> {
    let signatures = archive.successors(index).iter().filter_map(|successor| {
        let signature = archive.digests[*successor].previous.as_ref()?.signature.as_deref()?;
        let check = signature::check(&archive.digests[index], signature, keys);
        Some(CheckedSignature { check, successor: Some(*successor) })
    });
    signatures.collect()
}

/// Returns true if the last signature is invalid and another one is valid.
fn is_contradicted(signatures: &[CheckedSignature]) -> bool {
    let last = signatures.last().map(|signature| &signature.check);
    matches!(last, Some(Check::Invalid(_)))
        && signatures.iter().any(|signature| signature.check == Check::Valid)
}
