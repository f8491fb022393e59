-- The number of events in each hour of the week, in UTC; Monday is 1.
SELECT isodow(event_time) AS day, hour(event_time) AS hour, count(*) AS events
FROM activity
WHERE event_time IS NOT NULL
GROUP BY day, hour
ORDER BY day, hour
