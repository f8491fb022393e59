-- Made from sql/reports/access_denied.sql by lake/dialects/generate.py; do not edit.
-- inputs: a3f1647092c9f5d040ed5b6a4b6e8832af6fafd5afa8dd9ab3f026677e7acb6c
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
  count(*) AS denied,
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
            CAST(array_join(slice(them__0, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__0) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__0) - 10
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
  ) AS actions,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(target)),
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
          them__1 -> concat(
            CAST(array_join(slice(them__1, 1, 5), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__1) > 5
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__1) - 5
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
  ) AS targets,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(error_code)),
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
          them__2 -> concat(
            CAST(array_join(slice(them__2, 1, 5), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__2) > 5
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__2) - 5
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
  ) AS error_codes,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(region)),
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
          them__3 -> concat(
            CAST(array_join(slice(them__3, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__3) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__3) - 10
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
  ) AS regions,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(recipient_account_id)),
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
          them__4 -> concat(
            CAST(array_join(slice(them__4, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__4) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__4) - 10
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
  ) AS account_ids,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(source_ip_address)),
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
          them__5 -> concat(
            CAST(array_join(slice(them__5, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__5) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__5) - 10
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
  ) AS source_ip_addresses,
  min(event_time) AS first_at,
  min(error_message) AS example_message,
  min(event_id) AS example_event_id
FROM in_scope AS activity
WHERE
  outcome = 'denied' AND event_category IS DISTINCT FROM 'NetworkActivity'
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
  CASE
    WHEN {{coalesce(getvariable('per'), 'caller') = 'action'}}
    THEN concat_ws(
      chr(  10),
      CAST(service AS VARCHAR),
      CAST(action AS VARCHAR),
      CAST(region AS VARCHAR),
      CAST(recipient_account_id AS VARCHAR),
      CAST(error_code AS VARCHAR)
    )
  END
ORDER BY
  denied DESC,
  last_at DESC,
  caller,
  actor_class,
  actions,
  regions,
  account_ids,
  error_codes,
  example_event_id
