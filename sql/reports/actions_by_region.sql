-- title: Actions by Region
-- question: What happens in each Region, how often, by how many callers, and how much of it fails?
-- note: The Region is that of the call; global services log in one Region, see global_services.
-- column region: The Region of the call.
-- column service: The service.
-- column action: The call.
-- column calls: How many calls.
-- column writes: How many of them changed something or tried to.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column actors: How many different callers.
-- column first_at: The first one, in UTC.
-- column last_at: The last one, in UTC.
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
