-- title: Parameters omitted for their size
-- theme: archive
-- core: event_time, actor, action, omitted_part, original_size
-- not shown: what was requested: the log does not contain it
-- question: Which events lack parameters or response elements because they were too large for CloudTrail?
-- note: A caller can hide a request this way by making it very long; the log does not contain what was requested. An event that is also complete in another file is not shown.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Target of the call, if the record still names it.
-- column omitted_part: Omitted parts of the record, such as requestParameters or responseElements.
-- column original_size: Original size in bytes, as CloudTrail reports it.
-- column reason: Reason, in CloudTrail's words.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column is_read: True if the call only read.
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
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, omitted_part, original_size, reason, region, account_id, is_read, outcome, error
