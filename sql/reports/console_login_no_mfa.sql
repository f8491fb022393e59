-- title: Console sign-ins without MFA
-- question: Which IAM users and root users signed in to the console without MFA?
-- note: Only sign-ins that succeeded. Federated sign-ins and roles are not shown: AWS always says No for them, as the identity provider asks for MFA. A record that does not say whether MFA was used is shown, with mfa_used empty.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column action: ConsoleLogin.
-- column region: The Region that the sign-in was recorded in.
-- column source_ip_address: From where.
-- column user_agent: The browser, as it named itself.
-- column account_id: The account whose log this is.
-- column mfa_used: false; empty where the record does not say.
-- column outcome: success.
-- column event_id: The event, to look it up.
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
ORDER BY event_time DESC, event_id, actor, user_agent, source_ip_address
