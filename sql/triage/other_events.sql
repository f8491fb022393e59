-- The events that the user's own files are about, of indicators and of Sigma rules, each with its finding.
CREATE OR REPLACE TEMP TABLE other_finding_events (
    level VARCHAR,
    finding VARCHAR,
    why VARCHAR,
    detection VARCHAR,
    tactic VARCHAR,
    technique VARCHAR,
    actor VARCHAR,
    actor_class VARCHAR,
    actor_arn VARCHAR,
    account_id VARCHAR,
    outcome VARCHAR,
    event_time TIMESTAMP,
    service VARCHAR,
    action VARCHAR,
    target VARCHAR,
    source_ip_address VARCHAR,
    region VARCHAR,
    error VARCHAR,
    event_id VARCHAR
)
