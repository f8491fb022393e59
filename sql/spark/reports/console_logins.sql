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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  event_time,
  actor,
  actor_class,
  action,
  get_json_object(additional_event_data, '$.SwitchTo') AS switched_to,
  region,
  source_ip_address,
  user_agent,
  recipient_account_id AS account_id,
  lower(get_json_object(additional_event_data, '$.MFAUsed')) = 'yes' AS mfa_used,
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
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  switched_to NULLS LAST,
  region NULLS LAST,
  user_agent NULLS LAST,
  account_id NULLS LAST,
  mfa_used NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
