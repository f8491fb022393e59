-- Inserts the Insights records of new_side_records, nested as in a trail or flat as in CloudTrail Lake.
INSERT INTO insights
SELECT
    try_cast(record ->> '$.eventTime' AS TIMESTAMP),
    record ->> '$.eventID',
    record ->> '$.sharedEventID',
    record ->> '$.awsRegion',
    record ->> '$.recipientAccountId',
    coalesce(record ->> '$.insightDetails.state', record ->> '$.insightState'),
    coalesce(record ->> '$.insightDetails.insightType', record ->> '$.insightType'),
    coalesce(record ->> '$.insightDetails.eventSource', record ->> '$.insightEventSource'),
    coalesce(record ->> '$.insightDetails.eventName', record ->> '$.insightEventName'),
    coalesce(record ->> '$.insightDetails.errorCode', record ->> '$.insightErrorCode'),
    try_cast(coalesce(record ->> '$.insightDetails.insightContext.statistics.baseline.average', record ->> '$.insightContext.statistics.baseline.average') AS DOUBLE),
    try_cast(coalesce(record ->> '$.insightDetails.insightContext.statistics.insight.average', record ->> '$.insightContext.statistics.insight.average') AS DOUBLE),
    try_cast(coalesce(record ->> '$.insightDetails.insightContext.statistics.insightDuration', record ->> '$.insightContext.statistics.insightDuration') AS DOUBLE),
    record,
    record_key
FROM new_side_records;
