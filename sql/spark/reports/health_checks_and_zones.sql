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
  coalesce(
    get_json_object(request_parameters, '$.hostedZoneId'),
    get_json_object(request_parameters, '$.healthCheckId'),
    get_json_object(request_parameters, '$.domainName.name'),
    get_json_object(request_parameters, '$.domainName'),
    get_json_object(response_elements, '$.hostedZone.id'),
    get_json_object(response_elements, '$.healthCheck.id'),
    target
  ) AS target,
  get_json_object(record_change, '$.action') AS change,
  coalesce(
    get_json_object(record_change, '$.resourceRecordSet.name'),
    get_json_object(request_parameters, '$.name'),
    get_json_object(request_parameters, '$.healthCheckConfig.fullyQualifiedDomainName'),
    get_json_object(request_parameters, '$.healthCheckConfig.iPAddress')
  ) AS record_name,
  coalesce(
    get_json_object(record_change, '$.resourceRecordSet.type'),
    get_json_object(request_parameters, '$.healthCheckConfig.type')
  ) AS record_type,
  get_json_object(record_change, '$.resourceRecordSet.tTL') AS time_to_live,
  coalesce(
    nullif(
      array_join(
        filter(
          transform(
            coalesce(
              from_json(
                get_json_object(concat('[', record_change, ']'), '$[*].resourceRecordSet.resourceRecords'),
                'array<string>'
              ),
              array()
            ),
            item -> get_json_object(item, '$.value')
          ),
          part -> NOT part IS NULL
        ),
        ', '
      ),
      ''
    ),
    get_json_object(record_change, '$.resourceRecordSet.aliasTarget.dNSName')
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
      THEN get_json_object(
        concat('[', request_parameters, ']'),
        concat('$[*]', substr('$.changeBatch.changes[' || (
          change_number - 1
        ) || ']', 2))
      )
    END AS record_change
  FROM (
    SELECT
      *,
      explode(
        CASE
          WHEN action = 'ChangeResourceRecordSets'
          AND coalesce(
            json_array_length(
              get_json_object(concat('[', request_parameters, ']'), '$[*].changeBatch.changes')
            ),
            0
          ) > 0
          THEN sequence(
            1,
            CAST(json_array_length(
              get_json_object(concat('[', request_parameters, ']'), '$[*].changeBatch.changes')
            ) AS BIGINT)
          )
          ELSE array(0)
        END
      ) AS change_number
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND service IN ('route53', 'route53domains', 'servicediscovery')
  ) AS calls
) AS changes
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  change_number NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  change NULLS LAST,
  record_name NULLS LAST,
  record_type NULLS LAST,
  time_to_live NULLS LAST,
  record_values NULLS LAST,
  is_read NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
