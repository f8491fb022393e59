-- Made from sql/reports/first_seen.sql by lake/dialects/generate.py; do not edit.
-- inputs: f414daae314804d387c42358addf8ce445e9a631ba9213c764035d97e830e1d7
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
  min(first_at) AS first_at,
  caller,
  actor_class,
  coalesce(bool_and(caller_first_at > window_start), FALSE) AS is_new_caller,
  (
    element_at(
      transform(
        ARRAY[array_agg(name ORDER BY calls DESC, name) FILTER(WHERE
          NOT name IS NULL)],
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
  ) AS actions,
  (
    element_at(
      transform(
        ARRAY[array_agg(name ORDER BY calls DESC, name) FILTER(WHERE
          NOT name IS NULL AND name_first_at > window_start)],
        them__1 -> concat(
          CAST(array_join(slice(them__1, 1, 10), ', ') AS VARCHAR),
          CAST(CASE
            WHEN cardinality(them__1) > 10
            THEN concat(
              CAST(', … and ' AS VARCHAR),
              CAST((
                cardinality(them__1) - 10
              ) AS VARCHAR),
              CAST(' more' AS VARCHAR)
            )
            ELSE ''
          END AS VARCHAR)
        )
      ),
      1
    )
  ) AS new_to_all,
  array_join(
    array_sort(
      array_distinct(
        filter(
          flatten(filter(array_agg(regions), them -> NOT them IS NULL)),
          each -> NOT each IS NULL
        )
      )
    ),
    ', '
  ) AS regions,
  (
    element_at(
      transform(
        ARRAY[array_sort(
          array_distinct(
            filter(
              flatten(filter(array_agg(addresses), them -> NOT them IS NULL)),
              each -> NOT each IS NULL
            )
          )
        )],
        them__2 -> concat(
          CAST(array_join(slice(them__2, 1, 10), ', ') AS VARCHAR),
          CAST(CASE
            WHEN cardinality(them__2) > 10
            THEN concat(
              CAST(', … and ' AS VARCHAR),
              CAST((
                cardinality(them__2) - 10
              ) AS VARCHAR),
              CAST(' more' AS VARCHAR)
            )
            ELSE ''
          END AS VARCHAR)
        )
      ),
      1
    )
  ) AS source_ip_addresses,
  account_id,
  CAST(sum(calls) AS BIGINT) AS calls,
  CAST(sum(denied) AS BIGINT) AS denied,
  CAST(sum(failed) AS BIGINT) AS failed,
  max(last_at) AS last_at,
  min(example_event_id) AS example_event_id
FROM (
  SELECT
    *,
    min(first_at) OVER (PARTITION BY caller) AS caller_first_at,
    min(first_at) OVER (PARTITION BY name) AS name_first_at
  FROM (
    SELECT
      min(first_at) AS first_at,
      caller,
      actor_class,
      concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS name,
      array_agg(DISTINCT region) FILTER(WHERE
        NOT region IS NULL) AS regions,
      array_agg(DISTINCT source_ip_address) FILTER(WHERE
        NOT source_ip_address IS NULL) AS addresses,
      account_id,
      sum(calls) AS calls,
      sum(denied) AS denied,
      sum(failed) AS failed,
      max(last_at) AS last_at,
      min(example_event_id) AS example_event_id
    FROM (
      SELECT
        (
          coalesce(
            actor_arn,
            CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
          )
        ) AS caller,
        actor_class,
        service,
        action,
        region,
        source_ip_address,
        recipient_account_id AS account_id,
        count(*) AS calls,
        count(*) FILTER(WHERE
          outcome = 'denied') AS denied,
        count(*) FILTER(WHERE
          outcome = 'failed') AS failed,
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        min(event_id) AS example_event_id
      FROM in_scope AS activity
      WHERE
        actor_class <> 'aws_service'
        AND identity_type IS DISTINCT FROM 'AWSService'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
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
        service,
        action,
        region,
        source_ip_address,
        recipient_account_id
    ) AS together
    GROUP BY
      caller,
      actor_class,
      service,
      action,
      account_id
  ) AS actions_of_callers
) AS with_callers
CROSS JOIN (
  SELECT
    max(event_time) - coalesce(
      {{getvariable('days') * 1440}},
      least(count(DISTINCT date_trunc('day', event_time)) * 360, 10080)
    ) * INTERVAL '1' MINUTE AS window_start
  FROM in_scope AS activity
  WHERE
    event_category IS DISTINCT FROM 'NetworkActivity'
) AS windows
WHERE
  first_at > window_start
GROUP BY
  caller,
  actor_class,
  account_id,
  CASE WHEN {{coalesce(getvariable('per'), 'caller') = 'action'}} THEN name END
ORDER BY
  first_at DESC,
  caller,
  actor_class,
  account_id,
  actions,
  example_event_id
