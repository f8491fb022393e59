-- title: Late and corrected events
-- theme: archive
-- core: event_time, actor, action, reason
-- not shown: files that were delivered late: only events that CloudTrail marks with an addendum are shown
-- question: Which events did CloudTrail deliver late or correct afterwards, and why?
-- note: Only events that CloudTrail marks with an addendum. Events are not linked to the file they came in, so a file that was delivered late does not show here. A corrected event is still counted in all reports. With --since and --until, the original is looked for from 31 days before them to a day after.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Target of the call.
-- column reason: DELIVERY_DELAY, UPDATED_DATA or SERVICE_OUTAGE.
-- column updated_fields: Fields that were corrected.
-- column original_event_id: ID of the event that this one corrects.
-- column has_original: True if that event is in the database.
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
    service,
    action,
    target,
    addendum_reason AS reason,
    json_text(addendum, '$.updatedFields') AS updated_fields,
    addendum_original_event_id AS original_event_id,
    addendum_original_event_id IS NOT NULL
        AND coalesce(addendum_original_event_id IN (
            -- Only the IDs that are looked for, because reading the IDs of all events takes long.
            SELECT event_id
            FROM events_between(getvariable('since')::TIMESTAMP - INTERVAL 31 DAY, getvariable('until')::TIMESTAMP + INTERVAL 1 DAY)
            WHERE event_id IN (
                SELECT addendum_original_event_id
                FROM events_between(getvariable('since')::TIMESTAMP, getvariable('until')::TIMESTAMP)
                WHERE addendum_original_event_id IS NOT NULL)
        ), false) AS has_original,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM (
    -- Two branches, because DuckDB pushes each condition down to the scan, but not an OR of both.
    SELECT *
    FROM activity
    WHERE addendum IS NOT NULL
    UNION ALL
    SELECT *
    FROM activity
    WHERE addendum IS NULL AND addendum_reason IS NOT NULL
) AS marked
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, reason, updated_fields, original_event_id, has_original, region, account_id, outcome, error
