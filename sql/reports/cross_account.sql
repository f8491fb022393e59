-- title: Calls from other accounts
-- question: Which other accounts act in which of ours, and what do they do?
-- note: A caller who first assumed a role here shows as that AssumeRole only; what the role then did is in assume_role_trace. AWS services and anonymous callers are not shown.
-- column last_at: The last one, in UTC.
-- column caller_account_id: The account of the caller.
-- column caller: Who: the ARN of the user or role, else a name.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column account_id: The account whose log this is, in which the call was made.
-- column region: The Region of the call.
-- column source_ip_addresses: From how many different addresses.
-- column calls: How many calls.
-- column writes: How many of them changed something or tried to.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column first_at: The first one, in UTC.
-- column example_event_id: One of the events, to look it up.
SELECT
    max(event_time) AS last_at,
    identity_account_id AS caller_account_id,
    coalesce(actor_arn, actor) AS caller,
    actor_class,
    service,
    action,
    recipient_account_id AS account_id,
    region,
    count(DISTINCT source_ip_address) AS source_ip_addresses,
    count(*) AS calls,
    count(*) FILTER (WHERE NOT is_read) AS writes,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    min(event_time) AS first_at,
    min(event_id) AS example_event_id
FROM activity
WHERE identity_account_id <> recipient_account_id
    AND text_matches(identity_account_id, '^[0-9]{12}$')
    AND actor_class <> 'aws_service'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY identity_account_id, caller, actor_class, service, action, recipient_account_id, region
ORDER BY calls DESC, last_at DESC, caller_account_id, caller, actor_class, service, action, account_id, region
