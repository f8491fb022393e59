-- Made from sql/reports/assume_role_trace.sql by lake/dialects/generate.py; do not edit.
-- inputs: 6f955fff2c7eab3beccd04d7ba8c60880068cf0a11950611117e890d01e2595a
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
  issues.event_time,
  issues.actor,
  issues.actor_class,
  issues.identity_account_id AS caller_account_id,
  issues.action,
  issues.role_arn,
  issues.session_name,
  issues.region,
  issues.source_ip_address,
  issues.recipient_account_id AS account_id,
  issues.access_key_id,
  coalesce(uses.calls, issues.session.calls, 0) AS calls,
  coalesce(uses.writes, issues.session.writes, 0) AS writes,
  coalesce(uses.denied, issues.session.denied, 0) AS denied,
  coalesce(uses.failed, issues.session.failed, 0) AS failed,
  coalesce(uses.first_use_at, issues.session.first_use_at) AS first_use_at,
  coalesce(uses.last_use_at, issues.session.last_use_at) AS last_use_at,
  array_join(coalesce(uses.services, issues.session.services), ', ') AS services,
  issues.outcome,
  issues.error,
  issues.event_id
FROM (
  SELECT
    issues.*,
    CASE
      WHEN sessions.started_at <= issues.event_time + INTERVAL '2' SECOND
      THEN struct(
        sessions.principal_id AS principal_id,
        sessions.started_at AS started_at,
        sessions.calls AS calls,
        sessions.writes AS writes,
        sessions.denied AS denied,
        sessions.failed AS failed,
        sessions.first_use_at AS first_use_at,
        sessions.last_use_at AS last_use_at,
        sessions.services AS services
      )
    END AS session
  FROM (
    SELECT
      event_time,
      actor,
      actor_class,
      identity_account_id,
      action,
      coalesce(get(request, 0), get(request, 1), get_json_object(resources, '$[0].ARN')) AS role_arn,
      get(request, 2) AS session_name,
      region,
      source_ip_address,
      recipient_account_id,
      issued_access_key_id AS access_key_id,
      CASE
        WHEN action = 'AssumeRoleWithSAML'
        THEN get_json_object(response_elements, '$.assumedRoleUser.assumedRoleId')
      END AS principal_id,
      outcome,
      coalesce(error_code, error_message) AS error,
      event_id
    FROM (
      SELECT
        *,
        array(
          get_json_object(request_parameters, '$.roleArn'),
          get_json_object(request_parameters, '$.targetPrincipal'),
          get_json_object(request_parameters, '$.roleSessionName')
        ) AS request
      FROM in_scope AS activity
      WHERE
        service = 'sts'
        AND action IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot')
        AND event_category IS DISTINCT FROM 'NetworkActivity'
    ) AS assumed
  ) AS issues
  LEFT JOIN (
    SELECT
      *,
      lag(started_at) OVER (PARTITION BY principal_id ORDER BY started_at NULLS LAST) AS neighbour
    FROM (
      SELECT
        identity_principal_id AS principal_id,
        session_creation_date AS started_at,
        count(*) AS calls,
        count(*) FILTER(WHERE
          NOT is_read) AS writes,
        count(*) FILTER(WHERE
          outcome = 'denied') AS denied,
        count(*) FILTER(WHERE
          outcome = 'failed') AS failed,
        min(event_time) AS first_use_at,
        max(event_time) AS last_use_at,
        array_sort(collect_set(service)) AS services
      FROM in_scope AS activity
      WHERE
        startswith(issuer_user_name, 'AWSReservedSSO_')
        AND NOT session_creation_date IS NULL
        AND event_category IS DISTINCT FROM 'NetworkActivity'
      GROUP BY
        identity_principal_id,
        session_creation_date
    ) AS all_rows
  ) AS sessions
    ON sessions.principal_id = issues.principal_id
    AND issues.event_time - INTERVAL '2' SECOND <= sessions.started_at
    AND (
      sessions.neighbour IS NULL
      OR issues.event_time - INTERVAL '2' SECOND > sessions.neighbour
    )
) AS issues
LEFT JOIN (
  SELECT
    access_key_id,
    CAST(sum(calls) AS BIGINT) AS calls,
    CAST(sum(writes) AS BIGINT) AS writes,
    CAST(sum(denied) AS BIGINT) AS denied,
    CAST(sum(failed) AS BIGINT) AS failed,
    min(first_use_at) AS first_use_at,
    max(last_use_at) AS last_use_at,
    array_sort(collect_list(service)) AS services
  FROM (
    SELECT
      identity_access_key_id AS access_key_id,
      service,
      count(*) AS calls,
      count(*) FILTER(WHERE
        NOT is_read) AS writes,
      count(*) FILTER(WHERE
        outcome = 'denied') AS denied,
      count(*) FILTER(WHERE
        outcome = 'failed') AS failed,
      min(event_time) AS first_use_at,
      max(event_time) AS last_use_at
    FROM in_scope AS activity
    WHERE
      NOT identity_access_key_id IS NULL
      AND event_category IS DISTINCT FROM 'NetworkActivity'
    GROUP BY
      identity_access_key_id,
      service
  ) AS uses_by_service
  GROUP BY
    access_key_id
) AS uses
  ON uses.access_key_id = issues.access_key_id
WHERE
  {{NOT coalesce(getvariable('external'), FALSE)}}
  OR issues.identity_account_id <> issues.recipient_account_id
  AND issues.actor_class <> 'aws_service'
  OR issues.actor_class IN ('external_identity', 'anonymous')
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  role_arn NULLS LAST,
  session_name NULLS LAST,
  source_ip_address NULLS LAST,
  account_id NULLS LAST,
  actor_class NULLS LAST,
  caller_account_id NULLS LAST,
  region NULLS LAST,
  access_key_id NULLS LAST,
  calls NULLS LAST,
  writes NULLS LAST,
  denied NULLS LAST,
  failed NULLS LAST,
  first_use_at NULLS LAST,
  last_use_at NULLS LAST,
  services NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
