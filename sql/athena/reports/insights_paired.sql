-- Made from sql/reports/insights_paired.sql by lake/dialects/generate.py; do not edit.
-- inputs: 818675e0829f6c2dc1ffcf9598cbd3750330f62ad3d0e7c24b1c16acb2bebe29
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
  min(event_time) FILTER(WHERE
    state = 'Start') AS start_at,
  max(event_time) FILTER(WHERE
    state = 'End') AS end_at,
  coalesce(max(top_actor_arn) FILTER(WHERE
    state = 'End'), max(top_actor_arn)) AS top_actor_arn,
  max(split_part(event_source, '.', 1)) AS service,
  max(event_name) AS action,
  max(insight_type) AS insight_type,
  max(error_code) AS error_code,
  max(aws_region) AS region,
  max(recipient_account_id) AS account_id,
  coalesce(max(baseline_average) FILTER(WHERE
    state = 'End'), max(baseline_average)) AS baseline_average,
  coalesce(max(insight_average) FILTER(WHERE
    state = 'End'), max(insight_average)) AS insight_average,
  round(
    CAST(coalesce(
      max(
        (
          coalesce(max(insight_average) FILTER(WHERE
            state = 'End'), max(insight_average))
        )
      ) FILTER(WHERE
        state = 'End'),
      max(
        (
          coalesce(max(insight_average) FILTER(WHERE
            state = 'End'), max(insight_average))
        )
      )
    ) AS DOUBLE) / nullif(
      coalesce(
        max(
          (
            coalesce(max(baseline_average) FILTER(WHERE
              state = 'End'), max(baseline_average))
          )
        ) FILTER(WHERE
          state = 'End'),
        max(
          (
            coalesce(max(baseline_average) FILTER(WHERE
              state = 'End'), max(baseline_average))
          )
        )
      ),
      0
    ),
    1
  ) AS times_baseline,
  coalesce(
    max(insight_duration_minutes) FILTER(WHERE
      state = 'End'),
    max(insight_duration_minutes)
  ) AS duration_minutes,
  count(*) FILTER(WHERE
    state = 'Start') > 0
  AND count(*) FILTER(WHERE
    state = 'End') > 0 AS is_paired,
  min(event_id) FILTER(WHERE
    state = 'Start') AS start_event_id,
  max(event_id) FILTER(WHERE
    state = 'End') AS end_event_id
FROM (
  SELECT
    *,
    coalesce(shared_event_id, record_key) AS pair_id,
    coalesce(
      json_extract_scalar(
        element_at(
          filter(
            coalesce(
              transform(
                CAST(try(
                  CAST(json_parse(
                    json_format(json_extract(record, '$.insightDetails.insightContext.attributions'))
                  ) AS ARRAY(JSON))
                ) AS ARRAY(JSON)),
                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
              ),
              CAST(ARRAY[] AS ARRAY(VARCHAR))
            ),
            attribution -> coalesce(
              json_extract_scalar(attribution, '$.attribute'),
              nullif(json_format(json_extract(attribution, '$.attribute')), 'null')
            ) = 'userIdentityArn'
          ),
          1
        ),
        '$.insight[0].value'
      ),
      nullif(
        json_format(
          json_extract(
            element_at(
              filter(
                coalesce(
                  transform(
                    CAST(try(
                      CAST(json_parse(
                        json_format(json_extract(record, '$.insightDetails.insightContext.attributions'))
                      ) AS ARRAY(JSON))
                    ) AS ARRAY(JSON)),
                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                  ),
                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                ),
                attribution -> coalesce(
                  json_extract_scalar(attribution, '$.attribute'),
                  nullif(json_format(json_extract(attribution, '$.attribute')), 'null')
                ) = 'userIdentityArn'
              ),
              1
            ),
            '$.insight[0].value'
          )
        ),
        'null'
      )
    ) AS top_actor_arn
  FROM insights
) AS records
GROUP BY
  pair_id,
  recipient_account_id,
  aws_region
ORDER BY
  coalesce(start_at, end_at) DESC,
  start_event_id,
  end_event_id,
  account_id,
  region,
  pair_id,
  start_at,
  end_at,
  top_actor_arn,
  service,
  action,
  insight_type,
  error_code,
  baseline_average,
  insight_average,
  times_baseline,
  duration_minutes,
  is_paired
