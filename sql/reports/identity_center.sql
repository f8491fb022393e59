-- title: IAM Identity Center
-- theme: identity
-- core: event_time, user_name, action, taken_role, outcome
-- not shown: what a user did with a role, unless the logs of that account were imported
-- question: Who signed in through IAM Identity Center, took which role in which account, and changed what there?
-- note: Read-only calls are shown too, marked by is_read. What a user did with a role is in the logs of that account, under a role whose name starts with AWSReservedSSO_.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column user_name: User of the directory, if the record names one.
-- column service: AWS service.
-- column action: API action.
-- column taken_account_id: Account that was entered.
-- column taken_role: Role or permission set that was taken.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column user_agent: User agent: the client or browser, as it identifies itself.
-- column account_id: Account that the log belongs to.
-- column is_read: True if the call only read.
-- column outcome: success, denied or failed; a wrong password or code counts as failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    coalesce(json_text(additional_event_data, '$.UserName'), identity_user_name, on_behalf_of_user_id) AS user_name,
    service,
    action,
    coalesce(json_text(service_event_details, '$.account_id'), json_text(request_parameters, '$.accountId'), json_text(request_parameters, '$.targetId')) AS taken_account_id,
    coalesce(json_text(service_event_details, '$.role_name'), json_text(request_parameters, '$.roleName'), json_text(request_parameters, '$.permissionSetArn')) AS taken_role,
    region,
    source_ip_address,
    user_agent,
    recipient_account_id AS account_id,
    is_read,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM (
    -- Two branches, because DuckDB pushes each condition down to the scan, but not an OR of both.
    SELECT *
    FROM activity
    WHERE service IN ('sso', 'sso-directory', 'sso-oauth', 'identitystore', 'identitystore-scim')
        OR (service = 'signin' AND action IN ('UserAuthentication', 'CredentialChallenge', 'CredentialVerification'))
    UNION ALL
    SELECT *
    FROM activity
    WHERE identity_type = 'IdentityCenterUser'
        AND coalesce(service, '') NOT IN ('sso', 'sso-directory', 'sso-oauth', 'identitystore', 'identitystore-scim')
        AND NOT coalesce(service = 'signin' AND action IN ('UserAuthentication', 'CredentialChallenge', 'CredentialVerification'), false)
) AS calls
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, source_ip_address, user_name, service, taken_account_id, taken_role, region, user_agent, account_id, is_read, outcome, error
