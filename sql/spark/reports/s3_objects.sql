-- Made from sql/reports/s3_objects.sql by lake/dialects/generate.py; do not edit.
-- inputs: f31f624f8cdfc2ca04fbe1cf900ef53e9ab8f5edb3a31919687b626434617ae9
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
  max(event_time) AS last_at,
  caller,
  actor_class,
  action,
  bucket,
  count(DISTINCT object_key) AS keys,
  min(object_key) AS example_key,
  region,
  account_id,
  count(DISTINCT source_ip_address) AS source_ip_addresses,
  count(*) AS calls,
  count(*) FILTER(WHERE
    outcome = 'denied') AS denied,
  count(*) FILTER(WHERE
    outcome = 'failed') AS failed,
  CAST(coalesce(sum(TRY_CAST(get(transfer, 0) AS DOUBLE)), 0) AS BIGINT) AS bytes_in,
  CAST(coalesce(sum(TRY_CAST(get(transfer, 1) AS DOUBLE)), 0) AS BIGINT) AS bytes_out,
  count(*) FILTER(WHERE
    get(transfer, 2) = 'Yes') AS needed_acl,
  min(event_time) AS first_at,
  min(event_id) AS example_event_id
FROM (
  SELECT
    *,
    get(names, 0) AS bucket,
    get(names, 1) AS object_key
  FROM (
    SELECT
      *,
      (
        coalesce(
          actor_arn,
          CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
        )
      ) AS caller,
      recipient_account_id AS account_id,
      array(
        get_json_object(request_parameters, '$.bucketName'),
        get_json_object(request_parameters, '$.key')
      ) AS names,
      array(
        get_json_object(additional_event_data, '$.bytesTransferredIn'),
        get_json_object(additional_event_data, '$.bytesTransferredOut'),
        get_json_object(additional_event_data, '$.aclRequired')
      ) AS transfer
    FROM in_scope AS activity
    WHERE
      service IN ('s3', 's3express', 's3-outposts')
      AND (
        event_category = 'Data' OR event_category IS NULL
      )
  ) AS calls
  WHERE
    NOT event_category IS NULL OR NOT get(names, 1) IS NULL
) AS objects
GROUP BY
  caller,
  actor_class,
  action,
  bucket,
  region,
  account_id
ORDER BY
  calls DESC,
  last_at DESC,
  caller NULLS LAST,
  actor_class NULLS LAST,
  action NULLS LAST,
  bucket NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST
