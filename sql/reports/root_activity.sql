-- title: Root user activity
-- theme: security
-- core: event_time, service, action, mfa, outcome
-- not shown: successful calls that only read (--set reads=true), and those that a service made on behalf of root
-- question: When was the root user of an account used, for what, from where, and with MFA or without?
-- note: Calls that a service made on behalf of root, and events that AWS services create themselves, are not shown. Sessions of centrally managed root access are shown, marked by assumed_root.
-- parameter reads BOOLEAN = false: Include successful read-only calls.
-- column event_time: Time of the event, in UTC.
-- column actor: Always root.
-- column caller_account_id: Account of the root user.
-- column service: AWS service.
-- column action: API action.
-- column target: Target of the call.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column user_agent: User agent: the client, as it identifies itself.
-- column account_id: Account that the log belongs to.
-- column is_read: True if the call only read.
-- column mfa: True if MFA was used for the sign-in or the session; empty if the record does not say.
-- column assumed_root: True for a session of centrally managed root access.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    identity_account_id AS caller_account_id,
    service,
    action,
    target_of(made_by_name_of(action), action, resources, request_parameters, response_elements, error_message) AS target,
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
    -- Redundant, but DuckDB can push this filter down to the scan.
    AND identity_type = 'Root'
    AND event_type IS DISTINCT FROM 'AwsServiceEvent'
    AND (coalesce(getvariable('reads'), false) OR NOT is_read OR outcome <> 'success')
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, target, source_ip_address, actor, caller_account_id, service, region, user_agent, account_id, is_read, mfa, assumed_root, outcome, error
