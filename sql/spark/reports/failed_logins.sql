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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  date_add(
    MINUTE,
    CAST(floor(
      timestampdiff(SECOND, CAST('2000-01-03 00:00:00' AS TIMESTAMP_NTZ), event_time) / (
        60 * {{coalesce(getvariable('minutes'), 5)}}
      )
    ) * {{coalesce(getvariable('minutes'), 5)}} AS INT),
    CAST('2000-01-03 00:00:00' AS TIMESTAMP_NTZ)
  ) AS window_start,
  nullif(array_join(array_sort(collect_set(user_label)), ', '), '') AS users,
  action,
  recipient_account_id AS account_id,
  source_ip_address,
  count(*) AS attempts,
  count(*) FILTER(WHERE
    actor_class = 'root') AS root_attempts,
  nullif(array_join(array_sort(collect_set(reason)), ', '), '') AS reasons,
  min(event_time) AS first_at,
  max(event_time) AS last_at,
  min(event_id) AS example_event_id
FROM (
  SELECT
    *,
    coalesce(
      nullif(identity_user_name, 'HIDDEN_DUE_TO_SECURITY_REASONS'),
      get_json_object(additional_event_data, '$.UserName'),
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
  window_start,
  action,
  recipient_account_id,
  source_ip_address
ORDER BY
  window_start DESC,
  attempts DESC,
  source_ip_address NULLS LAST,
  account_id NULLS LAST,
  action NULLS LAST
