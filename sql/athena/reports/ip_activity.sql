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
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  max(event_time) AS last_at,
  source_ip_address,
  coalesce(
    regexp_like(
      source_ip_address,
      '^([0-9]{1,3}[.]){3}[0-9]{1,3}\z|^[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\z'
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
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(service)),
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
            CAST(array_join(slice(them__0, 1, 15), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__0) > 15
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__0) - 15
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
  source_ip_address
