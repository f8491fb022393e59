-- The groups of events related to one event: kind, number of events, and the ID to show where the group is
-- shown by one event. The values of the event are variables.
--
-- The time windows only limit the scan. The events of a request and the copies of an event differ by
-- seconds at most, credentials are issued when their session starts, and no session lasts longer than 36
-- hours. Temporary keys start with ASIA. At most 1001 events of an access key are counted, because it may
-- have been in use for years.
WITH near AS (
    SELECT
        count(*) FILTER (WHERE request_id = getvariable('event_request_id')) AS requests,
        count(*) FILTER (WHERE shared_event_id = getvariable('event_shared_id')) AS copies
    FROM events
    WHERE event_time BETWEEN getvariable('event_time') - INTERVAL 5 MINUTE AND getvariable('event_time') + INTERVAL 5 MINUTE
)
SELECT 'session' AS kind, count(*)::VARCHAR AS events, NULL::VARCHAR AS first_id
FROM events
WHERE identity_principal_id = getvariable('event_principal')
    AND session_creation_date = getvariable('event_session_start')
    AND event_time BETWEEN getvariable('event_session_start') - INTERVAL 1 DAY AND getvariable('event_session_start') + INTERVAL 3 DAY
HAVING count(*) > 1
UNION ALL
SELECT 'access key', CASE WHEN count(*) > 1000 THEN 'more than 1000' ELSE count(*)::VARCHAR END, NULL
FROM (
    SELECT 1 FROM events
    WHERE identity_access_key_id = getvariable('event_access_key')
        AND getvariable('event_session_start') IS NULL
    LIMIT 1001
) AS of_key
HAVING count(*) > 1
UNION ALL
SELECT 'request', requests::VARCHAR, NULL FROM near WHERE requests > 1
UNION ALL
SELECT 'shared', copies::VARCHAR, NULL FROM near WHERE copies > 1
UNION ALL
SELECT 'issuer', count(*)::VARCHAR, min(event_id)
FROM events
WHERE issued_access_key_id = getvariable('event_access_key')
    AND event_time <= getvariable('event_time') + INTERVAL 1 HOUR
    AND (getvariable('event_session_start') IS NULL
        OR event_time BETWEEN getvariable('event_session_start') - INTERVAL 1 HOUR AND getvariable('event_session_start') + INTERVAL 1 HOUR)
HAVING count(*) > 0
UNION ALL
SELECT 'issued', CASE WHEN count(*) > 1000 THEN 'more than 1000' ELSE count(*)::VARCHAR END, NULL
FROM (
    SELECT 1 FROM events
    WHERE identity_access_key_id = getvariable('event_issued_key')
        AND event_time BETWEEN coalesce(getvariable('event_time') - INTERVAL 1 HOUR, '-infinity')
        AND CASE
            WHEN starts_with(getvariable('event_issued_key'), 'ASIA') THEN coalesce(getvariable('event_time') + INTERVAL 2 DAY, 'infinity')
            ELSE 'infinity'
        END
    LIMIT 1001
) AS of_key
HAVING count(*) > 0
UNION ALL
SELECT 'correction', count(*)::VARCHAR, min(event_id)
FROM events
WHERE addendum_original_event_id = getvariable('event_id')
HAVING count(*) > 0
