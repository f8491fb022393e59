-- Assigns action IDs to the events of a range of rows that have none.
UPDATE event_rows SET action_id = actions.id
FROM actions
WHERE event_rows.action_id IS NULL
    AND event_rows.rowid >= ? AND event_rows.rowid < ?
    AND event_rows.event_source IS NOT DISTINCT FROM actions.event_source
    AND event_rows.event_name IS NOT DISTINCT FROM actions.event_name
