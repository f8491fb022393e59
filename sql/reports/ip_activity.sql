-- title: Activity by address
-- question: What comes from each source address, and who uses it?
-- note: For a call by an AWS service CloudTrail writes the name of the service, or AWS Internal, in place of an address; is_address tells them apart. An address of a proxy or of a network behind one router stands for all in it.
-- column last_at: The last one, in UTC.
-- column source_ip_address: The address, or the name of a service; empty where the record has none.
-- column is_address: Whether it is an address, and not the name of a service.
-- column calls: How many calls.
-- column writes: How many of them changed something or tried to.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column actors: How many different callers.
-- column example_actor: One of them.
-- column accounts: In how many accounts.
-- column regions: In how many Regions.
-- column services: The services, the first 15 by name.
-- column first_at: The first one, in UTC.
-- column example_event_id: One of the events, to look it up.
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
    array_to_string(list_sort(list(DISTINCT service))[1:15], ', ') AS services,
    min(event_time) AS first_at,
    min(event_id) AS example_event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY source_ip_address
ORDER BY calls DESC, source_ip_address
