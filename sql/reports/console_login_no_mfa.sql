-- title: Console sign-ins without MFA
-- theme: security
-- core: event_time, actor, source_ip_address, account_id
-- not shown: sign-ins by federated users and roles, whose MFA the identity provider handles; failed sign-ins (see failed_logins)
-- question: Which IAM users and root users signed in to the console without MFA?
-- note: Only successful sign-ins. Sign-ins by federated users and roles are not shown: AWS always records No for them, because the identity provider handles MFA. A record that does not say whether MFA was used is shown, with mfa_used empty.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column action: ConsoleLogin.
-- column region: Region that recorded the sign-in.
-- column source_ip_address: Source IP address.
-- column user_agent: User agent: the browser, as it identifies itself.
-- column account_id: Account that the log belongs to.
-- column mfa_used: false; empty if the record does not say.
-- column outcome: Always success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    action,
    region,
    source_ip_address,
    user_agent,
    recipient_account_id AS account_id,
    lower(json_text(additional_event_data, '$.MFAUsed')) = 'yes' AS mfa_used,
    outcome,
    event_id
FROM activity
WHERE service = 'signin'
    AND action = 'ConsoleLogin'
    AND outcome = 'success'
    AND identity_type IN ('IAMUser', 'Root')
    AND lower(json_text(additional_event_data, '$.MFAUsed')) IS DISTINCT FROM 'yes'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, actor, user_agent, source_ip_address, actor_class, action, region, account_id, mfa_used, outcome
