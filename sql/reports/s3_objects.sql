-- title: S3 object access
-- theme: data
-- core: last_at, caller, action, bucket, keys, denied
-- not shown: buckets for which no trail logs data events; changes of the buckets themselves (see s3_policy_changes)
-- question: Who reads, writes and deletes objects in which buckets, how many, and how much of it is denied?
-- note: Only trails that log data events record these calls. Changes to the buckets themselves are management events; they are in s3_policy_changes and deletes. The event that S3 writes for each key of a DeleteObjects call is counted as a DeleteObject.
-- column last_at: Time of the last call, in UTC.
-- column caller: Caller: the ARN of the user or role, or a name or ID if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column action: API action.
-- column bucket: Bucket.
-- column keys: Number of distinct objects.
-- column example_key: Key of one of the objects.
-- column region: Region of the call.
-- column account_id: Account that the log belongs to.
-- column source_ip_addresses: Number of distinct source addresses.
-- column calls: Number of calls.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column bytes_in: Number of bytes written.
-- column bytes_out: Number of bytes read.
-- column needed_acl: Number of calls that only an access control list allowed.
-- column first_at: Time of the first call, in UTC.
-- column example_event_id: ID of one of the events.
SELECT
    max(event_time) AS last_at,
    caller,
    actor_class,
    action,
    bucket,
    count(DISTINCT object_key) AS keys,
    min(object_key) AS example_key,
    region,
    account_id,
    count(DISTINCT source_ip_address) AS source_ip_addresses,
    count(*) AS calls,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    coalesce(sum(try_cast(transfer[1] AS DOUBLE)), 0)::BIGINT AS bytes_in,
    coalesce(sum(try_cast(transfer[2] AS DOUBLE)), 0)::BIGINT AS bytes_out,
    count(*) FILTER (WHERE transfer[3] = 'Yes') AS needed_acl,
    min(event_time) AS first_at,
    min(event_id) AS example_event_id
FROM (
    SELECT
        *,
        names[1] AS bucket,
        names[2] AS object_key
    FROM (
        SELECT
            *,
            caller_of(actor_arn, actor) AS caller,
            recipient_account_id AS account_id,
            -- All paths in one call, because each call parses the whole text again.
            json_text(request_parameters, ['$.bucketName', '$.key']) AS names,
            json_text(additional_event_data, ['$.bytesTransferredIn', '$.bytesTransferredOut', '$.aclRequired']) AS transfer
        FROM activity
        WHERE service IN ('s3', 's3express', 's3-outposts')
            AND (event_category = 'Data' OR event_category IS NULL)
    ) AS calls
    WHERE event_category IS NOT NULL OR names[2] IS NOT NULL
) AS objects
GROUP BY caller, actor_class, action, bucket, region, account_id
ORDER BY calls DESC, last_at DESC, caller, actor_class, action, bucket, region, account_id
