-- Adds the names that are in events and not yet in actions, with what the rules say of them; all
-- of them again where the rules are new.
INSERT INTO actions
SELECT
    event_source,
    event_name,
    service_of(event_source, event_name),
    action_of(event_name),
    reads_by_name_of(action_of(event_name)),
    deletes_by_name_of(action_of(event_name))
FROM new_names
WHERE NOT EXISTS (
    SELECT 1 FROM actions
    WHERE actions.event_source IS NOT DISTINCT FROM new_names.event_source
        AND actions.event_name IS NOT DISTINCT FROM new_names.event_name);
