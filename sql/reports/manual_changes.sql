-- title: Manual changes
-- theme: security
-- core: event_time, actor, action, target, origin
-- not shown: failed calls; sign-ins; calls by SDKs and AWS services
-- question: What was changed manually, in the console, with the AWS CLI or in CloudShell, bypassing the tools that manage infrastructure?
-- note: Only successful calls. The origin of a call is taken mostly from the user agent, which the caller can choose; a script that runs the AWS CLI also counts as manual. Sign-ins and calls by SDKs and AWS services are not shown.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Changed resource.
-- column origin: console, cloudshell or command line.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column user_agent: User agent: the client, as it identifies itself.
-- column account_id: Account that the log belongs to.
-- column outcome: Always success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    target_of(made_by_name_of(action), resources, request_parameters, response_elements, error_message) AS target,
    origin,
    region,
    source_ip_address,
    user_agent,
    account_id,
    outcome,
    event_id
FROM (
    SELECT
        *,
        recipient_account_id AS account_id,
        CASE
            WHEN via_service THEN 'service'
            WHEN text_matches(user_agent, '(?i)(terraform|opentofu|pulumi|cloudformation|crossplane|aws-cdk)') THEN 'infrastructure as code'
            WHEN text_matches(user_agent, '(?i)cloudshell') THEN 'cloudshell'
            WHEN coalesce(session_credential_from_console, false)
                OR coalesce(identity_invoked_by = 'signin.amazonaws.com', false)
                OR event_type IS NOT DISTINCT FROM 'AwsConsoleAction'
                OR text_matches(user_agent, '^\[?(signin[.]amazonaws[.]com|console[.]|AWS-? ?Console|AWS CloudWatch Console|S3Console|Mozilla/)')
                THEN 'console'
            WHEN text_matches(user_agent, '^\[?aws-cli/') THEN 'command line'
        END AS origin
    FROM activity
    WHERE NOT is_read
        AND outcome = 'success'
        AND actor_class <> 'aws_service'
        -- Redundant, but DuckDB can push this filter down to the scan.
        AND read_only IS DISTINCT FROM true
        AND NOT via_service
        AND identity_type IS DISTINCT FROM 'AWSService'
        AND service IS DISTINCT FROM 'signin'
        AND event_type IS DISTINCT FROM 'AwsServiceEvent'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
) AS changes
WHERE origin IN ('console', 'cloudshell', 'command line')
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, origin, region, user_agent, account_id, outcome
