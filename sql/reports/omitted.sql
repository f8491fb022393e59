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
    concat_ws(', ', request_part, response_part, additional_part, service_part) AS omitted_part,
    try_cast(coalesce(
        CASE WHEN request_part IS NOT NULL THEN json_text(request_parameters, '$.originalSize') END,
        CASE WHEN response_part IS NOT NULL THEN json_text(response_elements, '$.originalSize') END,
        CASE WHEN additional_part IS NOT NULL THEN json_text(additional_event_data, '$.originalSize') END,
        CASE WHEN service_part IS NOT NULL THEN json_text(service_event_details, '$.originalSize') END) AS BIGINT) AS original_size,
    coalesce(
        CASE WHEN request_part IS NOT NULL THEN json_text(request_parameters, '$.reason') END,
        CASE WHEN response_part IS NOT NULL THEN json_text(response_elements, '$.reason') END,
        CASE WHEN additional_part IS NOT NULL THEN json_text(additional_event_data, '$.reason') END,
        CASE WHEN service_part IS NOT NULL THEN json_text(service_event_details, '$.reason') END) AS reason,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    is_read,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM (
    SELECT
        *,
        CASE WHEN lower(json_text(request_parameters, '$.omitted')) = 'true' THEN 'requestParameters' END AS request_part,
        CASE WHEN lower(json_text(response_elements, '$.omitted')) = 'true' THEN 'responseElements' END AS response_part,
        CASE WHEN lower(json_text(additional_event_data, '$.omitted')) = 'true' THEN 'additionalEventData' END AS additional_part,
        CASE WHEN lower(json_text(service_event_details, '$.omitted')) = 'true' THEN 'serviceEventDetails' END AS service_part
    FROM (
        -- The few that hold the word, before anything of them is read or derived. A look for its first
        -- quote would stop at every word. They are found again by the start of their ID, which is fast
        -- to read and never NULL; what else has that start is left out below.
        WITH found AS MATERIALIZED (
            SELECT * EXCLUDE (target)
            FROM activity
            WHERE event_category IS DISTINCT FROM 'NetworkActivity'
                AND event_id_start IN (
                    SELECT event_id_start
                    FROM activity
                    WHERE contains(request_parameters::VARCHAR, 'omitted"')
                        OR contains(response_elements::VARCHAR, 'omitted"')
                        OR contains(additional_event_data::VARCHAR, 'omitted"')
                        OR contains(service_event_details::VARCHAR, 'omitted"')
                )
        )
        SELECT * FROM found
    ) AS found
) AS parts
WHERE request_part IS NOT NULL OR response_part IS NOT NULL OR additional_part IS NOT NULL OR service_part IS NOT NULL
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
