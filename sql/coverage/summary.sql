-- One row for each account and Region with events, files, or files that a digest lists.
SELECT
    account_regions.account_id,
    account_regions.region,
    events.first_at,
    events.last_at,
    coalesce(events.events, 0) AS events,
    coalesce(gaps.gaps, 0) AS gaps,
    gaps.longest_gap_hours,
    coalesce(file_regions.days_with_file, 0) AS days_with_file,
    coalesce(file_regions.days - file_regions.days_with_file, 0) AS days_without_file,
    coalesce(listed.files_not_imported, 0) AS files_not_imported,
    coalesce(listed.late_files, 0) AS late_files,
    coalesce(events.addenda, 0) AS late_or_corrected_events
FROM (
    SELECT account_id, region FROM event_regions
    UNION
    SELECT account_id, region FROM file_regions
    UNION
    SELECT account_id, region FROM listed_files
) AS account_regions
LEFT JOIN event_regions AS events
    ON events.account_id IS NOT DISTINCT FROM account_regions.account_id
    AND events.region IS NOT DISTINCT FROM account_regions.region
LEFT JOIN file_regions
    ON file_regions.account_id IS NOT DISTINCT FROM account_regions.account_id
    AND file_regions.region IS NOT DISTINCT FROM account_regions.region
LEFT JOIN (
    SELECT account_id, region, count(*) AS gaps, max(silent_hours) AS longest_gap_hours
    FROM gaps
    GROUP BY account_id, region
) AS gaps
    ON gaps.account_id IS NOT DISTINCT FROM account_regions.account_id
    AND gaps.region IS NOT DISTINCT FROM account_regions.region
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
