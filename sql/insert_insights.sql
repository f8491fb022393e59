-- The Insights records in `fresh`, as a trail writes them or flat, as CloudTrail Lake does.
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
FROM fresh;
