-- Made from sql/reports/support_cases.sql by lake/dialects/generate.py; do not edit.
-- inputs: 0bb2f85a7ba0a5dc77b751140e23dfa42dfea803ec93fa12a8832d2a863ba840
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
  CASE
    WHEN service = 'trustedadvisor' OR contains(action, 'TrustedAdvisor')
    THEN 'check'
    ELSE 'case'
  END AS kind,
  CASE
    WHEN event_type = 'AwsConsoleAction'
    OR identity_invoked_by = 'signin.amazonaws.com'
    OR user_agent = 'signin.amazonaws.com'
    OR startswith(user_agent, 'console.')
    OR coalesce(session_credential_from_console, FALSE)
    THEN 'console'
    ELSE 'API'
  END AS origin,
  coalesce(
    get_json_object(request_parameters, '$.caseId'),
    get_json_object(response_elements, '$.caseId'),
    get_json_object(request_parameters, '$.checkId'),
    nullif(
      array_join(
        coalesce(
          from_json(
            get_json_object(concat('[', request_parameters, ']'), '$[*].checkIds'),
            'array<string>'
          ),
          array()
        ),
        ', '
      ),
      ''
    ),
    nullif(
      array_join(
        coalesce(
          from_json(
            get_json_object(concat('[', request_parameters, ']'), '$[*].caseIdList'),
            'array<string>'
          ),
          array()
        ),
        ', '
      ),
      ''
    ),
    target
  ) AS target,
  get_json_object(request_parameters, '$.severityCode') AS severity,
  get_json_object(request_parameters, '$.serviceCode') || coalesce(' ' || get_json_object(request_parameters, '$.categoryCode'), '') AS about,
  is_read,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
  AND service IN ('support', 'trustedadvisor', 'supportapp', 'support-console')
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  kind NULLS LAST,
  origin NULLS LAST,
  severity NULLS LAST,
  about NULLS LAST,
  is_read NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
