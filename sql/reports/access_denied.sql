-- title: Denied calls
-- question: Who was denied what, how often, and from where?
-- note: Failures of another kind are in top_errors. Denials by a VPC endpoint, which only its owner sees, are in network_activity.
-- column last_at: The last one, in UTC.
-- column caller: Who: the ARN of the user or role, else a name.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column example_target: One of the things that it was to be made on.
-- column region: The Region of the call.
-- column account_id: The account whose log this is.
-- column source_ip_addresses: How many different addresses.
-- column error_code: The error code.
-- column denied: How many were denied.
-- column first_at: The first one, in UTC.
-- column example_message: One of the messages.
-- column example_event_id: One of the events, to look it up.
SELECT
    max(event_time) AS last_at,
    coalesce(actor_arn, actor) AS caller,
    actor_class,
    service,
    action,
    min(target_of(resources, request_parameters)) AS example_target,
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
