-- Made from sql/reports/who_called.sql by lake/dialects/generate.py; do not edit.
-- inputs: e111a489c150df37109aa36d61f981385c32c5849fc80920c68e7dcd6c74eec1
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
  questions.question,
  CASE questions.number
    WHEN 1
    THEN CASE WHEN identity_type = 'Root' THEN 'root' ELSE 'IAM user' END
    WHEN 2
    THEN CASE
      WHEN identity_type IN ('AssumedRole', 'Role')
      THEN 'role'
      WHEN identity_type = 'FederatedUser'
      THEN 'federated user'
      WHEN identity_type = 'Root'
      THEN 'session of root'
      WHEN identity_type = 'IAMUser'
      THEN 'session of an IAM user'
      ELSE 'other'
    END
    WHEN 3
    THEN CASE
      WHEN actor_class = 'aws_service'
      THEN 'as itself'
      ELSE 'on behalf of the caller'
    END
    ELSE 'other'
  END AS answer,
  actor_class,
  CAST(sum(calls) AS BIGINT) AS calls,
  CAST(sum(writes) AS BIGINT) AS writes,
  CAST(sum(denied) AS BIGINT) AS denied,
  CAST(sum(failed) AS BIGINT) AS failed,
  min(first_at) AS first_at,
  max(last_at) AS last_at,
  min(example_event_id) AS example_event_id
FROM (
  SELECT
    identity_type,
    actor_class,
    is_temporary_credential,
    via_service,
    count(*) AS calls,
    count(*) FILTER(WHERE
      NOT is_read) AS writes,
    count(*) FILTER(WHERE
      outcome = 'denied') AS denied,
    count(*) FILTER(WHERE
      outcome = 'failed') AS failed,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    min(event_id) AS example_event_id
  FROM in_scope AS activity
  WHERE
    event_category IS DISTINCT FROM 'NetworkActivity'
  GROUP BY
    identity_type,
    actor_class,
    is_temporary_credential,
    via_service
) AS callers
JOIN (VALUES
  (1, '1 root or IAM user'),
  (2, '2 temporary credentials'),
  (3, '3 AWS service'),
  (4, '4 none of these')) AS questions(number, question)
  ON CASE questions.number
    WHEN 1
    THEN coalesce(identity_type IN ('Root', 'IAMUser'), FALSE)
    WHEN 2
    THEN is_temporary_credential OR coalesce(identity_type = 'Role', FALSE)
    WHEN 3
    THEN actor_class = 'aws_service' OR via_service
    ELSE NOT coalesce(identity_type IN ('Root', 'IAMUser', 'Role'), FALSE)
    AND NOT is_temporary_credential
    AND actor_class <> 'aws_service'
    AND NOT via_service
  END
GROUP BY
  questions.question,
  (
    CASE questions.number
      WHEN 1
      THEN CASE WHEN identity_type = 'Root' THEN 'root' ELSE 'IAM user' END
      WHEN 2
      THEN CASE
        WHEN identity_type IN ('AssumedRole', 'Role')
        THEN 'role'
        WHEN identity_type = 'FederatedUser'
        THEN 'federated user'
        WHEN identity_type = 'Root'
        THEN 'session of root'
        WHEN identity_type = 'IAMUser'
        THEN 'session of an IAM user'
        ELSE 'other'
      END
      WHEN 3
      THEN CASE
        WHEN actor_class = 'aws_service'
        THEN 'as itself'
        ELSE 'on behalf of the caller'
      END
      ELSE 'other'
    END
  ),
  actor_class
ORDER BY
  question,
  calls DESC,
  answer,
  actor_class
