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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  max(event_time) AS last_at,
  identity_account_id AS caller_account_id,
  (
    coalesce(
      actor_arn,
      CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
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
  caller,
  actor_class,
  service,
  action,
  vpc_endpoint_id,
  vpc_endpoint_account_id,
  region,
  recipient_account_id,
  outcome,
  error
ORDER BY
  calls DESC,
  last_at DESC,
  caller_account_id NULLS LAST,
  caller NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  action NULLS LAST,
  vpc_endpoint_id NULLS LAST,
  vpc_endpoint_account_id NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
