-- The events of the rules of a correlation, one row each, with the keys of their group. An event that lacks a key
-- is in no group.
(
    SELECT row_id, event_time, rules, 'columns'
    FROM sigma_events
    JOIN (SELECT row_id, list(rule) AS rules FROM sigma_hits WHERE rule IN ('rules') GROUP BY row_id) AS hits USING (row_id)
    WHERE event_time IS NOT NULL AND 'present'
) AS correlated
