//! What can be said of a file.

/// A verdict. `sql/verify/results.sql` has their meanings and their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Content and signature are those of CloudTrail.
    Valid,
    /// The content is not the one that was hashed.
    Altered,
    /// The signature does not fit.
    SignatureInvalid,
    /// The digest does not follow on the one before it.
    ChainBroken,
    /// There is a signature, but not its key.
    PublicKeyMissing,
    /// There is no signature.
    SignatureNotAvailableOffline,
}

impl Verdict {
    /// The name in data.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Altered => "altered",
            Self::SignatureInvalid => "signature_invalid",
            Self::ChainBroken => "chain_broken",
            Self::PublicKeyMissing => "public_key_missing",
            Self::SignatureNotAvailableOffline => "signature_not_available_offline",
        }
    }
}
