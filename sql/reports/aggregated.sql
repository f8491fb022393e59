-- title: Data events that CloudTrail counted
-- theme: data
-- core: events, service, counted, name, last_at
-- not shown: each call: a record has sums over five minutes
-- question: Which data events do the aggregated records count: which calls, on which resources, by whom and with which errors?
-- note: One row per account, Region, service, and value of a dimension. CloudTrail writes aggregated records in place of data events, or beside them, so their counts are never added to those of events. The parts of a record are sums of their own: that alice made 1,000 calls and that bucket-1 had 800 does not say that alice made those 800. The scope applies to time and account, Region and service.
-- column events: Number of data events.
-- column service: AWS service.
-- column counted: Dimension that is counted, such as eventName, resourceARN, userIdentity or errorCode.
-- column name: Value of the dimension.
-- column within: Events that the sum is a part of, as dimension and value; empty for the records' own dimension.
-- column windows: Number of windows of five minutes with such events.
-- column first_at: Start of the first window, in UTC.
-- column last_at: End of the last window, in UTC.
-- column largest_window: Largest number of events in one window.
-- column account_id: Account that the log belongs to.
-- column region: Region of the calls.
-- column example_event_id: ID of one of the records.
SELECT
    sum(events)::BIGINT AS events,
    service,
    counted,
    name,
    within,
    count(DISTINCT window_start) AS windows,
    min(window_start) AS first_at,
    max(window_end) AS last_at,
    max(events)::BIGINT AS largest_window,
    account_id,
    region,
    min(event_id) AS example_event_id
FROM (
    SELECT
        window_start,
        window_end,
        event_id,
        account_id,
        region,
        service,
        dimension ->> '$.dimension' AS counted,
        unnest(dimension -> '$.statistics[*]') AS statistic,
        within,
        try_cast(statistic ->> '$.value' AS DOUBLE) AS events,
        statistic ->> '$.name' AS name
    FROM (
        SELECT window_start, window_end, event_id, account_id, aws_region AS region, split_part(event_source, '.', 1) AS service, record -> '$.summary.primaryDimension' AS dimension, NULL AS within
        FROM aggregated_events
        UNION ALL
        SELECT
            window_start, window_end, event_id, account_id, aws_region, split_part(event_source, '.', 1), unnest(record -> '$.summary.details[*]'),
            (record ->> '$.summary.primaryDimension.dimension') || ' ' || array_to_string(record ->> '$.summary.primaryDimension.statistics[*].name', ', ')
        FROM aggregated_events
    ) AS dimensions
) AS statistics
WHERE overlaps_scope(window_start, window_end)
    AND is_in_scope(account_id, 'accounts', 'accounts_pattern')
    AND is_in_scope(region, 'regions', 'regions_pattern')
    AND is_in_scope(service, 'services', 'services_pattern')
GROUP BY service, counted, name, within, account_id, region
ORDER BY events DESC, service, counted, name, within, account_id, region
