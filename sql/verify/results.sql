-- The views that show the verdicts.

-- The verdicts, worst first.
CREATE OR REPLACE TEMP TABLE verify_verdicts AS
SELECT * FROM (VALUES
    (1, 'altered', 'the content differs from what CloudTrail hashed'),
    (2, 'missing', 'a digest names it, but it was not found'),
    (3, 'signature_invalid', 'the signature does not match the digest'),
    (4, 'chain_broken', 'the digest does not follow the one before it'),
    (5, 'not_covered', 'no trusted digest lists it'),
    (6, 'not_proved', 'its content has the right hash, but bytes may follow it'),
    (7, 'public_key_missing', 'the public key of the signature was not given'),
    (8, 'signature_not_available_offline', 'the signature is in the metadata of the S3 object and was not given'),
    (9, 'valid', 'hash and signature match')
) AS verdicts(rank, verdict, meaning);

CREATE OR REPLACE TEMP VIEW verify_all AS
SELECT
    verdict, kind, detail, account_id, region, trail, end_time AS "time", path, s3_object,
    expected_sha256, sha256, digest, s3_bucket, proof
FROM verified
JOIN verify_verdicts USING (verdict)
ORDER BY rank, account_id, region, trail, end_time, kind, s3_object, path, sha256;

-- If only the signature of a digest is missing, the log files that it lists are not shown.
CREATE OR REPLACE TEMP VIEW verify_problems AS
SELECT * EXCLUDE (trail, s3_bucket, proof) FROM verify_all
WHERE verdict <> 'valid'
    AND NOT (kind = 'log_file' AND verdict IN ('public_key_missing', 'signature_not_available_offline'));

CREATE OR REPLACE TEMP VIEW verify_summary AS
SELECT
    verdict,
    count(*) FILTER (kind = 'digest') AS digests,
    count(*) FILTER (kind = 'log_file') AS log_files,
    any_value(meaning) AS meaning
FROM verify_verdicts
LEFT JOIN verified USING (verdict)
GROUP BY rank, verdict
ORDER BY rank DESC;

CREATE OR REPLACE TEMP VIEW verify_chains AS
WITH starts AS (
    SELECT chain, any_value(home_region) AS home_region, bool_or(is_backfill) AS is_backfill,
        CASE WHEN arg_min(previous_object IS NULL, end_time) THEN 'starting digest' ELSE 'continues earlier digests' END AS begins_with
    FROM verify_digests
    GROUP BY chain
)
SELECT
    any_value(account_id) AS account_id,
    any_value(region) AS region,
    any_value(trail) AS trail,
    any_value(home_region) AS home_region,
    any_value(is_backfill) AS is_backfill,
    any_value(begins_with) AS begins_with,
    min(start_time) FILTER (kind = 'digest') AS first,
    max(end_time) FILTER (kind = 'digest') AS last,
    max(end_time) FILTER (kind = 'digest' AND proof IS NOT NULL) AS proved_until,
    count(*) FILTER (kind = 'digest') AS digests,
    count(*) FILTER (kind = 'digest' AND verdict = 'valid') AS digests_valid,
    count(*) FILTER (kind = 'log_file') AS log_files,
    count(*) FILTER (kind = 'log_file' AND verdict = 'valid') AS log_files_valid,
    arg_min(verdict, rank) AS worst
FROM verified
JOIN verify_verdicts USING (verdict)
JOIN starts USING (chain)
GROUP BY chain
ORDER BY account_id, region, trail, home_region, is_backfill;
