-- Every finding: what, where, from when to when, how much.
SELECT kind, account_id, region, from_time, to_time, hours, number, detail
FROM (
    SELECT
        CASE WHEN kind = 'between events' THEN 'gap' ELSE 'silent since' END AS kind,
        account_id,
        region,
        gap_from AS from_time,
        gap_to AS to_time,
        silent_hours AS hours,
        NULL::BIGINT AS number,
        'events are usual in ' || busy_hours || ' of these hours' AS detail
    FROM gaps
    UNION ALL
    -- As for hours: five days that should have had a file, or half of them where they are fewer.
    SELECT
        'days without a file',
        runs.account_id,
        runs.region,
        runs.first_day::TIMESTAMP,
        runs.next_day::TIMESTAMP,
        (runs.next_day - runs.first_day) * 24,
        runs.next_day - runs.first_day,
        'there is a file on ' || file_places.days_with_file || ' of ' || file_places.days || ' days'
    FROM empty_days AS runs
    JOIN file_places
        ON file_places.account_id IS NOT DISTINCT FROM runs.account_id
        AND file_places.region IS NOT DISTINCT FROM runs.region
    WHERE (runs.next_day - runs.first_day) * file_places.days_with_file / file_places.days >= least(5, 0.5 * (runs.next_day - runs.first_day))
    UNION ALL
    SELECT 'file not imported', account_id, region, oldest_at, delivered_at, NULL, 1, s3_object
    FROM listed_files
    WHERE is_missing
    UNION ALL
    SELECT
        'late files',
        account_id,
        region,
        min(oldest_at),
        max(delivered_at),
        max(minutes_late) // 60,
        count(*),
        'delivered more than an hour after their oldest event'
    FROM listed_files
    WHERE minutes_late > 60
    GROUP BY account_id, region, delivered_at::DATE
    UNION ALL
    SELECT
        'late or corrected events',
        recipient_account_id,
        region,
        min(event_time),
        max(event_time),
        NULL,
        count(*),
        coalesce(addendum_reason, 'no reason is given')
    FROM activity
    WHERE addendum_reason IS NOT NULL OR addendum IS NOT NULL
    GROUP BY recipient_account_id, region, addendum_reason
    UNION ALL
    SELECT 'left out by the import''s own filter', account_id, region, min(delivered_at), max(delivered_at), NULL, sum(records_filtered)::BIGINT, count(*) || ' files'
    FROM files
    WHERE records_filtered > 0
        AND (getvariable('accounts') IS NULL OR list_contains(getvariable('accounts'), account_id))
        AND (getvariable('regions') IS NULL OR list_contains(getvariable('regions'), region))
    GROUP BY account_id, region
    UNION ALL
    SELECT 'records that could not be used', account_id, region, min(delivered_at), max(delivered_at), NULL, sum(records_rejected)::BIGINT, count(*) || ' files'
    FROM files
    WHERE records_rejected > 0
        AND (getvariable('accounts') IS NULL OR list_contains(getvariable('accounts'), account_id))
        AND (getvariable('regions') IS NULL OR list_contains(getvariable('regions'), region))
    GROUP BY account_id, region
) AS findings
ORDER BY account_id, region, kind, from_time, to_time, detail
