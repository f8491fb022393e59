-- title: Assumed roles
-- theme: identity
-- core: event_time, actor, role_arn, calls, outcome
-- not shown: calls of a session in accounts whose logs were not imported
-- question: Who assumed which role, from where, and what was done with the credentials?
-- note: The calls of a session are found by the access key in the response, or for IAM Identity Center by the principal and the start of the session, so they are counted only if the logs of the role's account were imported. role_chains follows chains of roles. A call into another account is logged in both accounts and has a row for each. Role switches in the console are in console_logins.
-- parameter external BOOLEAN = false: Show only callers of other accounts and identity providers.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column caller_account_id: Account of the caller.
-- column action: AssumeRole, AssumeRoleWithSAML, AssumeRoleWithWebIdentity or AssumeRoot.
-- column role_arn: Role; for AssumeRoot, the account.
-- column session_name: Name of the session.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column access_key_id: Temporary access key that was issued.
-- column calls: Number of calls made with the key.
-- column writes: Number of calls that changed something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column first_use_at: Time of the first of these calls, in UTC.
-- column last_use_at: Time of the last of these calls, in UTC.
-- column services: Services called.
-- column outcome: Outcome of assuming the role: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    issues.event_time,
    issues.actor,
    issues.actor_class,
    issues.identity_account_id AS caller_account_id,
    issues.action,
    issues.role_arn,
    issues.session_name,
    issues.region,
    issues.source_ip_address,
    issues.recipient_account_id AS account_id,
    issues.access_key_id,
    coalesce(uses.calls, issues.session.calls, 0) AS calls,
    coalesce(uses.writes, issues.session.writes, 0) AS writes,
    coalesce(uses.denied, issues.session.denied, 0) AS denied,
    coalesce(uses.failed, issues.session.failed, 0) AS failed,
    coalesce(uses.first_use_at, issues.session.first_use_at) AS first_use_at,
    coalesce(uses.last_use_at, issues.session.last_use_at) AS last_use_at,
    array_to_string(coalesce(uses.services, issues.session.services), ', ') AS services,
    issues.outcome,
    issues.error,
    issues.event_id
FROM (
    SELECT
        issues.*,
        CASE WHEN sessions.started_at <= issues.event_time + INTERVAL 2 SECOND THEN sessions END AS session
    FROM (
        SELECT
            event_time,
            actor,
            actor_class,
            identity_account_id,
            action,
            coalesce(request[1], request[2], json_text(resources, '$[0].ARN')) AS role_arn,
            request[3] AS session_name,
            region,
            source_ip_address,
            recipient_account_id,
            issued_access_key_id AS access_key_id,
            CASE WHEN action = 'AssumeRoleWithSAML' THEN json_text(response_elements, '$.assumedRoleUser.assumedRoleId') END AS principal_id,
            outcome,
            coalesce(error_code, error_message) AS error,
            event_id
        FROM (
            SELECT *, json_text(request_parameters, ['$.roleArn', '$.targetPrincipal', '$.roleSessionName']) AS request
            FROM activity
            WHERE service = 'sts'
                AND action IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot')
                AND event_category IS DISTINCT FROM 'NetworkActivity'
        ) AS assumed
    ) AS issues
    -- The key in the answer that IAM Identity Center gets is not the one that is used: its session is known by
    -- its principal and its start, which is the time of the call.
    ASOF LEFT JOIN (
        SELECT
            identity_principal_id AS principal_id,
            session_creation_date AS started_at,
            count(*) AS calls,
            count(*) FILTER (WHERE NOT is_read) AS writes,
            count(*) FILTER (WHERE outcome = 'denied') AS denied,
            count(*) FILTER (WHERE outcome = 'failed') AS failed,
            min(event_time) AS first_use_at,
            max(event_time) AS last_use_at,
            list_sort(list(DISTINCT service)) AS services
        FROM activity
        WHERE starts_with(issuer_user_name, 'AWSReservedSSO_')
            AND session_creation_date IS NOT NULL
            AND event_category IS DISTINCT FROM 'NetworkActivity'
        GROUP BY identity_principal_id, session_creation_date
    ) AS sessions
        ON sessions.principal_id = issues.principal_id AND issues.event_time - INTERVAL 2 SECOND <= sessions.started_at
) AS issues
LEFT JOIN (
    SELECT
        access_key_id,
        sum(calls)::BIGINT AS calls,
        sum(writes)::BIGINT AS writes,
        sum(denied)::BIGINT AS denied,
        sum(failed)::BIGINT AS failed,
        min(first_use_at) AS first_use_at,
        max(last_use_at) AS last_use_at,
        list_sort(list(service)) AS services
    FROM (
        SELECT
            identity_access_key_id AS access_key_id,
            service,
            count(*) AS calls,
            count(*) FILTER (WHERE NOT is_read) AS writes,
            count(*) FILTER (WHERE outcome = 'denied') AS denied,
            count(*) FILTER (WHERE outcome = 'failed') AS failed,
            min(event_time) AS first_use_at,
            max(event_time) AS last_use_at
        FROM activity
        WHERE identity_access_key_id IS NOT NULL
            AND event_category IS DISTINCT FROM 'NetworkActivity'
        GROUP BY identity_access_key_id, service
    ) AS uses_by_service
    GROUP BY access_key_id
) AS uses
    ON uses.access_key_id = issues.access_key_id
WHERE NOT coalesce(getvariable('external'), false)
    OR issues.identity_account_id <> issues.recipient_account_id AND issues.actor_class <> 'aws_service'
    OR issues.actor_class IN ('external_identity', 'anonymous')
ORDER BY event_time DESC, event_id, action, actor, role_arn, session_name, source_ip_address, account_id, actor_class, caller_account_id, region, access_key_id, calls, writes, denied, failed, first_use_at, last_use_at, services, outcome, error
