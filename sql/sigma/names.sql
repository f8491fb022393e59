-- The calls by their numbers, and which tests of names they pass: 'digits' stands for a 0 or 1 for each. A call
-- that is logged with an API version comes again without it, with the name as logged.
SELECT number, concat('digits'), with_version
FROM (
    SELECT number, event_name, event_source, action, NULL AS with_version FROM sigma_actions
    UNION ALL
    SELECT number, action, event_source, action, event_name FROM sigma_actions WHERE action <> event_name
) AS names
ORDER BY with_version IS NOT NULL, number
