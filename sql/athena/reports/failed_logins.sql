-- Made from sql/reports/failed_logins.sql by lake/dialects/generate.py; do not edit.
-- inputs: 46a86d665bae7babd10404fc4f21454fe6a6be165351346653b8d9fbbe84d78e
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
  date_add(
    'MINUTE',
    CAST(floor(
      date_diff('SECOND', CAST('2000-01-03 00:00:00' AS TIMESTAMP(0)), event_time) / (
        60.0 * {{coalesce(getvariable('minutes'), 5)}}
      )
    ) * {{coalesce(getvariable('minutes'), 5)}} AS BIGINT),
    CAST('2000-01-03 00:00:00' AS TIMESTAMP(0))
  ) AS window_start,
  nullif(
    array_join(
      array_sort(array_agg(DISTINCT user_label) FILTER(WHERE
        NOT user_label IS NULL)),
      ', '
    ),
    ''
  ) AS users,
  action,
  recipient_account_id AS account_id,
  source_ip_address,
  count(*) AS attempts,
  count(*) FILTER(WHERE
    actor_class = 'root') AS root_attempts,
  nullif(
    array_join(array_sort(array_agg(DISTINCT reason) FILTER(WHERE
      NOT reason IS NULL)), ', '),
    ''
  ) AS reasons,
  min(event_time) AS first_at,
  max(event_time) AS last_at,
  min(event_id) AS example_event_id
FROM (
  SELECT
    *,
    coalesce(
      nullif(identity_user_name, 'HIDDEN_DUE_TO_SECURITY_REASONS'),
      coalesce(
        json_extract_scalar(additional_event_data, '$.UserName'),
        nullif(json_format(json_extract(additional_event_data, '$.UserName')), 'null')
      ),
      CASE WHEN identity_user_name = 'HIDDEN_DUE_TO_SECURITY_REASONS' THEN '(hidden)' END,
      actor
    ) AS user_label,
    coalesce(error_message, error_code) AS reason
  FROM in_scope AS activity
  WHERE
    service = 'signin'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
    AND (
      event_type IS NOT DISTINCT FROM 'AwsConsoleSignIn'
      OR action IN (
        'ConsoleLogin',
        'CheckMfa',
        'SwitchRole',
        'CredentialVerification',
        'UserAuthentication'
      )
    )
    AND outcome <> 'success'
) AS failures
GROUP BY
  (
    date_add(
      'MINUTE',
      CAST(floor(
        date_diff('SECOND', CAST('2000-01-03 00:00:00' AS TIMESTAMP(0)), event_time) / (
          60.0 * {{coalesce(getvariable('minutes'), 5)}}
        )
      ) * {{coalesce(getvariable('minutes'), 5)}} AS BIGINT),
      CAST('2000-01-03 00:00:00' AS TIMESTAMP(0))
    )
  ),
  action,
  recipient_account_id,
  source_ip_address
ORDER BY
  window_start DESC,
  attempts DESC,
  source_ip_address,
  account_id,
  action
