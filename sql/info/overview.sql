-- One row: the size of each table and the time range of the events.
SELECT
    (SELECT count(*) FROM event_rows),
    (SELECT epoch_us(min(event_time)) FROM event_rows),
    (SELECT epoch_us(max(event_time)) FROM event_rows),
    (SELECT count(*) FROM event_rows WHERE event_time IS NULL),
    (SELECT count(*) FROM insights),
    (SELECT count(*) FROM aggregated_events),
    (SELECT count(*) FROM digests),
    (SELECT count(*) FROM current_rejects)
