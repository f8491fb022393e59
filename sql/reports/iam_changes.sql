-- title: IAM changes
-- theme: identity
-- core: event_time, actor, action, target, outcome
-- not shown: read-only calls; IAM Identity Center (see identity_center)
-- question: Who changed users, groups, roles, policies or credentials in IAM, or tried to?
-- note: Read-only calls are not shown. Documents that AWS omitted for their size are not shown; see omitted. IAM Identity Center is in identity_center.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column action: API action.
-- column target: User, group, role or policy that was changed.
-- column policy: Policy: its ARN, or its name if there is no ARN.
-- column group_name: Group.
-- column access_key_id: Access key; for a new key, its ID.
-- column policy_document: Policy or trust policy that was set, as JSON text.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column via_service: True if an AWS service made the call on the caller's behalf.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    action,
    target,
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
    -- Redundant, but DuckDB can push this filter down to the scan.
    AND read_only IS DISTINCT FROM true
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, policy, group_name, access_key_id, policy_document, region, account_id, via_service, outcome, error
