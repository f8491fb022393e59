-- title: Use of root
-- question: When was the root user of an account used, for what, from where, and with MFA?
-- note: Calls that a service made on behalf of root, and events that services write of their own, are not shown. Sessions of centrally managed root access are shown, marked by assumed_root.
-- column event_time: When, in UTC.
-- column actor: Who: root.
-- column caller_account_id: The account whose root user it is.
-- column service: The service.
-- column action: The call.
-- column target: What it was made on.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column user_agent: The program that made the call, as it named itself.
-- column account_id: The account whose log this is.
-- column is_read: Whether the call only read.
-- column mfa: Whether MFA was used for the sign-in or the session; empty where the record does not say.
-- column assumed_root: Whether this is a session of centrally managed root access.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message; empty where it succeeded.
-- column event_id: The event, to look it up.
SELECT
    event_time,
    actor,
    identity_account_id AS caller_account_id,
    service,
    action,
    target_of(resources, request_parameters) AS target,
    region,
    source_ip_address,
    user_agent,
    recipient_account_id AS account_id,
    is_read,
    coalesce(lower(json_text(additional_event_data, '$.MFAUsed')) = 'yes', mfa_authenticated) AS mfa,
    coalesce(assumed_root, false) AS assumed_root,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE actor_class = 'root'
    -- It is so already, but this the scan is told.
    AND identity_type = 'Root'
    AND event_type IS DISTINCT FROM 'AwsServiceEvent'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, target, source_ip_address
