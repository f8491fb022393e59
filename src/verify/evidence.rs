//! The signatures that there are of each digest: in the digest after it, and brought along.

use std::collections::HashMap;

use crate::verify::{
    archive::Archive,
    cores,
    keys::PublicKeys,
    sidecar::{self, Sidecar},
    signature::{self, Check},
    standing::Signature,
};

/// Checks every signature of every digest. Returns with them the files whose signature is of no use:
/// it fits no digest, or is another than the valid one.
pub(crate) fn gather(
    archive: &Archive,
    keys: &PublicKeys,
    sidecars: &[Sidecar],
) -> (Vec<Vec<Signature>>, Vec<String>) {
    let mut signatures = cores::each(archive.digests.len(), |at| in_successors(archive, keys, at));
    let mut by_stem: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, digest) in archive.digests.iter().enumerate() {
        by_stem.entry(sidecar::stem(&digest.place.object)).or_default().push(at);
    }
    let mut idle = Vec::new();
    for sidecar in sidecars {
        let check = |at: usize| signature::check(&archive.digests[at], &sidecar.signature, keys);
        let named =
            sidecar.stems().find_map(|stem| by_stem.get(stem)).map_or(&[][..], Vec::as_slice);
        for at in named {
            signatures[*at].push(Signature { check: check(*at), within: None });
        }
        let is_used = if named.is_empty() {
            let mut unsigned = (0..signatures.len()).filter(|at| signatures[*at].is_empty());
            let fitting = unsigned.find(|at| check(*at) == Check::Valid);
            if let Some(at) = fitting {
                signatures[at].push(Signature { check: Check::Valid, within: None });
            }
            fitting.is_some()
        } else {
            named.iter().any(|at| !is_contradicted(&signatures[*at]))
        };
        if !is_used {
            idle.push(sidecar.path.clone());
        }
    }
    (signatures, idle)
}

fn in_successors(archive: &Archive, keys: &PublicKeys, at: usize) -> Vec<Signature> {
    let signed = archive.successors(at).iter().filter_map(|witness| {
        let signature = archive.digests[*witness].previous.as_ref()?.signature.as_deref()?;
        let check = signature::check(&archive.digests[at], signature, keys);
        Some(Signature { check, within: Some(*witness) })
    });
    signed.collect()
}

/// Whether the last of the signatures is invalid and another one valid.
fn is_contradicted(signatures: &[Signature]) -> bool {
    let last = signatures.last().map(|signature| &signature.check);
    matches!(last, Some(Check::Invalid(_)))
        && signatures.iter().any(|signature| signature.check == Check::Valid)
}
