-- title: Activity by caller
-- theme: identity
-- core: caller, last_at, calls, writes, deletes, denied
-- not shown: network activity events
-- question: Who is active, with how many calls, and how many of them change something or are denied?
-- note: All sessions of a role count as the role. Calls without an identity share one row. Network activity events are not counted.
-- column last_at: Time of the last call, in UTC.
-- column caller: Caller: the ARN of the user or role, or a name or ID if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column example_actor: One of the names of the caller; for a role, with the name of a session.
-- column sessions: Number of distinct names, such as the sessions of a role.
-- column calls: Number of calls.
-- column writes: Number of calls that changed something or tried to.
-- column deletes: Number of calls that deleted something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column services: Number of services.
-- column regions: Number of Regions.
-- column accounts: Number of accounts whose logs contain the calls.
-- column source_ip_addresses: Number of distinct source addresses.
-- column first_at: Time of the first call, in UTC.
SELECT
    max(last_at) AS last_at,
    caller,
    actor_class,
    min(actor) AS example_actor,
    count(DISTINCT actor) AS sessions,
    sum(calls)::BIGINT AS calls,
    sum(writes)::BIGINT AS writes,
    sum(deletes)::BIGINT AS deletes,
    sum(denied)::BIGINT AS denied,
    sum(failed)::BIGINT AS failed,
    count(DISTINCT service) AS services,
    count(DISTINCT region) AS regions,
    count(DISTINCT recipient_account_id) AS accounts,
    count(DISTINCT source_ip_address) AS source_ip_addresses,
    min(first_at) AS first_at
FROM (
    -- Groups the events first, so that the distinct counts run over far fewer rows.
    SELECT
        caller_of(actor_arn, actor) AS caller,
        actor_class,
        actor,
        service,
        region,
        recipient_account_id,
        source_ip_address,
        count(*) AS calls,
        count(*) FILTER (WHERE NOT is_read) AS writes,
        count(*) FILTER (WHERE is_delete) AS deletes,
        count(*) FILTER (WHERE outcome = 'denied') AS denied,
        count(*) FILTER (WHERE outcome = 'failed') AS failed,
        min(event_time) AS first_at,
        max(event_time) AS last_at
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    GROUP BY caller, actor_class, actor, service, region, recipient_account_id, source_ip_address
) AS together
GROUP BY caller, actor_class
ORDER BY calls DESC, caller, actor_class
