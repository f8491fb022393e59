-- title: Changes in unusual Regions
-- theme: security
-- core: last_at, caller, region, action, calls
-- not shown: read-only calls; global services (see global_services)
-- question: What was changed, or attempted, in Regions that are hardly used?
-- note: Read-only calls and global services (see global_services) are not shown. Which Regions are unusual depends on the scope: in a small one every Region may be usual.
-- parameter percent DOUBLE = 1: Share of all changes, in percent, below which a Region is unusual.
-- parameter allowed VARCHAR = NULL: The Regions in use, separated by commas; all others are then unusual.
-- column last_at: Time of the last call, in UTC.
-- column caller: Caller: the ARN of the user or role, or a name or ID if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column region: Unusual Region.
-- column region_percent: Share of the Region in all changes, in percent.
-- column account_id: Account that the log belongs to.
-- column source_ip_addresses: Number of distinct source addresses.
-- column calls: Number of calls.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column first_at: Time of the first call, in UTC.
-- column example_event_id: ID of one of the events.
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
            caller_of(actor_arn, actor) AS caller,
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
            -- Redundant, but DuckDB can push this filter down to the scan.
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
