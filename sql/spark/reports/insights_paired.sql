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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
    coalesce(max(insight_average) FILTER(WHERE
      state = 'End'), max(insight_average)) / nullif(
      coalesce(max(baseline_average) FILTER(WHERE
        state = 'End'), max(baseline_average)),
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
    get_json_object(
      get(
        filter(
          coalesce(
            from_json(
              get_json_object(concat('[', record, ']'), '$[*].insightDetails.insightContext.attributions'),
              'array<string>'
            ),
            array()
          ),
          attribution -> get_json_object(attribution, '$.attribute') = 'userIdentityArn'
        ),
        0
      ),
      '$.insight[0].value'
    ) AS top_actor_arn
  FROM insights
) AS records
GROUP BY
  pair_id,
  recipient_account_id,
  aws_region
ORDER BY
  coalesce(start_at, end_at) DESC,
  start_event_id NULLS LAST,
  end_event_id NULLS LAST,
  account_id NULLS LAST,
  region NULLS LAST,
  pair_id NULLS LAST,
  start_at NULLS LAST,
  end_at NULLS LAST,
  top_actor_arn NULLS LAST,
  service NULLS LAST,
  action NULLS LAST,
  insight_type NULLS LAST,
  error_code NULLS LAST,
  baseline_average NULLS LAST,
  insight_average NULLS LAST,
  times_baseline NULLS LAST,
  duration_minutes NULLS LAST,
  is_paired NULLS LAST
