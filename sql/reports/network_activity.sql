-- title: Calls through VPC endpoints
-- question: What went through the VPC endpoints as their owners log it, and what did the endpoints deny?
-- note: Only network activity events, which a trail has to be set up for. Each is a second view of a call that may be in the caller's log too, so the other reports leave them out.
-- column last_at: The last one, in UTC.
-- column caller_account_id: The account of the caller.
-- column caller: Who: the ARN of the user or role, else a name.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column vpc_endpoint_id: The VPC endpoint.
-- column vpc_endpoint_account_id: The account that owns it.
-- column region: The Region of the call.
-- column account_id: The account whose log this is.
-- column source_ip_addresses: From how many different addresses.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message; empty where it succeeded.
-- column calls: How many calls.
-- column first_at: The first one, in UTC.
-- column example_event_id: One of the events, to look it up.
SELECT
    max(event_time) AS last_at,
    identity_account_id AS caller_account_id,
    coalesce(actor_arn, actor) AS caller,
    actor_class,
    service,
    action,
    vpc_endpoint_id,
    vpc_endpoint_account_id,
    region,
    recipient_account_id AS account_id,
    count(DISTINCT source_ip_address) AS source_ip_addresses,
    outcome,
    coalesce(error_code, error_message) AS error,
    count(*) AS calls,
    min(event_time) AS first_at,
    min(event_id) AS example_event_id
FROM activity
WHERE event_category = 'NetworkActivity'
    OR event_type IN ('AwsVpceEvent', 'AwsVpceEvents')
    OR error_code = 'VpceAccessDenied'
GROUP BY identity_account_id, caller, actor_class, service, action, vpc_endpoint_id, vpc_endpoint_account_id, region, recipient_account_id, outcome, error
ORDER BY calls DESC, last_at DESC, caller_account_id, caller, actor_class, service, action, vpc_endpoint_id, vpc_endpoint_account_id, region, account_id, outcome, error
