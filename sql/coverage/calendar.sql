-- One row for each account and day, from its first to its last day with an event or a file.
SELECT
    days.account_id,
    days.day,
    coalesce(events.events, 0) AS events,
    coalesce(files.files, 0) AS files
FROM (
    SELECT account_id, unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day
    FROM (
        SELECT account_id, event_hour::DATE AS day FROM active_hours
        UNION ALL
        SELECT account_id, day FROM file_days
    ) AS known_days
    GROUP BY account_id
) AS days
LEFT JOIN (
    SELECT account_id, event_hour::DATE AS day, sum(events)::BIGINT AS events
    FROM active_hours
    GROUP BY account_id, day
) AS events
    ON events.account_id IS NOT DISTINCT FROM days.account_id
    AND events.day = days.day
LEFT JOIN (
    SELECT account_id, day, sum(files)::BIGINT AS files
    FROM file_days
    GROUP BY account_id, day
) AS files
    ON files.account_id IS NOT DISTINCT FROM days.account_id
    AND files.day = days.day
ORDER BY days.account_id, days.day
