-- Made from sql/reports/weak_tls.sql by lake/dialects/generate.py; do not edit.
-- inputs: 5f3a427c61d0d0b41481fc8b053f1f3040972c845910fadcb184c60050f99591
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
  (
    coalesce(
      actor_arn,
      CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
    )
  ) AS caller,
  actor_class,
  service,
  min(action) AS example_action,
  tls_version,
  tls_cipher_suite,
  user_agent,
  region,
  recipient_account_id AS account_id,
  min(source_ip_address) AS example_source_ip_address,
  count(DISTINCT source_ip_address) AS source_ip_addresses,
  count(*) AS calls,
  count(*) FILTER(WHERE
    outcome = 'denied') AS denied,
  count(*) FILTER(WHERE
    outcome = 'failed') AS failed,
  min(event_time) AS first_at,
  min(event_id) AS example_event_id
FROM in_scope AS activity
WHERE
  (
    tls_version IN ('TLSv1', 'TLSv1.0', 'TLSv1.1') OR starts_with(tls_version, 'SSL')
  )
  AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY
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
  tls_version,
  tls_cipher_suite,
  user_agent,
  region,
  recipient_account_id
ORDER BY
  calls DESC,
  last_at DESC,
  caller,
  actor_class,
  service,
  tls_version,
  tls_cipher_suite,
  user_agent,
  region,
  account_id
