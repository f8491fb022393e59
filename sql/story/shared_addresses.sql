-- Other callers at any time from the addresses of a story. Addresses that are names of AWS services say
-- nothing about a caller.
SELECT
    callers.actor,
    callers.actor_class,
    event_rows.source_ip_address,
    min(event_rows.event_time) AS first_at,
    max(event_rows.event_time) AS last_at,
    count(*) AS calls,
    count(DISTINCT callers.identity_access_key_id) AS access_keys
FROM event_rows
JOIN callers ON event_rows.caller_id = callers.id
WHERE event_rows.source_ip_address IN (
        SELECT DISTINCT source_ip_address FROM activity WHERE text_matches(source_ip_address, '^[0-9a-fA-F.:]+$')
    )
    AND callers.actor NOT IN (SELECT DISTINCT actor FROM activity WHERE actor IS NOT NULL)
GROUP BY callers.actor, callers.actor_class, event_rows.source_ip_address
ORDER BY calls DESC, callers.actor, event_rows.source_ip_address, callers.actor_class
