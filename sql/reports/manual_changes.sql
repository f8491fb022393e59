-- title: Changes by hand
-- question: What was changed by hand, in the console, with the command line or in CloudShell, past the tools that manage infrastructure?
-- note: Only calls that succeeded. How a call was made is told mostly by the name that the client gives itself, which the caller can choose; a script that runs the command line also counts as by hand. Sign-ins, calls by SDKs and by services are not shown.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column target: What was changed.
-- column origin: console, cloudshell or command line.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column user_agent: The program that made the call, as it named itself.
-- column account_id: The account whose log this is.
-- column outcome: success.
-- column event_id: The event, to look it up.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    target_of(resources, request_parameters) AS target,
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
        -- It is so already, but this the scan is told.
        AND read_only IS DISTINCT FROM true
        AND NOT via_service
        AND identity_type IS DISTINCT FROM 'AWSService'
        AND service IS DISTINCT FROM 'signin'
        AND event_type IS DISTINCT FROM 'AwsServiceEvent'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
) AS changes
WHERE origin IN ('console', 'cloudshell', 'command line')
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
