-- The events that Sigma rules find: a row for each rule and caller, the worst first. They are counted by address
-- first, as there are few.
SELECT
    level,
    title AS rule,
    tags,
    actor,
    sum(events)::BIGINT AS hits,
    min(first_event) AS first_at,
    max(last_event) AS last_at,
    most_frequent(map_from_entries(list({'key': source_ip_address, 'value': events}) FILTER (source_ip_address IS NOT NULL)), 10) AS source_ip_addresses,
    arg_min(example, (first_event, example)) AS event_id,
    rule_id,
    place AS rule_file
FROM (
    SELECT
        rule,
        actor,
        source_ip_address,
        count(*) AS events,
        min(event_time) AS first_event,
        max(event_time) AS last_event,
        arg_min(event_id, (event_time, event_id)) AS example
    FROM sigma_hits
    JOIN sigma_events USING (row_id)
    WHERE rule IN (SELECT number FROM sigma_rules WHERE is_shown)
    GROUP BY rule, actor, source_ip_address
) AS counted
JOIN sigma_rules ON number = rule
GROUP BY number, level, title, tags, actor, rule_id, place
ORDER BY level_number(level) DESC, last_at DESC NULLS LAST, title, number, actor
