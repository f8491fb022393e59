-- title: New callers and actions
-- theme: security
-- core: first_at, caller, is_new_caller, actions, calls
-- not shown: AWS services; what was new before the last days of the logs
-- question: Which callers did something in the last days of the logs that they had not done before?
-- note: One row per caller and account; --set per=action shows each new action in a row of its own. The last days end with the last event: they are a quarter of the days that have events, at most 7, or as many as --set days=N says. Only events in the scope count as earlier: if the logs do not reach back beyond the last days, everything is new. AWS services are not shown. All sessions of a role count as the role.
-- parameter days INTEGER = NULL: Number of days to examine, up to the last event.
-- parameter per ENUM('caller', 'action') = 'caller': Show one row per caller, or one for each of its new actions.
-- column first_at: Time of the first new call, in UTC.
-- column caller: Caller: the ARN of the user or role, or a name or ID if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column is_new_caller: True if the caller itself is new in these days.
-- column actions: New actions, as service:action, the most called first; after 10, how many more.
-- column new_to_all: Actions among them that no other caller had called before these days, either.
-- column regions: Regions.
-- column source_ip_addresses: Source addresses; after 10, how many more.
-- column account_id: Account that the log belongs to.
-- column calls: Number of calls of the new actions.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column last_at: Time of the last call, in UTC.
-- column example_event_id: ID of one of the events.
SELECT
    min(first_at) AS first_at,
    caller,
    actor_class,
    coalesce(bool_and(caller_first_at > window_start), false) AS is_new_caller,
    first_names(list(name ORDER BY calls DESC, name) FILTER (WHERE name IS NOT NULL), 10) AS actions,
    first_names(list(name ORDER BY calls DESC, name) FILTER (WHERE name IS NOT NULL AND name_first_at > window_start), 10) AS new_to_all,
    array_to_string(list_sort(list_distinct(flatten(list(regions)))), ', ') AS regions,
    first_names(list_sort(list_distinct(flatten(list(addresses)))), 10) AS source_ip_addresses,
    account_id,
    sum(calls)::BIGINT AS calls,
    sum(denied)::BIGINT AS denied,
    sum(failed)::BIGINT AS failed,
    max(last_at) AS last_at,
    min(example_event_id) AS example_event_id
FROM (
    SELECT
        *,
        min(first_at) OVER (PARTITION BY caller) AS caller_first_at,
        min(first_at) OVER (PARTITION BY name) AS name_first_at
    FROM (
        SELECT
            min(first_at) AS first_at,
            caller,
            actor_class,
            service || ':' || action AS name,
            list(DISTINCT region) AS regions,
            list(DISTINCT source_ip_address) AS addresses,
            account_id,
            sum(calls) AS calls,
            sum(denied) AS denied,
            sum(failed) AS failed,
            max(last_at) AS last_at,
            min(example_event_id) AS example_event_id
        FROM (
            SELECT
                caller_of(actor_arn, actor) AS caller,
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
    SELECT max(event_time) - to_minutes(coalesce(getvariable('days') * 1440, least(count(DISTINCT date_trunc('day', event_time)) * 360, 10080))) AS window_start
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
) AS windows
WHERE first_at > window_start
GROUP BY caller, actor_class, account_id, CASE WHEN coalesce(getvariable('per'), 'caller') = 'action' THEN name END
ORDER BY first_at DESC, caller, actor_class, account_id, actions, example_event_id
