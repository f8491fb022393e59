-- Made from sql/reports/ec2_launches.sql by lake/dialects/generate.py; do not edit.
-- inputs: 82edb708f63ad8157e96f74e02d37b7964a7dce4b0ee9d8cb21949e0293f613f
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
  nullif(
    nullif(
      array_join(
        filter(
          transform(
            coalesce(
              transform(
                CAST(try(
                  CAST(json_parse(json_format(json_extract(response_elements, '$.instancesSet.items'))) AS ARRAY(JSON))
                ) AS ARRAY(JSON)),
                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
              ),
              CAST(ARRAY[] AS ARRAY(VARCHAR))
            ),
            item -> coalesce(
              json_extract_scalar(item, '$.instanceId'),
              nullif(json_format(json_extract(item, '$.instanceId')), 'null')
            )
          ),
          part -> NOT part IS NULL
        ),
        ', '
      ),
      ''
    ),
    ''
  ) AS instance_ids,
  CAST(coalesce(
    json_array_length(json_format(json_extract(response_elements, '$.instancesSet.items'))),
    0
  ) AS BIGINT) AS instance_count,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.instanceType'),
      nullif(json_format(json_extract(request_parameters, '$.instanceType')), 'null')
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.instancesSet.items[0].instanceType'),
      nullif(
        json_format(json_extract(response_elements, '$.instancesSet.items[0].instanceType')),
        'null'
      )
    )
  ) AS instance_type,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.instancesSet.items[0].imageId'),
      nullif(
        json_format(json_extract(request_parameters, '$.instancesSet.items[0].imageId')),
        'null'
      )
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.instancesSet.items[0].imageId'),
      nullif(
        json_format(json_extract(response_elements, '$.instancesSet.items[0].imageId')),
        'null'
      )
    )
  ) AS image_id,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.launchTemplate.launchTemplateId'),
      nullif(
        json_format(json_extract(request_parameters, '$.launchTemplate.launchTemplateId')),
        'null'
      )
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.launchTemplate.launchTemplateName'),
      nullif(
        json_format(json_extract(request_parameters, '$.launchTemplate.launchTemplateName')),
        'null'
      )
    )
  ) AS launch_template_id,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.instancesSet.items[0].keyName'),
      nullif(
        json_format(json_extract(request_parameters, '$.instancesSet.items[0].keyName')),
        'null'
      )
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.instancesSet.items[0].keyName'),
      nullif(
        json_format(json_extract(response_elements, '$.instancesSet.items[0].keyName')),
        'null'
      )
    )
  ) AS key_name,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  via_service,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  service = 'ec2'
  AND action = 'RunInstances'
  AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY
  event_time DESC,
  event_id,
  actor,
  instance_ids,
  image_id,
  source_ip_address,
  actor_class,
  instance_count,
  instance_type,
  launch_template_id,
  key_name,
  region,
  account_id,
  via_service,
  outcome,
  error
