-- title: CloudWatch: alarms, rules, logs and canaries
-- question: Who changed which CloudWatch alarm, dashboard, event rule or log group, and who changed or read which Internet Monitor or Synthetics canary?
-- note: Metrics and log lines that are written are in CloudTrail only where data events are. CloudWatch, Events and Logs are three services: monitoring, events, logs. Reading calls of these three, and the log streams that every program makes, are left out; actions_by_region counts them.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column kind: alarm, dashboard, rule, log, monitor, canary or metric.
-- column target: The alarm, rule, log group, monitor or canary.
-- column details: The schedule or pattern of a rule or canary, the metric and threshold of an alarm, the destination of logs.
-- column is_read: Whether the call only read.
-- column via_service: Whether an AWS service made the call on the caller's behalf.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message.
-- column event_id: The event, to look it up.
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
        target_of(resources, request_parameters)) AS target,
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
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
