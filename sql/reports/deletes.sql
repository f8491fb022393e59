-- title: Who deleted what
-- question: Which calls deleted something, who made them, from where, and what is gone?
-- note: One row per thing that is gone, so that a call can have several. Only calls that succeeded; failed_deletes has the others. S3 objects that a lifecycle rule expires are not logged by CloudTrail, and single objects only where data events are. The service event that S3 writes for each key of a DeleteObjects call is left out, as the call itself is shown.
-- parameter wide BOOLEAN = false: Also calls that take something away without deleting it: Revoke, Detach, Disassociate, Cancel, Deactivate, Disable, Unsubscribe, Leave, Close, Abort, Stop.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column target: What was deleted; empty where the call does not say.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column via_service: Whether an AWS service made the call on the caller's behalf.
-- column outcome: success.
-- column event_id: The event, to look it up.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    unnest(targets_of(request_parameters, target_of(resources, request_parameters))) AS target,
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
    AND event_category IS DISTINCT FROM 'NetworkActivity'
    AND NOT (event_name = 'DeleteObject' AND event_type IS NOT DISTINCT FROM 'AwsServiceEvent')
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
