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
  CASE
    WHEN service = 'trustedadvisor' OR strpos(action, 'TrustedAdvisor') > 0
    THEN 'check'
    ELSE 'case'
  END AS kind,
  CASE
    WHEN event_type = 'AwsConsoleAction'
    OR identity_invoked_by = 'signin.amazonaws.com'
    OR user_agent = 'signin.amazonaws.com'
    OR starts_with(user_agent, 'console.')
    OR coalesce(session_credential_from_console, FALSE)
    THEN 'console'
    ELSE 'API'
  END AS origin,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.caseId'),
      nullif(json_format(json_extract(request_parameters, '$.caseId')), 'null')
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.caseId'),
      nullif(json_format(json_extract(response_elements, '$.caseId')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.checkId'),
      nullif(json_format(json_extract(request_parameters, '$.checkId')), 'null')
    ),
    nullif(
      array_join(
        coalesce(
          transform(
            CAST(try(
              CAST(json_parse(json_format(json_extract(request_parameters, '$.checkIds'))) AS ARRAY(JSON))
            ) AS ARRAY(JSON)),
            it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
          ),
          CAST(ARRAY[] AS ARRAY(VARCHAR))
        ),
        ', '
      ),
      ''
    ),
    nullif(
      array_join(
        coalesce(
          transform(
            CAST(try(
              CAST(json_parse(json_format(json_extract(request_parameters, '$.caseIdList'))) AS ARRAY(JSON))
            ) AS ARRAY(JSON)),
            it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
          ),
          CAST(ARRAY[] AS ARRAY(VARCHAR))
        ),
        ', '
      ),
      ''
    ),
    target
  ) AS target,
  coalesce(
    json_extract_scalar(request_parameters, '$.severityCode'),
    nullif(json_format(json_extract(request_parameters, '$.severityCode')), 'null')
  ) AS severity,
  concat(
    CAST(coalesce(
      json_extract_scalar(request_parameters, '$.serviceCode'),
      nullif(json_format(json_extract(request_parameters, '$.serviceCode')), 'null')
    ) AS VARCHAR),
    CAST(coalesce(
      concat(
        CAST(' ' AS VARCHAR),
        CAST(coalesce(
          json_extract_scalar(request_parameters, '$.categoryCode'),
          nullif(json_format(json_extract(request_parameters, '$.categoryCode')), 'null')
        ) AS VARCHAR)
      ),
      ''
    ) AS VARCHAR)
  ) AS about,
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
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  service,
  kind,
  origin,
  severity,
  about,
  is_read,
  region,
  account_id,
  outcome,
  error
