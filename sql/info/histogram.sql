-- The number of events in each time step. The variable step is in microseconds.
SELECT epoch_us(event_time) // getvariable('step') AS step, count(*) AS events
FROM event_rows
WHERE event_time IS NOT NULL
GROUP BY step
ORDER BY step
