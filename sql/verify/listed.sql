-- The log files that digests list: one row per S3 object, from the digest that is proved best.
CREATE OR REPLACE TEMP TABLE listed AS
WITH entries AS (
    SELECT
        verify_digests.s3_object AS digest, chain, account_id, region, trail, start_time, end_time,
        standing, standing IN ('altered', 'signature_invalid') AS is_distrusted, proof, is_open_end,
        unnest(log_files) AS entry
    FROM verify_digests
    JOIN judged USING (sha256)
)
SELECT
    entry.s3Bucket AS s3_bucket,
    entry.s3Object AS s3_object,
    object_name(entry.s3Object) AS name,
    lower(entry.hashValue) AS expected_sha256,
    * EXCLUDE (entry)
FROM entries
-- An entry without a name says nothing; CloudTrail writes none.
WHERE entry.s3Object IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY s3_bucket, s3_object
    ORDER BY standing = 'valid' DESC, is_distrusted, expected_sha256 IN (SELECT sha256 FROM found WHERE sha256 IS NOT NULL) DESC, digest, expected_sha256
) = 1;
