-- Made from sql/reports/health_checks_and_zones.sql by lake/dialects/generate.py; do not edit.
-- inputs: 006cd6747ea87084a35827b2d74bc1df023b887954117c8e310e687a15cb1b4e
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
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.hostedZoneId'),
      nullif(json_format(json_extract(request_parameters, '$.hostedZoneId')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.healthCheckId'),
      nullif(json_format(json_extract(request_parameters, '$.healthCheckId')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.domainName.name'),
      nullif(json_format(json_extract(request_parameters, '$.domainName.name')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.domainName'),
      nullif(json_format(json_extract(request_parameters, '$.domainName')), 'null')
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.hostedZone.id'),
      nullif(json_format(json_extract(response_elements, '$.hostedZone.id')), 'null')
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.healthCheck.id'),
      nullif(json_format(json_extract(response_elements, '$.healthCheck.id')), 'null')
    ),
    target
  ) AS target,
  coalesce(
    json_extract_scalar(record_change, '$.action'),
    nullif(json_format(json_extract(record_change, '$.action')), 'null')
  ) AS change,
  coalesce(
    coalesce(
      json_extract_scalar(record_change, '$.resourceRecordSet.name'),
      nullif(json_format(json_extract(record_change, '$.resourceRecordSet.name')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.name'),
      nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.healthCheckConfig.fullyQualifiedDomainName'),
      nullif(
        json_format(json_extract(request_parameters, '$.healthCheckConfig.fullyQualifiedDomainName')),
        'null'
      )
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.healthCheckConfig.iPAddress'),
      nullif(
        json_format(json_extract(request_parameters, '$.healthCheckConfig.iPAddress')),
        'null'
      )
    )
  ) AS record_name,
  coalesce(
    coalesce(
      json_extract_scalar(record_change, '$.resourceRecordSet.type'),
      nullif(json_format(json_extract(record_change, '$.resourceRecordSet.type')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.healthCheckConfig.type'),
      nullif(json_format(json_extract(request_parameters, '$.healthCheckConfig.type')), 'null')
    )
  ) AS record_type,
  coalesce(
    json_extract_scalar(record_change, '$.resourceRecordSet.tTL'),
    nullif(json_format(json_extract(record_change, '$.resourceRecordSet.tTL')), 'null')
  ) AS time_to_live,
  coalesce(
    nullif(
      array_join(
        filter(
          transform(
            coalesce(
              transform(
                CAST(try(
                  CAST(json_parse(json_format(json_extract(record_change, '$.resourceRecordSet.resourceRecords'))) AS ARRAY(JSON))
                ) AS ARRAY(JSON)),
                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
              ),
              CAST(ARRAY[] AS ARRAY(VARCHAR))
            ),
            item -> coalesce(
              json_extract_scalar(item, '$.value'),
              nullif(json_format(json_extract(item, '$.value')), 'null')
            )
          ),
          part -> NOT part IS NULL
        ),
        ', '
      ),
      ''
    ),
    coalesce(
      json_extract_scalar(record_change, '$.resourceRecordSet.aliasTarget.dNSName'),
      nullif(
        json_format(json_extract(record_change, '$.resourceRecordSet.aliasTarget.dNSName')),
        'null'
      )
    )
  ) AS record_values,
  change_number,
  is_read,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM (
  SELECT
    *,
    CASE
      WHEN change_number > 0
      THEN json_format(
        json_extract(
          request_parameters,
          concat(
            CAST('$.changeBatch.changes[' AS VARCHAR),
            CAST(change_number - 1 AS VARCHAR),
            CAST(']' AS VARCHAR)
          )
        )
      )
    END AS record_change
  FROM (
    SELECT
      *
    FROM in_scope AS activity
    CROSS JOIN UNNEST(CASE
      WHEN action = 'ChangeResourceRecordSets'
      AND coalesce(
        json_array_length(json_format(json_extract(request_parameters, '$.changeBatch.changes'))),
        0
      ) > 0
      THEN sequence(
        1,
        CAST(json_array_length(json_format(json_extract(request_parameters, '$.changeBatch.changes'))) AS BIGINT)
      )
      ELSE ARRAY[0]
    END) AS each_change_number(change_number)
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND service IN ('route53', 'route53domains', 'servicediscovery')
  ) AS calls
) AS changes
ORDER BY
  event_time DESC,
  event_id,
  change_number,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  service,
  change,
  record_name,
  record_type,
  time_to_live,
  record_values,
  is_read,
  region,
  account_id,
  outcome,
  error
