-- title: New callers and actions
-- theme: security
-- core: first_at, caller, service, action, calls
-- not shown: AWS services; what was new before the last days of the logs
-- question: Which callers did something in the last days of the logs that they had not done before?
-- note: Only events in the scope count as earlier: if the logs do not reach back beyond the last days, everything is new. The last days end with the last event. AWS services are not shown. All sessions of a role count as the role.
-- parameter days INTEGER = 7: Number of days to examine, up to the last event.
-- column first_at: Time of the first call, in UTC.
-- column caller: Caller: the ARN of the user or role, or a name if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column is_new_caller: True if the caller itself is new in these days.
-- column service: AWS service.
-- column action: API action.
-- column regions: Regions.
-- column source_ip_addresses: Number of distinct source addresses.
-- column account_id: Account that the log belongs to.
-- column calls: Number of calls since then.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column last_at: Time of the last call, in UTC.
-- column example_event_id: ID of one of the events.
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
                -- Redundant, but DuckDB can push this filter down to the scan.
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
