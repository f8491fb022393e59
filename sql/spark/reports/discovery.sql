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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
    CAST(date_trunc('hour', event_time) AS TIMESTAMP_NTZ) AS event_hour,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    actor_arn,
    actor_class,
    count(*) AS calls,
    count(DISTINCT service || ':' || action) AS different_actions,
    count(DISTINCT service) AS services,
    count(*) FILTER(WHERE
      outcome = 'denied') AS denied,
    count(*) FILTER(WHERE
      outcome = 'failed') AS failed,
    count(DISTINCT region) AS regions,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(service || ':' || action) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(service || ':' || action))),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__0 -> array_join(slice(them__0, 1, 30), ', ') || CASE
              WHEN size(them__0) > 30
              THEN ', … and ' || CAST((
                size(them__0) - 30
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
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
    CAST(date_trunc('hour', event_time) AS TIMESTAMP_NTZ),
    actor_arn,
    actor_class,
    source_ip_address,
    recipient_account_id
) AS hours
WHERE
  different_actions >= 12 AND services >= 3 OR denied >= 10
ORDER BY
  event_hour DESC,
  actor_arn NULLS LAST,
  actor_class NULLS LAST,
  source_ip_address NULLS LAST,
  account_id NULLS LAST
