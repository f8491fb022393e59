-- The log files that digests list: one row per S3 object, from the most trusted digest.
CREATE OR REPLACE TEMP TABLE listed AS
WITH entries AS (
    SELECT
        verify_digests.s3_object AS digest, chain, account_id, region, trail, start_time, end_time,
        content_verdict, content_verdict IN ('altered', 'signature_invalid') AS is_distrusted, proof, is_open_end,
        unnest(log_files) AS entry
    FROM verify_digests
    JOIN digest_verdicts USING (sha256)
)
SELECT
    entry.s3Bucket AS s3_bucket,
    entry.s3Object AS s3_object,
    object_name(entry.s3Object) AS name,
    lower(entry.hashValue) AS expected_sha256,
    * EXCLUDE (entry)
FROM entries
-- CloudTrail never writes an entry without a name.
WHERE entry.s3Object IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY s3_bucket, s3_object
    ORDER BY content_verdict = 'valid' DESC, is_distrusted, expected_sha256 IN (SELECT sha256 FROM found WHERE sha256 IS NOT NULL AND flaw IS NULL) DESC, digest, expected_sha256
) = 1;
