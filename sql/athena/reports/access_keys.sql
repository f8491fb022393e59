-- Made from sql/reports/access_keys.sql by lake/dialects/generate.py; do not edit.
-- inputs: 1b52420789475291a8d298896274b21c20794a909c0a7cc0e7021fe13d8bc021
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
  uses.first_at,
  uses.last_at,
  coalesce(uses.access_key_id, changes.access_key_id) AS access_key_id,
  CASE
    WHEN starts_with(coalesce(uses.access_key_id, changes.access_key_id), 'AKIA')
    THEN 'long-term'
    WHEN starts_with(coalesce(uses.access_key_id, changes.access_key_id), 'ASIA')
    THEN 'temporary'
    ELSE 'other'
  END AS kind,
  coalesce(uses.caller, changes.user_name) AS caller,
  uses.actor_class,
  coalesce(uses.calls, 0) AS calls,
  coalesce(uses.writes, 0) AS writes,
  coalesce(uses.denied, 0) AS denied,
  coalesce(uses.failed, 0) AS failed,
  (
    element_at(
      transform(
        ARRAY[uses.services],
        them__0 -> concat(
          CAST(array_join(slice(them__0, 1, 20), ', ') AS VARCHAR),
          CAST(CASE
            WHEN cardinality(them__0) > 20
            THEN concat(
              CAST(', … and ' AS VARCHAR),
              CAST((
                cardinality(them__0) - 20
              ) AS VARCHAR),
              CAST(' more' AS VARCHAR)
            )
            ELSE ''
          END AS VARCHAR)
        )
      ),
      1
    )
  ) AS services,
  array_join(uses.regions, ', ') AS regions,
  (
    element_at(
      transform(
        ARRAY[uses.addresses],
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
  ) AS source_ip_addresses,
  coalesce(cardinality(uses.addresses), 0) AS source_ip_address_count,
  changes.created_at,
  changes.created_by,
  changes.deactivated_at,
  changes.deleted_at,
  coalesce(uses.example_event_id, changes.example_event_id) AS example_event_id
FROM (
  SELECT
    access_key_id,
    min(caller) AS caller,
    min(actor_class) AS actor_class,
    CAST(sum(calls) AS BIGINT) AS calls,
    CAST(sum(writes) AS BIGINT) AS writes,
    CAST(sum(denied) AS BIGINT) AS denied,
    CAST(sum(failed) AS BIGINT) AS failed,
    min(first_at) AS first_at,
    max(last_at) AS last_at,
    array_agg(service ORDER BY calls DESC, service) FILTER(WHERE
      NOT service IS NULL) AS services,
    array_sort(
      array_distinct(
        filter(
          flatten(filter(array_agg(regions), them -> NOT them IS NULL)),
          each -> NOT each IS NULL
        )
      )
    ) AS regions,
    array_sort(
      array_distinct(
        filter(
          flatten(filter(array_agg(addresses), them -> NOT them IS NULL)),
          each -> NOT each IS NULL
        )
      )
    ) AS addresses,
    min(example_event_id) AS example_event_id
  FROM (
    SELECT
      access_key_id,
      service,
      min(caller) AS caller,
      min(actor_class) AS actor_class,
      sum(calls) AS calls,
      sum(writes) AS writes,
      sum(denied) AS denied,
      sum(failed) AS failed,
      min(first_at) AS first_at,
      max(last_at) AS last_at,
      array_agg(DISTINCT region) FILTER(WHERE
        NOT region IS NULL) AS regions,
      array_agg(DISTINCT source_ip_address) FILTER(WHERE
        NOT source_ip_address IS NULL) AS addresses,
      min(example_event_id) AS example_event_id
    FROM (
      SELECT
        identity_access_key_id AS access_key_id,
        service,
        region,
        source_ip_address,
        min(
          (
            coalesce(
              actor_arn,
              CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
            )
          )
        ) AS caller,
        min(actor_class) AS actor_class,
        count(*) AS calls,
        count(*) FILTER(WHERE
          NOT is_read) AS writes,
        count(*) FILTER(WHERE
          outcome = 'denied') AS denied,
        count(*) FILTER(WHERE
          outcome = 'failed') AS failed,
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        min(event_id) AS example_event_id
      FROM in_scope AS activity
      WHERE
        NOT identity_access_key_id IS NULL
        AND event_category IS DISTINCT FROM 'NetworkActivity'
      GROUP BY
        identity_access_key_id,
        service,
        region,
        source_ip_address
    ) AS together
    GROUP BY
      access_key_id,
      service
  ) AS by_service
  GROUP BY
    access_key_id
) AS uses
FULL JOIN (
  SELECT
    coalesce(
      issued_access_key_id,
      coalesce(
        json_extract_scalar(request_parameters, '$.accessKeyId'),
        nullif(json_format(json_extract(request_parameters, '$.accessKeyId')), 'null')
      )
    ) AS access_key_id,
    max(
      coalesce(
        coalesce(
          json_extract_scalar(request_parameters, '$.userName'),
          nullif(json_format(json_extract(request_parameters, '$.userName')), 'null')
        ),
        coalesce(
          json_extract_scalar(response_elements, '$.accessKey.userName'),
          nullif(json_format(json_extract(response_elements, '$.accessKey.userName')), 'null')
        )
      )
    ) AS user_name,
    min(event_time) FILTER(WHERE
      action = 'CreateAccessKey') AS created_at,
    min(actor) FILTER(WHERE
      action = 'CreateAccessKey') AS created_by,
    max(event_time) FILTER(WHERE
      action = 'UpdateAccessKey'
      AND coalesce(
        json_extract_scalar(request_parameters, '$.status'),
        nullif(json_format(json_extract(request_parameters, '$.status')), 'null')
      ) = 'Inactive') AS deactivated_at,
    max(event_time) FILTER(WHERE
      action = 'DeleteAccessKey') AS deleted_at,
    min(event_id) AS example_event_id
  FROM in_scope AS activity
  WHERE
    event_source = 'iam.amazonaws.com'
    AND event_name IN ('CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey')
    AND action IN ('CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey')
    AND outcome = 'success'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
  GROUP BY
    (
      coalesce(
        issued_access_key_id,
        coalesce(
          json_extract_scalar(request_parameters, '$.accessKeyId'),
          nullif(json_format(json_extract(request_parameters, '$.accessKeyId')), 'null')
        )
      )
    )
  HAVING
    NOT (
      coalesce(
        issued_access_key_id,
        coalesce(
          json_extract_scalar(request_parameters, '$.accessKeyId'),
          nullif(json_format(json_extract(request_parameters, '$.accessKeyId')), 'null')
        )
      )
    ) IS NULL
) AS changes
  ON changes.access_key_id = uses.access_key_id
WHERE
  {{getvariable('key') IS NULL}}
  OR {{getvariable('key')}} IN (uses.access_key_id, changes.access_key_id)
ORDER BY
  last_at DESC,
  created_at DESC,
  access_key_id
