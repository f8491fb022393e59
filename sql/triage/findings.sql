-- The findings of the scope, numbered from the worst on, each with why it matters. 'findings_query' stands
-- for the query of the report findings, and 'UNION ALL other_findings' for the unions
-- with those of the user's own files, if there are any.
CREATE OR REPLACE TEMP TABLE ranked_findings AS
SELECT
    row_number() OVER (
        ORDER BY level_number(found.level) DESC, last_at DESC, found.detection, finding, actor, actor_class, actor_arn, account_id, outcome, event_id
    ) AS number,
    found.* EXCLUDE (why),
    coalesce(found.why, detections.why) AS why
FROM (
    SELECT *, NULL::VARCHAR AS why FROM (findings_query) AS reported
    UNION ALL other_findings
) AS found
LEFT JOIN detections() AS detections ON detections.detection = found.detection
