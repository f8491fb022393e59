-- Made from sql/reports/cross_account.sql by lake/dialects/generate.py; do not edit.
-- inputs: a2d7a2dca86dc44a76451dc3bf8001901e3bc0dfff60d33106a33b06e5f7d92a
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
  max(event_time) AS last_at,
  identity_account_id AS caller_account_id,
  (
    coalesce(
      actor_arn,
      CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
    )
  ) AS caller,
  actor_class,
  service,
  action,
  role_arn,
  recipient_account_id AS account_id,
  region,
  count(DISTINCT source_ip_address) AS source_ip_addresses,
  count(*) AS calls,
  count(*) FILTER(WHERE
    NOT is_read) AS writes,
  count(*) FILTER(WHERE
    outcome = 'denied') AS denied,
  count(*) FILTER(WHERE
    outcome = 'failed') AS failed,
  min(event_time) AS first_at,
  min(event_id) AS example_event_id
FROM (
  SELECT
    *,
    NULL AS role_arn
  FROM in_scope AS activity
  WHERE
    service IS DISTINCT FROM 'sts'
    OR action IS NULL
    OR NOT action IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot')
  UNION ALL
  SELECT
    *,
    coalesce(
      coalesce(
        json_extract_scalar(request_parameters, '$.roleArn'),
        nullif(json_format(json_extract(request_parameters, '$.roleArn')), 'null')
      ),
      coalesce(
        json_extract_scalar(resources, '$[0].ARN'),
        nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
      ),
      (
        nullif(
          nullif(
            CASE
              WHEN NOT error_message IS NULL
              THEN coalesce(regexp_extract(error_message, ' on resource: "?([^" ]+)', 1), '')
            END,
            ''
          ),
          '*'
        )
      )
    ) AS role_arn
  FROM in_scope AS activity
  WHERE
    service = 'sts'
    AND action IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot')
) AS calls
WHERE
  identity_account_id <> recipient_account_id
  AND regexp_like(identity_account_id, '^[0-9]{12}\z')
  AND actor_class <> 'aws_service'
  AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY
  identity_account_id,
  (
    (
      coalesce(
        actor_arn,
        CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
      )
    )
  ),
  actor_class,
  service,
  action,
  role_arn,
  recipient_account_id,
  region
ORDER BY
  calls DESC,
  last_at DESC,
  caller_account_id,
  caller,
  actor_class,
  service,
  action,
  account_id,
  region,
  role_arn
