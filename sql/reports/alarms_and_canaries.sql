-- title: CloudWatch: alarms, rules, logs and canaries
-- theme: services
-- core: event_time, actor, action, target, outcome
-- not shown: metrics and log lines that no data event records; log streams; read-only calls of CloudWatch, Events and Logs
-- question: Who changed CloudWatch alarms, dashboards, event rules or log groups, and who changed or read Internet Monitor monitors or Synthetics canaries?
-- note: Metrics and log lines are written by data events, which only some trails log. CloudWatch, Events and Logs are three services: monitoring, events and logs. Their read-only calls, and the log streams that every application creates, are left out; actions_by_region counts them.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column kind: alarm, dashboard, rule, log, monitor, canary or metric.
-- column target: Alarm, rule, log group, monitor or canary.
-- column details: Schedule or pattern of a rule or canary, metric and threshold of an alarm, or destination of logs.
-- column is_read: True if the call only read.
-- column via_service: True if an AWS service made the call on the caller's behalf.
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
    CASE
        WHEN service = 'synthetics' THEN 'canary'
        WHEN service = 'internetmonitor' THEN 'monitor'
        WHEN service IN ('events', 'scheduler', 'pipes') THEN 'rule'
        WHEN service = 'logs' THEN 'log'
        WHEN contains(action, 'Alarm') THEN 'alarm'
        WHEN contains(action, 'Dashboard') THEN 'dashboard'
        ELSE 'metric'
    END AS kind,
    coalesce(
        json_text(request_parameters, '$.alarmName'),
        nullif(array_to_string(json_text(request_parameters, '$.alarmNames[*]'), ', '), ''),
        json_text(request_parameters, '$.dashboardName'),
        json_text(request_parameters, '$.rule'),
        json_text(request_parameters, '$.logGroupName'),
        json_text(request_parameters, '$.MonitorName'),
        json_text(request_parameters, '$.name'),
        json_text(request_parameters, '$.Name'),
        target) AS target,
    coalesce(
        nullif(json_text(request_parameters, '$.scheduleExpression'), ''),
        json_text(request_parameters, '$.eventPattern'),
        json_text(request_parameters, '$.Schedule.Expression'),
        json_text(request_parameters, '$.namespace') || ' ' || json_text(request_parameters, '$.metricName') || coalesce(' ' || json_text(request_parameters, '$.comparisonOperator') || ' ' || json_text(request_parameters, '$.threshold'), ''),
        json_text(request_parameters, '$.destination'),
        json_text(request_parameters, '$.destinationArn'),
        json_text(request_parameters, '$.retentionInDays') || ' days',
        json_text(request_parameters, '$.state'),
        json_text(request_parameters, '$.Resources')) AS details,
    is_read,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND service IN ('monitoring', 'events', 'logs', 'internetmonitor', 'synthetics', 'scheduler', 'pipes')
    AND (service IN ('internetmonitor', 'synthetics') OR action NOT LIKE 'Describe%' AND action NOT LIKE 'Get%' AND action NOT LIKE 'List%' AND action NOT LIKE 'Filter%' AND action NOT LIKE 'Test%' AND action NOT IN ('StartQuery', 'StopQuery', 'StartLiveTail'))
    AND action NOT IN ('CreateLogStream', 'PutLogEvents', 'PutMetricData', 'PutEvents')
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, kind, details, is_read, via_service, region, account_id, outcome, error
