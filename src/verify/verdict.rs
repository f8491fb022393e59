//! The verdicts on a file.

/// A verdict. `sql/verify/results.sql` defines the meanings and the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// CloudTrail wrote this content.
    Valid,
    /// The content differs from what CloudTrail hashed.
    Altered,
    /// The signature does not match.
    SignatureInvalid,
    /// The digest does not follow the one before it.
    ChainBroken,
    /// There is a signature, but its key was not given.
    PublicKeyMissing,
    /// There is no signature.
    SignatureNotAvailableOffline,
}

impl Verdict {
    /// Returns the name used in results.
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
