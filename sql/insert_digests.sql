-- Inserts the digest files of new_side_records.
INSERT INTO digests
SELECT
    try_cast(record ->> '$.digestStartTime' AS TIMESTAMP),
    try_cast(record ->> '$.digestEndTime' AS TIMESTAMP),
    record ->> '$.awsAccountId',
    record ->> '$.digestS3Bucket',
    record ->> '$.digestS3Object',
    record ->> '$.previousDigestS3Object',
    record ->> '$.previousDigestHashValue',
    json_array_length(record, '$.logFiles'),
    sha256,
    record,
    record_key
FROM new_side_records;
