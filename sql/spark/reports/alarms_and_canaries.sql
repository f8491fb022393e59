-- Made from sql/reports/alarms_and_canaries.sql by lake/dialects/generate.py; do not edit.
-- inputs: 174dd2c3031bc7aec9258e9753134ca528e1e42af1f5881ee2712143d29b310f
WITH in_scope AS (
  SELECT *
  FROM activity
  WHERE true
    AND event_time >= {{getvariable('since')}} -- if since
    AND day >= {{CAST(getvariable('since') AS DATE)}} -- if since
    AND event_time < {{getvariable('until')}} -- if until
    AND day <= {{CAST(getvariable('until') AS DATE)}} -- if until
    AND regexp_like(account, {{whole: getvariable('accounts_pattern')}}) -- if accounts_pattern
    AND regexp_like(region, {{whole: getvariable('regions_pattern')}}) -- if regions_pattern
    AND regexp_like(service, {{whole: getvariable('services_pattern')}}) -- if services_pattern
    AND regexp_like(source_ip_address, {{whole: getvariable('ips_pattern')}}) -- if ips_pattern
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  event_time,
  actor,
  actor_class,
  service,
  action,
  CASE
    WHEN service = 'synthetics'
    THEN 'canary'
    WHEN service = 'internetmonitor'
    THEN 'monitor'
    WHEN service IN ('events', 'scheduler', 'pipes')
    THEN 'rule'
    WHEN service = 'logs'
    THEN 'log'
    WHEN contains(action, 'Alarm')
    THEN 'alarm'
    WHEN contains(action, 'Dashboard')
    THEN 'dashboard'
    ELSE 'metric'
  END AS kind,
  coalesce(
    get_json_object(request_parameters, '$.alarmName'),
    nullif(
      array_join(
        coalesce(
          from_json(
            get_json_object(concat('[', request_parameters, ']'), '$[*].alarmNames'),
            'array<string>'
          ),
          array()
        ),
        ', '
      ),
      ''
    ),
    get_json_object(request_parameters, '$.dashboardName'),
    get_json_object(request_parameters, '$.rule'),
    get_json_object(request_parameters, '$.logGroupName'),
    get_json_object(request_parameters, '$.MonitorName'),
    get_json_object(request_parameters, '$.name'),
    get_json_object(request_parameters, '$.Name'),
    target
  ) AS target,
  coalesce(
    nullif(get_json_object(request_parameters, '$.scheduleExpression'), ''),
    get_json_object(request_parameters, '$.eventPattern'),
    get_json_object(request_parameters, '$.Schedule.Expression'),
    get_json_object(request_parameters, '$.namespace') || ' ' || get_json_object(request_parameters, '$.metricName') || coalesce(
      ' ' || get_json_object(request_parameters, '$.comparisonOperator') || ' ' || get_json_object(request_parameters, '$.threshold'),
      ''
    ),
    get_json_object(request_parameters, '$.destination'),
    get_json_object(request_parameters, '$.destinationArn'),
    get_json_object(request_parameters, '$.retentionInDays') || ' days',
    get_json_object(request_parameters, '$.state'),
    get_json_object(request_parameters, '$.Resources')
  ) AS details,
  is_read,
  via_service,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
  AND service IN (
    'monitoring',
    'events',
    'logs',
    'internetmonitor',
    'synthetics',
    'scheduler',
    'pipes'
  )
  AND (
    service IN ('internetmonitor', 'synthetics')
    OR action NOT LIKE 'Describe%'
    AND action NOT LIKE 'Get%'
    AND action NOT LIKE 'List%'
    AND action NOT LIKE 'Filter%'
    AND action NOT LIKE 'Test%'
    AND NOT action IN ('StartQuery', 'StopQuery', 'StartLiveTail')
  )
  AND NOT action IN ('CreateLogStream', 'PutLogEvents', 'PutMetricData', 'PutEvents')
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  kind NULLS LAST,
  details NULLS LAST,
  is_read NULLS LAST,
  via_service NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
