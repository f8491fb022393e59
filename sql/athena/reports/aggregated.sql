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
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
    coalesce(
      json_extract_scalar(dimension, '$.dimension'),
      nullif(json_format(json_extract(dimension, '$.dimension')), 'null')
    ) AS counted,
    unnested_statistic AS statistic,
    within,
    TRY_CAST(coalesce(
      json_extract_scalar((
        unnested_statistic
      ), '$.value'),
      nullif(json_format(json_extract((
        unnested_statistic
      ), '$.value')), 'null')
    ) AS DOUBLE) AS events,
    coalesce(
      json_extract_scalar((
        unnested_statistic
      ), '$.name'),
      nullif(json_format(json_extract((
        unnested_statistic
      ), '$.name')), 'null')
    ) AS name
  FROM (
    SELECT
      *
    FROM (
      SELECT
        window_start,
        window_end,
        event_id,
        account_id,
        aws_region AS region,
        split_part(event_source, '.', 1) AS service,
        json_format(json_extract(record, '$.summary.primaryDimension')) AS dimension,
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
        concat(
          CAST(coalesce(
            json_extract_scalar(record, '$.summary.primaryDimension.dimension'),
            nullif(json_format(json_extract(record, '$.summary.primaryDimension.dimension')), 'null')
          ) AS VARCHAR),
          CAST(' ' AS VARCHAR),
          CAST(array_join(
            filter(
              transform(
                coalesce(
                  transform(
                    CAST(try(
                      CAST(json_parse(json_format(json_extract(record, '$.summary.primaryDimension.statistics'))) AS ARRAY(JSON))
                    ) AS ARRAY(JSON)),
                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                  ),
                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                ),
                item -> coalesce(
                  json_extract_scalar(item, '$.name'),
                  nullif(json_format(json_extract(item, '$.name')), 'null')
                )
              ),
              part -> NOT part IS NULL
            ),
            ', '
          ) AS VARCHAR)
        )
      FROM (
        SELECT
          *
        FROM aggregated_events
        CROSS JOIN UNNEST(coalesce(
          transform(
            CAST(try(
              CAST(json_parse(json_format(json_extract(record, '$.summary.details'))) AS ARRAY(JSON))
            ) AS ARRAY(JSON)),
            it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
          ),
          CAST(ARRAY[] AS ARRAY(VARCHAR))
        )) AS each_unnested_unnamed(unnested_unnamed)
      ) AS aggregated_events
    ) AS dimensions
    CROSS JOIN UNNEST(coalesce(
      transform(
        CAST(try(
          CAST(json_parse(json_format(json_extract(dimension, '$.statistics'))) AS ARRAY(JSON))
        ) AS ARRAY(JSON)),
        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
      ),
      CAST(ARRAY[] AS ARRAY(VARCHAR))
    )) AS each_unnested_statistic(unnested_statistic)
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
  service,
  counted,
  name,
  within,
  account_id,
  region
