-- title: Global services
-- question: What was done in the services that are global and log in one Region, us-east-1 for most, and which records are elsewhere?
-- note: A record elsewhere need not be wrong: before 22 November 2021 every trail that included global services got a copy. The Regions are in the table global_service_regions.
-- column aws_partition: aws, aws-us-gov, aws-cn.
-- column service: The service.
-- column expected_region: Where the service logs its events.
-- column region: Where these events were logged.
-- column placement: as expected, regional endpoint (STS and sign-in have them), or elsewhere.
-- column action: The call.
-- column calls: How many calls.
-- column writes: How many of them changed something or tried to.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column actors: How many different callers.
-- column last_at: The last one, in UTC.
SELECT
    activity.aws_partition,
    activity.service,
    global_service_regions.region AS expected_region,
    activity.region,
    CASE
        WHEN activity.region IS NOT DISTINCT FROM global_service_regions.region THEN 'as expected'
        WHEN global_service_regions.is_also_regional THEN 'regional endpoint'
        ELSE 'elsewhere'
    END AS placement,
    action,
    count(*) AS calls,
    count(*) FILTER (WHERE NOT is_read) AS writes,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    count(DISTINCT actor) AS actors,
    max(event_time) AS last_at
FROM activity
JOIN global_service_regions
    ON global_service_regions.aws_partition = activity.aws_partition
    AND global_service_regions.service = activity.service
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY activity.aws_partition, activity.service, global_service_regions.region, global_service_regions.is_also_regional, activity.region, action
ORDER BY activity.aws_partition, activity.service, activity.region, calls DESC, action
