-- Made from sql/reports/global_services.sql by lake/dialects/generate.py; do not edit.
-- inputs: 562f1f6b6af822cd86b2de6ac7dc6508f6cc1b4bb41802339e8f571d55ce60f6
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
  activity.aws_partition,
  activity.service,
  global_service_regions.region AS expected_region,
  activity.region,
  CASE
    WHEN activity.region IS NOT DISTINCT FROM global_service_regions.region
    THEN 'as expected'
    WHEN global_service_regions.is_also_regional
    THEN 'regional endpoint'
    ELSE 'elsewhere'
  END AS placement,
  action,
  count(*) AS calls,
  count(*) FILTER(WHERE
    NOT is_read) AS writes,
  count(*) FILTER(WHERE
    outcome = 'denied') AS denied,
  count(*) FILTER(WHERE
    outcome = 'failed') AS failed,
  count(DISTINCT actor) AS actors,
  max(event_time) AS last_at
FROM in_scope AS activity
JOIN global_service_regions
  ON global_service_regions.aws_partition = activity.aws_partition
  AND global_service_regions.service = activity.service
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
  AND (
    {{NOT coalesce(getvariable('elsewhere'), FALSE)}}
    OR activity.region IS DISTINCT FROM global_service_regions.region
    AND NOT global_service_regions.is_also_regional
  )
GROUP BY
  activity.aws_partition,
  activity.service,
  global_service_regions.region,
  global_service_regions.is_also_regional,
  activity.region,
  action
ORDER BY
  activity.aws_partition NULLS LAST,
  activity.service NULLS LAST,
  activity.region NULLS LAST,
  calls DESC,
  action NULLS LAST
