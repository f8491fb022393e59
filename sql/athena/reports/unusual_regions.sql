-- Made from sql/reports/unusual_regions.sql by lake/dialects/generate.py; do not edit.
-- inputs: 19ab6107dd6d1f64ca76bf176aeb1761ca177fcba75b7eed70f025135c0af312
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
  last_at,
  caller,
  actor_class,
  service,
  action,
  region,
  CAST(round(CAST(100.0 * region_calls AS DOUBLE) / all_calls, 3) AS DOUBLE) AS region_percent,
  account_id,
  source_ip_addresses,
  calls,
  denied,
  failed,
  first_at,
  example_event_id
FROM (
  SELECT
    *,
    sum(calls) OVER (PARTITION BY region) AS region_calls,
    sum(calls) OVER () AS all_calls
  FROM (
    SELECT
      max(event_time) AS last_at,
      (
        coalesce(
          actor_arn,
          CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
        )
      ) AS caller,
      actor_class,
      activity.service AS service,
      action,
      activity.region AS region,
      recipient_account_id AS account_id,
      count(DISTINCT source_ip_address) AS source_ip_addresses,
      count(*) AS calls,
      count(*) FILTER(WHERE
        outcome = 'denied') AS denied,
      count(*) FILTER(WHERE
        outcome = 'failed') AS failed,
      min(event_time) AS first_at,
      min(event_id) AS example_event_id
    FROM in_scope AS activity
    LEFT JOIN global_service_regions
      ON global_service_regions.aws_partition = activity.aws_partition
      AND global_service_regions.service = activity.service
    WHERE
      NOT is_read
      AND read_only IS DISTINCT FROM TRUE
      AND NOT activity.region IS NULL
      AND global_service_regions.service IS NULL
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
      activity.service,
      action,
      activity.region,
      recipient_account_id
  ) AS changes
) AS shares
WHERE
  CASE
    WHEN {{getvariable('allowed') IS NULL}}
    THEN 100.0 * region_calls < all_calls * {{coalesce(getvariable('percent'), 1)}}
    ELSE NOT contains({{str_split(replace(getvariable('allowed'), ' ', ''), ',')}}, region)
  END
ORDER BY
  last_at DESC,
  region,
  caller,
  actor_class,
  service,
  action,
  account_id
