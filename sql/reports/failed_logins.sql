-- title: Failed sign-ins
-- question: From which addresses did sign-ins fail, how often within a few minutes, and for which users?
-- note: One row per address, account, kind of step and window of time. Where the name typed in is no user, AWS hides it. Sign-ins that succeeded are in console_logins and identity_center.
-- parameter minutes INTEGER = 5: How long a window is.
-- column window_start: The start of the window, in UTC.
-- column users: The users that were tried, as far as AWS tells.
-- column action: The step that failed: ConsoleLogin, CheckMfa, CredentialVerification, ….
-- column account_id: The account that was signed in to.
-- column source_ip_address: From where.
-- column attempts: How many attempts failed.
-- column root_attempts: How many of them were for root.
-- column reasons: Why, in AWS's words; empty where it does not say.
-- column first_at: The first one, in UTC.
-- column last_at: The last one, in UTC.
-- column example_event_id: One of the events, to look it up.
SELECT
    time_bucket(to_minutes(coalesce(getvariable('minutes'), 5)), event_time) AS window_start,
    string_agg(DISTINCT user_label, ', ' ORDER BY user_label) AS users,
    action,
    recipient_account_id AS account_id,
    source_ip_address,
    count(*) AS attempts,
    count(*) FILTER (WHERE actor_class = 'root') AS root_attempts,
    string_agg(DISTINCT reason, ', ' ORDER BY reason) AS reasons,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    min(event_id) AS example_event_id
FROM (
    SELECT
        *,
        coalesce(nullif(identity_user_name, 'HIDDEN_DUE_TO_SECURITY_REASONS'), json_text(additional_event_data, '$.UserName'),
            CASE WHEN identity_user_name = 'HIDDEN_DUE_TO_SECURITY_REASONS' THEN '(hidden)' END, actor) AS user_label,
        coalesce(error_message, error_code) AS reason
    FROM activity
    WHERE service = 'signin'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
        AND (
            event_type IS NOT DISTINCT FROM 'AwsConsoleSignIn'
            OR action IN ('ConsoleLogin', 'CheckMfa', 'SwitchRole', 'CredentialVerification', 'UserAuthentication')
        )
        AND (
            outcome <> 'success'
            OR coalesce(json_text(service_event_details, '$.CredentialVerification') = 'Failure', false)
            OR coalesce(json_text(service_event_details, '$.UserAuthentication') = 'Failure', false)
        )
) AS failures
GROUP BY window_start, action, recipient_account_id, source_ip_address
ORDER BY window_start DESC, attempts DESC, source_ip_address, account_id, action
