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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  event_time,
  actor,
  coalesce(
    get_json_object(additional_event_data, '$.UserName'),
    identity_user_name,
    on_behalf_of_user_id
  ) AS user_name,
  service,
  action,
  coalesce(
    get_json_object(service_event_details, '$.account_id'),
    get_json_object(request_parameters, '$.accountId'),
    get_json_object(request_parameters, '$.targetId')
  ) AS taken_account_id,
  coalesce(
    get_json_object(service_event_details, '$.role_name'),
    get_json_object(request_parameters, '$.roleName'),
    get_json_object(request_parameters, '$.permissionSetArn')
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
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  source_ip_address NULLS LAST,
  user_name NULLS LAST,
  service NULLS LAST,
  taken_account_id NULLS LAST,
  taken_role NULLS LAST,
  region NULLS LAST,
  user_agent NULLS LAST,
  account_id NULLS LAST,
  is_read NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
