-- title: Who tried to delete and failed
-- question: Which calls to delete something were denied or failed, and why?
-- note: One row per thing that was to be deleted, so that a call can have several. What succeeded is in deletes.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column target: What was to be deleted.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column outcome: denied or failed.
-- column error: The error code, else the message.
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
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE is_delete
    AND outcome <> 'success'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
