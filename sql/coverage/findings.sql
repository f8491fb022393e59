-- One row for each finding: kind, account and Region, time range, and amount.
SELECT kind, account_id, region, from_time, to_time, hours, number, detail
FROM (
    SELECT kind, account_id, region, from_time, to_time, hours, number, detail
    FROM gaps
    UNION ALL
    SELECT
        'days without a file',
        account_id,
        region,
        first_day::TIMESTAMP,
        next_day::TIMESTAMP,
        run_days * 24,
        run_days,
        days_with_file || ' of ' || days || ' days have a file'
    FROM missing_days
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
        AND is_in_scope(account_id, 'accounts', 'accounts_pattern')
        AND is_in_scope(region, 'regions', 'regions_pattern')
    GROUP BY account_id, region
    UNION ALL
    SELECT 'records that could not be used', account_id, region, min(delivered_at), max(delivered_at), NULL, sum(records_rejected)::BIGINT, count(*) || if(count(*) = 1, ' file', ' files')
    FROM current_files
    WHERE records_rejected > 0
        AND is_in_scope(account_id, 'accounts', 'accounts_pattern')
        AND is_in_scope(region, 'regions', 'regions_pattern')
    GROUP BY account_id, region
) AS findings
ORDER BY account_id, region, kind, from_time, to_time, detail
