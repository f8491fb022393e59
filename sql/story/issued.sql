-- The keys that a story issued, those that these issued, and so on, with the calls that each signed in all
-- events. A key that was reached once is not followed again, as keys can issue each other in edited logs.
WITH RECURSIVE issues AS MATERIALIZED (
    SELECT
        nullif(callers.identity_access_key_id, '') AS by_key,
        event_rows.issued_access_key_id AS access_key_id,
        callers.actor AS issuer,
        actions.service || ':' || actions.action AS call,
        min(event_rows.event_time) AS issued_at,
        min(event_rows.event_id) AS event_id
    FROM event_rows
    JOIN callers ON event_rows.caller_id = callers.id
    JOIN actions ON event_rows.action_id = actions.id
    WHERE event_rows.issued_access_key_id <> ''
    GROUP BY ALL
),
first_keys AS (
    SELECT DISTINCT issued_access_key_id AS access_key_id FROM activity WHERE issued_access_key_id <> ''
),
reached AS (
    SELECT access_key_id FROM first_keys
    UNION
    SELECT issues.access_key_id FROM reached JOIN issues ON issues.by_key = reached.access_key_id
),
used AS (
    SELECT
        callers.identity_access_key_id AS access_key_id,
        most_frequent(histogram(callers.actor), 3) AS used_by,
        count(*) AS calls,
        min(event_rows.event_time) AS first_at,
        max(event_rows.event_time) AS last_at,
        most_frequent(histogram(event_rows.source_ip_address), 5) AS source_ip_addresses
    FROM event_rows
    JOIN callers ON event_rows.caller_id = callers.id
    WHERE callers.identity_access_key_id IN (SELECT access_key_id FROM reached)
    GROUP BY callers.identity_access_key_id
)
SELECT
    issues.issued_at,
    issues.issuer,
    issues.by_key,
    issues.call,
    issues.access_key_id,
    used.used_by,
    coalesce(used.calls, 0) AS calls,
    used.first_at,
    used.last_at,
    used.source_ip_addresses,
    issues.event_id
FROM issues
JOIN reached ON reached.access_key_id = issues.access_key_id
LEFT JOIN used ON used.access_key_id = issues.access_key_id
WHERE issues.by_key IN (SELECT access_key_id FROM reached)
    OR issues.issuer IN (SELECT DISTINCT actor FROM activity WHERE issued_access_key_id <> '')
ORDER BY issues.issued_at, issues.access_key_id, issues.issuer, issues.by_key, issues.call, issues.event_id
