-- Made from sql/reports/console_login_no_mfa.sql by lake/dialects/generate.py; do not edit.
-- inputs: eb88558527a3a05f42e35061832e1702f206bb5cea70ecd1dc5668b8f721ad65
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
  region,
  source_ip_address,
  user_agent,
  recipient_account_id AS account_id,
  lower(get_json_object(additional_event_data, '$.MFAUsed')) = 'yes' AS mfa_used,
  outcome,
  event_id
FROM in_scope AS activity
WHERE
  service = 'signin'
  AND action = 'ConsoleLogin'
  AND outcome = 'success'
  AND identity_type IN ('IAMUser', 'Root')
  AND lower(get_json_object(additional_event_data, '$.MFAUsed')) IS DISTINCT FROM 'yes'
  AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  actor NULLS LAST,
  user_agent NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  action NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  mfa_used NULLS LAST,
  outcome NULLS LAST
