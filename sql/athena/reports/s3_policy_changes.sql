-- Made from sql/reports/s3_policy_changes.sql by lake/dialects/generate.py; do not edit.
-- inputs: 37957c79871ec09661e4f440eb425c08b5d7b30fdb90161e6c9dba6bbc6b4095
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
  coalesce(
    json_extract_scalar(request_parameters, '$.bucketName'),
    nullif(json_format(json_extract(request_parameters, '$.bucketName')), 'null')
  ) AS bucket,
  coalesce(
    json_extract_scalar(request_parameters, '$.key'),
    nullif(json_format(json_extract(request_parameters, '$.key')), 'null')
  ) AS object_key,
  request_parameters,
  via_service,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
  AND service IN ('s3', 's3express', 's3-outposts')
  AND regexp_like(
    action,
    '^(Put|Delete)(Bucket(Acl|Policy|Cors|Lifecycle|Replication|PublicAccessBlock|Encryption|Versioning|Logging|OwnershipControls|Notification|Website|ObjectLock|RequestPayment|AccelerateConfiguration)|AccountPublicAccessBlock|AccessPoint|MultiRegionAccessPoint|ObjectAcl|ObjectLockConfiguration|ObjectLegalHold|ObjectRetention|PublicAccessBlock)'
  )
ORDER BY
  event_time DESC,
  event_id,
  action,
  actor,
  bucket,
  object_key,
  source_ip_address,
  actor_class,
  request_parameters,
  via_service,
  region,
  account_id,
  outcome,
  error
