-- The findings of the scope, numbered from the worst on, each with why it matters. 'findings_query' stands
-- for the query of the report findings. Those of the user's own files are one row per rule or indicator, caller,
-- account, outcome and day.
CREATE OR REPLACE TEMP TABLE ranked_findings AS
SELECT
    row_number() OVER (
        ORDER BY level_number(found.level) DESC, last_at DESC, found.detection, finding, actor, actor_class, actor_arn, account_id, outcome, event_id
    ) AS number,
    found.* EXCLUDE (why),
    coalesce(found.why, detections.why) AS why
FROM (
    SELECT *, NULL::VARCHAR AS why FROM (findings_query) AS reported
    UNION ALL BY NAME
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
    FROM other_finding_events
    GROUP BY level, finding, why, detection, tactic, technique, actor, actor_class, actor_arn, account_id, outcome, date_trunc('day', event_time)
) AS found
LEFT JOIN detections() AS detections ON detections.detection = found.detection
