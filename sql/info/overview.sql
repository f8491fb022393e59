-- One row: the size of each table and the time range of the events.
SELECT
    (SELECT count(*) FROM events),
    (SELECT epoch_us(min(event_time)) FROM events),
    (SELECT epoch_us(max(event_time)) FROM events),
    (SELECT count(*) FROM events WHERE event_time IS NULL),
    (SELECT count(*) FROM insights),
    (SELECT count(*) FROM aggregated_events),
    (SELECT count(*) FROM digests),
    (SELECT count(*) FROM current_rejects)
