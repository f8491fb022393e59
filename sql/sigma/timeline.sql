-- The events that Sigma rules find: a row for each rule and event, in the order of time.
SELECT
    event_time,
    level,
    title AS rule,
    tags,
    actor,
    service,
    action,
    outcome,
    error_code,
    target,
    source_ip_address,
    region,
    recipient_account_id AS account_id,
    event_id,
    rule_id,
    place AS rule_file
FROM sigma_hits
JOIN sigma_rules ON number = rule AND is_shown
JOIN sigma_events USING (row_id)
ORDER BY event_time NULLS LAST, level_number(level) DESC, title, number, event_id, row_id
