//! The digest files to verify, read from the database or a folder.

use anyhow::Result;
use duckdb::{Connection, Row};

/// A digest file.
#[derive(Clone, Debug, Default)]
pub(crate) struct DigestFile {
    /// The SHA-256 of the content, in lower-case hexadecimal.
    pub(crate) sha256: String,
    /// The S3 object to which CloudTrail delivered it.
    pub(crate) object: S3Object,
    /// The end of the time it covers, in microseconds since 1970.
    pub(crate) end: Option<i64>,
    /// The end as written in the digest. The signature covers this text.
    pub(crate) end_text: String,
    /// The fingerprint of the key that signed it.
    pub(crate) fingerprint: String,
    /// The signature algorithm: `SHA256withRSA`.
    pub(crate) algorithm: String,
    /// The previous digest; `None` in the first of a chain.
    pub(crate) previous: Option<PreviousDigest>,
    /// Account, Region and trail, which all digests of a chain share.
    pub(crate) chain: String,
    /// True if it was delivered later, for log files that the digest of their hour lacks.
    pub(crate) is_backfill: bool,
}

/// The address of an S3 object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct S3Object {
    /// The bucket.
    pub(crate) bucket: String,
    /// The key.
    pub(crate) key: String,
}

/// The members of a digest that describe the one before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct PreviousDigest {
    /// The S3 object to which CloudTrail delivered it.
    pub(crate) object: S3Object,
    /// The SHA-256 of its content.
    pub(crate) hash: Option<String>,
    /// Its signature, in hexadecimal.
    pub(crate) signature: Option<String>,
}

const DIGESTS: &str = "
SELECT sha256, s3_bucket, s3_object, epoch_us(end_time), end_text, fingerprint,
    algorithm, previous_bucket, previous_object, previous_hash, previous_signature, chain, is_backfill
FROM verify_digests
ORDER BY end_time, sha256";

/// Reads the table `verify_digests`, earliest digest first.
pub(crate) fn load(connection: &Connection) -> Result<Vec<DigestFile>> {
    let mut statement = connection.prepare(DIGESTS)?;
    let digests = statement.query_map([], read)?;
    Ok(digests.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> duckdb::Result<DigestFile> {
    let (bucket, key): (Option<String>, Option<String>) = (row.get(7)?, row.get(8)?);
    let (hash, signature) = (row.get(9)?, row.get(10)?);
    let previous = match (bucket, key) {
        (None, None) => None,
        (bucket, key) => {
            let object =
                S3Object { bucket: bucket.unwrap_or_default(), key: key.unwrap_or_default() };
            Some(PreviousDigest { object, hash, signature })
        }
    };
    Ok(DigestFile {
        sha256: row.get(0)?,
        object: S3Object { bucket: row.get(1)?, key: row.get(2)? },
        end: row.get(3)?,
        end_text: row.get(4)?,
        fingerprint: row.get(5)?,
        algorithm: row.get(6)?,
        previous,
        chain: row.get(11)?,
        is_backfill: row.get(12)?,
    })
}
