-- Inserts the objects that the notifications of new_side_records announce. A notification is bare, or in
-- the Message of an SNS message, which can be in the body of an SQS message. CloudTrail's validation
-- message has a Message that is not JSON and announces nothing.
INSERT INTO notifications
SELECT
    json_text(notification, '$.s3Bucket'),
    unnest(json_text(notification, '$.s3ObjectKey[*]')),
    sha256,
    record,
    record_key
FROM (
    SELECT
        *,
        CASE
            WHEN json_exists(message, '$.s3ObjectKey') THEN message
            ELSE try_cast(coalesce(json_text(message, '$.Message'), json_text(message, '$.Sns.Message')) AS JSON)
        END AS notification
    FROM (
        SELECT *, coalesce(try_cast(json_text(record, '$.body') AS JSON), record) AS message
        FROM new_side_records
    ) AS messages
) AS notifications_of_messages;
