-- Made from sql/reports/iam_changes.sql by lake/dialects/generate.py; do not edit.
-- inputs: 23140b9183edeb0ae794154126a358fbd65932293c02ee71fd96a993cffc13b7
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
  target,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.policyArn'),
      nullif(json_format(json_extract(request_parameters, '$.policyArn')), 'null')
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.policy.arn'),
      nullif(json_format(json_extract(response_elements, '$.policy.arn')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.policyName'),
      nullif(json_format(json_extract(request_parameters, '$.policyName')), 'null')
    )
  ) AS policy,
  coalesce(
    json_extract_scalar(request_parameters, '$.groupName'),
    nullif(json_format(json_extract(request_parameters, '$.groupName')), 'null')
  ) AS group_name,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.accessKeyId'),
      nullif(json_format(json_extract(request_parameters, '$.accessKeyId')), 'null')
    ),
    issued_access_key_id
  ) AS access_key_id,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.policyDocument'),
      nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.assumeRolePolicyDocument'),
      nullif(
        json_format(json_extract(request_parameters, '$.assumeRolePolicyDocument')),
        'null'
      )
    )
  ) AS policy_document,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  via_service,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  service = 'iam'
  AND NOT is_read
  AND read_only IS DISTINCT FROM TRUE
  AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY
  event_time DESC,
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  policy,
  group_name,
  access_key_id,
  policy_document,
  region,
  account_id,
  via_service,
  outcome,
  error
