-- Made from sql/reports/discovery.sql by lake/dialects/generate.py; do not edit.
-- inputs: e28fb2fc67a33820fd417fbd7692af45a45d9d67990cc053277a19a83d9561f3
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
  event_hour,
  first_at,
  last_at,
  actor_arn,
  actor_class,
  calls,
  different_actions,
  services,
  denied,
  failed,
  regions,
  asked,
  source_ip_address,
  user_agent,
  account_id AS account_id,
  event_id
FROM (
  SELECT
    date_trunc('hour', event_time) AS event_hour,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    actor_arn,
    actor_class,
    count(*) AS calls,
    count(
      DISTINCT concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR))
    ) AS different_actions,
    count(DISTINCT service) AS services,
    count(*) FILTER(WHERE
      outcome = 'denied') AS denied,
    count(*) FILTER(WHERE
      outcome = 'failed') AS failed,
    count(DISTINCT region) AS regions,
    (
      (
        element_at(
          transform(
            ARRAY[transform(
              array_sort(
                map_entries(
                  histogram(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)))
                ),
                (one, other) -> CASE
                  WHEN one[2] > other[2]
                  THEN -1
                  WHEN one[2] < other[2]
                  THEN 1
                  WHEN one[1] < other[1]
                  THEN -1
                  WHEN one[1] > other[1]
                  THEN 1
                  ELSE 0
                END
              ),
              it -> it[1]
            )],
            them__0 -> concat(
              CAST(array_join(slice(them__0, 1, 30), ', ') AS VARCHAR),
              CAST(CASE
                WHEN cardinality(them__0) > 30
                THEN concat(
                  CAST(', … and ' AS VARCHAR),
                  CAST((
                    cardinality(them__0) - 30
                  ) AS VARCHAR),
                  CAST(' more' AS VARCHAR)
                )
                ELSE ''
              END AS VARCHAR)
            )
          ),
          1
        )
      )
    ) AS asked,
    source_ip_address,
    min(user_agent) AS user_agent,
    recipient_account_id AS account_id,
    min(event_id) AS event_id
  FROM in_scope AS activity
  WHERE
    event_category IS DISTINCT FROM 'NetworkActivity'
    AND event_category IS DISTINCT FROM 'Data'
    AND is_read
    AND NOT via_service
    AND actor_class <> 'aws_service'
    AND NOT service IN ('kms', 'signin')
    AND action NOT LIKE 'AssumeRole%'
  GROUP BY
    date_trunc('hour', event_time),
    actor_arn,
    actor_class,
    source_ip_address,
    recipient_account_id
) AS hours
WHERE
  different_actions >= 12 AND services >= 3 OR denied >= 10
ORDER BY
  event_hour DESC,
  actor_arn,
  actor_class,
  source_ip_address,
  account_id
