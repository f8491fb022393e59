-- The number of events in each time step, by outcome. The variable step is in microseconds.
SELECT
    epoch_us(event_time) // getvariable('step') AS step,
    count(*) FILTER (WHERE outcome = 'success') AS success,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed
FROM activity
WHERE event_time IS NOT NULL
GROUP BY step
ORDER BY step
