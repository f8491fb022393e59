-- title: Late and corrected events
-- question: Which events did CloudTrail deliver late or correct afterwards, and why?
-- note: Only what CloudTrail itself marks with an addendum; events are not tied to the file they came in, so a file that was delivered late does not show here. The event that a correction stands for is still counted in all reports.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column target: What it was made on.
-- column reason: DELIVERY_DELAY, UPDATED_DATA or SERVICE_OUTAGE.
-- column updated_fields: The members that were corrected.
-- column original_event_id: The event that this one corrects.
-- column has_original: Whether that event is here.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message; empty where it succeeded.
-- column event_id: The event, to look it up.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    target_of(resources, request_parameters) AS target,
    addendum_reason AS reason,
    json_text(addendum, '$.updatedFields') AS updated_fields,
    addendum_original_event_id AS original_event_id,
    addendum_original_event_id IS NOT NULL
        AND coalesce(addendum_original_event_id IN (
            -- Of the IDs of all events only those that are asked for: the others take long to read.
            SELECT event_id
            FROM events
            WHERE event_id IN (SELECT addendum_original_event_id FROM events WHERE addendum_original_event_id IS NOT NULL)
        ), false) AS has_original,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM (
    -- Of each of these the scan is told, so that it passes over all others; of both in one it is not.
    SELECT *
    FROM activity
    WHERE addendum IS NOT NULL
    UNION ALL
    SELECT *
    FROM activity
    WHERE addendum IS NULL AND addendum_reason IS NOT NULL
) AS marked
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
