-- Inserts the Aggregated records of new_side_records.
INSERT INTO aggregated_events
SELECT
    try_cast(record ->> '$.timeWindow.windowStart' AS TIMESTAMP),
    try_cast(record ->> '$.timeWindow.windowEnd' AS TIMESTAMP),
    coalesce(record ->> '$.eventId', record ->> '$.eventID'),
    record ->> '$.accountId',
    record ->> '$.awsRegion',
    record ->> '$.eventSource',
    record ->> '$.summary.primaryDimension.dimension',
    record ->> '$.summary.primaryDimension.aggregationType',
    record,
    record_key
FROM new_side_records;
