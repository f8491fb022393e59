//! The digest files that are verified, as the database or a folder has them.

use anyhow::Result;
use duckdb::{Connection, Row};

/// One content of a digest file.
#[derive(Clone, Debug, Default)]
pub(crate) struct DigestFile {
    /// The SHA-256 of the content, in lower-case hexadecimal.
    pub(crate) sha256: String,
    /// Where CloudTrail delivered it.
    pub(crate) place: Place,
    /// The end of its time, in microseconds since 1970.
    pub(crate) end: Option<i64>,
    /// The end as the digest writes it, which is what is signed.
    pub(crate) end_text: String,
    /// Which key it was signed with.
    pub(crate) fingerprint: String,
    /// How it was signed: `SHA256withRSA`.
    pub(crate) algorithm: String,
    /// The digest before it; `None` in the first of a chain.
    pub(crate) previous: Option<Previous>,
    /// Its account, Region and trail: digests that follow on each other share them.
    pub(crate) chain: String,
    /// Whether it was delivered later, for log files that its hour's own digest lacks.
    pub(crate) is_backfill: bool,
}

/// An S3 object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    /// The bucket.
    pub(crate) bucket: String,
    /// The key.
    pub(crate) object: String,
}

/// What a digest says of the one before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Previous {
    /// Where that was delivered.
    pub(crate) place: Place,
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

/// The digests that were staged, the earliest first.
pub(crate) fn load(connection: &Connection) -> Result<Vec<DigestFile>> {
    let mut statement = connection.prepare(DIGESTS)?;
    let digests = statement.query_map([], read)?;
    Ok(digests.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> duckdb::Result<DigestFile> {
    let (bucket, object): (Option<String>, Option<String>) = (row.get(7)?, row.get(8)?);
    let (hash, signature) = (row.get(9)?, row.get(10)?);
    let previous = match (bucket, object) {
        (None, None) => None,
        (bucket, object) => {
            let place =
                Place { bucket: bucket.unwrap_or_default(), object: object.unwrap_or_default() };
            Some(Previous { place, hash, signature })
        }
    };
    Ok(DigestFile {
        sha256: row.get(0)?,
        place: Place { bucket: row.get(1)?, object: row.get(2)? },
        end: row.get(3)?,
        end_text: row.get(4)?,
        fingerprint: row.get(5)?,
        algorithm: row.get(6)?,
        previous,
        chain: row.get(11)?,
        is_backfill: row.get(12)?,
    })
}
