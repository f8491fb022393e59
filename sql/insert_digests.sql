-- Inserts the digest files of new_side_records.
INSERT INTO digests
SELECT
    try_cast(fields.digestStartTime AS TIMESTAMP),
    try_cast(fields.digestEndTime AS TIMESTAMP),
    fields.awsAccountId,
    fields.digestS3Bucket,
    fields.digestS3Object,
    fields.previousDigestS3Object,
    fields.previousDigestHashValue,
    json_array_length(record, '$.logFiles'),
    sha256,
    record,
    record_key
FROM (
    SELECT *, from_json(record, '{
        "digestStartTime": "VARCHAR", "digestEndTime": "VARCHAR", "awsAccountId": "VARCHAR",
        "digestS3Bucket": "VARCHAR", "digestS3Object": "VARCHAR",
        "previousDigestS3Object": "VARCHAR", "previousDigestHashValue": "VARCHAR"
    }') AS fields
    FROM new_side_records
);
