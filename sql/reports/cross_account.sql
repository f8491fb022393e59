-- title: Calls from other accounts
-- theme: identity
-- core: last_at, caller, account_id, action, calls
-- not shown: AWS services and anonymous callers; what an assumed role did (see assume_role_trace)
-- question: Which other accounts act in which of our accounts, and what do they do?
-- note: A caller who first assumed a role in the account is shown only by that AssumeRole call; what the role did then is in assume_role_trace. AWS services and anonymous callers are not shown.
-- column last_at: Time of the last call, in UTC.
-- column caller_account_id: Account of the caller.
-- column caller: Caller: the ARN of the user or role, or a name or ID if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column role_arn: Role that the call assumed or tried to assume; empty for other calls.
-- column account_id: Account that the log belongs to, in which the call was made.
-- column region: Region of the call.
-- column source_ip_addresses: Number of distinct source addresses.
-- column calls: Number of calls.
-- column writes: Number of calls that changed something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column first_at: Time of the first call, in UTC.
-- column example_event_id: ID of one of the events.
SELECT
    max(event_time) AS last_at,
    identity_account_id AS caller_account_id,
    caller_of(actor_arn, actor) AS caller,
    actor_class,
    service,
    action,
    role_arn,
    recipient_account_id AS account_id,
    region,
    count(DISTINCT source_ip_address) AS source_ip_addresses,
    count(*) AS calls,
    count(*) FILTER (WHERE NOT is_read) AS writes,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    min(event_time) AS first_at,
    min(event_id) AS example_event_id
FROM (
    -- Two branches, because DuckDB reads the parameters only of the calls that the second one filters.
    SELECT *, NULL AS role_arn
    FROM activity
    WHERE service IS DISTINCT FROM 'sts'
        OR action IS NULL
        OR action NOT IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot')
    UNION ALL
    SELECT
        *,
        coalesce(json_text(request_parameters, '$.roleArn'), json_text(resources, '$[0].ARN'), denied_resource(error_message)) AS role_arn
    FROM activity
    WHERE service = 'sts' AND action IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot')
) AS calls
WHERE identity_account_id <> recipient_account_id
    AND text_matches(identity_account_id, '^[0-9]{12}$')
    AND actor_class <> 'aws_service'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY identity_account_id, caller, actor_class, service, action, role_arn, recipient_account_id, region
ORDER BY calls DESC, last_at DESC, caller_account_id, caller, actor_class, service, action, account_id, region, role_arn
