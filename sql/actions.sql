-- Adds the names that are in events and not yet in actions, with what the rules say of them, and
-- leads the new events to their names.
INSERT INTO actions (event_source, event_name, service, action, reads_by_name, deletes_by_name, id)
SELECT
    event_source,
    event_name,
    service_of(event_source, event_name),
    action_of(event_name),
    reads_by_name_of(action_of(event_name)),
    deletes_by_name_of(action_of(event_name)),
    (SELECT coalesce(max(id), 0) FROM actions) + row_number() OVER (ORDER BY event_source, event_name)
FROM new_names
WHERE NOT EXISTS (
    SELECT 1 FROM actions
    WHERE actions.event_source IS NOT DISTINCT FROM new_names.event_source
        AND actions.event_name IS NOT DISTINCT FROM new_names.event_name);

UPDATE events SET action_id = actions.id
FROM actions
WHERE events.action_id IS NULL
    AND events.event_source IS NOT DISTINCT FROM actions.event_source
    AND events.event_name IS NOT DISTINCT FROM actions.event_name;
