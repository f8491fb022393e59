-- title: Console sign-ins
-- question: Who signed in to the console or switched roles there, how, from where, and who tried and failed?
-- note: Steps of one sign-in are records of their own, as CheckMfa before ConsoleLogin. Sign-ins to IAM Identity Center are in identity_center. For a federated sign-in AWS always says that MFA was not used, as the identity provider asks for it.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column action: The step: ConsoleLogin, CheckMfa, SwitchRole, ExitRole, ….
-- column switched_to: For a change of role in the console: the role that was taken.
-- column region: The Region that the sign-in was recorded in.
-- column source_ip_address: From where.
-- column user_agent: The browser, as it named itself.
-- column account_id: The account whose log this is.
-- column mfa_used: Whether MFA was used; empty where the record does not say.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message; empty where it succeeded.
-- column event_id: The event, to look it up.
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
            'PasswordRecoveryRequested', 'PasswordRecoveryCompleted'
        )
    )
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, action, actor, source_ip_address
