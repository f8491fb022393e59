-- title: Actions by service
-- question: Which services are used, how much, by how many callers, and how much of it fails?
-- note: The single calls are in actions_by_region. Network activity events are left out.
-- column service: The service.
-- column calls: How many calls.
-- column writes: How many of them changed something or tried to.
-- column deletes: How many of them deleted something or tried to.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column actions: How many different calls.
-- column regions: In how many Regions.
-- column accounts: In how many accounts.
-- column actors: How many different callers.
-- column first_at: The first one, in UTC.
-- column last_at: The last one, in UTC.
SELECT
    service,
    count(*) AS calls,
    count(*) FILTER (WHERE NOT is_read) AS writes,
    count(*) FILTER (WHERE is_delete) AS deletes,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    count(DISTINCT action) AS actions,
    count(DISTINCT region) AS regions,
    count(DISTINCT recipient_account_id) AS accounts,
    count(DISTINCT actor) AS actors,
    min(event_time) AS first_at,
    max(event_time) AS last_at
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY service
ORDER BY calls DESC, service
