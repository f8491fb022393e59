-- title: First callers of role chains
-- theme: identity
-- core: last_at, origin, ends, chain, actor, calls
-- not shown: calls by AWS services
-- question: Who is the first person behind a call, a role session or an access key, and over which roles?
-- note: One row per session, and one per caller without a session; for one call, set event. Calls by AWS services are left out. The scope selects the calls, but who assumed the roles is looked up in the events of all scopes. With --since, these begin four days before it, which is longer than a chain of sessions can last: 36 hours, 12 hours, and then an hour for each further role. A session belongs to the call that issued its access key, or else to the call that assumed the same role with the same session name at its start. Where several callers fit, none is chosen. The session name of a role that is not of IAM Identity Center is chosen by its caller and proves nothing.
-- parameter event VARCHAR = NULL: Show only the caller of the event with this ID.
-- column last_at: Time of the last call, in UTC.
-- column origin: First caller of the chain as far as it is known: a user, root, an external identity, an AWS service, or a session whose beginning is not known.
-- column origin_class: Kind of that caller, such as iam_user or assumed_role.
-- column ends: How the chain ends: first caller, AWS service, source identity or Identity Center user; or, if the first caller is not known: not in the logs, several candidates, cycle, or more than 20 roles.
-- column chain: All callers, from the first to the last.
-- column roles: Number of times that credentials were issued along the chain.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column caller_account_id: Account of the caller.
-- column access_key_id: Access key that signed the calls.
-- column session_start: Start of the session, in UTC.
-- column source_identity: Source identity, which the first caller set and no later one can change.
-- column calls: Number of calls.
-- column first_at: Time of the first call, in UTC.
-- column origin_account_id: Account of the first caller.
-- column origin_ip_address: Source address of its call; empty if there is no chain.
-- column origin_event_id: ID of the call that began the chain.
-- column example_event_id: ID of one of the events.
SELECT
    last_at,
    CASE ends
        WHEN 'source identity' THEN source_identity
        WHEN 'Identity Center user' THEN split_part(first_caller, '/', 2)
        ELSE first_caller
    END AS origin,
    origin_class,
    ends,
    chain,
    roles,
    actor,
    actor_class,
    caller_account_id,
    access_key_id,
    session_start,
    source_identity,
    calls,
    first_at,
    origin_account_id,
    origin_ip_address,
    origin_event_id,
    example_event_id
FROM (
    WITH RECURSIVE sessions AS MATERIALIZED (
        SELECT
            -row_number() OVER () AS node,
            *
        FROM (
            SELECT
                actor,
                actor_class,
                identity_account_id,
                identity_access_key_id AS access_key_id,
                identity_principal_id AS principal_id,
                session_creation_date AS session_start,
                min(actor_arn) AS actor_arn,
                coalesce(bool_or(assumed_root), false) AS assumed_root,
                min(source_identity) AS source_identity,
                count(*) AS calls,
                min(event_time) AS first_at,
                max(event_time) AS last_at,
                min(event_id) AS example_event_id
            FROM activity
            WHERE actor_class <> 'aws_service'
                AND event_category IS DISTINCT FROM 'NetworkActivity'
                AND (getvariable('event') IS NULL OR event_id = getvariable('event'))
            GROUP BY actor, actor_class, identity_account_id, identity_access_key_id, identity_principal_id, session_creation_date
        ) AS used
    ),
    -- The calls that issued temporary credentials, in the events that can have issued those of a session in the scope.
    -- The first session lasts 36 hours at most (GetSessionToken), the role it assumes 12 hours, and each that a role
    -- assumes an hour (role chaining). Of each, the twelve hours before are looked at for other callers.
    issues AS MATERIALIZED (
        SELECT
            -- By everything that is shown of a call, so that the order of the import does not matter.
            row_number() OVER (ORDER BY event_time, event_id, source_ip_address, issued_key, issued_principal, actor, actor_class, actor_arn, assumed_root, identity_arn, identity_account_id, access_key_id, principal_id, session_start, source_identity) AS node,
            *
        FROM (
            SELECT
                event_time,
                event_id,
                source_ip_address,
                nullif(issued_access_key_id, '') AS issued_key,
                nullif(regexp_extract(response_elements::VARCHAR, '"(?:assumedRoleId|federatedUserId)"\s*:\s*"([^"]+)"', 1), '') AS issued_principal,
                actor,
                actor_class,
                actor_arn,
                coalesce(assumed_root, false) AS assumed_root,
                identity_arn,
                identity_account_id,
                identity_access_key_id AS access_key_id,
                identity_principal_id AS principal_id,
                session_creation_date AS session_start,
                coalesce(source_identity, nullif(regexp_extract(request_parameters::VARCHAR, '"sourceIdentity"\s*:\s*"([^"]+)"', 1), '')) AS source_identity
            FROM events_between(getvariable('since')::TIMESTAMP - INTERVAL 4 DAY, getvariable('until')::TIMESTAMP + INTERVAL 1 HOUR)
            WHERE event_source LIKE 'sts%'
                AND service_of(event_source, event_name) = 'sts'
                AND action_of(event_name) IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot', 'GetFederationToken', 'GetSessionToken')
                AND outcome = 'success'
                AND event_category IS DISTINCT FROM 'NetworkActivity'
        ) AS issuing
    ),
    -- A call into another account has a record in both. That of the account of the caller names it.
    issues_by_key AS (
        SELECT
            issued_key,
            arg_min(node, (identity_arn IS NULL, event_time, event_id, node)) AS node,
            min(event_time) AS event_time,
            greatest(count(DISTINCT actor) FILTER (WHERE identity_arn IS NOT NULL), CASE WHEN count(identity_arn) = 0 THEN count(DISTINCT actor) END) > 1 AS is_ambiguous
        FROM issues
        WHERE issued_key IS NOT NULL
        GROUP BY issued_key
    ),
    -- With the time of the last call before that was made by another caller.
    issues_by_principal AS (
        SELECT
            issued_principal,
            min(node) AS node,
            event_time,
            -- Over all calls of the same time, too.
            max(max(CASE WHEN caller <> previous_caller THEN previous_at END)) OVER (PARTITION BY issued_principal ORDER BY event_time) AS other_caller_at
        FROM (
            SELECT
                *,
                lag(caller) OVER (PARTITION BY issued_principal ORDER BY event_time, node) AS previous_caller,
                lag(event_time) OVER (PARTITION BY issued_principal ORDER BY event_time, node) AS previous_at
            FROM (
                SELECT issued_principal, node, event_time, coalesce(access_key_id, principal_id, actor) AS caller
                FROM issues
                WHERE issued_principal IS NOT NULL
            ) AS named
        ) AS with_previous
        GROUP BY issued_principal, event_time
    ),
    -- Each caller with a session, and the call that issued it. A session without a start, as in the log of
    -- another account, was issued within the twelve hours that one can last.
    links AS MATERIALIZED (
        SELECT
            found.node,
            found.is_ambiguous,
            issues.node AS issue,
            issues.actor AS issuer,
            issues.source_identity
        FROM (
            SELECT
                nodes.node,
                coalesce(NOT by_key.is_ambiguous AND by_key.event_time <= nodes.used_at + INTERVAL 2 SECOND, false) AS is_by_key,
                coalesce(by_principal.event_time >= earliest, false) AS is_by_principal,
                CASE
                    WHEN is_by_key THEN false
                    WHEN is_by_principal THEN coalesce(by_principal.other_caller_at >= earliest, false)
                    ELSE coalesce(by_key.is_ambiguous, false)
                END AS is_ambiguous,
                CASE WHEN is_by_key THEN by_key.node WHEN is_by_principal THEN by_principal.node END AS issue
            FROM (
                SELECT
                    node,
                    access_key_id,
                    principal_id,
                    used_at,
                    coalesce(session_start, used_at) + INTERVAL 2 SECOND AS latest,
                    coalesce(session_start - INTERVAL 2 SECOND, used_at - INTERVAL 12 HOUR) AS earliest
                FROM (
                    SELECT node, actor_class, access_key_id, principal_id, session_start, first_at AS used_at FROM sessions
                    UNION ALL
                    SELECT node, actor_class, access_key_id, principal_id, session_start, event_time FROM issues
                ) AS all_callers
                WHERE actor_class IN ('assumed_role', 'federated_user', 'other_account') OR starts_with(access_key_id, 'ASIA')
            ) AS nodes
            LEFT JOIN issues_by_key AS by_key ON by_key.issued_key = nodes.access_key_id
            ASOF LEFT JOIN issues_by_principal AS by_principal
                ON by_principal.issued_principal = nodes.principal_id AND nodes.latest >= by_principal.event_time
        ) AS found
        LEFT JOIN issues ON issues.node = found.issue AND NOT found.is_ambiguous
        WHERE found.is_ambiguous OR issues.node IS NOT NULL
    ),
    chains AS (
        SELECT node AS session, node, 0 AS roles, [node] AS path, actor AS chain, source_identity
        FROM sessions
        UNION ALL
        SELECT
            chains.session,
            links.issue,
            chains.roles + 1,
            list_append(chains.path, links.issue),
            links.issuer || ' → ' || chains.chain,
            coalesce(chains.source_identity, links.source_identity)
        FROM chains
        JOIN links ON links.node = chains.node
        WHERE links.issue IS NOT NULL
            AND NOT list_contains(chains.path, links.issue)
            AND chains.roles < 20
    )
    SELECT
        sessions.* EXCLUDE (source_identity),
        sessions.identity_account_id AS caller_account_id,
        last.chain,
        last.roles,
        last.source_identity,
        CASE WHEN issues.node IS NULL THEN sessions.actor ELSE issues.actor END AS first_caller,
        CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END AS origin_class,
        CASE WHEN issues.node IS NULL THEN sessions.actor_arn ELSE issues.actor_arn END AS first_arn,
        CASE WHEN issues.node IS NULL THEN sessions.assumed_root ELSE issues.assumed_root END AS is_assumed_root,
        CASE WHEN issues.node IS NULL THEN sessions.identity_account_id ELSE issues.identity_account_id END AS origin_account_id,
        issues.source_ip_address AS origin_ip_address,
        issues.event_id AS origin_event_id,
        CASE
            WHEN origin_class = 'root' AND is_assumed_root THEN NULL
            WHEN origin_class IN ('iam_user', 'root', 'root_via_service', 'external_identity', 'identity_center_user', 'directory', 'anonymous') THEN 'first caller'
            WHEN origin_class = 'aws_service' THEN 'AWS service'
        END AS first_end,
        CASE
            WHEN first_end IS NOT NULL THEN first_end
            WHEN last.source_identity IS NOT NULL THEN 'source identity'
            -- Only IAM Identity Center assumes these roles, with the name of the user as the session name.
            WHEN contains(first_arn, ':role/aws-reserved/sso.amazonaws.com/') THEN 'Identity Center user'
            WHEN beyond.is_ambiguous THEN 'several candidates'
            WHEN beyond.issue IS NULL THEN 'not in the logs'
            WHEN last.roles >= 20 THEN 'more than 20 roles'
            ELSE 'cycle'
        END AS ends
    FROM sessions
    JOIN (
        SELECT
            session,
            max_by(node, roles) AS node,
            max(roles) AS roles,
            max_by(chain, roles) AS chain,
            max_by(source_identity, roles) AS source_identity
        FROM chains
        GROUP BY session
    ) AS last ON last.session = sessions.node
    LEFT JOIN issues ON issues.node = last.node
    LEFT JOIN links AS beyond ON beyond.node = last.node
) AS traced
ORDER BY last_at DESC, actor, access_key_id, session_start, caller_account_id, actor_class, origin, origin_class, ends, chain, roles, source_identity, calls, first_at, origin_account_id, origin_ip_address, origin_event_id, example_event_id
