-- Made from sql/reports/network_activity.sql by lake/dialects/generate.py; do not edit.
-- inputs: e11b303e48ef51101b4e0545e4e2347b17b2a62d155263376c87673a1119d02f
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
  max(event_time) AS last_at,
  identity_account_id AS caller_account_id,
  (
    coalesce(
      actor_arn,
      CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
    )
  ) AS caller,
  actor_class,
  service,
  action,
  vpc_endpoint_id,
  vpc_endpoint_account_id,
  region,
  recipient_account_id AS account_id,
  count(DISTINCT source_ip_address) AS source_ip_addresses,
  outcome,
  coalesce(error_code, error_message) AS error,
  count(*) AS calls,
  min(event_time) AS first_at,
  min(event_id) AS example_event_id
FROM in_scope AS activity
WHERE
  event_category = 'NetworkActivity'
  OR event_type IN ('AwsVpceEvent', 'AwsVpceEvents')
  OR error_code = 'VpceAccessDenied'
GROUP BY
  identity_account_id,
  (
    (
      coalesce(
        actor_arn,
        CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
      )
    )
  ),
  actor_class,
  service,
  action,
  vpc_endpoint_id,
  vpc_endpoint_account_id,
  region,
  recipient_account_id,
  outcome,
  (
    coalesce(error_code, error_message)
  )
ORDER BY
  calls DESC,
  last_at DESC,
  caller_account_id,
  caller,
  actor_class,
  service,
  action,
  vpc_endpoint_id,
  vpc_endpoint_account_id,
  region,
  account_id,
  outcome,
  error
