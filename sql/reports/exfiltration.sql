-- title: Data carried out
-- theme: security
-- core: last_at, actor, what, container, calls, bytes
-- not shown: callers that read fewer than min_objects objects of a bucket in a day; reads of objects and tables that no trail logs
-- question: Which data was read in bulk, exported, copied or shared with others, by whom, how much of it, and to where?
-- note: One row per kind, caller, container, account and day. Reads of objects and tables are data events, which a trail logs only if it is told to; without them a bucket can be emptied unseen. An application that serves files reads many objects each day: compare the days. Bytes are those that S3 says it sent.
-- parameter min_objects BIGINT = 100: The least number of different objects that a caller must read of a bucket in a day.
-- column what: Objects read, or the title of the detection.
-- column actor: Caller: root, a user, a service, or role/session; of several sessions, the role.
-- column container: Bucket of the objects, or the targets of the calls, the most frequent first.
-- column calls: Number of calls.
-- column objects: Number of different objects, or of different requests.
-- column bytes: Bytes that were sent to the caller; empty if no record says so.
-- column first_at: Time of the first call of the day, in UTC.
-- column last_at: Time of the last call of the day, in UTC.
-- column recipients: Other accounts that the requests name, and everyone.
-- column source_ip_addresses: Source IP addresses, the most frequent first.
-- column outcome: success, denied or failed.
-- column account_id: Account that the log belongs to.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column actor_arn: ARN of the caller; for a role session, the ARN of the role.
-- column user_agent: One of the user agents.
-- column event_id: Event ID of the first call.
SELECT
    what,
    CASE WHEN min(actor) = max(actor) THEN min(actor) ELSE split_part(min(actor), '/', 1) END AS actor,
    coalesce(bucket, most_frequent(histogram(target), 5)) AS container,
    count(*) AS calls,
    count(DISTINCT request) AS objects,
    sum(bytes)::BIGINT AS bytes,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    nullif(array_to_string(list_sort(list_distinct(flatten(list(recipients)))), ', '), '') AS recipients,
    most_frequent(histogram(source_ip_address), 10) AS source_ip_addresses,
    outcome,
    account_id,
    actor_class,
    actor_arn,
    min(user_agent) AS user_agent,
    arg_min(event_id, (event_time, event_id)) AS event_id
FROM (
    SELECT
        'Objects were read' AS what,
        json_text(request_parameters, '$.bucketName') AS bucket,
        NULL AS target,
        try_cast(json_text(additional_event_data, '$.bytesTransferredOut') AS DOUBLE) AS bytes,
        [] AS recipients,
        coalesce(json_text(request_parameters, '$.key'), event_id) AS request,
        event_time, event_id, actor, actor_class, actor_arn, source_ip_address, outcome, user_agent,
        recipient_account_id AS account_id,
        true AS is_read_of_object
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
        AND service = 's3'
        AND action IN ('GetObject', 'SelectObjectContent', 'GetObjectTorrent')
        AND actor_class <> 'aws_service'
    UNION ALL
    SELECT
        title,
        NULL,
        target,
        NULL,
        list_concat(
            foreign_accounts(request_parameters::VARCHAR, recipient_account_id),
            CASE WHEN is_opened_to_everyone(request_parameters) OR contains(request_parameters::VARCHAR, '"all"') THEN ['everyone'] ELSE [] END),
        request_parameters::VARCHAR,
        event_time, event_id, actor, actor_class, actor_arn, source_ip_address, outcome, user_agent,
        recipient_account_id,
        false
    FROM detected_events(['data_copied', 'public_sharing'], 'low')
    WHERE detection <> 'objects_read_in_bulk'
) AS carried
GROUP BY what, bucket, caller_or_person_of(actor_arn, actor), actor_class, actor_arn, account_id, outcome, is_read_of_object, date_trunc('day', event_time)
HAVING NOT is_read_of_object OR count(DISTINCT request) >= coalesce(getvariable('min_objects'), 100)
ORDER BY last_at DESC, what, container, actor, actor_class, actor_arn, account_id, outcome
