-- The number of findings whose first call is in each time step, by level.
SELECT level, epoch_us(first_at) // getvariable('step') AS step, count(*) AS findings
FROM ranked_findings
WHERE first_at IS NOT NULL
GROUP BY level, step
ORDER BY level, step
