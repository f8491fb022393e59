-- title: AWS Support and Trusted Advisor
-- theme: services
-- core: event_time, actor, action, about, outcome
-- not shown: the text of a case
-- question: Who opened, answered, read or resolved support cases, and who ran or read Trusted Advisor checks, in the console or by API?
-- note: The text of a case is not in the log. Trusted Advisor logs API calls under support and trustedadvisor, and console actions under trustedadvisor.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column kind: case or check.
-- column origin: console or API.
-- column target: Case or check.
-- column severity: Severity of the case.
-- column about: Service and category of the case.
-- column is_read: True if the call only read.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    CASE WHEN service = 'trustedadvisor' OR contains(action, 'TrustedAdvisor') THEN 'check' ELSE 'case' END AS kind,
    CASE
        WHEN event_type = 'AwsConsoleAction' OR identity_invoked_by = 'signin.amazonaws.com' OR user_agent = 'signin.amazonaws.com' OR starts_with(user_agent, 'console.') OR coalesce(session_credential_from_console, false) THEN 'console'
        ELSE 'API'
    END AS origin,
    coalesce(json_text(request_parameters, '$.caseId'), json_text(response_elements, '$.caseId'), json_text(request_parameters, '$.checkId'), nullif(array_to_string(json_text(request_parameters, '$.checkIds[*]'), ', '), ''), nullif(array_to_string(json_text(request_parameters, '$.caseIdList[*]'), ', '), ''), target) AS target,
    json_text(request_parameters, '$.severityCode') AS severity,
    json_text(request_parameters, '$.serviceCode') || coalesce(' ' || json_text(request_parameters, '$.categoryCode'), '') AS about,
    is_read,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND service IN ('support', 'trustedadvisor', 'supportapp', 'support-console')
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, kind, origin, severity, about, is_read, region, account_id, outcome, error
