-- Adds the events of indicators. The table indicators has a row per column and value that match; 'text' stands for the
-- parameters, the answer and the resources of a call. indicator_pattern is a regular expression of all these
-- texts, so that only few events are compared with each.
INSERT INTO other_finding_events BY NAME
SELECT DISTINCT
    'high' AS level,
    'Indicator seen: ' || kind || ' ' || indicator AS finding,
    'It is in line ' || line || ' of ' || file || '.' AS why,
    'indicator' AS detection,
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
FROM (
    SELECT activity.*, indicators.* FROM activity JOIN indicators ON field = 'source_ip_address' AND source_ip_address = value
    UNION ALL
    SELECT activity.*, indicators.* FROM activity JOIN indicators ON field = 'access_key' AND identity_access_key_id = value
    UNION ALL
    SELECT activity.*, indicators.* FROM activity JOIN indicators ON field = 'arn' AND identity_arn = value
    UNION ALL
    SELECT activity.*, indicators.* FROM activity JOIN indicators ON field = 'arn' AND actor_arn = value
    UNION ALL
    SELECT activity.*, indicators.* FROM activity JOIN indicators ON field = 'user_agent' AND user_agent = value
    UNION ALL
    SELECT activity.*, indicators.* FROM activity JOIN indicators ON field = 'tls_client_host' AND tls_client_host = value
    UNION ALL
    SELECT named.* EXCLUDE (named_text), indicators.*
    FROM (
        SELECT *, concat_ws(chr(10), request_parameters::VARCHAR, response_elements::VARCHAR, resources::VARCHAR, additional_event_data::VARCHAR) AS named_text
        FROM activity
        WHERE getvariable('indicator_pattern') IS NOT NULL AND text_matches(named_text, getvariable('indicator_pattern'))
    ) AS named
    JOIN indicators ON field = 'text' AND contains(named_text, value)
) AS matching
