-- title: IAM Identity Center
-- question: Who signed in through IAM Identity Center, took which role in which account, and what was changed there?
-- note: Calls that only read are shown too, marked by is_read. What a user then did with a role is in the logs of that account, under a role whose name starts with AWSReservedSSO_.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column user_name: The user of the directory, where the record names it.
-- column service: The service.
-- column action: The call.
-- column taken_account_id: The account that was entered.
-- column taken_role: The role or permission set that was taken there.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column user_agent: The program or browser, as it named itself.
-- column account_id: The account whose log this is.
-- column is_read: Whether the call only read.
-- column outcome: success, denied or failed; a wrong password or code counts as failed.
-- column error: The error code, else the message; empty where it succeeded.
-- column event_id: The event, to look it up.
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
    CASE
        WHEN coalesce(json_text(service_event_details, '$.CredentialVerification') = 'Failure', false)
            OR coalesce(json_text(service_event_details, '$.UserAuthentication') = 'Failure', false)
            THEN 'failed'
        ELSE outcome
    END AS outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM (
    -- One after the other: the scan is told of each, but not of the one or the other.
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
ORDER BY event_time DESC, event_id, action, actor, source_ip_address
