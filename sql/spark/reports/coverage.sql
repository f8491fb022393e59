-- Made from sql/reports/coverage.sql by lake/dialects/generate.py; do not edit.
-- inputs: a94b488fdc129f0e624aa17c3619cb2bb682d5e5972e172a9fcc2438af28fc47
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
), active_hours AS (
  SELECT DISTINCT
    recipient_account_id AS account_id,
    (
      coalesce(aws_region, CASE WHEN service = 'cloudfront' THEN 'us-east-1' END)
    ) AS region,
    CAST(date_trunc('hour', event_time) AS TIMESTAMP_NTZ) AS event_hour
  FROM activity
  WHERE
    NOT event_time IS NULL
    AND event_category IS DISTINCT FROM 'NetworkActivity'
    AND (
      (
        {{getvariable('accounts_pattern') IS NULL}}
        OR regexp_like(
          coalesce(recipient_account_id, identity_account_id),
          {{whole: getvariable('accounts_pattern')}}
        )
      )
    )
    AND (
      (
        {{getvariable('regions_pattern') IS NULL}}
        OR regexp_like(
          (
            coalesce(aws_region, CASE WHEN service = 'cloudfront' THEN 'us-east-1' END)
          ),
          {{whole: getvariable('regions_pattern')}}
        )
      )
    )
), logs AS (
  SELECT
    CAST(date_trunc('hour', max(event_time)) AS TIMESTAMP_NTZ) AS end_hour
  FROM activity
  WHERE
    event_category IS DISTINCT FROM 'NetworkActivity'
), silences AS (
  SELECT
    account_id,
    region,
    next_hour,
    event_hour + INTERVAL '1' HOUR AS from_time,
    coalesce(next_hour, end_hour) AS to_time,
    timestampdiff(HOUR, from_time, to_time) AS hours
  FROM (
    SELECT
      *,
      lead(event_hour) OVER (PARTITION BY account_id, region ORDER BY event_hour NULLS LAST) AS next_hour
    FROM active_hours
  ) AS with_next
  CROSS JOIN logs
), regions AS (
  SELECT
    account_id,
    region,
    transform(
      sequence(0, 335),
      nth -> least(
        1,
        (
          coalesce(
            try_element_at(active, (
              nth % 24 + CASE WHEN nth % 168 < 120 THEN 0 ELSE 24 END
            )),
            0
          ) + 2 * active_hours / hours
        ) / (
          greatest(
            coalesce(
              try_element_at(active, (
                nth % 24 + CASE WHEN nth % 168 < 120 THEN 0 ELSE 24 END
              )),
              0
            ),
            hours / 24 * CASE
              WHEN (
                nth % 24 + CASE WHEN nth % 168 < 120 THEN 0 ELSE 24 END
              ) < 24
              THEN 5
              ELSE 2
            END / 7
          ) + 2
        )
      )
    ) AS week
  FROM (
    SELECT
      account_id,
      region,
      count(*) AS active_hours,
      timestampdiff(HOUR, min(event_hour), max(end_hour)) + 1 AS hours,
      map_from_entries(
        transform(
          CASE
            WHEN count(
              (
                (
                  (
                    weekday(event_hour) + 1 - 1
                  ) * 24 + hour(event_hour)
                ) % 24 + CASE
                  WHEN (
                    (
                      weekday(event_hour) + 1 - 1
                    ) * 24 + hour(event_hour)
                  ) % 168 < 120
                  THEN 0
                  ELSE 24
                END
              )
            ) > 0
            THEN get(
              transform(
                array(
                  array_sort(
                    collect_list(
                      (
                        (
                          (
                            weekday(event_hour) + 1 - 1
                          ) * 24 + hour(event_hour)
                        ) % 24 + CASE
                          WHEN (
                            (
                              weekday(event_hour) + 1 - 1
                            ) * 24 + hour(event_hour)
                          ) % 168 < 120
                          THEN 0
                          ELSE 24
                        END
                      )
                    )
                  )
                ),
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
          it -> struct(it.name AS name, -it.rank AS col2)
        )
      ) AS active
    FROM active_hours
    CROSS JOIN logs
    GROUP BY
      account_id,
      region
  ) AS counted
)
SELECT
  CASE WHEN next_hour IS NULL THEN 'silent since' ELSE 'gap' END AS kind,
  account_id,
  region,
  from_time,
  to_time,
  hours,
  CAST(round(busy_hours) AS BIGINT) AS number,
  busy_hours || ' of these hours usually have events' AS detail
FROM (
  SELECT
    silences.*,
    round(
      hours DIV 168 * aggregate(slice(week, 1, 168), CAST(0 AS DOUBLE), (total, it) -> total + it) + coalesce(
        aggregate(
          slice(
            week,
            (
              (
                weekday(from_time) + 1 - 1
              ) * 24 + hour(from_time)
            ) + 1,
            (
              (
                (
                  weekday(from_time) + 1 - 1
                ) * 24 + hour(from_time)
              ) + hours % 168
            ) - (
              (
                (
                  weekday(from_time) + 1 - 1
                ) * 24 + hour(from_time)
              )
            )
          ),
          CAST(0 AS DOUBLE),
          (total, it) -> total + it
        ),
        0
      ),
      1
    ) AS busy_hours
  FROM silences
  JOIN regions
    ON regions.account_id IS NOT DISTINCT FROM silences.account_id
    AND regions.region IS NOT DISTINCT FROM silences.region
  WHERE
    hours >= {{coalesce(getvariable('gap_hours'), 6)}}
    AND (
      (
        {{getvariable('since') IS NULL}} OR to_time > {{getvariable('since')}}
      )
      AND (
        {{getvariable('until') IS NULL}} OR from_time < {{getvariable('until')}}
      )
    )
) AS gaps
WHERE
  busy_hours >= least(5, 0.75 * hours) OR {{coalesce(getvariable('usual'), FALSE)}}
ORDER BY
  hours DESC,
  from_time NULLS LAST,
  account_id NULLS LAST,
  region NULLS LAST
