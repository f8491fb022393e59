-- title: Denied calls
-- theme: security
-- core: last_at, caller, service, action, denied
-- not shown: other failures (see top_errors)
-- question: Which callers were denied which actions, how often, and from where?
-- note: Other failures are in top_errors. Denials by a VPC endpoint policy, which only the owner of the endpoint sees, are in network_activity.
-- column last_at: Time of the last call, in UTC.
-- column caller: Caller: the ARN of the user or role, or a name if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column example_target: One of the requested targets.
-- column region: Region of the call.
-- column account_id: Account that the log belongs to.
-- column source_ip_addresses: Number of distinct source addresses.
-- column error_code: Error code.
-- column denied: Number of denied calls.
-- column first_at: Time of the first call, in UTC.
-- column example_message: One of the error messages.
-- column example_event_id: ID of one of the events.
SELECT
    max(event_time) AS last_at,
    coalesce(actor_arn, actor) AS caller,
    actor_class,
    service,
    action,
    min(coalesce(acted_on(resources, request_parameters), denied_resource(error_message))) AS example_target,
    region,
    recipient_account_id AS account_id,
    count(DISTINCT source_ip_address) AS source_ip_addresses,
    error_code,
    count(*) AS denied,
    min(event_time) AS first_at,
    min(error_message) AS example_message,
    min(event_id) AS example_event_id
FROM activity
WHERE outcome = 'denied'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY caller, actor_class, service, action, region, recipient_account_id, error_code
ORDER BY denied DESC, last_at DESC, caller, actor_class, service, action, region, account_id, error_code
