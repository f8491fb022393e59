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
  target,
  coalesce(
    get_json_object(request_parameters, '$.policyArn'),
    get_json_object(response_elements, '$.policy.arn'),
    get_json_object(request_parameters, '$.policyName')
  ) AS policy,
  get_json_object(request_parameters, '$.groupName') AS group_name,
  coalesce(get_json_object(request_parameters, '$.accessKeyId'), issued_access_key_id) AS access_key_id,
  coalesce(
    get_json_object(request_parameters, '$.policyDocument'),
    get_json_object(request_parameters, '$.assumeRolePolicyDocument')
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
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  policy NULLS LAST,
  group_name NULLS LAST,
  access_key_id NULLS LAST,
  policy_document NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  via_service NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
