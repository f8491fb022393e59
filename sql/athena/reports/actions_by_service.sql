-- Made from sql/reports/actions_by_service.sql by lake/dialects/generate.py; do not edit.
-- inputs: 29fc6594d7d21041a0804f5b6d78f21eee966aab9ae98909c53be274ea24520c
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
  service,
  count(*) AS calls,
  count(*) FILTER(WHERE
    NOT is_read) AS writes,
  count(*) FILTER(WHERE
    is_delete) AS deletes,
  count(*) FILTER(WHERE
    outcome = 'denied') AS denied,
  count(*) FILTER(WHERE
    outcome = 'failed') AS failed,
  count(DISTINCT action) AS actions,
  count(DISTINCT region) AS regions,
  count(DISTINCT recipient_account_id) AS accounts,
  count(DISTINCT actor) AS actors,
  min(event_time) AS first_at,
  max(event_time) AS last_at
FROM in_scope AS activity
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY
  service
ORDER BY
  calls DESC,
  service
