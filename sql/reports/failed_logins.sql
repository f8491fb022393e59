-- title: Failed sign-ins
-- theme: security
-- core: window_start, users, source_ip_address, attempts
-- not shown: names that belong to no user, which AWS hides
-- question: From which addresses did sign-ins fail, how often within a few minutes, and for which users?
-- note: One row per address, account, step of the sign-in and time window. AWS hides a name that belongs to no user. Successful sign-ins are in console_logins and identity_center.
-- parameter minutes INTEGER = 5: Length of a time window, in minutes.
-- column window_start: Start of the time window, in UTC.
-- column users: Users that were tried, where AWS records them.
-- column action: Step that failed, such as ConsoleLogin, CheckMfa or CredentialVerification.
-- column account_id: Account of the sign-in.
-- column source_ip_address: Source IP address.
-- column attempts: Number of failed attempts.
-- column root_attempts: Number of failed attempts as root.
-- column reasons: Reasons, in AWS's words; empty if the records give none.
-- column first_at: Time of the first attempt, in UTC.
-- column last_at: Time of the last attempt, in UTC.
-- column example_event_id: ID of one of the events.
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
        AND outcome <> 'success'
) AS failures
GROUP BY window_start, action, recipient_account_id, source_ip_address
ORDER BY window_start DESC, attempts DESC, source_ip_address, account_id, action
