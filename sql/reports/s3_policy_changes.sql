-- title: S3 bucket configuration changes
-- theme: data
-- core: event_time, actor, action, bucket, outcome
-- not shown: objects that were written or deleted (see s3_objects and deletes)
-- question: Who changed the policy, ACL, public access block, encryption, versioning, lifecycle, replication, logging or website of a bucket?
-- note: Object writes and deletes are left out, except for changes to object ACLs. Policies that open a bucket to others are in public_sharing.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column action: API action.
-- column bucket: Bucket.
-- column object_key: Object, for the ACL of an object.
-- column request_parameters: Request parameters, as logged.
-- column via_service: True if an AWS service made the call on the caller's behalf.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
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
ORDER BY event_time DESC, event_id, action, actor, bucket, object_key, source_ip_address, actor_class, request_parameters, via_service, region, account_id, outcome, error
