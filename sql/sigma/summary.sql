-- The events that Sigma rules find: a row for each rule and caller, the worst first. They are counted by address
-- first, and only then joined with the texts of rules, as there can be millions.
SELECT
    level,
    title AS rule,
    tags,
    actor,
    hits,
    first_at,
    last_at,
    source_ip_addresses,
    event_id,
    rule_id,
    place AS rule_file
FROM (
    SELECT
        rule AS number,
        actor,
        sum(events)::BIGINT AS hits,
        min(first_event) AS first_at,
        max(last_event) AS last_at,
        first_names(list(source_ip_address ORDER BY events DESC, source_ip_address) FILTER (source_ip_address IS NOT NULL), 10) AS source_ip_addresses,
        arg_min(example, (first_event, example)) AS event_id
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
    ) AS by_address
    GROUP BY rule, actor
) AS counted
JOIN (SELECT *, level_number(level) AS severity FROM sigma_rules) AS rules USING (number)
ORDER BY severity DESC, last_at DESC NULLS LAST, title, number, actor
