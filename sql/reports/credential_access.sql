-- title: Secrets and credentials read
-- theme: security
-- core: level, finding, actor, targets, calls, outcome
-- not shown: KMS Decrypt and S3 GetObject; routine reads of few secrets (--set min_level=informational)
-- question: Who read secrets, passwords, keys, tokens or user data, or used the credentials of an instance from elsewhere, how often, and from where?
-- note: The rows are those of findings of this theme: one per detection, caller, account, outcome and day, the worst first; --set events=true shows each event. Applications read secrets all day; the default shows those that read many within minutes, and what applications do not read. An instance role used elsewhere is a lead, not proof: one key of the session was seen from several public addresses, or from the address of a caller with a long-term key. Instances behind the same NAT as such a caller are shown too.
-- parameter min_level VARCHAR = 'low': The lowest level to show: critical, high, medium, low or informational.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- column level: critical, high, medium, low or informational.
-- column finding: What happened.
-- column actor: Caller: root, a user, a service, or role/session; of several sessions, the role.
-- column outcome: success, denied or failed.
-- column calls: Number of calls.
-- column first_at: Time of the first call of the day, in UTC.
-- column last_at: Time of the last call of the day, in UTC.
-- column actions: Actions, as service:action, the most frequent first.
-- column targets: Targets, the most frequent first.
-- column errors: Error codes, or messages where there is no code, the most frequent first.
-- column source_ip_addresses: Source IP addresses, the most frequent first.
-- column regions: Regions of the calls, the most frequent first.
-- column account_id: Account that the log belongs to.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column actor_arn: ARN of the caller; for a role session, the ARN of the role.
-- column technique: Technique of MITRE ATT&CK.
-- column detection: Name of the detection, as in the table detections.
-- column event_id: Event ID of the first call.
SELECT
    level,
    finding,
    actor,
    outcome,
    calls,
    first_at,
    last_at,
    actions,
    targets,
    errors,
    source_ip_addresses,
    regions,
    account_id,
    actor_class,
    actor_arn,
    technique,
    detection,
    event_id
FROM (
    SELECT *
    FROM findings_of(['credential_access'], coalesce(getvariable('min_level'), 'low'), coalesce(getvariable('events'), false))
    UNION ALL BY NAME
    SELECT
        'medium' AS level,
        'The credentials of an instance were used elsewhere' AS finding,
        min(actor) AS actor,
        outcome,
        count(*) AS calls,
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        most_frequent(histogram(service || ':' || action), 10) AS actions,
        most_frequent(histogram(target), 10) AS targets,
        most_frequent(histogram(coalesce(error_code, error_message)), 3) AS errors,
        source_ip_address AS source_ip_addresses,
        most_frequent(histogram(region), 10) AS regions,
        recipient_account_id AS account_id,
        actor_class,
        actor_arn,
        'T1552.005' AS technique,
        'instance_role_elsewhere' AS detection,
        arg_min(event_id, (event_time, event_id)) AS event_id,
        level_number('medium') AS severity
    FROM activity
    JOIN (
        SELECT identity_access_key_id AS session_key, address
        FROM (
            SELECT identity_access_key_id, address, count(*) OVER (PARTITION BY identity_access_key_id) AS addresses
            FROM (
                SELECT DISTINCT identity_access_key_id, source_ip_address AS address
                FROM events
                WHERE identity_type = 'AssumedRole'
                    AND text_matches(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}$')
                    AND vpc_endpoint_id IS NULL
                    AND text_matches(source_ip_address, '^([0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)$')
                    AND NOT text_matches(source_ip_address, '^(10|127|169\.254|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\.|^f[cd]|^fe80')
            ) AS used
        ) AS counted
        LEFT JOIN (
            SELECT DISTINCT source_ip_address AS shared_address
            FROM events
            WHERE identity_type IN ('IAMUser', 'Root')
                AND starts_with(identity_access_key_id, 'AKIA')
                AND identity_invoked_by IS NULL
        ) AS long_term ON address = shared_address
        WHERE addresses > 1 OR shared_address IS NOT NULL
    ) AS sessions
        ON activity.identity_access_key_id = sessions.session_key
        AND activity.source_ip_address = sessions.address
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
        AND level_number(coalesce(getvariable('min_level'), 'low')) <= level_number('medium')
    GROUP BY outcome, source_ip_address, recipient_account_id, actor_class, actor_arn, identity_access_key_id, CASE WHEN coalesce(getvariable('events'), false) THEN event_id END
) AS found
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome, source_ip_addresses, event_id
