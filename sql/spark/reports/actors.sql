-- Made from sql/reports/actors.sql by lake/dialects/generate.py; do not edit.
-- inputs: 2b0e52cf8b65d41b769175bed3baedb8c0cc0c99062d44ce5b22bffeb6265209
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
  max(last_at) AS last_at,
  caller,
  actor_class,
  min(actor) AS example_actor,
  count(DISTINCT actor) AS sessions,
  CAST(sum(calls) AS BIGINT) AS calls,
  CAST(sum(writes) AS BIGINT) AS writes,
  CAST(sum(deletes) AS BIGINT) AS deletes,
  CAST(sum(denied) AS BIGINT) AS denied,
  CAST(sum(failed) AS BIGINT) AS failed,
  count(DISTINCT service) AS services,
  count(DISTINCT region) AS regions,
  count(DISTINCT recipient_account_id) AS accounts,
  count(DISTINCT source_ip_address) AS source_ip_addresses,
  min(first_at) AS first_at
FROM (
  SELECT
    (
      coalesce(
        actor_arn,
        CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
      )
    ) AS caller,
    actor_class,
    actor,
    service,
    region,
    recipient_account_id,
    source_ip_address,
    count(*) AS calls,
    count(*) FILTER(WHERE
      NOT is_read) AS writes,
    count(*) FILTER(WHERE
      is_delete) AS deletes,
    count(*) FILTER(WHERE
      outcome = 'denied') AS denied,
    count(*) FILTER(WHERE
      outcome = 'failed') AS failed,
    min(event_time) AS first_at,
    max(event_time) AS last_at
  FROM in_scope AS activity
  WHERE
    event_category IS DISTINCT FROM 'NetworkActivity'
  GROUP BY
    caller,
    actor_class,
    actor,
    service,
    region,
    recipient_account_id,
    source_ip_address
) AS together
GROUP BY
  caller,
  actor_class
ORDER BY
  calls DESC,
  caller NULLS LAST,
  actor_class NULLS LAST
