-- What belongs to one event, whose facts are variables: the group, how many events it has, and the
-- first of them where it is a single one that is named. The windows only spare the scan: requests and
-- copies are logged together, credentials are issued when their session begins, and no session lasts
-- longer than 36 hours.
SELECT 'session' AS kind, count(*) AS events, NULL::VARCHAR AS first_id
FROM events
WHERE identity_principal_id = getvariable('event_principal')
    AND session_creation_date = getvariable('event_session_start')
    AND event_time BETWEEN getvariable('event_session_start') - INTERVAL 1 DAY AND getvariable('event_session_start') + INTERVAL 3 DAY
HAVING count(*) > 1
UNION ALL
SELECT 'access key', count(*), NULL
FROM events
WHERE identity_access_key_id = getvariable('event_access_key')
    AND getvariable('event_session_start') IS NULL
HAVING count(*) > 1
UNION ALL
SELECT 'request', count(*), NULL
FROM events
WHERE request_id = getvariable('event_request_id')
    AND event_time BETWEEN getvariable('event_time') - INTERVAL 1 HOUR AND getvariable('event_time') + INTERVAL 1 HOUR
HAVING count(*) > 1
UNION ALL
SELECT 'shared', count(*), NULL
FROM events
WHERE shared_event_id = getvariable('event_shared_id')
    AND event_time BETWEEN getvariable('event_time') - INTERVAL 1 HOUR AND getvariable('event_time') + INTERVAL 1 HOUR
HAVING count(*) > 1
UNION ALL
SELECT 'issuer', count(*), min(event_id)
FROM events
WHERE getvariable('event_access_key') IS NOT NULL
    AND event_name IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot', 'GetSessionToken', 'GetFederationToken', 'CreateAccessKey')
    -- A long-term key is made by one call alone; the others, of which there are many, need no look.
    AND (event_name = 'CreateAccessKey' OR NOT starts_with(getvariable('event_access_key'), 'AKIA'))
    AND event_time <= getvariable('event_time') + INTERVAL 1 HOUR
    AND (getvariable('event_session_start') IS NULL
        OR event_time BETWEEN getvariable('event_session_start') - INTERVAL 1 HOUR AND getvariable('event_session_start') + INTERVAL 1 HOUR)
    AND getvariable('event_access_key') IN (json_text(response_elements, '$.credentials.accessKeyId'), json_text(response_elements, '$.accessKey.accessKeyId'))
HAVING count(*) > 0
UNION ALL
SELECT 'issued', count(*), NULL
FROM events
WHERE identity_access_key_id = getvariable('event_issued_key')
HAVING count(*) > 0
UNION ALL
SELECT 'correction', count(*), min(event_id)
FROM events
WHERE addendum_original_event_id = getvariable('event_id')
HAVING count(*) > 0
