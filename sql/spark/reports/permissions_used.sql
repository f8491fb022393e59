-- Made from sql/reports/permissions_used.sql by lake/dialects/generate.py; do not edit.
-- inputs: 3292b2a28bf169eadf7ff1c48ce1516fca5c1ff47ca0f11fe5c92627964d8e03
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
  CASE
    WHEN min(actor) = max(actor)
    THEN min(actor)
    ELSE split_part(min(actor), '/', 1)
  END AS actor,
  permission,
  CAST(sum(calls) AS BIGINT) AS calls,
  CAST(sum(denied) AS BIGINT) AS denied,
  CAST(sum(via_service) AS BIGINT) AS via_service,
  nullif(array_join(array_sort(collect_set(action)), ', '), '') AS actions,
  bool_or(permission <> service || ':' || action) AS is_mapped,
  nullif(array_join(array_sort(collect_set(region)), ', '), '') AS regions,
  size(
    array_compact(
      array_distinct(flatten(filter(collect_list(sessions), them -> NOT them IS NULL)))
    )
  ) AS sessions,
  min(first_at) AS first_at,
  max(last_at) AS last_at,
  account_id,
  actor_class,
  actor_arn
FROM (
  SELECT
    actor,
    explode(permission) AS permission,
    service,
    action,
    calls,
    denied,
    via_service,
    region,
    sessions,
    first_at,
    last_at,
    account_id,
    actor_class,
    actor_arn
  FROM (
    SELECT
      min(split_part(actor, '/', 1)) AS actor,
      (
        coalesce(
          try_element_at(
            map_from_arrays(
              array(
                's3:ListBuckets',
                's3:HeadBucket',
                's3:ListObjects',
                's3:ListObjectsV2',
                's3:ListObjectVersions',
                's3:ListMultipartUploads',
                's3:ListParts',
                's3:HeadObject',
                's3:SelectObjectContent',
                's3:DeleteObjects',
                's3:CopyObject',
                's3:UploadPartCopy',
                's3:CreateMultipartUpload',
                's3:UploadPart',
                's3:CompleteMultipartUpload',
                's3:PostObject',
                's3:GetBucketEncryption',
                's3:PutBucketEncryption',
                's3:DeleteBucketEncryption',
                's3:GetBucketLifecycle',
                's3:GetBucketLifecycleConfiguration',
                's3:PutBucketLifecycle',
                's3:PutBucketLifecycleConfiguration',
                's3:DeleteBucketLifecycle',
                's3:GetBucketReplication',
                's3:PutBucketReplication',
                's3:DeleteBucketReplication',
                's3:GetBucketCors',
                's3:PutBucketCors',
                's3:DeleteBucketCors',
                's3:GetBucketAccelerateConfiguration',
                's3:PutBucketAccelerateConfiguration',
                's3:GetBucketAnalyticsConfiguration',
                's3:ListBucketAnalyticsConfigurations',
                's3:PutBucketAnalyticsConfiguration',
                's3:GetBucketInventoryConfiguration',
                's3:ListBucketInventoryConfigurations',
                's3:PutBucketInventoryConfiguration',
                's3:DeleteBucketInventoryConfiguration',
                's3:GetBucketMetricsConfiguration',
                's3:ListBucketMetricsConfigurations',
                's3:PutBucketMetricsConfiguration',
                's3:GetBucketIntelligentTieringConfiguration',
                's3:ListBucketIntelligentTieringConfigurations',
                's3:GetBucketNotificationConfiguration',
                's3:PutBucketNotificationConfiguration',
                's3:GetObjectLockConfiguration',
                's3:PutObjectLockConfiguration',
                's3:DeleteBucketPublicAccessBlock',
                's3:DeleteAccountPublicAccessBlock',
                's3:GetPublicAccessBlock',
                's3:PutPublicAccessBlock',
                's3:DeleteBucketTagging',
                's3:JobCreated',
                'lambda:Invoke',
                'lambda:InvokeAsync',
                'lambda:InvokeWithResponseStream',
                'dynamodb:TransactGetItems',
                'dynamodb:BatchExecuteStatement',
                'dynamodb:ExecuteStatement',
                'dynamodb:ExecuteTransaction',
                'bedrock:Converse',
                'bedrock:ConverseStream',
                'kms:ReEncrypt',
                'ses:SendBulkEmail',
                'ecr:PullImage'
              ),
              array(
                array('s3:ListAllMyBuckets'),
                array('s3:ListBucket'),
                array('s3:ListBucket'),
                array('s3:ListBucket'),
                array('s3:ListBucketVersions'),
                array('s3:ListBucketMultipartUploads'),
                array('s3:ListMultipartUploadParts'),
                array('s3:GetObject'),
                array('s3:GetObject'),
                array('s3:DeleteObject'),
                array('s3:GetObject', 's3:PutObject'),
                array('s3:GetObject', 's3:PutObject'),
                array('s3:PutObject'),
                array('s3:PutObject'),
                array('s3:PutObject'),
                array('s3:PutObject'),
                array('s3:GetEncryptionConfiguration'),
                array('s3:PutEncryptionConfiguration'),
                array('s3:PutEncryptionConfiguration'),
                array('s3:GetLifecycleConfiguration'),
                array('s3:GetLifecycleConfiguration'),
                array('s3:PutLifecycleConfiguration'),
                array('s3:PutLifecycleConfiguration'),
                array('s3:PutLifecycleConfiguration'),
                array('s3:GetReplicationConfiguration'),
                array('s3:PutReplicationConfiguration'),
                array('s3:PutReplicationConfiguration'),
                array('s3:GetBucketCORS'),
                array('s3:PutBucketCORS'),
                array('s3:PutBucketCORS'),
                array('s3:GetAccelerateConfiguration'),
                array('s3:PutAccelerateConfiguration'),
                array('s3:GetAnalyticsConfiguration'),
                array('s3:GetAnalyticsConfiguration'),
                array('s3:PutAnalyticsConfiguration'),
                array('s3:GetInventoryConfiguration'),
                array('s3:GetInventoryConfiguration'),
                array('s3:PutInventoryConfiguration'),
                array('s3:PutInventoryConfiguration'),
                array('s3:GetMetricsConfiguration'),
                array('s3:GetMetricsConfiguration'),
                array('s3:PutMetricsConfiguration'),
                array('s3:GetIntelligentTieringConfiguration'),
                array('s3:GetIntelligentTieringConfiguration'),
                array('s3:GetBucketNotification'),
                array('s3:PutBucketNotification'),
                array('s3:GetBucketObjectLockConfiguration'),
                array('s3:PutBucketObjectLockConfiguration'),
                array('s3:PutBucketPublicAccessBlock'),
                array('s3:PutAccountPublicAccessBlock'),
                array('s3:GetBucketPublicAccessBlock'),
                array('s3:PutBucketPublicAccessBlock'),
                array('s3:PutBucketTagging'),
                array('s3:CreateJob'),
                array('lambda:InvokeFunction'),
                array('lambda:InvokeFunction'),
                array('lambda:InvokeFunction'),
                array('dynamodb:GetItem'),
                array('dynamodb:PartiQLSelect'),
                array('dynamodb:PartiQLSelect'),
                array('dynamodb:PartiQLSelect'),
                array('bedrock:InvokeModel'),
                array('bedrock:InvokeModelWithResponseStream'),
                array('kms:ReEncryptFrom', 'kms:ReEncryptTo'),
                array('ses:SendEmail'),
                array('ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer')
              )
            ),
            service || ':' || action
          ),
          CASE
            WHEN service = 'apigateway'
            THEN array(
              'apigateway:' || CASE
                WHEN regexp_like(action, '^(Get|List|Test|Export)')
                THEN 'GET'
                WHEN regexp_like(action, '^(Create|Import|Flush|Generate)')
                THEN 'POST'
                WHEN startswith(action, 'Update')
                THEN 'PATCH'
                WHEN startswith(action, 'Delete')
                THEN 'DELETE'
                ELSE 'PUT'
              END
            )
          END,
          array(
            coalesce(
              try_element_at(
                map_from_arrays(
                  array(
                    'monitoring',
                    'email',
                    'tagging',
                    'agreement-marketplace',
                    'metering-marketplace',
                    'entitlement-marketplace',
                    'catalog-marketplace',
                    'bedrock-runtime',
                    'bedrock-agent',
                    'streams',
                    'api',
                    'models',
                    'runtime',
                    'runtime-v2-lex',
                    'models-v2-lex',
                    'personalize-runtime',
                    'personalize-events',
                    'cloudsearchdomain',
                    'transcribestreaming',
                    'iotdata',
                    'data'
                  ),
                  array(
                    'cloudwatch',
                    'ses',
                    'tag',
                    'aws-marketplace',
                    'aws-marketplace',
                    'aws-marketplace',
                    'aws-marketplace',
                    'bedrock',
                    'bedrock',
                    'dynamodb',
                    'pricing',
                    'lex',
                    'lex',
                    'lex',
                    'lex',
                    'personalize',
                    'personalize',
                    'cloudsearch',
                    'transcribe',
                    'iot',
                    'iot'
                  )
                ),
                service
              ),
              service
            ) || ':' || action
          )
        )
      ) AS permission,
      service,
      action,
      count(*) FILTER(WHERE
        outcome <> 'denied') AS calls,
      count(*) FILTER(WHERE
        outcome = 'denied') AS denied,
      count(*) FILTER(WHERE
        via_service) AS via_service,
      region,
      collect_set(identity_access_key_id) AS sessions,
      min(event_time) AS first_at,
      max(event_time) AS last_at,
      recipient_account_id AS account_id,
      actor_class,
      actor_arn
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND event_type IS DISTINCT FROM 'AwsServiceEvent'
      AND event_type IS DISTINCT FROM 'AwsConsoleSignIn'
      AND actor_class IN ('assumed_role', 'iam_user', 'federated_user')
      AND service <> 'signin'
    GROUP BY
      service,
      action,
      region,
      recipient_account_id,
      actor_class,
      actor_arn
  ) AS grouped
) AS counted
GROUP BY
  permission,
  account_id,
  actor_class,
  actor_arn
ORDER BY
  actor NULLS LAST,
  permission NULLS LAST,
  account_id NULLS LAST,
  actor_class NULLS LAST,
  actor_arn NULLS LAST
