-- One row for each finding: kind, account and Region, time range, and amount.
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
        busy_hours || ' of these hours usually have events' AS detail
    FROM gaps
    UNION ALL
    -- As for hours: a file was expected on at least five of the days, or on half of a shorter run.
    SELECT
        'days without a file',
        runs.account_id,
        runs.region,
        runs.first_day::TIMESTAMP,
        runs.next_day::TIMESTAMP,
        (runs.next_day - runs.first_day) * 24,
        runs.next_day - runs.first_day,
        file_regions.days_with_file || ' of ' || file_regions.days || ' days have a file'
    FROM empty_days AS runs
    JOIN file_regions
        ON file_regions.account_id IS NOT DISTINCT FROM runs.account_id
        AND file_regions.region IS NOT DISTINCT FROM runs.region
    WHERE (runs.next_day - runs.first_day) * file_regions.days_with_file / file_regions.days >= least(5, 0.5 * (runs.next_day - runs.first_day))
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
        coalesce(addendum_reason, 'no reason given')
    FROM activity
    WHERE addendum_reason IS NOT NULL OR addendum IS NOT NULL
    GROUP BY recipient_account_id, region, addendum_reason
    UNION ALL
    SELECT 'left out by the import''s own filter', account_id, region, min(delivered_at), max(delivered_at), NULL, sum(records_filtered + records_undecided)::BIGINT, count(*) || if(count(*) = 1, ' file', ' files')
    FROM current_files
    WHERE records_filtered + records_undecided > 0
        AND (getvariable('accounts_pattern') IS NULL OR regexp_full_match(account_id, getvariable('accounts_pattern')))
        AND (getvariable('regions_pattern') IS NULL OR regexp_full_match(region, getvariable('regions_pattern')))
    GROUP BY account_id, region
    UNION ALL
    SELECT 'records that could not be used', account_id, region, min(delivered_at), max(delivered_at), NULL, sum(records_rejected)::BIGINT, count(*) || if(count(*) = 1, ' file', ' files')
    FROM current_files
    WHERE records_rejected > 0
        AND (getvariable('accounts_pattern') IS NULL OR regexp_full_match(account_id, getvariable('accounts_pattern')))
        AND (getvariable('regions_pattern') IS NULL OR regexp_full_match(region, getvariable('regions_pattern')))
    GROUP BY account_id, region
) AS findings
ORDER BY account_id, region, kind, from_time, to_time, detail
