-- title: Changes in IAM
-- question: Who changed users, groups, roles, policies and credentials in IAM, and who tried?
-- note: Calls that only read are not shown. A document that AWS left out for its size is not shown; see omitted. Identity Center is in identity_center.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column action: The call.
-- column target: The user, group, role or policy that it was made on.
-- column policy: The policy concerned: its ARN, else its name.
-- column group_name: The group concerned.
-- column access_key_id: The access key concerned; for a new key, the one made.
-- column policy_document: The policy or trust policy that was set, as JSON text.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column via_service: Whether an AWS service made the call on the caller's behalf.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message; empty where it succeeded.
-- column event_id: The event, to look it up.
SELECT
    event_time,
    actor,
    actor_class,
    action,
    target_of(resources, request_parameters) AS target,
    coalesce(json_text(request_parameters, '$.policyArn'), json_text(response_elements, '$.policy.arn'), json_text(request_parameters, '$.policyName')) AS policy,
    json_text(request_parameters, '$.groupName') AS group_name,
    coalesce(json_text(request_parameters, '$.accessKeyId'), issued_access_key_id) AS access_key_id,
    coalesce(json_text(request_parameters, '$.policyDocument'), json_text(request_parameters, '$.assumeRolePolicyDocument')) AS policy_document,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    via_service,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE service = 'iam'
    AND NOT is_read
    -- It is so already, but this the scan is told.
    AND read_only IS DISTINCT FROM true
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
