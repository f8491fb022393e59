-- Inserts the Insights records of new_side_records, nested as in a trail or flat as in CloudTrail Lake.
INSERT INTO insights
SELECT
    try_cast(fields.eventTime AS TIMESTAMP),
    fields.eventID,
    fields.sharedEventID,
    fields.awsRegion,
    fields.recipientAccountId,
    coalesce(fields.insightDetails.state, fields.insightState),
    coalesce(fields.insightDetails.insightType, fields.insightType),
    coalesce(fields.insightDetails.eventSource, fields.insightEventSource),
    coalesce(fields.insightDetails.eventName, fields.insightEventName),
    coalesce(fields.insightDetails.errorCode, fields.insightErrorCode),
    try_cast(coalesce(
        fields.insightDetails.insightContext.statistics.baseline.average,
        fields.insightContext.statistics.baseline.average
    ) AS DOUBLE),
    try_cast(coalesce(
        fields.insightDetails.insightContext.statistics.insight.average,
        fields.insightContext.statistics.insight.average
    ) AS DOUBLE),
    try_cast(coalesce(
        fields.insightDetails.insightContext.statistics.insightDuration,
        fields.insightContext.statistics.insightDuration
    ) AS DOUBLE),
    record,
    record_key
FROM (
    -- Each function that reads JSON holds the values of all rows in memory, so one function reads all members.
    SELECT *, from_json(record, '{
        "eventTime": "VARCHAR", "eventID": "VARCHAR", "sharedEventID": "VARCHAR",
        "awsRegion": "VARCHAR", "recipientAccountId": "VARCHAR",
        "insightDetails": {
            "state": "VARCHAR", "insightType": "VARCHAR",
            "eventSource": "VARCHAR", "eventName": "VARCHAR", "errorCode": "VARCHAR",
            "insightContext": {"statistics": {
                "baseline": {"average": "VARCHAR"}, "insight": {"average": "VARCHAR"}, "insightDuration": "VARCHAR"
            }}
        },
        "insightState": "VARCHAR", "insightType": "VARCHAR",
        "insightEventSource": "VARCHAR", "insightEventName": "VARCHAR", "insightErrorCode": "VARCHAR",
        "insightContext": {"statistics": {
            "baseline": {"average": "VARCHAR"}, "insight": {"average": "VARCHAR"}, "insightDuration": "VARCHAR"
        }}
    }') AS fields
    FROM new_side_records
);
