-- The services that a story used, with the most frequent actions.
SELECT
    service,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    count(*) AS calls,
    count(*) FILTER (WHERE NOT is_read) AS writes,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    most_frequent(histogram(action), 8) AS actions,
    most_frequent(histogram(region), 5) AS regions
FROM activity
GROUP BY service
ORDER BY calls DESC, service
