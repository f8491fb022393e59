-- title: Manual changes
-- theme: security
-- core: last_at, actor, origin, calls, actions
-- not shown: failed calls; sign-ins; calls by SDKs and AWS services
-- question: Who changed what manually, in the console, with the AWS CLI or in CloudShell, bypassing the tools that manage infrastructure?
-- note: One row per user, role or person of IAM Identity Center, account and origin; --set events=true shows each event. Only successful calls. The origin of a call is taken mostly from the user agent, which the caller can choose; a script that runs the AWS CLI also counts as manual. Sign-ins and calls by SDKs and AWS services are not shown.
-- parameter events BOOLEAN = false: Show each event in a row of its own.
-- column first_at: Time of the first call, in UTC.
-- column last_at: Time of the last call, in UTC.
-- column actor: Caller: root, a user, or role/session; of several sessions, the role.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column origin: console, cloudshell or command line.
-- column calls: Number of calls.
-- column days: Number of days with a call.
-- column actions: Actions, as service:action, the most frequent first; after 10, how many more.
-- column targets: Changed resources, the most frequent first.
-- column regions: Regions of the calls, the most frequent first.
-- column source_ip_addresses: Source IP addresses, the most frequent first.
-- column user_agents: User agents: the client, as it identifies itself; the most frequent first.
-- column account_id: Account that the log belongs to.
-- column event_id: Event ID of the last call.
SELECT
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    CASE WHEN min(actor) = max(actor) THEN min(actor) ELSE split_part(min(actor), '/', 1) END AS actor,
    actor_class,
    origin,
    count(*) AS calls,
    count(DISTINCT date_trunc('day', event_time)) AS days,
    most_frequent(histogram(service || ':' || action), 10) AS actions,
    most_frequent(histogram(target_of(makes, action, resources, request_parameters, response_elements, error_message)), 10) AS targets,
    most_frequent(histogram(region), 10) AS regions,
    most_frequent(histogram(source_ip_address), 10) AS source_ip_addresses,
    most_frequent(histogram(user_agent), 3) AS user_agents,
    recipient_account_id AS account_id,
    arg_max(event_id, (event_time, event_id)) AS event_id
FROM (
    SELECT
        *,
        made_by_name_of(action) AS makes,
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
GROUP BY caller_or_person_of(actor_arn, actor), actor_class, origin, recipient_account_id, CASE WHEN coalesce(getvariable('events'), false) THEN event_id END
ORDER BY last_at DESC, event_id, actor, actor_class, origin, account_id, calls, first_at, days, actions, targets, regions, source_ip_addresses, user_agents
