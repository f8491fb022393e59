-- One row for each account and Region that has events, files, or files that a digest lists.
SELECT
    places.account_id,
    places.region,
    events.first_at,
    events.last_at,
    coalesce(events.events, 0) AS events,
    coalesce(gaps.gaps, 0) AS gaps,
    gaps.longest_gap_hours,
    coalesce(file_places.days_with_file, 0) AS days_with_file,
    coalesce(file_places.days - file_places.days_with_file, 0) AS days_without_file,
    coalesce(listed.files_not_imported, 0) AS files_not_imported,
    coalesce(listed.late_files, 0) AS late_files,
    coalesce(events.addenda, 0) AS late_or_corrected_events
FROM (
    SELECT account_id, region FROM event_places
    UNION
    SELECT account_id, region FROM file_places
    UNION
    SELECT account_id, region FROM listed_files
) AS places
LEFT JOIN event_places AS events
    ON events.account_id IS NOT DISTINCT FROM places.account_id
    AND events.region IS NOT DISTINCT FROM places.region
LEFT JOIN file_places
    ON file_places.account_id IS NOT DISTINCT FROM places.account_id
    AND file_places.region IS NOT DISTINCT FROM places.region
LEFT JOIN (
    SELECT account_id, region, count(*) AS gaps, max(silent_hours) AS longest_gap_hours
    FROM gaps
    GROUP BY account_id, region
) AS gaps
    ON gaps.account_id IS NOT DISTINCT FROM places.account_id
    AND gaps.region IS NOT DISTINCT FROM places.region
LEFT JOIN (
    SELECT
        account_id,
        region,
        count(*) FILTER (WHERE is_missing) AS files_not_imported,
        count(*) FILTER (WHERE minutes_late > 60) AS late_files
    FROM listed_files
    GROUP BY account_id, region
) AS listed
    ON listed.account_id IS NOT DISTINCT FROM places.account_id
    AND listed.region IS NOT DISTINCT FROM places.region
ORDER BY places.account_id, places.region
