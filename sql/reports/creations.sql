-- title: Created resources
-- theme: data
-- core: event_time, actor, action, target, outcome
-- not shown: tags, tokens, sessions and S3 objects
-- question: Who created what, when, and from where?
-- note: One row per resource, so a call can have several rows. What was made is taken from the answer of the call, or from its request. A resource that another one makes, such as a stack, is made by a call of an AWS service: see via_service. Tags, tokens, sessions and objects of S3 are left out. Calls that failed are left out, unless you ask for them, as are batch calls of which every item failed.
-- parameter failed BOOLEAN = false: Include calls that were denied or failed; their target is what they asked for.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Created resource; empty if the record does not name it.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column via_service: True if an AWS service made the call on the caller's behalf.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    unnest(coalesce(
        CASE WHEN outcome = 'success' AND resources IS NULL THEN made_by(makes, request_parameters, response_elements) END,
        [target_of(makes, action, resources, request_parameters, response_elements, error_message)])) AS target,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    via_service,
    outcome,
    coalesce(error_code, error_message, error_of_all) AS error,
    event_id
FROM (
    SELECT * REPLACE (CASE WHEN error_of_all IS NULL THEN outcome ELSE 'failed' END AS outcome)
    FROM (
        SELECT *,
            made_by_name_of(action) AS makes,
            -- Only where it is shown, because it takes time.
            CASE WHEN coalesce(getvariable('failed'), false) AND outcome = 'success' THEN error_of_all(response_elements) END AS error_of_all
        FROM activity
        WHERE makes_by_name_of(action)
            AND NOT is_read
            AND event_category IS DISTINCT FROM 'NetworkActivity'
            AND (coalesce(getvariable('failed'), false) OR outcome = 'success' AND error_of_all(response_elements) IS NULL)
    ) AS calls
) AS made
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, region, account_id, via_service, outcome, error
