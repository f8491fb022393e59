-- Assigns action IDs to the events of a range of rows that have none.
UPDATE events SET action_id = actions.id
FROM actions
WHERE events.action_id IS NULL
    AND events.rowid >= ? AND events.rowid < ?
    AND events.event_source IS NOT DISTINCT FROM actions.event_source
    AND events.event_name IS NOT DISTINCT FROM actions.event_name
