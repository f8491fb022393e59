-- The verdicts: one row per digest file, per log file that a digest lists, and per other file whose
-- content no digest lists.
CREATE OR REPLACE TEMP TABLE verified AS
WITH contents AS (
    SELECT sha256, min(path) AS path, bool_and(is_unchecked) AS is_unchecked
    FROM found
    WHERE flaw IS NULL
    GROUP BY sha256
),
digest_rows AS (
    SELECT
        'digest' AS kind,
        CASE WHEN verdict = 'valid' AND is_unchecked THEN 'not_proved' ELSE verdict END AS verdict,
        CASE WHEN verdict = 'valid' AND is_unchecked THEN unchecked_detail() ELSE detail END AS detail,
        proof, is_open_end, chain, account_id, region, trail, start_time, end_time,
        s3_bucket, s3_object, path, sha256
    FROM verify_digests
    JOIN digest_verdicts USING (sha256)
    LEFT JOIN contents USING (sha256)
),
-- Files with the name or form of a digest file whose content is not a known digest, or that have a flaw.
broken_digests AS (
    SELECT
        object_name(path) AS name,
        sha256,
        flaw,
        min(path) AS path,
        regexp_extract(name, '^([0-9]{12})_CloudTrail-Digest_([^_]+)_.*_([0-9]{8}T[0-9]{6}Z)', ['account', 'region', 'stamp']) AS parts
    FROM found
    WHERE (kind = 'digest' OR named_kind(path) = 'digest')
        AND (flaw IS NOT NULL OR NOT EXISTS (SELECT 1 FROM verify_digests WHERE verify_digests.sha256 = found.sha256))
    GROUP BY name, sha256, flaw
),
broken_digest_rows AS (
    SELECT
        'digest' AS kind, 'altered' AS verdict,
        CASE
            WHEN sha256 IS NULL THEN 'cannot be read'
            WHEN flaw IS NOT NULL THEN flaw
            WHEN named_kind(path) = 'digest' THEN 'named like a digest file, but its content is not a known digest'
            ELSE 'the same digest as another file here, but with different bytes'
        END AS detail,
        nullif(parts.account, '') AS account_id, nullif(parts.region, '') AS region,
        try_strptime(nullif(parts.stamp, ''), '%Y%m%dT%H%M%SZ') AS end_time,
        s3_bucket, s3_object, path, sha256, expected_sha256
    FROM broken_digests
    LEFT JOIN missing_digests ON object_name(s3_object) = name
),
missing_digest_rows AS (
    SELECT
        'digest' AS kind, 'missing' AS verdict, 'named by the digest after it' AS detail,
        chain, account_id, region, trail, start_time AS end_time,
        missing_digests.s3_bucket, missing_digests.s3_object, expected_sha256, verify_digests.s3_object AS digest
    FROM missing_digests
    JOIN verify_digests ON verify_digests.sha256 = named_by
    WHERE NOT EXISTS (SELECT 1 FROM broken_digests WHERE name = object_name(missing_digests.s3_object))
),
-- Files found with a listed hash, under any name.
same_names AS (
    SELECT sha256, object_name(path) AS name, min(path) AS path, bool_or(is_unchecked) AS is_unchecked
    FROM found
    WHERE flaw IS NULL
    GROUP BY ALL
),
listed_rows AS (
    SELECT
        'log_file' AS kind,
        coalesce(same_names.is_unchecked, contents.is_unchecked) AS is_unknown,
        CASE
            WHEN is_distrusted THEN 'not_covered'
            WHEN content_verdict = 'valid' AND is_unknown THEN 'not_proved'
            ELSE content_verdict
        END AS verdict,
        CASE
            WHEN verdict = 'not_proved' THEN unchecked_detail()
            WHEN content_verdict = 'altered' THEN 'its hash is in a digest that was altered'
            WHEN content_verdict = 'signature_invalid' THEN 'its hash is in a digest whose signature is invalid'
            WHEN content_verdict <> 'valid' THEN 'its hash is in a digest whose signature was not checked'
        END AS detail,
        proof, is_open_end, chain, account_id, region, trail, start_time, end_time, s3_bucket, s3_object,
        coalesce(same_names.path, contents.path) AS path,
        contents.sha256, expected_sha256, digest
    FROM listed
    JOIN contents ON contents.sha256 = expected_sha256
    LEFT JOIN same_names ON same_names.sha256 = expected_sha256 AND same_names.name = listed.name
),
-- Files that differ from what digests list: they have a flaw, their hash is listed nowhere, or their
-- name is listed with another hash, even if another file has that hash.
unlisted AS (
    SELECT
        sha256,
        flaw,
        object_name(path) AS name,
        regexp_extract(name, '^([0-9]{12})_CloudTrail(?:-[A-Za-z]+)?_([^_]+)_([0-9]{8}T[0-9]{4}Z)', ['account', 'region', 'stamp']) AS parts,
        min(path) AS path,
        bool_or(kind = 'log' AND named_kind(path) <> 'digest') AS is_log
    FROM found
    WHERE flaw IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM listed WHERE expected_sha256 = found.sha256)
        OR (EXISTS (SELECT 1 FROM listed WHERE listed.name = object_name(path))
            AND NOT EXISTS (SELECT 1 FROM listed WHERE listed.name = object_name(path) AND expected_sha256 = found.sha256))
    GROUP BY ALL
),
listed_names AS (
    FROM listed
    QUALIFY row_number() OVER (PARTITION BY name ORDER BY content_verdict = 'valid' DESC, is_distrusted, s3_bucket, s3_object) = 1
),
-- The name under which a digest lists such a file: its own, or that of its content.
altered AS (
    SELECT *, name AS listed_name FROM unlisted WHERE name IN (SELECT name FROM listed_names)
    UNION ALL
    SELECT unlisted.*, min(listed.name)
    FROM unlisted
    JOIN listed ON listed.expected_sha256 = unlisted.sha256
    WHERE unlisted.name NOT IN (SELECT name FROM listed_names)
    GROUP BY ALL
),
altered_rows AS (
    SELECT
        'log_file' AS kind,
        CASE WHEN is_distrusted THEN 'not_covered' ELSE 'altered' END AS verdict,
        CASE
            WHEN is_distrusted THEN 'listed with a different hash, but in a digest that cannot be trusted'
            WHEN altered.sha256 IS NULL THEN 'cannot be read'
            WHEN flaw IS NOT NULL THEN flaw
            ELSE 'its hash differs from the one that the digest lists'
        END AS detail,
        chain, account_id, region, trail, start_time, end_time, s3_bucket, s3_object, path,
        altered.sha256, expected_sha256, digest
    FROM altered
    JOIN listed_names ON listed_names.name = listed_name
),
-- The time covered by trusted digests.
coverage AS (
    SELECT account_id, region, min(start_time) AS first, max(end_time) AS last
    FROM verify_digests
    JOIN digest_verdicts USING (sha256)
    WHERE content_verdict NOT IN ('altered', 'signature_invalid') AND NOT is_backfill
    GROUP BY account_id, region
),
uncovered AS (
    SELECT DISTINCT ON (sha256)
        sha256, path, nullif(parts.account, '') AS account_id, nullif(parts.region, '') AS region,
        try_strptime(nullif(parts.stamp, ''), '%Y%m%dT%H%MZ') AS delivered_at
    FROM unlisted
    WHERE sha256 IS NOT NULL AND is_log
        AND NOT EXISTS (SELECT 1 FROM altered_rows WHERE altered_rows.sha256 = unlisted.sha256)
    ORDER BY sha256, path
),
uncovered_rows AS (
    SELECT
        'log_file' AS kind, 'not_covered' AS verdict,
        CASE
            WHEN delivered_at IS NULL THEN 'no digest lists its content, and its name does not show where and when it was delivered'
            WHEN coverage.last IS NULL THEN 'there is no digest for this account and Region'
            WHEN delivered_at >= coverage.last THEN 'delivered after the last digest for this account and Region, which ends ' || utc_text(coverage.last)
            WHEN delivered_at < date_trunc('minute', coverage.first) THEN 'delivered before the first digest for this account and Region, which starts ' || utc_text(coverage.first)
            ELSE 'no digest lists it, although there are digests for this account and Region before and after it'
        END AS detail,
        account_id, region, delivered_at AS start_time, delivered_at AS end_time, path, sha256
    FROM uncovered
    LEFT JOIN coverage USING (account_id, region)
),
missing_rows AS (
    SELECT
        'log_file' AS kind, 'missing' AS verdict,
        CASE
            WHEN content_verdict = 'valid' THEN 'listed in a signed digest'
            WHEN is_distrusted THEN 'listed in a digest that cannot be trusted'
            ELSE 'listed in a digest whose signature was not checked'
        END AS detail,
        chain, account_id, region, trail, start_time, end_time, s3_bucket, s3_object, expected_sha256, digest
    FROM listed
    WHERE NOT EXISTS (SELECT 1 FROM contents WHERE contents.sha256 = expected_sha256)
        AND NOT EXISTS (SELECT 1 FROM altered WHERE listed_name = listed.name)
)
SELECT * REPLACE (coalesce(is_open_end, false) AS is_open_end)
FROM (
    FROM digest_rows
    UNION ALL BY NAME FROM broken_digest_rows
    UNION ALL BY NAME FROM missing_digest_rows
    UNION ALL BY NAME SELECT * EXCLUDE (is_unknown) FROM listed_rows
    UNION ALL BY NAME FROM altered_rows
    UNION ALL BY NAME FROM uncovered_rows
    UNION ALL BY NAME FROM missing_rows
)
WHERE (getvariable('since') IS NULL OR end_time IS NULL OR end_time > getvariable('since') OR start_time >= getvariable('since'))
    AND (getvariable('until') IS NULL OR start_time IS NULL OR start_time < getvariable('until'))
    AND (getvariable('accounts_pattern') IS NULL OR regexp_full_match(account_id, getvariable('accounts_pattern')))
    AND (getvariable('regions_pattern') IS NULL OR regexp_full_match(region, getvariable('regions_pattern')));
