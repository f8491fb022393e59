-- title: Permissions that callers used
-- theme: identity
-- core: actor, permission, calls, denied, last_at
-- not shown: permissions for which CloudTrail has no event, such as iam:PassRole, and data events that no trail logs
-- question: Which IAM actions did each role and user really use, as the start of a policy with the least privilege?
-- note: One row per role or user, IAM action and account. The log does not have all that a caller needs: iam:PassRole and other rights that a call needs beside its own have no event; data events, such as those of S3 objects, are logged only by trails that are told to; calls that are rare may lie before the log begins. Conditions and resources are not part of it. A denied call is counted apart: the caller does not have the right, or not there. The names are mapped from calls by the macro iam_actions_of; calls of services with an interface of their own, such as EFS mounts or signed requests to OpenSearch, are in no log.
-- column actor: Name of the role or user.
-- column permission: IAM action, as service:Action.
-- column calls: Number of calls that were not denied.
-- column denied: Number of denied calls.
-- column via_service: Number of the calls that an AWS service made on the caller's behalf; the caller needs the right for them too.
-- column actions: Calls, as CloudTrail names them.
-- column is_mapped: True if the IAM action has another name than the call.
-- column regions: Regions of the calls.
-- column sessions: Number of distinct sessions.
-- column first_at: Time of the first call, in UTC.
-- column last_at: Time of the last call, in UTC.
-- column account_id: Account that the log belongs to.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column actor_arn: ARN of the role or user.
SELECT
    CASE WHEN min(actor) = max(actor) THEN min(actor) ELSE split_part(min(actor), '/', 1) END AS actor,
    permission,
    sum(calls)::BIGINT AS calls,
    sum(denied)::BIGINT AS denied,
    sum(via_service)::BIGINT AS via_service,
    array_to_string(list_sort(list(DISTINCT action)), ', ') AS actions,
    bool_or(permission <> service || ':' || action) AS is_mapped,
    array_to_string(list_sort(list(DISTINCT region)), ', ') AS regions,
    len(list_distinct(flatten(list(sessions)))) AS sessions,
    min(first_at) AS first_at,
    max(last_at) AS last_at,
    account_id,
    actor_class,
    actor_arn
FROM (
    SELECT
        min(split_part(actor, '/', 1)) AS actor,
        unnest(iam_actions_of(service, action)) AS permission,
        service,
        action,
        count(*) FILTER (WHERE outcome <> 'denied') AS calls,
        count(*) FILTER (WHERE outcome = 'denied') AS denied,
        count(*) FILTER (WHERE via_service) AS via_service,
        region,
        list(DISTINCT identity_access_key_id) AS sessions,
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        recipient_account_id AS account_id,
        actor_class,
        actor_arn
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
        AND event_type IS DISTINCT FROM 'AwsServiceEvent'
        AND event_type IS DISTINCT FROM 'AwsConsoleSignIn'
        AND actor_class IN ('assumed_role', 'iam_user', 'federated_user')
        AND service <> 'signin'
    GROUP BY service, action, region, recipient_account_id, actor_class, actor_arn
) AS counted
GROUP BY permission, account_id, actor_class, actor_arn
ORDER BY actor, permission, account_id, actor_class, actor_arn
