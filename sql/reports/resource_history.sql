-- title: The life of a resource
-- question: What was done to one resource, by whom, and did it succeed?
-- note: A record counts where the ARN, ID or name stands in its resources, request, answer or service details, as a whole value or as the last part of an ARN or path. A name can belong to several resources: look at service and target. What was done through another resource, as by deleting the stack that made it, shows only where the record names it.
-- parameter resource VARCHAR: The ARN, ID or name of the resource.
-- parameter reads BOOLEAN = false: Also calls that only read.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column target: What the call was made on, which can be another resource.
-- column named_in: Where the record names the resource: resources, request, answer, details.
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
    -- It is so already, but this the scan is told.
    AND (coalesce(getvariable('reads'), false) OR read_only IS DISTINCT FROM true)
    AND (
        names_resource(resources, getvariable('resource'))
        OR names_resource(request_parameters, getvariable('resource'))
        OR names_resource(response_elements, getvariable('resource'))
        OR names_resource(service_event_details, getvariable('resource'))
    )
ORDER BY event_time, event_id, action, actor, target, source_ip_address
