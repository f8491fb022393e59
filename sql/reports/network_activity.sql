-- title: Calls through VPC endpoints
-- theme: network
-- core: last_at, caller, action, vpc_endpoint_id, outcome
-- not shown: calls through endpoints for which no trail logs network activity events
-- question: Which calls went through VPC endpoints, as logged for their owners, and which did the endpoints deny?
-- note: Only network activity events, which a trail must be configured to log. Each is a second record of a call that the log of the caller may contain too, so the other reports leave them out.
-- column last_at: Time of the last call, in UTC.
-- column caller_account_id: Account of the caller.
-- column caller: Caller: the ARN of the user or role, or a name or ID if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column vpc_endpoint_id: VPC endpoint.
-- column vpc_endpoint_account_id: Account that owns the endpoint.
-- column region: Region of the call.
-- column account_id: Account that the log belongs to.
-- column source_ip_addresses: Number of distinct source addresses.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column calls: Number of calls.
-- column first_at: Time of the first call, in UTC.
-- column example_event_id: ID of one of the events.
SELECT
    max(event_time) AS last_at,
    identity_account_id AS caller_account_id,
    caller_of(actor_arn, actor) AS caller,
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
