-- title: Actions by Region
-- theme: services
-- core: region, service, action, calls
-- not shown: network activity events
-- question: Which actions are called in each Region, how often, by how many callers, and how many of the calls fail?
-- note: The Region is that of the call. Global services log in one Region; see global_services.
-- column region: Region of the call.
-- column service: AWS service.
-- column action: API action.
-- column calls: Number of calls.
-- column writes: Number of calls that changed something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column actors: Number of distinct callers.
-- column first_at: Time of the first call, in UTC.
-- column last_at: Time of the last call, in UTC.
SELECT
    region,
    service,
    action,
    count(*) AS calls,
    count(*) FILTER (WHERE NOT is_read) AS writes,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    count(DISTINCT actor) AS actors,
    min(event_time) AS first_at,
    max(event_time) AS last_at
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY region, service, action
ORDER BY region, calls DESC, service, action
