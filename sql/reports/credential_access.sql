-- title: Secrets and credentials read
-- theme: security
-- core: last_at, actor, action, target, calls, outcome
-- not shown: KMS Decrypt and S3 GetObject
-- question: Who read secrets, passwords, keys, tokens or user data, or used the credentials of an instance from elsewhere, how often, and from where?
-- note: One row per caller, action, address and outcome. Applications read secrets all day, so look for callers and addresses that are new, and for many targets. KMS Decrypt and S3 GetObject are not included. An instance role used elsewhere is a lead, not proof: one key of the session was seen from several public addresses, or from the address of a caller with a long-term key. Instances behind the same NAT as such a caller are shown too.
-- column first_at: Time of the first call, in UTC.
-- column last_at: Time of the last call, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column kind: secret, parameter, password, key, token, start-up data (EC2 user data), environment, or instance role used elsewhere.
-- column service: AWS service.
-- column action: API action.
-- column calls: Number of calls.
-- column targets: Number of distinct targets.
-- column target: One of the targets.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: ID of one of the events.
SELECT
    first_at,
    last_at,
    actor,
    actor_class,
    kind,
    service,
    action,
    calls,
    targets,
    target,
    region,
    source_ip_address,
    account_id AS account_id,
    outcome,
    error AS error,
    event_id
FROM (
    SELECT
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        actor,
        actor_class,
        kind,
        service,
        action,
        count(*) AS calls,
        count(DISTINCT named) AS targets,
        min(named) AS target,
        region,
        source_ip_address,
        recipient_account_id AS account_id,
        outcome,
        coalesce(error_code, error_message) AS error,
        min(event_id) AS event_id
    FROM (
        SELECT
            *,
            coalesce(acted_on(resources, request_parameters), denied_resource(error_message), json_text(request_parameters, '$.names'), json_text(request_parameters, '$.path'), json_text(request_parameters, '$.secretIdList'), json_text(request_parameters, '$.filters')) AS named,
            CASE
                WHEN service = 'secretsmanager' THEN 'secret'
                WHEN service = 'ssm' THEN 'parameter'
                WHEN action IN ('GetPasswordData', 'GetConnection', 'GetConnections') OR service IN ('redshift', 'redshift-serverless') THEN 'password'
                WHEN service = 'ec2' THEN 'start-up data'
                WHEN service = 'lambda' THEN 'environment'
                WHEN service IN ('lightsail', 'acm', 'appsync', 'apigateway') THEN 'key'
                ELSE 'token'
            END AS kind
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND (
                service = 'secretsmanager' AND action IN ('GetSecretValue', 'BatchGetSecretValue')
                OR service = 'ssm' AND action IN ('GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory')
                OR service = 'ec2' AND action IN (
                    'GetPasswordData', 'DescribeInstanceAttribute', 'GetLaunchTemplateData', 'GetConsoleOutput', 'GetConsoleScreenshot')
                OR service = 'lambda' AND action IN ('GetFunction', 'GetFunctionConfiguration')
                OR service IN ('ecr', 'ecr-public', 'codeartifact') AND action = 'GetAuthorizationToken'
                OR service = 'sts' AND action IN ('GetFederationToken', 'GetSessionToken', 'AssumeRoot')
                OR service = 'signin' AND action = 'GetSigninToken'
                OR service = 'sso' AND action = 'GetRoleCredentials'
                OR service = 'lightsail' AND action IN ('GetInstanceAccessDetails', 'DownloadDefaultKeyPair')
                OR service = 'redshift' AND action IN ('GetClusterCredentials', 'GetClusterCredentialsWithIAM')
                OR service = 'redshift-serverless' AND action = 'GetCredentials'
                OR service = 'acm' AND action = 'ExportCertificate'
                OR service = 'appsync' AND action IN ('ListApiKeys', 'CreateApiKey')
                OR service = 'apigateway' AND action IN ('GetApiKey', 'GetApiKeys')
                OR service = 'glue' AND action IN ('GetConnection', 'GetConnections')
            )
            AND CASE
                WHEN service = 'ssm' THEN coalesce(json_text(request_parameters, '$.withDecryption') = 'true', outcome <> 'success')
                WHEN action = 'DescribeInstanceAttribute' THEN coalesce(json_text(request_parameters, '$.attribute') = 'userData', outcome <> 'success')
                WHEN service = 'glue' THEN coalesce(json_text(request_parameters, '$.hidePassword') <> 'true', true)
                ELSE true
            END
    ) AS reads
    GROUP BY actor, actor_class, kind, service, action, region, source_ip_address, recipient_account_id, outcome, coalesce(error_code, error_message)

    UNION ALL

    SELECT
        min(event_time),
        max(event_time),
        actor,
        actor_class,
        'instance role used elsewhere',
        service,
        action,
        count(*),
        count(DISTINCT coalesce(acted_on(resources, request_parameters), denied_resource(error_message))),
        min(coalesce(acted_on(resources, request_parameters), denied_resource(error_message))),
        region,
        source_ip_address,
        recipient_account_id,
        outcome,
        coalesce(error_code, error_message),
        min(event_id)
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
    GROUP BY actor, actor_class, service, action, region, source_ip_address, recipient_account_id, outcome, coalesce(error_code, error_message)
) AS found
ORDER BY last_at DESC, kind, actor, actor_class, service, action, region, source_ip_address, account_id, outcome, error
