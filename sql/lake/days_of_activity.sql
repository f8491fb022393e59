-- The days of the events, NULL for those without a time, each with its number of events and the size of their texts in
-- bytes. The size of one event is put in.
SELECT event_time::DATE::VARCHAR AS day, count(*) AS events, sum(row_bytes)::UBIGINT AS bytes
FROM event_rows
GROUP BY day
ORDER BY day NULLS LAST
