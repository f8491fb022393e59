-- One row for each account and Region of the scope with events, files, or files that a digest lists, even if
-- none of them is in its time range. Events and files are those of the scope; the gaps and the days without
-- a file are those of the findings, which overlap it.
SELECT
    account_regions.account_id,
    account_regions.region,
    events.first_at,
    events.last_at,
    coalesce(events.events, 0) AS events,
    coalesce(gaps.gaps, 0) AS gaps,
    gaps.longest_gap_hours,
    coalesce(file_regions.days_in_scope, 0) AS days_with_file,
    coalesce(missing_days.days, 0) AS days_without_file,
    coalesce(listed.files_not_imported, 0) AS files_not_imported,
    coalesce(listed.late_files, 0) AS late_files,
    coalesce(events.addenda, 0) AS late_or_corrected_events
FROM (
    SELECT account_id, region FROM logged_regions WHERE overlaps_scope(first_at, logs_end_at + INTERVAL 1 MICROSECOND)
    UNION
    SELECT account_id, region FROM file_regions WHERE overlaps_scope(first_day, end_day)
    UNION
    SELECT account_id, region FROM listed_files
) AS account_regions
LEFT JOIN (
    SELECT
        account_id,
        region,
        min(first_at) AS first_at,
        max(last_at) AS last_at,
        sum(events)::BIGINT AS events,
        sum(addenda)::BIGINT AS addenda
    FROM active_hours
    GROUP BY account_id, region
) AS events
    ON events.account_id IS NOT DISTINCT FROM account_regions.account_id
    AND events.region IS NOT DISTINCT FROM account_regions.region
LEFT JOIN file_regions
    ON file_regions.account_id IS NOT DISTINCT FROM account_regions.account_id
    AND file_regions.region IS NOT DISTINCT FROM account_regions.region
LEFT JOIN (
    SELECT account_id, region, count(*) AS gaps, max(hours) AS longest_gap_hours
    FROM gaps
    GROUP BY account_id, region
) AS gaps
    ON gaps.account_id IS NOT DISTINCT FROM account_regions.account_id
    AND gaps.region IS NOT DISTINCT FROM account_regions.region
LEFT JOIN (
    SELECT account_id, region, sum(run_days)::BIGINT AS days
    FROM missing_days
    GROUP BY account_id, region
) AS missing_days
    ON missing_days.account_id IS NOT DISTINCT FROM account_regions.account_id
    AND missing_days.region IS NOT DISTINCT FROM account_regions.region
LEFT JOIN (
    SELECT
        account_id,
        region,
        count(*) FILTER (WHERE is_missing) AS files_not_imported,
        count(*) FILTER (WHERE minutes_late > 60) AS late_files
    FROM listed_files
    GROUP BY account_id, region
) AS listed
    ON listed.account_id IS NOT DISTINCT FROM account_regions.account_id
    AND listed.region IS NOT DISTINCT FROM account_regions.region
ORDER BY account_regions.account_id, account_regions.region
