-- Adds the events of Sigma rules that are shown.
INSERT INTO other_finding_events BY NAME
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
JOIN sigma_events USING (row_id)
