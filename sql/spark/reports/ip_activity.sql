-- Made from sql/reports/ip_activity.sql by lake/dialects/generate.py; do not edit.
-- inputs: d8197dfe1ad407dc33d95bfeafa7330b1a950e9550156bbca528267625b127d1
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
  source_ip_address,
  coalesce(
    regexp_like(
      source_ip_address,
      '^([0-9]{1,3}[.]){3}[0-9]{1,3}\\z|^[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\\z'
    ),
    FALSE
  ) AS is_address,
  count(*) AS calls,
  count(*) FILTER(WHERE
    NOT is_read) AS writes,
  count(*) FILTER(WHERE
    outcome = 'denied') AS denied,
  count(*) FILTER(WHERE
    outcome = 'failed') AS failed,
  count(DISTINCT actor) AS actors,
  min(actor) AS example_actor,
  count(DISTINCT recipient_account_id) AS accounts,
  count(DISTINCT region) AS regions,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(service) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(service))),
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
          them__0 -> array_join(slice(them__0, 1, 15), ', ') || CASE
            WHEN size(them__0) > 15
            THEN ', … and ' || CAST((
              size(them__0) - 15
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS services,
  min(event_time) AS first_at,
  min(event_id) AS example_event_id
FROM in_scope AS activity
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY
  source_ip_address
ORDER BY
  calls DESC,
  source_ip_address NULLS LAST
