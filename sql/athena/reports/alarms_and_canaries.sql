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
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
    WHEN strpos(action, 'Alarm') > 0
    THEN 'alarm'
    WHEN strpos(action, 'Dashboard') > 0
    THEN 'dashboard'
    ELSE 'metric'
  END AS kind,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.alarmName'),
      nullif(json_format(json_extract(request_parameters, '$.alarmName')), 'null')
    ),
    nullif(
      array_join(
        coalesce(
          transform(
            CAST(try(
              CAST(json_parse(json_format(json_extract(request_parameters, '$.alarmNames'))) AS ARRAY(JSON))
            ) AS ARRAY(JSON)),
            it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
          ),
          CAST(ARRAY[] AS ARRAY(VARCHAR))
        ),
        ', '
      ),
      ''
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.dashboardName'),
      nullif(json_format(json_extract(request_parameters, '$.dashboardName')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.rule'),
      nullif(json_format(json_extract(request_parameters, '$.rule')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.logGroupName'),
      nullif(json_format(json_extract(request_parameters, '$.logGroupName')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.MonitorName'),
      nullif(json_format(json_extract(request_parameters, '$.MonitorName')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.name'),
      nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.Name'),
      nullif(json_format(json_extract(request_parameters, '$.Name')), 'null')
    ),
    target
  ) AS target,
  coalesce(
    nullif(
      coalesce(
        json_extract_scalar(request_parameters, '$.scheduleExpression'),
        nullif(json_format(json_extract(request_parameters, '$.scheduleExpression')), 'null')
      ),
      ''
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.eventPattern'),
      nullif(json_format(json_extract(request_parameters, '$.eventPattern')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.Schedule.Expression'),
      nullif(json_format(json_extract(request_parameters, '$.Schedule.Expression')), 'null')
    ),
    concat(
      CAST(coalesce(
        json_extract_scalar(request_parameters, '$.namespace'),
        nullif(json_format(json_extract(request_parameters, '$.namespace')), 'null')
      ) AS VARCHAR),
      CAST(' ' AS VARCHAR),
      CAST(coalesce(
        json_extract_scalar(request_parameters, '$.metricName'),
        nullif(json_format(json_extract(request_parameters, '$.metricName')), 'null')
      ) AS VARCHAR),
      CAST(coalesce(
        concat(
          CAST(' ' AS VARCHAR),
          CAST(coalesce(
            json_extract_scalar(request_parameters, '$.comparisonOperator'),
            nullif(json_format(json_extract(request_parameters, '$.comparisonOperator')), 'null')
          ) AS VARCHAR),
          CAST(' ' AS VARCHAR),
          CAST(coalesce(
            json_extract_scalar(request_parameters, '$.threshold'),
            nullif(json_format(json_extract(request_parameters, '$.threshold')), 'null')
          ) AS VARCHAR)
        ),
        ''
      ) AS VARCHAR)
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.destination'),
      nullif(json_format(json_extract(request_parameters, '$.destination')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.destinationArn'),
      nullif(json_format(json_extract(request_parameters, '$.destinationArn')), 'null')
    ),
    concat(
      CAST(coalesce(
        json_extract_scalar(request_parameters, '$.retentionInDays'),
        nullif(json_format(json_extract(request_parameters, '$.retentionInDays')), 'null')
      ) AS VARCHAR),
      CAST(' days' AS VARCHAR)
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.state'),
      nullif(json_format(json_extract(request_parameters, '$.state')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.Resources'),
      nullif(json_format(json_extract(request_parameters, '$.Resources')), 'null')
    )
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
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  service,
  kind,
  details,
  is_read,
  via_service,
  region,
  account_id,
  outcome,
  error
