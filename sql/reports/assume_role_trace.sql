-- title: Roles that were assumed
-- question: Who became which role, from where, and what was then done with the credentials?
-- note: Uses are found by the access key that the answer holds, so only where the logs of the role's account are imported. For a chain of roles look up the actor of one row as the session of another. A call into another account is in the logs of both, and then shown for each. A change of role in the console is in console_logins.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column caller_account_id: The account of the caller.
-- column action: AssumeRole, AssumeRoleWithSAML, AssumeRoleWithWebIdentity or AssumeRoot.
-- column role_arn: The role; for AssumeRoot the account.
-- column session_name: The name given to the session.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column access_key_id: The temporary access key that was issued.
-- column calls: How many calls were made with it.
-- column writes: How many of them changed something or tried to.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column first_use_at: The first of them, in UTC.
-- column last_use_at: The last of them, in UTC.
-- column services: The services called.
-- column outcome: Of assuming the role: success, denied or failed.
-- column error: The error code, else the message; empty where it succeeded.
-- column event_id: The event, to look it up.
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
    coalesce(uses.calls, 0) AS calls,
    coalesce(uses.writes, 0) AS writes,
    coalesce(uses.denied, 0) AS denied,
    coalesce(uses.failed, 0) AS failed,
    uses.first_use_at,
    uses.last_use_at,
    array_to_string(uses.services, ', ') AS services,
    issues.outcome,
    issues.error,
    issues.event_id
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
ORDER BY event_time DESC, event_id, action, actor, role_arn, session_name, source_ip_address, account_id
