-- title: Most frequent errors
-- theme: services
-- core: last_at, service, action, error, calls
-- question: Which calls fail most often, with which error, and for how many callers?
-- note: Denied calls are included, marked by outcome; access_denied lists them by caller.
-- column last_at: Time of the last call, in UTC.
-- column actors: Number of distinct callers.
-- column service: AWS service.
-- column action: API action.
-- column outcome: denied or failed.
-- column error: Error code, or the message if there is no code.
-- column calls: Number of calls that failed with this error.
-- column example_message: One of the error messages.
-- column first_at: Time of the first call, in UTC.
-- column example_event_id: ID of one of the events.
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
