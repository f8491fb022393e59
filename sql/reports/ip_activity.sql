-- title: Activity by source address
-- theme: network
-- core: source_ip_address, last_at, calls, denied, actors
-- not shown: addresses behind a proxy or NAT, and behind an AWS service
-- question: What comes from each source address, and who uses it?
-- note: For a call by an AWS service CloudTrail records the name of the service, or AWS Internal, instead of an address; is_address tells them apart. The address of a proxy or NAT stands for everything behind it.
-- column last_at: Time of the last call, in UTC.
-- column source_ip_address: IP address, or the name of a service; empty if the record has none.
-- column is_address: True for an IP address, false for the name of a service.
-- column calls: Number of calls.
-- column writes: Number of calls that changed something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column actors: Number of distinct callers.
-- column example_actor: One of the callers.
-- column accounts: Number of accounts.
-- column regions: Number of Regions.
-- column services: Services, the most used first; after 15, how many more.
-- column first_at: Time of the first call, in UTC.
-- column example_event_id: ID of one of the events.
SELECT
    max(event_time) AS last_at,
    source_ip_address,
    coalesce(text_matches(source_ip_address, '^([0-9]{1,3}[.]){3}[0-9]{1,3}$|^[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*$'), false) AS is_address,
    count(*) AS calls,
    count(*) FILTER (WHERE NOT is_read) AS writes,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    count(DISTINCT actor) AS actors,
    min(actor) AS example_actor,
    count(DISTINCT recipient_account_id) AS accounts,
    count(DISTINCT region) AS regions,
    most_frequent(histogram(service), 15) AS services,
    min(event_time) AS first_at,
    min(event_id) AS example_event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY source_ip_address
ORDER BY calls DESC, source_ip_address
