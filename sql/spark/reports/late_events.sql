-- Made from sql/reports/late_events.sql by lake/dialects/generate.py; do not edit.
-- inputs: 6e1e830854e89a2083709da5988a9985bd7efccc12e3678597336a0e30c1120a
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
  event_time,
  actor,
  actor_class,
  service,
  action,
  target,
  addendum_reason AS reason,
  get_json_object(addendum, '$.updatedFields') AS updated_fields,
  addendum_original_event_id AS original_event_id,
  NOT addendum_original_event_id IS NULL
  AND coalesce(
    addendum_original_event_id IN (
      SELECT
        event_id
      FROM (
        SELECT
          *
        FROM activity
        WHERE
          (
            {{(CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '31' DAY) IS NULL}}
            OR (
              event_time >= {{(CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '31' DAY)}}
              AND day >= {{CAST((CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '31' DAY) AS DATE)}}
            )
          )
          AND (
            {{(CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' DAY) IS NULL}}
            OR (
              event_time < {{(CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' DAY)}}
              AND day <= {{CAST((CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' DAY) AS DATE)}}
            )
          )
      ) AS events_between
      WHERE
        event_id IN (
          SELECT
            addendum_original_event_id
          FROM (
            SELECT
              *
            FROM activity
            WHERE
              (
                {{CAST(getvariable('since') AS TIMESTAMP) IS NULL}}
                OR (
                  event_time >= {{CAST(getvariable('since') AS TIMESTAMP)}}
                  AND day >= {{CAST(CAST(getvariable('since') AS TIMESTAMP) AS DATE)}}
                )
              )
              AND (
                {{CAST(getvariable('until') AS TIMESTAMP) IS NULL}}
                OR (
                  event_time < {{CAST(getvariable('until') AS TIMESTAMP)}}
                  AND day <= {{CAST(CAST(getvariable('until') AS TIMESTAMP) AS DATE)}}
                )
              )
          ) AS events_between
          WHERE
            NOT addendum_original_event_id IS NULL
        )
    ),
    FALSE
  ) AS has_original,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM (
  SELECT
    *
  FROM in_scope AS activity
  WHERE
    NOT addendum IS NULL
  UNION ALL
  SELECT
    *
  FROM in_scope AS activity
  WHERE
    addendum IS NULL AND NOT addendum_reason IS NULL
) AS marked
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  reason NULLS LAST,
  updated_fields NULLS LAST,
  original_event_id NULLS LAST,
  has_original NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
