-- Adds the rows of new_actions to actions, with the columns that the macros derive from their names.
-- Before that, adds to new_actions the names of events that have no action_id yet: copies that
-- replaced stored events, and events of an archive with more names than an import keeps in memory.
INSERT INTO new_actions
SELECT
    event_source,
    event_name,
    (SELECT max(id) FROM (SELECT id FROM actions UNION ALL SELECT id FROM new_actions UNION ALL SELECT 0) AS numbers)
        + row_number() OVER (ORDER BY event_source, event_name)
FROM (SELECT DISTINCT event_source, event_name FROM event_rows WHERE action_id IS NULL) AS unnumbered
WHERE NOT EXISTS (
    SELECT 1 FROM (SELECT event_source, event_name FROM actions UNION ALL SELECT event_source, event_name FROM new_actions) AS known
    WHERE known.event_source IS NOT DISTINCT FROM unnumbered.event_source
        AND known.event_name IS NOT DISTINCT FROM unnumbered.event_name);

INSERT INTO actions (event_source, event_name, service, action, reads_by_name, deletes_by_name, id)
SELECT
    event_source,
    event_name,
    service_of(event_source, event_name),
    action_of(event_name),
    reads_by_name_of(action_of(event_name)),
    deletes_by_name_of(action_of(event_name)),
    id
FROM new_actions
ORDER BY id;
