-- title: History of one resource
-- theme: data
-- core: event_time, actor, action, target, outcome
-- not shown: what was done through another resource, such as the stack that created it
-- question: What was done to one resource, by whom, and did it succeed?
-- note: A record is shown if the ARN, ID or name appears in its resources, request, response, service details, additional data or error message, as a whole value or as a whole part of an ARN or path; the ARN of a bucket, an object or an ID such as i-0123456789abcdef0 also finds calls that have only the name, and any other ARN finds the calls of its service, account and Region that name the resource without it, such as a roleName. * matches any text. Several resources can have the same name: check service and target. What was done through another resource, such as deleting the stack that created it, is shown only if the record names this one.
-- parameter resource VARCHAR: The ARN, ID or name of the resource.
-- parameter reads BOOLEAN = false: Include read-only calls.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Target of the call, which can be another resource.
-- column named_in: Parts of the record that name the resource: resources, request, answer, details, additional, message.
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
    target_of(made_by_name_of(action), action, resources, request_parameters, response_elements, error_message) AS target,
    named_in,
    region,
    source_ip_address,
    account_id,
    outcome,
    error,
    event_id
FROM (
    SELECT
        *,
        concat_ws(', ',
            CASE WHEN is_named(resources, wanted.literal, wanted.expression) THEN 'resources' END,
            CASE
                WHEN is_named(request_parameters, wanted.literal, wanted.expression) THEN 'request'
                WHEN own_name(getvariable('resource')) = '' THEN NULL
                WHEN can_use_own_name(event_source, aws_region, recipient_account_id, getvariable('resource'))
                    AND is_named(request_parameters, wanted.own_literal, wanted.own_expression) THEN 'request'
            END,
            CASE WHEN is_named(response_elements, wanted.literal, wanted.expression) THEN 'answer' END,
            CASE WHEN is_named(service_event_details, wanted.literal, wanted.expression) THEN 'details' END,
            CASE WHEN is_named(additional_event_data, wanted.literal, wanted.expression) THEN 'additional' END,
            CASE WHEN is_named(error_message, wanted.literal, wanted.message_expression) THEN 'message' END) AS named_in,
        recipient_account_id AS account_id,
        coalesce(error_code, error_message) AS error
    FROM activity
    -- One row, because a macro would repeat these expressions for each document.
    CROSS JOIN (SELECT literal_part(getvariable('resource')) AS literal, resource_expression(getvariable('resource'), ' ') AS expression, resource_expression(getvariable('resource'), '') AS message_expression, longest_literal(own_name(getvariable('resource'))) AS own_literal, own_name_expression(getvariable('resource')) AS own_expression) AS wanted
    WHERE (coalesce(getvariable('reads'), false) OR NOT is_read)
        -- Redundant, but DuckDB can push this filter down to the scan.
        AND (coalesce(getvariable('reads'), false) OR read_only IS DISTINCT FROM true)
        -- Redundant, too, but a search that stops at the first match.
        AND (contains(request_parameters::VARCHAR, wanted.literal)
            OR (wanted.own_literal <> '' AND contains(request_parameters::VARCHAR, wanted.own_literal))
            OR contains(response_elements::VARCHAR, wanted.literal)
            OR contains(resources::VARCHAR, wanted.literal)
            OR contains(service_event_details::VARCHAR, wanted.literal)
            OR contains(additional_event_data::VARCHAR, wanted.literal)
            OR contains(error_message, wanted.literal))
) AS named
WHERE named_in <> ''
ORDER BY event_time, event_id, action, actor, target, source_ip_address, actor_class, service, named_in, region, account_id, outcome, error
