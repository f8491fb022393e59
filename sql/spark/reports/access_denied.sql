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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  max(event_time) AS last_at,
  (
    coalesce(
      actor_arn,
      CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
    )
  ) AS caller,
  actor_class,
  count(*) AS denied,
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
          them__0 -> array_join(slice(them__0, 1, 10), ', ') || CASE
            WHEN size(them__0) > 10
            THEN ', … and ' || CAST((
              size(them__0) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS actions,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(target) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(target))),
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
          them__1 -> array_join(slice(them__1, 1, 5), ', ') || CASE
            WHEN size(them__1) > 5
            THEN ', … and ' || CAST((
              size(them__1) - 5
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS targets,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(error_code) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(error_code))),
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
          them__2 -> array_join(slice(them__2, 1, 5), ', ') || CASE
            WHEN size(them__2) > 5
            THEN ', … and ' || CAST((
              size(them__2) - 5
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS error_codes,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(region) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(region))),
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
          them__3 -> array_join(slice(them__3, 1, 10), ', ') || CASE
            WHEN size(them__3) > 10
            THEN ', … and ' || CAST((
              size(them__3) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS regions,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(recipient_account_id) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(recipient_account_id))),
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
          them__4 -> array_join(slice(them__4, 1, 10), ', ') || CASE
            WHEN size(them__4) > 10
            THEN ', … and ' || CAST((
              size(them__4) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS account_ids,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(source_ip_address) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(source_ip_address))),
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
          them__5 -> array_join(slice(them__5, 1, 10), ', ') || CASE
            WHEN size(them__5) > 10
            THEN ', … and ' || CAST((
              size(them__5) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
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
  caller,
  actor_class,
  CASE
    WHEN {{coalesce(getvariable('per'), 'caller') = 'action'}}
    THEN concat_ws(chr(  10), service, action, region, recipient_account_id, error_code)
  END
ORDER BY
  denied DESC,
  last_at DESC,
  caller NULLS LAST,
  actor_class NULLS LAST,
  actions NULLS LAST,
  regions NULLS LAST,
  account_ids NULLS LAST,
  error_codes NULLS LAST,
  example_event_id NULLS LAST
