-- title: Actions by service
-- theme: services
-- core: service, calls, writes, deletes, denied
-- not shown: network activity events
-- question: Which services are used, how much, by how many callers, and how many of the calls fail?
-- note: Individual actions are in actions_by_region. Network activity events are not counted.
-- column service: AWS service.
-- column calls: Number of calls.
-- column writes: Number of calls that changed something or tried to.
-- column deletes: Number of calls that deleted something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column actions: Number of distinct actions.
-- column regions: Number of Regions.
-- column accounts: Number of accounts.
-- column actors: Number of distinct callers.
-- column first_at: Time of the first call, in UTC.
-- column last_at: Time of the last call, in UTC.
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
