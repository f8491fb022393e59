-- title: Objects in S3
-- question: Who reads, writes and deletes objects in which buckets, how many, and how much of it is denied?
-- note: Only where the trail logs data events; changes of buckets themselves are management events and in s3_policy_changes and deletes. The event that S3 writes for each key of a DeleteObjects call is counted as a DeleteObject.
-- column last_at: The last one, in UTC.
-- column caller: Who: the ARN of the user or role, else a name.
-- column actor_class: What kind of caller that is.
-- column action: The call.
-- column bucket: The bucket.
-- column keys: How many different objects.
-- column example_key: One of them.
-- column region: The Region of the call.
-- column account_id: The account whose log this is.
-- column source_ip_addresses: From how many different addresses.
-- column calls: How many calls.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column bytes_in: How many bytes were written.
-- column bytes_out: How many bytes were read.
-- column needed_acl: How many calls were allowed only by an access control list.
-- column first_at: The first one, in UTC.
-- column example_event_id: One of the events, to look it up.
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
            coalesce(actor_arn, actor) AS caller,
            recipient_account_id AS account_id,
            -- One look for all of them: each look reads the whole text again.
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
