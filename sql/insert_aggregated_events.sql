-- Inserts the Aggregated records of new_side_records.
INSERT INTO aggregated_events
SELECT
    try_cast(fields.timeWindow.windowStart AS TIMESTAMP),
    try_cast(fields.timeWindow.windowEnd AS TIMESTAMP),
    -- A struct cannot have two fields whose names differ only in case.
    coalesce(record ->> '$.eventId', record ->> '$.eventID'),
    fields.accountId,
    fields.awsRegion,
    fields.eventSource,
    fields.summary.primaryDimension.dimension,
    fields.summary.primaryDimension.aggregationType,
    record,
    record_key
FROM (
    SELECT *, from_json(record, '{
        "timeWindow": {"windowStart": "VARCHAR", "windowEnd": "VARCHAR"},
        "accountId": "VARCHAR", "awsRegion": "VARCHAR", "eventSource": "VARCHAR",
        "summary": {"primaryDimension": {"dimension": "VARCHAR", "aggregationType": "VARCHAR"}}
    }') AS fields
    FROM new_side_records
);
