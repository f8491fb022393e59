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
  get_json_object(request_parameters, '$.bucketName') AS bucket,
  get_json_object(request_parameters, '$.key') AS object_key,
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
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  bucket NULLS LAST,
  object_key NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  request_parameters NULLS LAST,
  via_service NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
