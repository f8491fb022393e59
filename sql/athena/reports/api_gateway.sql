-- Made from sql/reports/api_gateway.sql by lake/dialects/generate.py; do not edit.
-- inputs: ade443250c12568173d2a76387a4d2c9243435f1a2632021aae45d61a923708a
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
  action,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.restApiId'),
      nullif(json_format(json_extract(request_parameters, '$.restApiId')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.apiId'),
      nullif(json_format(json_extract(request_parameters, '$.apiId')), 'null')
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.apiId'),
      nullif(json_format(json_extract(response_elements, '$.apiId')), 'null')
    ),
    CASE
      WHEN action IN ('CreateRestApi', 'ImportRestApi')
      THEN coalesce(
        json_extract_scalar(response_elements, '$.id'),
        nullif(json_format(json_extract(response_elements, '$.id')), 'null')
      )
    END
  ) AS api_id,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.stageName'),
      nullif(json_format(json_extract(request_parameters, '$.stageName')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.createDeploymentInput.stageName'),
      nullif(
        json_format(json_extract(request_parameters, '$.createDeploymentInput.stageName')),
        'null'
      )
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.createStageInput.stageName'),
      nullif(
        json_format(json_extract(request_parameters, '$.createStageInput.stageName')),
        'null'
      )
    )
  ) AS stage,
  coalesce(
    concat(
      CAST(coalesce(
        json_extract_scalar(request_parameters, '$.resourceId'),
        nullif(json_format(json_extract(request_parameters, '$.resourceId')), 'null')
      ) AS VARCHAR),
      CAST(coalesce(
        concat(
          CAST(' ' AS VARCHAR),
          CAST(coalesce(
            json_extract_scalar(request_parameters, '$.httpMethod'),
            nullif(json_format(json_extract(request_parameters, '$.httpMethod')), 'null')
          ) AS VARCHAR)
        ),
        ''
      ) AS VARCHAR)
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.authorizerId'),
      nullif(json_format(json_extract(request_parameters, '$.authorizerId')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.deploymentId'),
      nullif(json_format(json_extract(request_parameters, '$.deploymentId')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.apiKey'),
      nullif(json_format(json_extract(request_parameters, '$.apiKey')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.domainName'),
      nullif(json_format(json_extract(request_parameters, '$.domainName')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.name'),
      nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.createRestApiInput.name'),
      nullif(json_format(json_extract(request_parameters, '$.createRestApiInput.name')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.createApiKeyInput.name'),
      nullif(json_format(json_extract(request_parameters, '$.createApiKeyInput.name')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.resourceArn'),
      nullif(json_format(json_extract(request_parameters, '$.resourceArn')), 'null')
    ),
    target
  ) AS target,
  request_parameters,
  is_read,
  via_service,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity' AND service = 'apigateway'
ORDER BY
  event_time DESC,
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  api_id,
  stage,
  request_parameters,
  is_read,
  via_service,
  region,
  account_id,
  outcome,
  error
