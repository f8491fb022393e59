-- Made from sql/reports/identity_center.sql by lake/dialects/generate.py; do not edit.
-- inputs: 5799964ddded3d8102acc6fe5574f2efde9934c0a1b47eebefe19f174905c2b8
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
  coalesce(
    coalesce(
      json_extract_scalar(additional_event_data, '$.UserName'),
      nullif(json_format(json_extract(additional_event_data, '$.UserName')), 'null')
    ),
    identity_user_name,
    on_behalf_of_user_id
  ) AS user_name,
  service,
  action,
  coalesce(
    coalesce(
      json_extract_scalar(service_event_details, '$.account_id'),
      nullif(json_format(json_extract(service_event_details, '$.account_id')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.accountId'),
      nullif(json_format(json_extract(request_parameters, '$.accountId')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.targetId'),
      nullif(json_format(json_extract(request_parameters, '$.targetId')), 'null')
    )
  ) AS taken_account_id,
  coalesce(
    coalesce(
      json_extract_scalar(service_event_details, '$.role_name'),
      nullif(json_format(json_extract(service_event_details, '$.role_name')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.roleName'),
      nullif(json_format(json_extract(request_parameters, '$.roleName')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.permissionSetArn'),
      nullif(json_format(json_extract(request_parameters, '$.permissionSetArn')), 'null')
    )
  ) AS taken_role,
  region,
  source_ip_address,
  user_agent,
  recipient_account_id AS account_id,
  is_read,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM (
  SELECT
    *
  FROM in_scope AS activity
  WHERE
    service IN ('sso', 'sso-directory', 'sso-oauth', 'identitystore', 'identitystore-scim')
    OR (
      service = 'signin'
      AND action IN ('UserAuthentication', 'CredentialChallenge', 'CredentialVerification')
    )
  UNION ALL
  SELECT
    *
  FROM in_scope AS activity
  WHERE
    identity_type = 'IdentityCenterUser'
    AND NOT coalesce(service, '') IN ('sso', 'sso-directory', 'sso-oauth', 'identitystore', 'identitystore-scim')
    AND NOT coalesce(
      service = 'signin'
      AND action IN ('UserAuthentication', 'CredentialChallenge', 'CredentialVerification'),
      FALSE
    )
) AS calls
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY
  event_time DESC,
  event_id,
  action,
  actor,
  source_ip_address,
  user_name,
  service,
  taken_account_id,
  taken_role,
  region,
  user_agent,
  account_id,
  is_read,
  outcome,
  error
