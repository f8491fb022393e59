-- Made from sql/reports/top_errors.sql by lake/dialects/generate.py; do not edit.
-- inputs: c19b16103d2532148a85959a4a5ba038eaa57275ca53f60a57cfb63127c184e8
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
  count(DISTINCT actor) AS actors,
  service,
  action,
  outcome,
  coalesce(error_code, error_message, '(not told)') AS error,
  count(*) AS calls,
  min(error_message) AS example_message,
  min(event_time) AS first_at,
  min(event_id) AS example_event_id
FROM in_scope AS activity
WHERE
  outcome <> 'success' AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY
  service,
  action,
  outcome,
  (
    coalesce(error_code, error_message, '(not told)')
  )
ORDER BY
  calls DESC,
  last_at DESC,
  service,
  action,
  outcome,
  error
