-- What CloudTrail said that it has delivered: an object that was announced and never came is a hole
-- that no gap between events shows.
CREATE TABLE notifications (
    s3_bucket VARCHAR,
    s3_object_key VARCHAR,
    sha256 VARCHAR NOT NULL,
    record JSON NOT NULL,
    record_key VARCHAR NOT NULL
);
COMMENT ON TABLE notifications IS 'One row per object in an Amazon SNS notification of CloudTrail about new log files; never counted as events.';
COMMENT ON COLUMN notifications.s3_bucket IS 'The bucket of the object.';
COMMENT ON COLUMN notifications.s3_object_key IS 'Its key, which is the end of the path of a copy of it.';
COMMENT ON COLUMN notifications.sha256 IS 'The file that held the notification: files.sha256.';
COMMENT ON COLUMN notifications.record IS 'The notification, whole, as it was received: bare, in an SNS or SQS message, or as AWS Lambda gets it.';
COMMENT ON COLUMN notifications.record_key IS 'The identity of the notification: the SHA-256 of its canonical text.';
