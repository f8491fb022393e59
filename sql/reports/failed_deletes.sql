-- title: Failed deletions
-- theme: data
-- core: event_time, actor, action, target, outcome
-- not shown: deletions that succeeded (see deletes)
-- question: Which calls to delete something were denied or failed, and why?
-- note: One row per resource that the call tried to delete, so a call can have several rows. A batch call can succeed as a whole although items failed: these are here, the others in deletes.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Resource that the call tried to delete.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column outcome: denied or failed.
-- column error: Error code, or the message if there is no code.
-- column event_id: Event ID.
SELECT *
FROM (
    SELECT
        event_time,
        actor,
        actor_class,
        service,
        action,
        unnest(targets_of(request_parameters, target)) AS target,
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
    UNION ALL
    SELECT
        event_time,
        actor,
        actor_class,
        service,
        action,
        item.name,
        region,
        source_ip_address,
        account_id,
        coalesce(outcome_of_value(item.error), 'failed'),
        item.error,
        event_id
    FROM (
        SELECT *, recipient_account_id AS account_id, unnest(failed_items(response_elements)) AS item
        FROM activity
        WHERE is_delete
            AND outcome = 'success'
            AND event_category IS DISTINCT FROM 'NetworkActivity'
    ) AS batches
) AS failures
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, region, account_id, outcome, error
