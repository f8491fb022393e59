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
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
  array_join(array_sort(array_agg(DISTINCT action) FILTER(WHERE
    NOT action IS NULL)), ', ') AS actions,
  bool_or(
    permission <> concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR))
  ) AS is_mapped,
  array_join(array_sort(array_agg(DISTINCT region) FILTER(WHERE
    NOT region IS NULL)), ', ') AS regions,
  cardinality(
    array_distinct(
      filter(
        flatten(filter(array_agg(sessions), them -> NOT them IS NULL)),
        each -> NOT each IS NULL
      )
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
    permission,
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
          element_at(
            map(
              ARRAY['s3:ListBuckets', 's3:HeadBucket', 's3:ListObjects', 's3:ListObjectsV2', 's3:ListObjectVersions', 's3:ListMultipartUploads', 's3:ListParts', 's3:HeadObject', 's3:SelectObjectContent', 's3:DeleteObjects', 's3:CopyObject', 's3:UploadPartCopy', 's3:CreateMultipartUpload', 's3:UploadPart', 's3:CompleteMultipartUpload', 's3:PostObject', 's3:GetBucketEncryption', 's3:PutBucketEncryption', 's3:DeleteBucketEncryption', 's3:GetBucketLifecycle', 's3:GetBucketLifecycleConfiguration', 's3:PutBucketLifecycle', 's3:PutBucketLifecycleConfiguration', 's3:DeleteBucketLifecycle', 's3:GetBucketReplication', 's3:PutBucketReplication', 's3:DeleteBucketReplication', 's3:GetBucketCors', 's3:PutBucketCors', 's3:DeleteBucketCors', 's3:GetBucketAccelerateConfiguration', 's3:PutBucketAccelerateConfiguration', 's3:GetBucketAnalyticsConfiguration', 's3:ListBucketAnalyticsConfigurations', 's3:PutBucketAnalyticsConfiguration', 's3:GetBucketInventoryConfiguration', 's3:ListBucketInventoryConfigurations', 's3:PutBucketInventoryConfiguration', 's3:DeleteBucketInventoryConfiguration', 's3:GetBucketMetricsConfiguration', 's3:ListBucketMetricsConfigurations', 's3:PutBucketMetricsConfiguration', 's3:GetBucketIntelligentTieringConfiguration', 's3:ListBucketIntelligentTieringConfigurations', 's3:GetBucketNotificationConfiguration', 's3:PutBucketNotificationConfiguration', 's3:GetObjectLockConfiguration', 's3:PutObjectLockConfiguration', 's3:DeleteBucketPublicAccessBlock', 's3:DeleteAccountPublicAccessBlock', 's3:GetPublicAccessBlock', 's3:PutPublicAccessBlock', 's3:DeleteBucketTagging', 's3:JobCreated', 'lambda:Invoke', 'lambda:InvokeAsync', 'lambda:InvokeWithResponseStream', 'dynamodb:TransactGetItems', 'dynamodb:BatchExecuteStatement', 'dynamodb:ExecuteStatement', 'dynamodb:ExecuteTransaction', 'bedrock:Converse', 'bedrock:ConverseStream', 'kms:ReEncrypt', 'ses:SendBulkEmail', 'ecr:PullImage'],
              ARRAY[ARRAY['s3:ListAllMyBuckets'], ARRAY['s3:ListBucket'], ARRAY['s3:ListBucket'], ARRAY['s3:ListBucket'], ARRAY['s3:ListBucketVersions'], ARRAY['s3:ListBucketMultipartUploads'], ARRAY['s3:ListMultipartUploadParts'], ARRAY['s3:GetObject'], ARRAY['s3:GetObject'], ARRAY['s3:DeleteObject'], ARRAY['s3:GetObject', 's3:PutObject'], ARRAY['s3:GetObject', 's3:PutObject'], ARRAY['s3:PutObject'], ARRAY['s3:PutObject'], ARRAY['s3:PutObject'], ARRAY['s3:PutObject'], ARRAY['s3:GetEncryptionConfiguration'], ARRAY['s3:PutEncryptionConfiguration'], ARRAY['s3:PutEncryptionConfiguration'], ARRAY['s3:GetLifecycleConfiguration'], ARRAY['s3:GetLifecycleConfiguration'], ARRAY['s3:PutLifecycleConfiguration'], ARRAY['s3:PutLifecycleConfiguration'], ARRAY['s3:PutLifecycleConfiguration'], ARRAY['s3:GetReplicationConfiguration'], ARRAY['s3:PutReplicationConfiguration'], ARRAY['s3:PutReplicationConfiguration'], ARRAY['s3:GetBucketCORS'], ARRAY['s3:PutBucketCORS'], ARRAY['s3:PutBucketCORS'], ARRAY['s3:GetAccelerateConfiguration'], ARRAY['s3:PutAccelerateConfiguration'], ARRAY['s3:GetAnalyticsConfiguration'], ARRAY['s3:GetAnalyticsConfiguration'], ARRAY['s3:PutAnalyticsConfiguration'], ARRAY['s3:GetInventoryConfiguration'], ARRAY['s3:GetInventoryConfiguration'], ARRAY['s3:PutInventoryConfiguration'], ARRAY['s3:PutInventoryConfiguration'], ARRAY['s3:GetMetricsConfiguration'], ARRAY['s3:GetMetricsConfiguration'], ARRAY['s3:PutMetricsConfiguration'], ARRAY['s3:GetIntelligentTieringConfiguration'], ARRAY['s3:GetIntelligentTieringConfiguration'], ARRAY['s3:GetBucketNotification'], ARRAY['s3:PutBucketNotification'], ARRAY['s3:GetBucketObjectLockConfiguration'], ARRAY['s3:PutBucketObjectLockConfiguration'], ARRAY['s3:PutBucketPublicAccessBlock'], ARRAY['s3:PutAccountPublicAccessBlock'], ARRAY['s3:GetBucketPublicAccessBlock'], ARRAY['s3:PutBucketPublicAccessBlock'], ARRAY['s3:PutBucketTagging'], ARRAY['s3:CreateJob'], ARRAY['lambda:InvokeFunction'], ARRAY['lambda:InvokeFunction'], ARRAY['lambda:InvokeFunction'], ARRAY['dynamodb:GetItem'], ARRAY['dynamodb:PartiQLSelect'], ARRAY['dynamodb:PartiQLSelect'], ARRAY['dynamodb:PartiQLSelect'], ARRAY['bedrock:InvokeModel'], ARRAY['bedrock:InvokeModelWithResponseStream'], ARRAY['kms:ReEncryptFrom', 'kms:ReEncryptTo'], ARRAY['ses:SendEmail'], ARRAY['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']]
            ),
            concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR))
          ),
          CASE
            WHEN service = 'apigateway'
            THEN ARRAY[concat(
              CAST('apigateway:' AS VARCHAR),
              CAST(CASE
                WHEN regexp_like(action, '^(Get|List|Test|Export)')
                THEN 'GET'
                WHEN regexp_like(action, '^(Create|Import|Flush|Generate)')
                THEN 'POST'
                WHEN starts_with(action, 'Update')
                THEN 'PATCH'
                WHEN starts_with(action, 'Delete')
                THEN 'DELETE'
                ELSE 'PUT'
              END AS VARCHAR)
            )]
          END,
          ARRAY[concat(
            CAST(coalesce(
              element_at(
                map(
                  ARRAY['monitoring', 'email', 'tagging', 'agreement-marketplace', 'metering-marketplace', 'entitlement-marketplace', 'catalog-marketplace', 'bedrock-runtime', 'bedrock-agent', 'streams', 'api', 'models', 'runtime', 'runtime-v2-lex', 'models-v2-lex', 'personalize-runtime', 'personalize-events', 'cloudsearchdomain', 'transcribestreaming', 'iotdata', 'data'],
                  ARRAY['cloudwatch', 'ses', 'tag', 'aws-marketplace', 'aws-marketplace', 'aws-marketplace', 'aws-marketplace', 'bedrock', 'bedrock', 'dynamodb', 'pricing', 'lex', 'lex', 'lex', 'lex', 'personalize', 'personalize', 'cloudsearch', 'transcribe', 'iot', 'iot']
                ),
                service
              ),
              service
            ) AS VARCHAR),
            CAST(':' AS VARCHAR),
            CAST(action AS VARCHAR)
          )]
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
      array_agg(DISTINCT identity_access_key_id) FILTER(WHERE
        NOT identity_access_key_id IS NULL) AS sessions,
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
  CROSS JOIN UNNEST(permission) AS each_permission(permission)
) AS counted
GROUP BY
  permission,
  account_id,
  actor_class,
  actor_arn
ORDER BY
  actor,
  permission,
  account_id,
  actor_class,
  actor_arn
