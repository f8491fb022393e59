-- title: Console sign-ins
-- theme: identity
-- core: event_time, actor, source_ip_address, mfa_used, outcome
-- not shown: sign-ins to IAM Identity Center (see identity_center); MFA of federated users, which the identity provider handles
-- question: Who signed in to the console or switched roles there, from where, with MFA or without, and did it succeed?
-- note: One sign-in can have several records, such as CheckMfa before ConsoleLogin. Sign-ins to IAM Identity Center are in identity_center. For federated sign-ins AWS always records that MFA was not used, because the identity provider handles it.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column action: Step of the sign-in, such as ConsoleLogin, CheckMfa, SwitchRole or ExitRole.
-- column switched_to: Role taken by a role switch in the console.
-- column region: Region that recorded the sign-in.
-- column source_ip_address: Source IP address.
-- column user_agent: User agent: the browser, as it identifies itself.
-- column account_id: Account that the log belongs to.
-- column mfa_used: True if MFA was used; empty if the record does not say.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    action,
    json_text(additional_event_data, '$.SwitchTo') AS switched_to,
    region,
    source_ip_address,
    user_agent,
    recipient_account_id AS account_id,
    lower(json_text(additional_event_data, '$.MFAUsed')) = 'yes' AS mfa_used,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE service = 'signin'
    AND (
        event_type IS NOT DISTINCT FROM 'AwsConsoleSignIn'
        OR action IN (
            'ConsoleLogin', 'SwitchRole', 'ExitRole', 'RenewRole', 'CheckMfa', 'GetSigninToken', 'PasswordUpdated',
            'PasswordRecoveryRequested', 'PasswordRecoveryCompleted',
            -- `aws login` and other programs that a person lets in through the browser.
            'AuthorizeOAuth2Access', 'CreateOAuth2Token'
        )
    )
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, source_ip_address, actor_class, switched_to, region, user_agent, account_id, mfa_used, outcome, error
