-- The digest files to verify, one row per content.
CREATE OR REPLACE TEMP TABLE verify_digests AS
-- The contents that only files with a flaw have.
WITH flawed AS (
    SELECT sha256 FROM found WHERE sha256 IS NOT NULL
    GROUP BY sha256
    HAVING bool_and(flaw IS NOT NULL)
    UNION ALL
    SELECT sha256 FROM paths WHERE sha256 NOT IN (SELECT sha256 FROM found WHERE sha256 IS NOT NULL)
    GROUP BY sha256
    HAVING bool_and(flaw_of(trailing_bytes, read_error) IS NOT NULL)
),
known AS (
    SELECT sha256, record::VARCHAR AS record FROM digests
    WHERE sha256 NOT IN (FROM flawed)
    UNION ALL
    SELECT sha256, record FROM given_digests
),
-- A reformatted digest has other bytes but is the same JSON, so an import keeps only one of them in
-- digests. The hashes of the others are in files.
reformatted AS (
    SELECT files.sha256, known.record
    FROM files
    JOIN known ON object_name(files.path) = object_name(known.record ->> '$.digestS3Object')
    WHERE files.form = 'digest' AND files.sha256 NOT IN (SELECT sha256 FROM known)
        AND files.sha256 NOT IN (FROM flawed)
),
contents AS (
    SELECT sha256, any_value(record) AS record
    FROM (FROM known UNION ALL FROM reformatted)
    GROUP BY sha256
),
members AS (
    SELECT
        sha256,
        from_json(
            CASE WHEN json_valid(record) THEN record ELSE '{}' END,
            '{"awsAccountId": "VARCHAR", "digestStartTime": "VARCHAR", "digestEndTime": "VARCHAR", "digestS3Bucket": "VARCHAR", "digestS3Object": "VARCHAR", "digestPublicKeyFingerprint": "VARCHAR", "digestSignatureAlgorithm": "VARCHAR", "previousDigestS3Bucket": "VARCHAR", "previousDigestS3Object": "VARCHAR", "previousDigestHashValue": "VARCHAR", "previousDigestSignature": "VARCHAR", "logFiles": [{"s3Bucket": "VARCHAR", "s3Object": "VARCHAR", "hashValue": "VARCHAR"}]}'
        ) AS digest
    FROM contents
),
named AS (
    -- ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOMEREGION_TIME, with _backfill for backfill digests.
    SELECT
        *,
        regexp_extract(
            object_name(digest.digestS3Object),
            '^([0-9]{12})_CloudTrail-Digest_([^_]+)_(.+)_([^_]+)_[0-9]{8}T[0-9]{6}Z(_backfill)?\.json$',
            ['account', 'region', 'trail', 'home_region', 'backfill']
        ) AS name
    FROM members
)
SELECT
    sha256,
    coalesce(digest.digestS3Bucket, '') AS s3_bucket,
    coalesce(digest.digestS3Object, '') AS s3_object,
    try_cast(digest.digestStartTime AS TIMESTAMP) AS start_time,
    try_cast(digest.digestEndTime AS TIMESTAMP) AS end_time,
    coalesce(digest.digestEndTime, '') AS end_text,
    coalesce(digest.digestPublicKeyFingerprint, '') AS fingerprint,
    coalesce(digest.digestSignatureAlgorithm, '') AS algorithm,
    digest.previousDigestS3Bucket AS previous_bucket,
    digest.previousDigestS3Object AS previous_object,
    digest.previousDigestHashValue AS previous_hash,
    digest.previousDigestSignature AS previous_signature,
    coalesce(nullif(name.account, ''), digest.awsAccountId) AS account_id,
    nullif(name.region, '') AS region,
    nullif(name.trail, '') AS trail,
    nullif(name.home_region, '') AS home_region,
    name.backfill <> '' AS is_backfill,
    concat_ws(' ', coalesce(nullif(name.account, ''), digest.awsAccountId, ''), name.region, name.trail, name.home_region, name.backfill) AS chain,
    digest.logFiles AS log_files
FROM named;
