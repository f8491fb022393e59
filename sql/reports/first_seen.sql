-- title: New callers and actions
-- question: Which callers did something in the last days of the logs that they had not done before?
-- note: Before means in the same scope: where the logs go back no further than the days that are looked at, everything is new. These days end with the last event. AWS services are not shown; the sessions of a role count as the role.
-- parameter days INTEGER = 7: How many days, up to the last event, are looked at.
-- column first_at: When it was first done, in UTC.
-- column caller: Who: the ARN of the user or role, else a name.
-- column actor_class: What kind of caller that is.
-- column is_new_caller: Whether the caller itself is new in these days.
-- column service: The service.
-- column action: The call.
-- column regions: The Regions.
-- column source_ip_addresses: From how many different addresses.
-- column account_id: The account whose log this is.
-- column calls: How many calls since.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column last_at: The last one, in UTC.
-- column example_event_id: One of the events, to look it up.
SELECT
    first_at,
    caller,
    actor_class,
    coalesce(caller_first_at > window_start, false) AS is_new_caller,
    service,
    action,
    regions,
    source_ip_addresses,
    account_id,
    calls,
    denied,
    failed,
    last_at,
    example_event_id
FROM (
    SELECT
        *,
        min(first_at) OVER (PARTITION BY caller) AS caller_first_at
    FROM (
        SELECT
            min(first_at) AS first_at,
            caller,
            actor_class,
            service,
            action,
            array_to_string(list_sort(list(DISTINCT region)), ', ') AS regions,
            count(DISTINCT source_ip_address) AS source_ip_addresses,
            account_id,
            sum(calls)::BIGINT AS calls,
            sum(denied)::BIGINT AS denied,
            sum(failed)::BIGINT AS failed,
            max(last_at) AS last_at,
            min(example_event_id) AS example_event_id
        FROM (
            SELECT
                coalesce(actor_arn, actor) AS caller,
                actor_class,
                service,
                action,
                region,
                source_ip_address,
                recipient_account_id AS account_id,
                count(*) AS calls,
                count(*) FILTER (WHERE outcome = 'denied') AS denied,
                count(*) FILTER (WHERE outcome = 'failed') AS failed,
                min(event_time) AS first_at,
                max(event_time) AS last_at,
                min(event_id) AS example_event_id
            FROM activity
            WHERE actor_class <> 'aws_service'
                -- It is so already, but this the scan is told.
                AND identity_type IS DISTINCT FROM 'AWSService'
                AND event_category IS DISTINCT FROM 'NetworkActivity'
            GROUP BY caller, actor_class, service, action, region, source_ip_address, recipient_account_id
        ) AS together
        GROUP BY caller, actor_class, service, action, account_id
    ) AS actions_of_callers
) AS with_callers
CROSS JOIN (
    SELECT max(event_time) - to_days(coalesce(getvariable('days'), 7)) AS window_start
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
) AS windows
WHERE first_at > window_start
ORDER BY first_at DESC, caller, actor_class, service, action, account_id
