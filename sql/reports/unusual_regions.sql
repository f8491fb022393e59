-- title: Changes in unusual Regions
-- question: What was changed, or tried, in Regions that are hardly used?
-- note: Calls that only read are not shown, nor services that are global (see global_services). Which Regions are unusual is measured on the scope that is looked at: in a small one every Region may be usual.
-- parameter percent DOUBLE = 1: A Region with fewer of all changes, in percent, is unusual.
-- parameter allowed VARCHAR = NULL: The Regions that are in use, separated by commas; then all others are unusual.
-- column last_at: The last one, in UTC.
-- column caller: Who: the ARN of the user or role, else a name.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column region: The unusual Region.
-- column region_percent: The Region's part of all changes, in percent.
-- column account_id: The account whose log this is.
-- column source_ip_addresses: From how many different addresses.
-- column calls: How many calls.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column first_at: The first one, in UTC.
-- column example_event_id: One of the events, to look it up.
SELECT
    last_at,
    caller,
    actor_class,
    service,
    action,
    region,
    round(100.0 * region_calls / all_calls, 3)::DOUBLE AS region_percent,
    account_id,
    source_ip_addresses,
    calls,
    denied,
    failed,
    first_at,
    example_event_id
FROM (
    SELECT
        *,
        sum(calls) OVER (PARTITION BY region) AS region_calls,
        sum(calls) OVER () AS all_calls
    FROM (
        SELECT
            max(event_time) AS last_at,
            coalesce(actor_arn, actor) AS caller,
            actor_class,
            activity.service AS service,
            action,
            activity.region AS region,
            recipient_account_id AS account_id,
            count(DISTINCT source_ip_address) AS source_ip_addresses,
            count(*) AS calls,
            count(*) FILTER (WHERE outcome = 'denied') AS denied,
            count(*) FILTER (WHERE outcome = 'failed') AS failed,
            min(event_time) AS first_at,
            min(event_id) AS example_event_id
        FROM activity
        LEFT JOIN global_service_regions
            ON global_service_regions.aws_partition = activity.aws_partition
            AND global_service_regions.service = activity.service
        WHERE NOT is_read
            -- It is so already, but this the scan is told.
            AND read_only IS DISTINCT FROM true
            AND activity.region IS NOT NULL
            AND global_service_regions.service IS NULL
            AND event_category IS DISTINCT FROM 'NetworkActivity'
        GROUP BY caller, actor_class, activity.service, action, activity.region, recipient_account_id
    ) AS changes
) AS shares
WHERE CASE
        WHEN getvariable('allowed') IS NULL THEN 100.0 * region_calls < all_calls * coalesce(getvariable('percent'), 1)
        ELSE NOT list_contains(string_split(replace(getvariable('allowed'), ' ', ''), ','), region)
    END
ORDER BY last_at DESC, region, caller, actor_class, service, action, account_id
