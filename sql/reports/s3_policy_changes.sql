-- title: Changes to the access to S3 buckets
-- question: Who changed the policy, ACL, public access block, encryption, versioning, lifecycle, replication, logging or website of a bucket?
-- note: Objects that are written or deleted are left out, but for their ACLs. Whether a policy opens the bucket to others is in public_sharing.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column action: The call.
-- column bucket: The bucket.
-- column object_key: The object, for the ACL of an object.
-- column request_parameters: What was asked, as logged.
-- column via_service: Whether an AWS service made the call on the caller's behalf.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message.
-- column event_id: The event, to look it up.
SELECT
    event_time,
    actor,
    actor_class,
    action,
    json_text(request_parameters, '$.bucketName') AS bucket,
    json_text(request_parameters, '$.key') AS object_key,
    request_parameters,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND service IN ('s3', 's3express', 's3-outposts')
    AND text_matches(action, '^(Put|Delete)(Bucket(Acl|Policy|Cors|Lifecycle|Replication|PublicAccessBlock|Encryption|Versioning|Logging|OwnershipControls|Notification|Website|ObjectLock|RequestPayment|AccelerateConfiguration)|AccountPublicAccessBlock|AccessPoint|MultiRegionAccessPoint|ObjectAcl|ObjectLockConfiguration|ObjectLegalHold|ObjectRetention|PublicAccessBlock)')
ORDER BY event_time DESC, event_id, action, actor, bucket, object_key, source_ip_address
