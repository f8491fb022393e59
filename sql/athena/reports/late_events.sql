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
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
  coalesce(
    json_extract_scalar(addendum, '$.updatedFields'),
    nullif(json_format(json_extract(addendum, '$.updatedFields')), 'null')
  ) AS updated_fields,
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
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  service,
  reason,
  updated_fields,
  original_event_id,
  has_original,
  region,
  account_id,
  outcome,
  error
