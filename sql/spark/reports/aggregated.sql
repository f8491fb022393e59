-- Made from sql/reports/aggregated.sql by lake/dialects/generate.py; do not edit.
-- inputs: 06431e2d42cdf1cedcb67193bd76a04ae318fb028264f646dd4392580e6be8df
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
  CAST(sum(events) AS BIGINT) AS events,
  service,
  counted,
  name,
  within,
  count(DISTINCT window_start) AS windows,
  min(window_start) AS first_at,
  max(window_end) AS last_at,
  CAST(max(events) AS BIGINT) AS largest_window,
  account_id,
  region,
  min(event_id) AS example_event_id
FROM (
  SELECT
    window_start,
    window_end,
    event_id,
    account_id,
    region,
    service,
    get_json_object(dimension, '$.dimension') AS counted,
    unnested_statistic AS statistic,
    within,
    TRY_CAST(get_json_object(statistic, '$.value') AS DOUBLE) AS events,
    get_json_object(statistic, '$.name') AS name
  FROM (
    SELECT
      *,
      explode(
        coalesce(
          from_json(get_json_object(concat('[', dimension, ']'), '$[*].statistics'), 'array<string>'),
          array()
        )
      ) AS unnested_statistic
    FROM (
      SELECT
        window_start,
        window_end,
        event_id,
        account_id,
        aws_region AS region,
        split_part(event_source, '.', 1) AS service,
        get_json_object(concat('[', record, ']'), '$[*].summary.primaryDimension') AS dimension,
        NULL AS within
      FROM aggregated_events
      UNION ALL
      SELECT
        window_start,
        window_end,
        event_id,
        account_id,
        aws_region,
        split_part(event_source, '.', 1),
        unnested_unnamed AS unnamed,
        (
          get_json_object(record, '$.summary.primaryDimension.dimension')
        ) || ' ' || array_join(
          filter(
            transform(
              coalesce(
                from_json(
                  get_json_object(concat('[', record, ']'), '$[*].summary.primaryDimension.statistics'),
                  'array<string>'
                ),
                array()
              ),
              item -> get_json_object(item, '$.name')
            ),
            part -> NOT part IS NULL
          ),
          ', '
        )
      FROM (
        SELECT
          *,
          explode(
            coalesce(
              from_json(get_json_object(concat('[', record, ']'), '$[*].summary.details'), 'array<string>'),
              array()
            )
          ) AS unnested_unnamed
        FROM aggregated_events
      ) AS aggregated_events
    ) AS dimensions
  ) AS dimensions
) AS statistics
WHERE
  (
    (
      {{getvariable('since') IS NULL}} OR window_end > {{getvariable('since')}}
    )
    AND (
      {{getvariable('until') IS NULL}} OR window_start < {{getvariable('until')}}
    )
  )
  AND (
    (
      {{getvariable('accounts_pattern') IS NULL}}
      OR regexp_like(account_id, {{whole: getvariable('accounts_pattern')}})
    )
  )
  AND (
    (
      {{getvariable('regions_pattern') IS NULL}}
      OR regexp_like(region, {{whole: getvariable('regions_pattern')}})
    )
  )
  AND (
    (
      {{getvariable('services_pattern') IS NULL}}
      OR regexp_like(service, {{whole: getvariable('services_pattern')}})
    )
  )
GROUP BY
  service,
  counted,
  name,
  within,
  account_id,
  region
ORDER BY
  events DESC,
  service NULLS LAST,
  counted NULLS LAST,
  name NULLS LAST,
  within NULLS LAST,
  account_id NULLS LAST,
  region NULLS LAST
