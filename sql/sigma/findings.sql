-- The events of Sigma rules, and their findings: one row per rule, caller, account, outcome and day, with the
-- columns of ranked_findings.
CREATE OR REPLACE TEMP VIEW sigma_finding_events AS
SELECT
    level,
    title AS finding,
    concat_ws(' ', description, 'Sigma rule ' || place || '.') AS why,
    'sigma' AS detection,
    tactic,
    technique,
    actor,
    actor_class,
    actor_arn,
    recipient_account_id AS account_id,
    outcome,
    event_time,
    service,
    action,
    target,
    source_ip_address,
    region,
    coalesce(error_code, error_message) AS error,
    event_id
FROM sigma_hits
JOIN sigma_rules ON number = rule AND is_shown
JOIN sigma_events USING (row_id);

CREATE OR REPLACE TEMP TABLE sigma_findings AS
SELECT
    level,
    finding,
    actor,
    outcome,
    count(*) AS calls,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    most_frequent(histogram(service || ':' || action), 10) AS actions,
    most_frequent(histogram(target), 10) AS targets,
    most_frequent(histogram(source_ip_address), 10) AS source_ip_addresses,
    most_frequent(histogram(region), 10) AS regions,
    account_id,
    actor_class,
    actor_arn,
    tactic,
    technique,
    detection,
    arg_min(event_id, (event_time, event_id)) AS event_id,
    why
FROM sigma_finding_events
GROUP BY level, finding, why, detection, tactic, technique, actor, actor_class, actor_arn, account_id, outcome, date_trunc('day', event_time)
