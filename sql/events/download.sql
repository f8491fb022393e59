-- The columns of the CSV file that the console's Event history downloads, with the same names and in the
-- same order.
    user_name AS "User name",
    identity_access_key_id AS "AWS access key",
    strftime(event_time, '%Y-%m-%dT%H:%M:%SZ') AS "Event time",
    event_source AS "Event source",
    event_name AS "Event name",
    region AS "AWS region",
    source_ip_address AS "Source IP address",
    user_agent AS "User agent",
    error_code AS "Error code",
    resource_list AS "Resources",
    request_id AS "Request ID",
    event_id AS "Event ID",
    read_only AS "Read-only",
    event_type AS "Event type",
    recipient_account_id AS "Recipient Account Id",
    event_category AS "Event category"
