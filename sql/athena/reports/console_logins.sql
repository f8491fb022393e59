-- Made from sql/reports/console_logins.sql by lake/dialects/generate.py; do not edit.
-- inputs: 54d8a5095d5e79f725c2503e53ea01d4d8709526d5a9b635f981149f37dc6fb0
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
  action,
  coalesce(
    json_extract_scalar(additional_event_data, '$.SwitchTo'),
    nullif(json_format(json_extract(additional_event_data, '$.SwitchTo')), 'null')
  ) AS switched_to,
  region,
  source_ip_address,
  user_agent,
  recipient_account_id AS account_id,
  lower(
    coalesce(
      json_extract_scalar(additional_event_data, '$.MFAUsed'),
      nullif(json_format(json_extract(additional_event_data, '$.MFAUsed')), 'null')
    )
  ) = 'yes' AS mfa_used,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  service = 'signin'
  AND (
    event_type IS NOT DISTINCT FROM 'AwsConsoleSignIn'
    OR action IN (
      'ConsoleLogin',
      'SwitchRole',
      'ExitRole',
      'RenewRole',
      'CheckMfa',
      'GetSigninToken',
      'PasswordUpdated',
      'PasswordRecoveryRequested',
      'PasswordRecoveryCompleted',
      'AuthorizeOAuth2Access',
      'CreateOAuth2Token'
    )
  )
  AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY
  event_time DESC,
  event_id,
  action,
  actor,
  source_ip_address,
  actor_class,
  switched_to,
  region,
  user_agent,
  account_id,
  mfa_used,
  outcome,
  error
