-- title: Parameters left out for their size
-- question: Which events lack their parameters or answers, as they were too large for CloudTrail?
-- note: A caller can hide what is asked this way, by asking at great length; what was asked cannot be got back from the log. An event that also came whole in another file is not shown.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column target: What it was made on, as far as the record still tells.
-- column omitted_part: What is left out: requestParameters, responseElements, ….
-- column original_size: Its size in bytes, as CloudTrail tells it.
-- column reason: Why, in CloudTrail's words.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column is_read: Whether the call only read.
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
    omitted_parts AS omitted_part,
    try_cast(coalesce(
        CASE WHEN is_omitted(request_parameters) THEN json_text(request_parameters, '$.originalSize') END,
        CASE WHEN is_omitted(response_elements) THEN json_text(response_elements, '$.originalSize') END,
        CASE WHEN is_omitted(additional_event_data) THEN json_text(additional_event_data, '$.originalSize') END,
        CASE WHEN is_omitted(service_event_details) THEN json_text(service_event_details, '$.originalSize') END) AS BIGINT) AS original_size,
    coalesce(
        CASE WHEN is_omitted(request_parameters) THEN json_text(request_parameters, '$.reason') END,
        CASE WHEN is_omitted(response_elements) THEN json_text(response_elements, '$.reason') END,
        CASE WHEN is_omitted(additional_event_data) THEN json_text(additional_event_data, '$.reason') END,
        CASE WHEN is_omitted(service_event_details) THEN json_text(service_event_details, '$.reason') END) AS reason,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    is_read,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE omitted_parts IS NOT NULL
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
