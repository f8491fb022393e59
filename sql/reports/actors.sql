-- title: Callers
-- question: Who is active, with how many calls, how much of it changes something, and how much is denied?
-- note: The sessions of a role count as the role. Calls without any identity are one row. Network activity events are left out.
-- column last_at: The last one, in UTC.
-- column caller: Who: the ARN of the user or role, else a name.
-- column actor_class: What kind of caller that is.
-- column example_actor: One of the names: for a role, with the name of a session.
-- column sessions: How many different names, as of the sessions of a role.
-- column calls: How many calls.
-- column writes: How many of them changed something or tried to.
-- column deletes: How many of them deleted something or tried to.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column services: How many services.
-- column regions: In how many Regions.
-- column accounts: In the logs of how many accounts.
-- column source_ip_addresses: From how many different addresses.
-- column first_at: The first one, in UTC.
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
    -- What is counted apart is first brought together: that is much less than all events.
    SELECT
        coalesce(actor_arn, actor) AS caller,
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
