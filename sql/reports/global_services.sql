-- title: Global services
-- theme: services
-- core: service, region, placement, action, calls
-- question: What was done in global services, which log in one Region (usually us-east-1), and which records are in another Region?
-- note: A record in another Region is not necessarily wrong: before 22 November 2021 every trail that included global services received a copy. The expected Regions are in the table global_service_regions.
-- parameter elsewhere BOOLEAN = false: Show only records in a Region where the service neither logs its events nor has an endpoint.
-- column aws_partition: Partition: aws, aws-us-gov or aws-cn.
-- column service: AWS service.
-- column expected_region: Region in which the service logs its events.
-- column region: Region in which the events were logged.
-- column placement: as expected, regional endpoint (STS and sign-in have them), or elsewhere.
-- column action: API action.
-- column calls: Number of calls.
-- column writes: Number of calls that changed something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column actors: Number of distinct callers.
-- column last_at: Time of the last call, in UTC.
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
    AND (NOT coalesce(getvariable('elsewhere'), false)
        OR activity.region IS DISTINCT FROM global_service_regions.region AND NOT global_service_regions.is_also_regional)
GROUP BY activity.aws_partition, activity.service, global_service_regions.region, global_service_regions.is_also_regional, activity.region, action
ORDER BY activity.aws_partition, activity.service, activity.region, calls DESC, action
