-- title: Errors
-- question: Which calls fail most, with which error, and for how many callers?
-- note: Denied calls are here too, marked by outcome; by caller they are in access_denied.
-- column last_at: The last one, in UTC.
-- column actors: How many different callers.
-- column service: The service.
-- column action: The call.
-- column outcome: denied or failed.
-- column error: The error code, else the message.
-- column calls: How many calls ended so.
-- column example_message: One of the messages.
-- column first_at: The first one, in UTC.
-- column example_event_id: One of the events, to look it up.
SELECT
    max(event_time) AS last_at,
    count(DISTINCT actor) AS actors,
    service,
    action,
    outcome,
    coalesce(error_code, error_message, '(not told)') AS error,
    count(*) AS calls,
    min(error_message) AS example_message,
    min(event_time) AS first_at,
    min(event_id) AS example_event_id
FROM activity
WHERE outcome <> 'success'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY service, action, outcome, error
ORDER BY calls DESC, last_at DESC, service, action, outcome, error
