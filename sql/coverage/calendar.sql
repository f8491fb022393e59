-- One row for each account and day of the scope, from the first day of the account with an event or a file to
-- the last day of any account with one, so that days of silence are days without events.
SELECT
    days.account_id,
    days.day,
    coalesce(events.events, 0) AS events,
    coalesce(files.files, 0) AS files
FROM (
    SELECT account_id, unnest(generate_series(first_day, end_day, INTERVAL 1 DAY))::DATE AS day
    FROM (
        SELECT
            account_id,
            greatest(min(first_day), getvariable('since')::DATE) AS first_day,
            least(max(end_day), (getvariable('until')::TIMESTAMP - INTERVAL 1 MICROSECOND)::DATE) AS end_day
        FROM (
            SELECT account_id, first_at::DATE AS first_day, logs_end_at::DATE AS end_day FROM logged_regions
            UNION ALL
            SELECT account_id, first_day, end_day - 1 FROM file_regions
        ) AS known_regions
        GROUP BY account_id
    ) AS accounts
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
    WHERE is_in_scope(account_id, 'accounts', 'accounts_pattern')
        AND is_in_scope(region, 'regions', 'regions_pattern')
    GROUP BY account_id, day
) AS files
    ON files.account_id IS NOT DISTINCT FROM days.account_id
    AND files.day = days.day
ORDER BY days.account_id, days.day
