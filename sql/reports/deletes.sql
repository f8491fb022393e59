-- title: Deleted resources
-- theme: data
-- core: event_time, actor, action, target
-- not shown: failed calls (see failed_deletes); S3 objects, unless the trail logs data events; what a lifecycle rule expires
-- question: Which calls deleted something, who made them, from where, and what was deleted?
-- note: One row per deleted resource, so a call can have several rows. Only what was deleted: failed calls, and the items of a batch call that failed, are in failed_deletes. CloudTrail does not log S3 objects that a lifecycle rule expires, and logs the deletion of single objects only as data events. A DeleteObjects call never names its keys: S3 writes a service event for each of them, and these rows replace the call, if they are of the same hour; without such events, which S3 writes since 2025 and only as data events, its bucket is shown.
-- parameter wide BOOLEAN = false: Include calls that take something away without deleting it: Revoke, Detach, Disassociate, Cancel, Deactivate, Disable, Unsubscribe, Leave, Close, Abort, Stop.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Deleted resource; empty if the call does not name it.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column via_service: True if an AWS service made the call on the caller's behalf.
-- column outcome: Always success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    unnest(deleted_targets(request_parameters, response_elements, target)) AS target,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    via_service,
    outcome,
    event_id
FROM activity
WHERE (
        is_delete
        OR (coalesce(getvariable('wide'), false) AND NOT is_read
            AND text_matches(action, '^(Batch|Bulk|Admin|Force)?(Revoke|Detach|Disassociate|Cancel|Deactivate|Disable|Unsubscribe|Leave|Close|Abort|Stop)([A-Z]|$)'))
    )
    AND outcome = 'success'
    AND error_of_all(response_elements) IS NULL
    AND event_category IS DISTINCT FROM 'NetworkActivity'
    AND NOT (
        event_name = 'DeleteObjects'
        AND request_id IN (SELECT request_id
            FROM events_between(getvariable('since')::TIMESTAMP - INTERVAL 1 HOUR, getvariable('until')::TIMESTAMP + INTERVAL 1 HOUR)
            WHERE event_name = 'DeleteObject' AND event_type = 'AwsServiceEvent' AND request_id IS NOT NULL)
    )
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, region, account_id, via_service, outcome
