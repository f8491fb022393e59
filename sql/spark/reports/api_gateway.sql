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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  event_time,
  actor,
  actor_class,
  action,
  coalesce(
    get_json_object(request_parameters, '$.restApiId'),
    get_json_object(request_parameters, '$.apiId'),
    get_json_object(response_elements, '$.apiId'),
    CASE
      WHEN action IN ('CreateRestApi', 'ImportRestApi')
      THEN get_json_object(response_elements, '$.id')
    END
  ) AS api_id,
  coalesce(
    get_json_object(request_parameters, '$.stageName'),
    get_json_object(request_parameters, '$.createDeploymentInput.stageName'),
    get_json_object(request_parameters, '$.createStageInput.stageName')
  ) AS stage,
  coalesce(
    get_json_object(request_parameters, '$.resourceId') || coalesce(' ' || get_json_object(request_parameters, '$.httpMethod'), ''),
    get_json_object(request_parameters, '$.authorizerId'),
    get_json_object(request_parameters, '$.deploymentId'),
    get_json_object(request_parameters, '$.apiKey'),
    get_json_object(request_parameters, '$.domainName'),
    get_json_object(request_parameters, '$.name'),
    get_json_object(request_parameters, '$.createRestApiInput.name'),
    get_json_object(request_parameters, '$.createApiKeyInput.name'),
    get_json_object(request_parameters, '$.resourceArn'),
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
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  api_id NULLS LAST,
  stage NULLS LAST,
  request_parameters NULLS LAST,
  is_read NULLS LAST,
  via_service NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
