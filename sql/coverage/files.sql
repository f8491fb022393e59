-- Coverage by files: the days without a file, the files that digests list or notifications announce but
-- that were not imported, and the files delivered late. The days of copies are in the table copied_days.

CREATE OR REPLACE TEMP TABLE file_days AS
SELECT account_id, region, delivered_at::DATE AS day, count(*) AS files
FROM (
    SELECT account_id, region, delivered_at FROM current_files WHERE delivered_at IS NOT NULL AND form <> 'digest'
    UNION ALL
    SELECT account_id, region, day::TIMESTAMP FROM copied_days
) AS known_files
GROUP BY account_id, region, day;

-- The accounts and Regions of the scope with files at any time, and their files within the scope.
CREATE OR REPLACE TEMP TABLE file_regions AS
SELECT
    account_id,
    region,
    min(day) AS first_day,
    count(*) AS days_with_file,
    count(*) FILTER (WHERE overlaps_scope(day, day + INTERVAL 1 DAY)) AS days_in_scope,
    any_value(end_day) AS end_day,
    date_diff('day', min(day), any_value(end_day)) AS days
FROM file_days
CROSS JOIN (SELECT max(day) + 1 AS end_day FROM file_days) AS logs
WHERE is_in_scope(account_id, 'accounts', 'accounts_pattern')
    AND is_in_scope(region, 'regions', 'regions_pattern')
GROUP BY account_id, region;

-- Runs of days without a file, up to the last day with a delivery, that overlap the scope. As for hours: a
-- file was expected on at least five of the days, or on half of a shorter run.
CREATE OR REPLACE TEMP TABLE missing_days AS
SELECT
    runs.account_id,
    runs.region,
    first_day,
    next_day,
    next_day - first_day AS run_days,
    days_with_file,
    days
FROM (
    SELECT
        file_days.account_id,
        file_days.region,
        days_with_file,
        days,
        day + 1 AS first_day,
        coalesce(lead(day) OVER (PARTITION BY file_days.account_id, file_days.region ORDER BY day), end_day) AS next_day
    FROM file_days
    JOIN file_regions
        ON file_regions.account_id IS NOT DISTINCT FROM file_days.account_id
        AND file_regions.region IS NOT DISTINCT FROM file_days.region
) AS runs
WHERE next_day > first_day
    AND run_days * days_with_file / days >= least(5, 0.5 * run_days)
    AND overlaps_scope(first_day, next_day);

-- The files that digests list and notifications announce, by the name that CloudTrail gave them. Digests
-- also have the hash; notifications have only the name.
CREATE OR REPLACE TEMP TABLE listed_files AS
SELECT
    *,
    CASE
        WHEN sha256 IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = listed.sha256)
        ELSE NOT EXISTS (SELECT 1 FROM paths WHERE replace(parse_filename(paths.path), '.gz', '') = replace(parse_filename(listed.s3_object), '.gz', ''))
    END AS is_missing,
    date_diff('minute', oldest_at, delivered_at) AS minutes_late
FROM (
    SELECT
        regexp_extract(s3_object, '([0-9]{12})_CloudTrail_[^/]*$', 1) AS account_id,
        regexp_extract(s3_object, '_CloudTrail_([a-z0-9-]+)_[^/]*$', 1) AS region,
        try_strptime(regexp_extract(s3_object, '_([0-9]{8}T[0-9]{4}Z)[^/]*$', 1), '%Y%m%dT%H%MZ') AS delivered_at,
        s3_object,
        sha256,
        oldest_at
    FROM (
        SELECT
            log_file ->> '$.s3Object' AS s3_object,
            lower(log_file ->> '$.hashValue') AS sha256,
            min(try_cast(log_file ->> '$.oldestEventTime' AS TIMESTAMP)) AS oldest_at
        FROM (SELECT unnest(json_extract(record, '$.logFiles[*]')) AS log_file FROM digests) AS entries
        GROUP BY s3_object, sha256
        UNION ALL
        SELECT DISTINCT s3_object_key, NULL, NULL::TIMESTAMP
        FROM notifications
        WHERE s3_object_key NOT IN (
            SELECT log_file ->> '$.s3Object'
            FROM (SELECT unnest(json_extract(record, '$.logFiles[*]')) AS log_file FROM digests) AS entries
            WHERE log_file ->> '$.s3Object' IS NOT NULL
        )
    ) AS distinct_files
) AS listed
WHERE (getvariable('since') IS NULL OR delivered_at >= getvariable('since'))
    AND (getvariable('until') IS NULL OR delivered_at < getvariable('until'))
    AND is_in_scope(account_id, 'accounts', 'accounts_pattern')
    AND is_in_scope(region, 'regions', 'regions_pattern');
