-- title: History of one resource
-- question: What was done to one resource, by whom, and did it succeed?
-- note: A record is shown if the ARN, ID or name appears in its resources, request, response or service details, as a whole value or as the last part of an ARN or path. Several resources can have the same name: check service and target. What was done through another resource, such as deleting the stack that created it, is shown only if the record names this one.
-- parameter resource VARCHAR: The ARN, ID or name of the resource.
-- parameter reads BOOLEAN = false: Include read-only calls.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Target of the call, which can be another resource.
-- column named_in: Parts of the record that name the resource: resources, request, answer, details.
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
    target_of(resources, request_parameters) AS target,
    concat_ws(', ',
        CASE WHEN names_resource(resources, getvariable('resource')) THEN 'resources' END,
        CASE WHEN names_resource(request_parameters, getvariable('resource')) THEN 'request' END,
        CASE WHEN names_resource(response_elements, getvariable('resource')) THEN 'answer' END,
        CASE WHEN names_resource(service_event_details, getvariable('resource')) THEN 'details' END) AS named_in,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE (coalesce(getvariable('reads'), false) OR NOT is_read)
    -- Redundant, but DuckDB can push this filter down to the scan.
    AND (coalesce(getvariable('reads'), false) OR read_only IS DISTINCT FROM true)
    AND (
        names_resource(resources, getvariable('resource'))
        OR names_resource(request_parameters, getvariable('resource'))
        OR names_resource(response_elements, getvariable('resource'))
        OR names_resource(service_event_details, getvariable('resource'))
    )
ORDER BY event_time, event_id, action, actor, target, source_ip_address
