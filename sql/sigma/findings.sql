-- The findings of Sigma rules: one row per rule, caller, account, outcome and day, with the columns of
-- ranked_findings.
CREATE OR REPLACE TEMP TABLE sigma_findings AS
SELECT
    level,
    title AS finding,
    actor,
    outcome,
    count(*) AS calls,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    most_frequent(histogram(service || ':' || action), 10) AS actions,
    most_frequent(histogram(target), 10) AS targets,
    most_frequent(histogram(source_ip_address), 10) AS source_ip_addresses,
    most_frequent(histogram(region), 10) AS regions,
    recipient_account_id AS account_id,
    actor_class,
    actor_arn,
    tactic,
    technique,
    'sigma' AS detection,
    arg_min(event_id, (event_time, event_id)) AS event_id,
    concat_ws(' ', description, 'Sigma rule ' || place || '.') AS why
FROM sigma_hits
JOIN sigma_rules ON number = rule AND is_shown
JOIN sigma_events USING (row_id)
GROUP BY number, level, title, tactic, technique, description, place, actor, actor_class, actor_arn, recipient_account_id, outcome, date_trunc('day', event_time)
