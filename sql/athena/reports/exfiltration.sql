-- Made from sql/reports/exfiltration.sql by lake/dialects/generate.py; do not edit.
-- inputs: 05c167753f1e68c6f567594dc577f60cd45a74796bca07bd06c61c5c45b428af
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
  what,
  CASE
    WHEN min(actor) = max(actor)
    THEN min(actor)
    ELSE split_part(min(actor), '/', 1)
  END AS actor,
  coalesce(
    bucket,
    (
      (
        element_at(
          transform(
            ARRAY[transform(
              array_sort(
                map_entries(histogram(target)),
                (one, other) -> CASE
                  WHEN one[2] > other[2]
                  THEN -1
                  WHEN one[2] < other[2]
                  THEN 1
                  WHEN one[1] < other[1]
                  THEN -1
                  WHEN one[1] > other[1]
                  THEN 1
                  ELSE 0
                END
              ),
              it -> it[1]
            )],
            them__0 -> concat(
              CAST(array_join(slice(them__0, 1, 5), ', ') AS VARCHAR),
              CAST(CASE
                WHEN cardinality(them__0) > 5
                THEN concat(
                  CAST(', … and ' AS VARCHAR),
                  CAST((
                    cardinality(them__0) - 5
                  ) AS VARCHAR),
                  CAST(' more' AS VARCHAR)
                )
                ELSE ''
              END AS VARCHAR)
            )
          ),
          1
        )
      )
    )
  ) AS container,
  count(*) AS calls,
  count(DISTINCT request) AS objects,
  CAST(sum(bytes) AS BIGINT) AS bytes,
  min(event_time) AS first_at,
  max(event_time) AS last_at,
  nullif(
    array_join(
      array_sort(
        array_distinct(
          filter(
            flatten(filter(array_agg(recipients), them -> NOT them IS NULL)),
            each -> NOT each IS NULL
          )
        )
      ),
      ', '
    ),
    ''
  ) AS recipients,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(source_ip_address)),
              (one, other) -> CASE
                WHEN one[2] > other[2]
                THEN -1
                WHEN one[2] < other[2]
                THEN 1
                WHEN one[1] < other[1]
                THEN -1
                WHEN one[1] > other[1]
                THEN 1
                ELSE 0
              END
            ),
            it -> it[1]
          )],
          them__1 -> concat(
            CAST(array_join(slice(them__1, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__1) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__1) - 10
                ) AS VARCHAR),
                CAST(' more' AS VARCHAR)
              )
              ELSE ''
            END AS VARCHAR)
          )
        ),
        1
      )
    )
  ) AS source_ip_addresses,
  outcome,
  account_id,
  actor_class,
  actor_arn,
  min(user_agent) AS user_agent,
  min_by(
    event_id,
    concat(
      CAST(coalesce(CAST(event_time AS VARCHAR), '~') AS VARCHAR),
      CAST('|' AS VARCHAR),
      CAST(coalesce(CAST(event_id AS VARCHAR), '~') AS VARCHAR)
    )
  ) FILTER(WHERE
    NOT event_id IS NULL) AS event_id
FROM (
  SELECT
    'Objects were read' AS what,
    coalesce(
      json_extract_scalar(request_parameters, '$.bucketName'),
      nullif(json_format(json_extract(request_parameters, '$.bucketName')), 'null')
    ) AS bucket,
    NULL AS target,
    TRY_CAST(coalesce(
      json_extract_scalar(additional_event_data, '$.bytesTransferredOut'),
      nullif(json_format(json_extract(additional_event_data, '$.bytesTransferredOut')), 'null')
    ) AS DOUBLE) AS bytes,
    ARRAY[] AS recipients,
    coalesce(
      coalesce(
        json_extract_scalar(request_parameters, '$.key'),
        nullif(json_format(json_extract(request_parameters, '$.key')), 'null')
      ),
      event_id
    ) AS request,
    event_time,
    event_id,
    actor,
    actor_class,
    actor_arn,
    source_ip_address,
    outcome,
    user_agent,
    recipient_account_id AS account_id,
    TRUE AS is_read_of_object
  FROM in_scope AS activity
  WHERE
    event_category IS DISTINCT FROM 'NetworkActivity'
    AND service = 's3'
    AND action IN ('GetObject', 'SelectObjectContent', 'GetObjectTorrent')
    AND actor_class <> 'aws_service'
  UNION ALL
  SELECT
    title,
    NULL,
    target,
    NULL,
    concat(
      coalesce(
        (
          filter(
            regexp_extract_all(request_parameters, '(?:["'']|:(?:iam|sts)::)([0-9]{12})["'':]', 1),
            account__2 -> account__2 IS DISTINCT FROM recipient_account_id
            AND NOT contains(
              (
                ARRAY['127311923021', '033677994240', '027434742980', '797873946194', '985666609251', '054676820928', '156460612806', '652711504416', '009996457667', '897822967062', '635631232127', '754344448648', '582318560864', '600734575887', '383597477331', '114774131450', '783225319266', '589379963580', '718504428378', '076674570225', '507241528517', '098369216593', '048591011584', '190560391635', '638102146993', '037604701340']
              ),
              account__2
            )
          )
        ),
        ARRAY[]
      ),
      coalesce(
        CASE
          WHEN (
            cardinality(
              filter(
                (
                  filter(
                    (
                      filter(
                        concat(
                          coalesce(
                            coalesce(
                              transform(
                                CAST(try(
                                  CAST(json_parse(
                                    json_format(
                                      json_extract(
                                        (
                                          coalesce(
                                            coalesce(
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                                nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.policy.policy'),
                                                nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.policy'),
                                                nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.Policy'),
                                                nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.policyText'),
                                                nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                                nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.policyInJson'),
                                                nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.policyDocument'),
                                                nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.accessPolicy'),
                                                nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.accessPolicies'),
                                                nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                                nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                              ),
                                              coalesce(
                                                json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                                nullif(
                                                  json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                                  'null'
                                                )
                                              )
                                            ),
                                            CASE
                                              WHEN coalesce(
                                                json_extract_scalar(request_parameters, '$.attributeName'),
                                                nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                              ) = 'Policy'
                                              THEN coalesce(
                                                json_extract_scalar(request_parameters, '$.attributeValue'),
                                                nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                              )
                                            END
                                          )
                                        ),
                                        '$.Statement'
                                      )
                                    )
                                  ) AS ARRAY(JSON))
                                ) AS ARRAY(JSON)),
                                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                              ),
                              CAST(ARRAY[] AS ARRAY(VARCHAR))
                            ),
                            ARRAY[]
                          ),
                          ARRAY[json_format(
                            json_extract(
                              (
                                coalesce(
                                  coalesce(
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                      nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.policy.policy'),
                                      nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.policy'),
                                      nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.Policy'),
                                      nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.policyText'),
                                      nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                      nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.policyInJson'),
                                      nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.policyDocument'),
                                      nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.accessPolicy'),
                                      nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.accessPolicies'),
                                      nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                      nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                      nullif(
                                        json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                        'null'
                                      )
                                    )
                                  ),
                                  CASE
                                    WHEN coalesce(
                                      json_extract_scalar(request_parameters, '$.attributeName'),
                                      nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                    ) = 'Policy'
                                    THEN coalesce(
                                      json_extract_scalar(request_parameters, '$.attributeValue'),
                                      nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                    )
                                  END
                                )
                              ),
                              '$.Statement'
                            )
                          )]
                        ),
                        statement__3 -> coalesce(
                          json_extract_scalar(statement__3, '$.Effect'),
                          nullif(json_format(json_extract(statement__3, '$.Effect')), 'null')
                        ) = 'Allow'
                      )
                    ),
                    statement__4 -> coalesce(
                      regexp_like(
                        CAST(json_format(json_extract(statement__4, '$.Principal')) AS VARCHAR),
                        '^"\*"\z|"AWS" *: *(\[[^\]]*)?"\*"'
                      ),
                      FALSE
                    )
                  )
                ),
                statement__5 -> NOT (
                  coalesce(
                    regexp_like(
                      lower(CAST(json_format(json_extract(statement__5, '$.Condition')) AS VARCHAR)),
                      'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                    )
                    AND NOT regexp_like(
                      lower(CAST(json_format(json_extract(statement__5, '$.Condition')) AS VARCHAR)),
                      '"[a-z:]*(notequals|notlike|notipaddress)'
                    ),
                    FALSE
                  )
                )
              )
            ) > 0
            OR coalesce(
              regexp_like(
                request_parameters,
                'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\[ *"all"'
              ),
              FALSE
            )
            OR coalesce(
              coalesce(
                json_extract_scalar(request_parameters, '$.principal'),
                nullif(json_format(json_extract(request_parameters, '$.principal')), 'null')
              ) = '*'
              AND NOT regexp_like(request_parameters, '"(sourceAccount|sourceArn|principalOrgID|condition)"'),
              FALSE
            )
          )
          OR strpos(request_parameters, '"all"') > 0
          THEN ARRAY['everyone']
          ELSE ARRAY[]
        END,
        ARRAY[]
      )
    ),
    request_parameters,
    event_time,
    event_id,
    actor,
    actor_class,
    actor_arn,
    source_ip_address,
    outcome,
    user_agent,
    recipient_account_id,
    FALSE
  FROM (
    WITH wanted_calls AS (
      SELECT
        *
      FROM (
        SELECT
          detection,
          theme,
          title,
          tactic,
          technique,
          unnested_call AS call,
          ARRAY[succeeded, not_succeeded] AS severities,
          (
            array_position((
              ARRAY['informational', 'low', 'medium', 'high', 'critical']
            ), 'low')
          ) AS lowest,
          condition_number,
          measure,
          at_least,
          minutes
        FROM (
          SELECT
            *
          FROM (
            SELECT
              *
            FROM (VALUES
              (
                'bucket_replicated',
                'public_sharing',
                'Copies of a bucket go to another bucket',
                'Exfiltration',
                'T1537',
                ARRAY['s3:PutBucketReplication', 'ecr:PutReplicationConfiguration', 'secretsmanager:ReplicateSecretToRegions', 'backup:StartCopyJob', 'dynamodb:UpdateTableReplicaAutoScaling', 'dynamodb:CreateGlobalTable'],
                3,
                2,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'bucket_shared_with_account',
                'public_sharing',
                'Data was opened to another account by a policy',
                'Exfiltration',
                'T1537',
                ARRAY['s3:PutBucketPolicy', 's3:PutAccessPointPolicy', 'secretsmanager:PutResourcePolicy', 'dynamodb:PutResourcePolicy', 'backup:PutBackupVaultAccessPolicy'],
                4,
                3,
                64,
                NULL,
                NULL,
                NULL
              ),
              (
                'database_copied_by_hand',
                'data_copied',
                'A snapshot of a database was made or copied by hand',
                'Collection',
                'T1578.001',
                ARRAY['rds:CreateDBSnapshot', 'rds:CreateDBClusterSnapshot', 'rds:CopyDBSnapshot', 'rds:CopyDBClusterSnapshot'],
                3,
                2,
                3,
                NULL,
                NULL,
                NULL
              ),
              (
                'database_password_reset',
                'data_copied',
                'The master password of a database was reset',
                'Credential Access',
                'T1098',
                ARRAY['rds:ModifyDBInstance', 'rds:ModifyDBCluster', 'redshift:ModifyCluster', 'elasticache:ModifyUser', 'elasticache:ModifyReplicationGroup', 'memorydb:UpdateUser'],
                4,
                3,
                65,
                NULL,
                NULL,
                NULL
              ),
              (
                'database_public',
                'public_sharing',
                'A database or cluster was opened to the internet',
                'Exfiltration',
                'T1190',
                ARRAY['rds:CreateDBInstance', 'rds:ModifyDBInstance', 'rds:CreateDBCluster', 'rds:ModifyDBCluster', 'rds:RestoreDBInstanceFromDBSnapshot', 'rds:RestoreDBInstanceToPointInTime', 'rds:RestoreDBInstanceFromS3', 'rds:CreateDBInstanceReadReplica', 'redshift:CreateCluster', 'redshift:ModifyCluster', 'eks:CreateCluster', 'eks:UpdateClusterConfig'],
                4,
                3,
                36,
                NULL,
                NULL,
                NULL
              ),
              (
                'database_restored',
                'data_copied',
                'A database was restored from a copy',
                'Collection',
                'T1578.005',
                ARRAY['rds:RestoreDBInstanceFromDBSnapshot', 'rds:RestoreDBClusterFromSnapshot', 'rds:RestoreDBInstanceToPointInTime', 'rds:RestoreDBClusterToPointInTime', 'rds:RestoreDBInstanceFromS3', 'rds:DownloadDBLogFilePortion', 'rds:DownloadCompleteDBLogFile', 'rds:RestoreDBClusterFromS3', 'dynamodb:RestoreTableFromBackup', 'dynamodb:RestoreTableToPointInTime', 'redshift:RestoreFromClusterSnapshot'],
                3,
                2,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'exported_out',
                'data_copied',
                'A disk, image, table or database was exported',
                'Exfiltration',
                'T1567.002',
                ARRAY['ec2:CreateInstanceExportTask', 'ec2:ExportImage', 'ec2:CreateStoreImageTask', 'rds:StartExportTask', 'dynamodb:ExportTableToPointInTime', 'elasticache:ExportServerlessCacheSnapshot', 'lightsail:ExportSnapshot', 'logs:CreateExportTask', 'workmail:StartMailboxExportJob'],
                4,
                3,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'function_opened_by_url',
                'public_sharing',
                'A function got an address on the internet',
                'Persistence',
                'T1190',
                ARRAY['lambda:CreateFunctionUrlConfig', 'lambda:UpdateFunctionUrlConfig'],
                3,
                2,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'function_permission_added',
                'public_sharing',
                'Somebody else may call a function',
                'Persistence',
                'T1546',
                ARRAY['lambda:AddPermission'],
                2,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'interface_opened',
                'public_sharing',
                'Who may call an interface, a stream or a table was changed',
                'Defense Evasion',
                'T1562.007',
                ARRAY['apigateway:PutRestApi', 'apigateway:UpdateRestApiPolicy', 'apigateway:CreateAuthorizer', 'apigateway:UpdateMethod', 'dynamodb:DeleteResourcePolicy', 'sns:SetSubscriptionAttributes', 'sqs:RemovePermission', 'kafka:PutClusterPolicy', 'kafka:UpdateSecurity', 'kafka:UpdateConnectivity', 'redshift-serverless:PutResourcePolicy', 'redshift-serverless:UpdateWorkgroup', 'vpc-lattice:PutResourcePolicy', 'vpc-lattice:DeleteAuthPolicy', 'mediastore:PutCorsPolicy', 'glacier:DeleteVaultAccessPolicy', 'acm-pca:PutPolicy', 'acm-pca:CreatePermission', 'ram:UpdateResourceShare', 'ram:AcceptResourceShareInvitation', 'ram:AssociateResourceSharePermission', 'ram:CreatePermission', 'quicksight:UpdateDashboardPermissions', 'quicksight:UpdatePublicSharingSettings', 'quicksight:UpdateIpRestriction', 'workspaces:AuthorizeIpRules', 'workspaces:DisassociateIpGroups', 'workspaces:ModifyWorkspaceProperties', 'lakeformation:RegisterResource', 'securitylake:CreateSubscriber', 'license-manager:CreateGrant', 'appstream:UpdateImagePermissions', 'cloudfront:CreateOriginAccessIdentity', 'cloudfront:UpdateOriginAccessControl', 'cloudfront:DeleteOriginAccessControl', 'cloudfront:CreateKeyGroup', 'cloudfront:UpdateKeyGroup', 'cloudfront:CreatePublicKey', 'cloudfront:AssociateAlias', 'ecr:SetRepositoryPolicy', 'ecr:PutRegistryPolicy'],
                2,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'log_forwarded',
                'data_copied',
                'A stream of logs, objects or messages was sent elsewhere',
                'Collection',
                'T1020',
                ARRAY['logs:PutSubscriptionFilter', 'logs:PutDestination', 'logs:CreateDelivery', 's3:PutBucketNotification', 'sns:Subscribe', 'events:PutTargets', 'events:CreateConnection', 'events:CreateApiDestination', 'kinesis:CreateStream', 'pipes:CreatePipe', 'pipes:UpdatePipe', 'ses:CreateReceiptRule', 'ses:UpdateReceiptRule', 'ses:CreateReceiptRuleSet', 'ses:SetActiveReceiptRuleSet'],
                2,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'log_sent_to_account',
                'data_copied',
                'A stream of logs, objects or messages was sent to another account',
                'Exfiltration',
                'T1537',
                ARRAY['logs:PutSubscriptionFilter', 's3:PutBucketNotification', 'sns:Subscribe', 'events:PutTargets', 'pipes:CreatePipe', 'pipes:UpdatePipe'],
                3,
                2,
                20,
                NULL,
                NULL,
                NULL
              ),
              (
                'model_policy_changed',
                'public_sharing',
                'A policy of a model, guardrail or agent was set or removed',
                'Persistence',
                'T1098',
                ARRAY['bedrock:PutResourcePolicy', 'bedrock:DeleteResourcePolicy', 'bedrock-agentcore:PutResourcePolicy', 'bedrock-agentcore:DeleteResourcePolicy'],
                3,
                3,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'objects_copied',
                'data_copied',
                'Objects were copied',
                'Collection',
                'T1530',
                ARRAY['s3:CopyObject', 's3:UploadPartCopy'],
                1,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'objects_read_in_bulk',
                'data_copied',
                'Many objects were read within minutes',
                'Exfiltration',
                'T1530',
                ARRAY['s3:GetObject', 's3:GetObjectTorrent', 's3:SelectObjectContent'],
                3,
                3,
                2,
                'requests',
                200,
                10
              ),
              (
                'policy_for_everyone',
                'public_sharing',
                'A resource was opened to everyone',
                'Exfiltration',
                'T1530',
                ARRAY['s3:PutBucketPolicy', 's3:PutBucketAcl', 's3:PutObjectAcl', 's3:CreateBucket', 's3:PutAccessPointPolicy', 'lambda:AddPermission', 'lambda:AddLayerVersionPermission', 'lambda:CreateFunctionUrlConfig', 'lambda:UpdateFunctionUrlConfig', 'sns:AddPermission', 'sns:SetTopicAttributes', 'sns:CreateTopic', 'sqs:AddPermission', 'sqs:SetQueueAttributes', 'sqs:CreateQueue', 'kms:PutKeyPolicy', 'kms:CreateKey', 'secretsmanager:PutResourcePolicy', 'ecr:SetRepositoryPolicy', 'ecr:PutRegistryPolicy', 'events:PutPermission', 'logs:PutDestinationPolicy', 'logs:PutResourcePolicy', 'glue:PutResourcePolicy', 'es:CreateDomain', 'es:CreateElasticsearchDomain', 'es:UpdateDomainConfig', 'es:UpdateElasticsearchDomainConfig', 'elasticfilesystem:PutFileSystemPolicy', 'backup:PutBackupVaultAccessPolicy', 'dynamodb:PutResourcePolicy', 'bedrock:PutResourcePolicy', 'ssm:ModifyDocumentPermission', 'ssm:PutResourcePolicy', 'codebuild:UpdateProjectVisibility', 'glacier:SetVaultAccessPolicy', 'kinesis:PutResourcePolicy', 'cloudtrail:PutResourcePolicy', 'codeartifact:PutDomainPermissionsPolicy', 'codeartifact:PutRepositoryPermissionsPolicy', 'mediastore:PutContainerPolicy', 'ses:PutIdentityPolicy', 'ses:CreateEmailIdentityPolicy', 'apigateway:UpdateRestApi', 'apigateway:CreateRestApi', 'iot:CreatePolicy', 'iot:CreatePolicyVersion', 'vpc-lattice:PutAuthPolicy'],
                4,
                3,
                60,
                NULL,
                NULL,
                NULL
              ),
              (
                'policy_for_everyone_if',
                'public_sharing',
                'A resource was opened to everyone who meets a condition',
                'Exfiltration',
                'T1530',
                ARRAY['s3:PutBucketPolicy', 's3:PutAccessPointPolicy', 'lambda:AddPermission', 'sns:SetTopicAttributes', 'sns:CreateTopic', 'sqs:SetQueueAttributes', 'sqs:CreateQueue', 'kms:PutKeyPolicy', 'kms:CreateKey', 'secretsmanager:PutResourcePolicy', 'ecr:SetRepositoryPolicy', 'ecr:PutRegistryPolicy', 'events:PutPermission', 'logs:PutDestinationPolicy', 'logs:PutResourcePolicy', 'glue:PutResourcePolicy', 'es:CreateDomain', 'es:CreateElasticsearchDomain', 'es:UpdateDomainConfig', 'es:UpdateElasticsearchDomainConfig', 'elasticfilesystem:PutFileSystemPolicy', 'backup:PutBackupVaultAccessPolicy', 'dynamodb:PutResourcePolicy'],
                3,
                2,
                68,
                NULL,
                NULL,
                NULL
              ),
              (
                'public_access_unblocked',
                'public_sharing',
                'A block of public access was lifted',
                'Exfiltration',
                'T1530',
                ARRAY['s3:DeleteBucketPublicAccessBlock', 's3:DeleteAccountPublicAccessBlock', 's3:PutBucketPublicAccessBlock', 's3:PutAccountPublicAccessBlock', 'ec2:DisableSnapshotBlockPublicAccess', 'ec2:DisableImageBlockPublicAccess'],
                4,
                3,
                79,
                NULL,
                NULL,
                NULL
              ),
              (
                'shared_snapshot_used',
                'data_copied',
                'Another account copied a shared snapshot',
                'Exfiltration',
                'T1537',
                ARRAY['ec2:SharedSnapshotVolumeCreated', 'ec2:SharedSnapshotCopyInitiated'],
                4,
                3,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'shared_with_account',
                'public_sharing',
                'A resource was shared with another account',
                'Exfiltration',
                'T1537',
                ARRAY['ram:CreateResourceShare', 'ram:AssociateResourceShare', 'ram:EnableSharingWithAwsOrganization', 'ec2:ModifyVpcEndpointServicePermissions', 'ssm:ModifyDocumentPermission', 'kms:PutKeyPolicy', 'kms:CreateGrant', 's3:PutBucketAcl', 's3:PutObjectAcl', 'lambda:AddLayerVersionPermission', 'lambda:AddPermission', 'sns:AddPermission', 'sqs:AddPermission', 'secretsmanager:PutResourcePolicy', 'ecr:SetRepositoryPolicy', 'ecr:PutRegistryPolicy', 'events:PutPermission', 'logs:PutDestinationPolicy', 'glue:PutResourcePolicy', 'es:UpdateDomainConfig', 'es:CreateDomain', 'elasticfilesystem:PutFileSystemPolicy'],
                3,
                2,
                15,
                NULL,
                NULL,
                NULL
              ),
              (
                'sharing_undecided',
                'public_sharing',
                'Sharing was tried, and the record has no parameters',
                'Exfiltration',
                'T1537',
                ARRAY['s3:PutBucketPolicy', 's3:PutBucketAcl', 's3:PutAccessPointPolicy', 'ec2:ModifySnapshotAttribute', 'ec2:ModifyImageAttribute', 'rds:ModifyDBSnapshotAttribute', 'rds:ModifyDBClusterSnapshotAttribute', 'lambda:AddPermission', 'kms:PutKeyPolicy', 'sns:AddPermission', 'sns:SetTopicAttributes', 'sqs:AddPermission', 'sqs:SetQueueAttributes', 'secretsmanager:PutResourcePolicy', 'ecr:SetRepositoryPolicy', 'ram:CreateResourceShare', 'glue:PutResourcePolicy', 'dynamodb:PutResourcePolicy'],
                2,
                2,
                70,
                NULL,
                NULL,
                NULL
              ),
              (
                'snapshot_made',
                'data_copied',
                'A snapshot, image or volume was made',
                'Collection',
                'T1578.001',
                ARRAY['ec2:CreateSnapshot', 'ec2:CreateSnapshots', 'ec2:CreateImage', 'ec2:CreateVolume', 'ec2:CopySnapshot', 'ec2:CopyImage', 'ec2:CreateReplaceRootVolumeTask', 'ec2:ResetSnapshotAttribute', 'ec2:CopyFpgaImage', 'ec2:CreateFpgaImage', 'ec2:CreateRestoreImageTask', 'rds:CreateDBSnapshot', 'rds:CreateDBClusterSnapshot', 'rds:CopyDBSnapshot', 'rds:CopyDBClusterSnapshot', 'elasticache:CreateSnapshot', 'elasticache:CopySnapshot', 'redshift:CreateClusterSnapshot', 'redshift:CopyClusterSnapshot', 'dynamodb:CreateBackup', 'lightsail:CreateInstanceSnapshot', 'lightsail:CreateDiskSnapshot', 'backup:StartBackupJob', 'fsx:CreateBackup', 'fsx:CopyBackup'],
                2,
                1,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'snapshot_read',
                'data_copied',
                'The blocks of a snapshot were read',
                'Exfiltration',
                'T1530',
                ARRAY['ebs:GetSnapshotBlock', 'ebs:ListSnapshotBlocks', 'ebs:ListChangedBlocks'],
                3,
                2,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'snapshot_shared',
                'public_sharing',
                'A snapshot or image was shared',
                'Exfiltration',
                'T1537',
                ARRAY['ec2:ModifySnapshotAttribute', 'ec2:ModifyImageAttribute', 'rds:ModifyDBSnapshotAttribute', 'rds:ModifyDBClusterSnapshotAttribute', 'redshift:AuthorizeSnapshotAccess'],
                4,
                3,
                39,
                NULL,
                NULL,
                NULL
              ),
              (
                'table_read',
                'data_copied',
                'A table or a queue was read as a whole',
                'Collection',
                'T1530',
                ARRAY['dynamodb:Scan', 'dynamodb:PartiQLSelect', 'dynamodb:ExecuteStatement', 'dynamodb:BatchExecuteStatement', 'sqs:ReceiveMessage', 'kinesis:GetRecords', 'athena:GetQueryResults', 'timestream:Select'],
                1,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'traffic_mirrored',
                'data_copied',
                'Traffic of a network interface was mirrored',
                'Collection',
                'T1040',
                ARRAY['ec2:CreateTrafficMirrorSession', 'ec2:CreateTrafficMirrorTarget', 'ec2:CreateTrafficMirrorFilter', 'ec2:CreateTrafficMirrorFilterRule', 'ec2:ModifyTrafficMirrorSession', 'ec2:ModifyTrafficMirrorFilterRule'],
                4,
                3,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'transfer_set_up',
                'data_copied',
                'A way to move data in bulk was set up',
                'Exfiltration',
                'T1048',
                ARRAY['datasync:CreateTask', 'datasync:StartTaskExecution', 'datasync:CreateLocationNfs', 'datasync:CreateLocationSmb', 'datasync:CreateAgent', 'transfer:CreateServer', 'transfer:UpdateServer', 'transfer:UpdateUser', 's3:JobCreated', 's3:CreateJob', 's3control:CreateJob', 'datasync:CreateLocationS3', 'datasync:CreateLocationAzureBlob', 'datasync:CreateLocationObjectStorage', 'datasync:UpdateTask', 'transfer:CreateConnector', 'transfer:StartFileTransfer', 'transfer:CreateAccess', 'snowball:CreateJob', 'snowball:CreateCluster', 'dms:CreateReplicationTask', 'dms:StartReplicationTask', 'dms:CreateEndpoint', 'storagegateway:CreateNFSFileShare', 'storagegateway:CreateSMBFileShare', 'appflow:CreateFlow', 'appflow:StartFlow', 'firehose:CreateDeliveryStream', 'firehose:UpdateDestination', 'glue:CreateConnection', 'dataexchange:CreateDataSet', 'quicksight:CreateDataSource', 'sqs:StartMessageMoveTask', 'redshift:AuthorizeDataShare'],
                3,
                2,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'volume_attached',
                'data_copied',
                'A volume was moved between instances',
                'Collection',
                'T1578.002',
                ARRAY['ec2:AttachVolume', 'ec2:DetachVolume'],
                2,
                1,
                1,
                NULL,
                NULL,
                NULL
              )) AS detections(detection, theme, title, tactic, technique, calls, succeeded, not_succeeded, condition_number, measure, at_least, minutes)
          ) AS detections
          CROSS JOIN UNNEST(calls) AS each_unnested_call(unnested_call)
          WHERE
            coalesce(greatest(succeeded, not_succeeded), succeeded, not_succeeded) >= (
              array_position((
                ARRAY['informational', 'low', 'medium', 'high', 'critical']
              ), 'low')
            )
        ) AS detections
      ) AS wanted_calls
    ), known_programs AS (
      SELECT
        user_agent AS program,
        (
          CASE
            WHEN user_agent IS NULL OR user_agent = ''
            THEN 'none'
            WHEN regexp_like(
              lower(user_agent),
              '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks'
            )
            THEN 'attack tool'
            WHEN regexp_like(
              lower(user_agent),
              'prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory'
            )
            THEN 'audit tool'
            WHEN regexp_like(
              lower(user_agent),
              's3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/'
            )
            THEN 'file transfer'
            WHEN regexp_like(
              lower(user_agent),
              'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
            )
            THEN 'infrastructure'
            WHEN regexp_like(
              lower(user_agent),
              'amazonaws\.com(\.cn)?\]?\z|^aws internal|^\[?aws-internal|awsservicerole'
            )
            AND NOT regexp_like(lower(user_agent), '^\[?(console|signin)\.')
            THEN 'service'
            WHEN regexp_like(
              lower(user_agent),
              '^\[?mozilla|^\[?(console|signin)\.amazonaws|s3console|aws-?console|coral/netty|^\[?opera|cloudshell'
            )
            THEN 'console'
            WHEN regexp_like(
              lower(user_agent),
              'datadog|new ?relic|dynatrace|splunk|cloudwatch-agent|amazon-(ssm|ecs)-agent|ssm-agent|ecs-agent|fluent-?(bit|d)|grafana|prometheus|elastic|sumologic|telegraf|nagios|zabbix|crowdstrike|wiz|lacework|orca|sysdig|vector/'
            )
            THEN 'monitoring'
            WHEN regexp_like(
              lower(user_agent),
              'aws-cli|awscli|powershell|aws-?shell|aws-vault|saml2aws|aws-sso-util|session-manager-plugin'
            )
            THEN 'command line'
            WHEN regexp_like(
              lower(user_agent),
              'aws-sdk|boto|aws_sdk|botocore|jets3t|hadoop|aws-?java|awssdk|aws4net|smithy|aws-xray|aws-amplify|exec-env'
            )
            THEN 'SDK'
            ELSE 'other'
          END
        ) AS program_class
      FROM (
        SELECT DISTINCT
          user_agent
        FROM in_scope AS activity
      ) AS agents
      WHERE
        (
          coalesce(
            regexp_like(
              user_agent,
              '(?i)(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks|prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory|s3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/|terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
            ),
            FALSE
          )
        )
    ), elsewhere AS (
      SELECT
        *
      FROM (
        SELECT
          access_key AS elsewhere_key,
          address AS elsewhere_address,
          is_inside_too OR coalesce(busy_until > first_at, FALSE) AS is_at_once
        FROM (
          SELECT
            *,
            max(last_at) OVER (
              PARTITION BY access_key, strpos(address, ':') > 0
              ORDER BY first_at, address
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS busy_until,
            bool_or(NOT is_of_instance) OVER (PARTITION BY address) AS is_of_users,
            cardinality(
              array_distinct(
                filter(
                  array_agg(instance) FILTER(WHERE
                    is_of_instance) OVER (PARTITION BY address),
                  each -> NOT each IS NULL
                )
              )
            ) AS instances
          FROM (
            SELECT
              access_key,
              address,
              is_of_instance,
              min(instance) AS instance,
              bool_or(is_inside_too) AS is_inside_too,
              min(first_at) AS first_at,
              max(last_at) AS last_at
            FROM (
              SELECT
                *,
                bool_or(is_inside) OVER (PARTITION BY access_key, service, region) AS is_inside_too
              FROM (
                SELECT
                  identity_access_key_id AS access_key,
                  source_ip_address AS address,
                  service,
                  region,
                  (
                    coalesce(
                      identity_type = 'AssumedRole'
                      AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\z'),
                      FALSE
                    )
                  ) AS is_of_instance,
                  NOT vpc_endpoint_id IS NULL
                  OR (
                    regexp_like(
                      source_ip_address,
                      '^(10|127|169\.254|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\.|^f[cd]|^fe80'
                    )
                  ) AS is_inside,
                  min(identity_principal_id) AS instance,
                  min(event_time) AS first_at,
                  max(event_time) AS last_at
                FROM in_scope AS activity
                WHERE
                  FALSE
                  AND event_category IS DISTINCT FROM 'NetworkActivity'
                  AND (
                    (
                      coalesce(
                        identity_type = 'AssumedRole'
                        AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\z'),
                        FALSE
                      )
                    )
                    OR identity_type IN ('IAMUser', 'Root')
                    AND starts_with(identity_access_key_id, 'AKIA')
                    AND identity_invoked_by IS NULL
                  )
                  AND (
                    regexp_like(source_ip_address, '^([0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)\z')
                  )
                GROUP BY
                  (
                    identity_access_key_id
                  ),
                  (
                    source_ip_address
                  ),
                  service,
                  region,
                  (
                    (
                      coalesce(
                        identity_type = 'AssumedRole'
                        AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\z'),
                        FALSE
                      )
                    )
                  ),
                  (
                    NOT vpc_endpoint_id IS NULL
                    OR (
                      regexp_like(
                        source_ip_address,
                        '^(10|127|169\.254|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\.|^f[cd]|^fe80'
                      )
                    )
                  )
              ) AS used
            ) AS uses
            WHERE
              NOT is_inside
            GROUP BY
              access_key,
              address,
              is_of_instance
          ) AS addresses
        ) AS ranked
        WHERE
          is_of_instance
          AND instances < 3
          AND (
            is_inside_too OR NOT busy_until IS NULL OR is_of_users
          )
      ) AS instance_keys_elsewhere
    ), candidates AS (
      SELECT
        *,
        (
          FALSE
          AND (
            coalesce(actor_class = 'root' OR strpos(identity_arn, ':assumed-role/aws:') > 0, FALSE)
          )
          OR FALSE
          AND outcome = 'denied'
          OR FALSE
          AND coalesce(program_class <> 'infrastructure', FALSE)
          OR FALSE
          AND NOT is_at_once IS NULL
        ) AS is_special
      FROM in_scope AS activity
      LEFT JOIN known_programs
        ON user_agent = program
      LEFT JOIN elsewhere
        ON identity_access_key_id = elsewhere_key AND source_ip_address = elsewhere_address
      WHERE
        event_category IS DISTINCT FROM 'NetworkActivity'
        AND (
          (
            FALSE
            AND (
              coalesce(actor_class = 'root' OR strpos(identity_arn, ':assumed-role/aws:') > 0, FALSE)
            )
            OR FALSE
            AND outcome = 'denied'
            OR FALSE
            AND coalesce(program_class <> 'infrastructure', FALSE)
            OR FALSE
            AND NOT is_at_once IS NULL
          )
          OR TRUE
          AND (
            action <> 'PutObject'
            OR service <> 's3'
            OR coalesce(
              regexp_like(
                request_parameters,
                'customer-algorithm|:kms:|(?i:ransom|crypt|recover|restore|bitcoin|your[^\n]?data)'
              ),
              FALSE
            )
          )
        )
    ), found AS (
      SELECT
        wanted_calls.detection,
        wanted_calls.theme,
        wanted_calls.title,
        wanted_calls.tactic,
        wanted_calls.technique,
        wanted_calls.severities,
        wanted_calls.lowest,
        wanted_calls.condition_number,
        wanted_calls.measure,
        wanted_calls.at_least,
        wanted_calls.minutes,
        keyed.event_time,
        keyed.recipient_account_id,
        keyed.event_id,
        keyed.event_category,
        keyed.source_ip_address,
        keyed.user_agent,
        keyed.error_message,
        keyed.identity_type,
        keyed.identity_principal_id,
        keyed.identity_arn,
        keyed.identity_access_key_id,
        keyed.identity_invoked_by,
        keyed.request_parameters,
        keyed.response_elements,
        keyed.additional_event_data,
        keyed.resources,
        keyed.vpc_endpoint_id,
        keyed.outcome,
        keyed.action,
        keyed.service,
        keyed.region,
        keyed.actor,
        keyed.actor_arn,
        keyed.actor_class,
        keyed.via_service,
        keyed.target,
        keyed.program,
        keyed.program_class,
        keyed.elsewhere_key,
        keyed.elsewhere_address,
        keyed.is_at_once
      FROM (
        SELECT
          *
        FROM candidates
        CROSS JOIN UNNEST(CASE
          WHEN is_special
          THEN ARRAY[concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)), '*']
          ELSE ARRAY[concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR))]
        END) AS each_key(key)
      ) AS keyed
      JOIN wanted_calls
        ON call = key
      WHERE
        coalesce(
          CASE condition_number
            WHEN 0
            THEN TRUE
            WHEN 1
            THEN actor_class <> 'aws_service'
            WHEN 2
            THEN actor_class <> 'aws_service' AND NOT via_service
            WHEN 3
            THEN (
              actor_class <> 'aws_service'
              AND NOT via_service
              AND program_class IS DISTINCT FROM 'infrastructure'
            )
            WHEN 15
            THEN actor_class <> 'aws_service'
            AND CASE
              WHEN NOT (
                coalesce(
                  coalesce(
                    coalesce(
                      json_extract_scalar(request_parameters, '$.bucketPolicy'),
                      nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.policy.policy'),
                      nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.policy'),
                      nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.Policy'),
                      nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.policyText'),
                      nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.resourcePolicy'),
                      nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.policyInJson'),
                      nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.policyDocument'),
                      nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.accessPolicy'),
                      nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.accessPolicies'),
                      nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.attributes.Policy'),
                      nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                    ),
                    coalesce(
                      json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                      nullif(
                        json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                        'null'
                      )
                    )
                  ),
                  CASE
                    WHEN coalesce(
                      json_extract_scalar(request_parameters, '$.attributeName'),
                      nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                    ) = 'Policy'
                    THEN coalesce(
                      json_extract_scalar(request_parameters, '$.attributeValue'),
                      nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                    )
                  END
                )
              ) IS NULL
              THEN cardinality(
                (
                  flatten(
                    filter(
                      transform(
                        (
                          filter(
                            concat(
                              coalesce(
                                coalesce(
                                  transform(
                                    CAST(try(
                                      CAST(json_parse(
                                        json_format(
                                          json_extract(
                                            (
                                              coalesce(
                                                coalesce(
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                                    nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.policy.policy'),
                                                    nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.policy'),
                                                    nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.Policy'),
                                                    nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.policyText'),
                                                    nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                                    nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.policyInJson'),
                                                    nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.policyDocument'),
                                                    nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.accessPolicy'),
                                                    nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.accessPolicies'),
                                                    nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                                    nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                                  ),
                                                  coalesce(
                                                    json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                                    nullif(
                                                      json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                                      'null'
                                                    )
                                                  )
                                                ),
                                                CASE
                                                  WHEN coalesce(
                                                    json_extract_scalar(request_parameters, '$.attributeName'),
                                                    nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                                  ) = 'Policy'
                                                  THEN coalesce(
                                                    json_extract_scalar(request_parameters, '$.attributeValue'),
                                                    nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                                  )
                                                END
                                              )
                                            ),
                                            '$.Statement'
                                          )
                                        )
                                      ) AS ARRAY(JSON))
                                    ) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ),
                                ARRAY[]
                              ),
                              ARRAY[json_format(
                                json_extract(
                                  (
                                    coalesce(
                                      coalesce(
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                          nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.policy.policy'),
                                          nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.policy'),
                                          nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.Policy'),
                                          nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.policyText'),
                                          nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                          nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.policyInJson'),
                                          nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.policyDocument'),
                                          nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.accessPolicy'),
                                          nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.accessPolicies'),
                                          nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                          nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                        ),
                                        coalesce(
                                          json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                          nullif(
                                            json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                            'null'
                                          )
                                        )
                                      ),
                                      CASE
                                        WHEN coalesce(
                                          json_extract_scalar(request_parameters, '$.attributeName'),
                                          nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                        ) = 'Policy'
                                        THEN coalesce(
                                          json_extract_scalar(request_parameters, '$.attributeValue'),
                                          nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                        )
                                      END
                                    )
                                  ),
                                  '$.Statement'
                                )
                              )]
                            ),
                            statement__6 -> coalesce(
                              json_extract_scalar(statement__6, '$.Effect'),
                              nullif(json_format(json_extract(statement__6, '$.Effect')), 'null')
                            ) = 'Allow'
                          )
                        ),
                        statement__7 -> (
                          filter(
                            regexp_extract_all(
                              CAST(json_format(json_extract(statement__7, '$.Principal')) AS VARCHAR),
                              '(?:["'']|:(?:iam|sts)::)([0-9]{12})["'':]',
                              1
                            ),
                            account__8 -> account__8 IS DISTINCT FROM recipient_account_id
                            AND NOT contains(
                              (
                                ARRAY['127311923021', '033677994240', '027434742980', '797873946194', '985666609251', '054676820928', '156460612806', '652711504416', '009996457667', '897822967062', '635631232127', '754344448648', '582318560864', '600734575887', '383597477331', '114774131450', '783225319266', '589379963580', '718504428378', '076674570225', '507241528517', '098369216593', '048591011584', '190560391635', '638102146993', '037604701340']
                              ),
                              account__8
                            )
                          )
                        )
                      ),
                      them -> NOT them IS NULL
                    )
                  )
                )
              ) > 0
              ELSE cardinality(
                (
                  filter(
                    regexp_extract_all(
                      CASE
                        WHEN action = 'CreateGrant'
                        THEN coalesce(
                          json_extract_scalar(request_parameters, '$.granteePrincipal'),
                          nullif(json_format(json_extract(request_parameters, '$.granteePrincipal')), 'null')
                        )
                        ELSE request_parameters
                      END,
                      '(?:["'']|:(?:iam|sts)::)([0-9]{12})["'':]',
                      1
                    ),
                    account__9 -> account__9 IS DISTINCT FROM recipient_account_id
                    AND NOT contains(
                      (
                        ARRAY['127311923021', '033677994240', '027434742980', '797873946194', '985666609251', '054676820928', '156460612806', '652711504416', '009996457667', '897822967062', '635631232127', '754344448648', '582318560864', '600734575887', '383597477331', '114774131450', '783225319266', '589379963580', '718504428378', '076674570225', '507241528517', '098369216593', '048591011584', '190560391635', '638102146993', '037604701340']
                      ),
                      account__9
                    )
                  )
                )
              ) > 0
            END
            WHEN 20
            THEN actor_class <> 'aws_service'
            AND NOT via_service
            AND cardinality(
              filter(
                regexp_extract_all(
                  request_parameters,
                  '"arn:aws[a-z-]*:(?:logs|sqs|sns|lambda|kinesis|firehose|events|states):[^:"]*:([0-9]{12}):',
                  1
                ),
                account__10 -> account__10 IS DISTINCT FROM recipient_account_id
              )
            ) > 0
            WHEN 36
            THEN coalesce(
              coalesce(
                json_extract_scalar(request_parameters, '$.publiclyAccessible'),
                nullif(json_format(json_extract(request_parameters, '$.publiclyAccessible')), 'null')
              ) = 'true',
              FALSE
            )
            OR coalesce(
              coalesce(
                json_extract_scalar(response_elements, '$.publiclyAccessible'),
                nullif(json_format(json_extract(response_elements, '$.publiclyAccessible')), 'null')
              ) = 'true'
              AND action NOT LIKE 'Modify%',
              FALSE
            )
            OR coalesce(
              coalesce(
                json_extract_scalar(request_parameters, '$.resourcesVpcConfig.endpointPublicAccess'),
                nullif(
                  json_format(json_extract(request_parameters, '$.resourcesVpcConfig.endpointPublicAccess')),
                  'null'
                )
              ) = 'true',
              FALSE
            )
            WHEN 39
            THEN coalesce(
              regexp_like(request_parameters, '"(add|valuesToAdd|accountWithRestoreAccess)"')
              OR strpos(request_parameters, '"attributeName"') > 0
              AND NOT strpos(request_parameters, '"valuesToRemove"') > 0,
              TRUE
            )
            WHEN 60
            THEN (
              cardinality(
                filter(
                  (
                    filter(
                      (
                        filter(
                          concat(
                            coalesce(
                              coalesce(
                                transform(
                                  CAST(try(
                                    CAST(json_parse(
                                      json_format(
                                        json_extract(
                                          (
                                            coalesce(
                                              coalesce(
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policy.policy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.Policy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policyText'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policyInJson'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policyDocument'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.accessPolicy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.accessPolicies'),
                                                  nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                                  nullif(
                                                    json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                                    'null'
                                                  )
                                                )
                                              ),
                                              CASE
                                                WHEN coalesce(
                                                  json_extract_scalar(request_parameters, '$.attributeName'),
                                                  nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                                ) = 'Policy'
                                                THEN coalesce(
                                                  json_extract_scalar(request_parameters, '$.attributeValue'),
                                                  nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                                )
                                              END
                                            )
                                          ),
                                          '$.Statement'
                                        )
                                      )
                                    ) AS ARRAY(JSON))
                                  ) AS ARRAY(JSON)),
                                  it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                ),
                                CAST(ARRAY[] AS ARRAY(VARCHAR))
                              ),
                              ARRAY[]
                            ),
                            ARRAY[json_format(
                              json_extract(
                                (
                                  coalesce(
                                    coalesce(
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                        nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policy.policy'),
                                        nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policy'),
                                        nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.Policy'),
                                        nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policyText'),
                                        nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                        nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policyInJson'),
                                        nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policyDocument'),
                                        nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.accessPolicy'),
                                        nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.accessPolicies'),
                                        nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                        nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                        nullif(
                                          json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                          'null'
                                        )
                                      )
                                    ),
                                    CASE
                                      WHEN coalesce(
                                        json_extract_scalar(request_parameters, '$.attributeName'),
                                        nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                      ) = 'Policy'
                                      THEN coalesce(
                                        json_extract_scalar(request_parameters, '$.attributeValue'),
                                        nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                      )
                                    END
                                  )
                                ),
                                '$.Statement'
                              )
                            )]
                          ),
                          statement__11 -> coalesce(
                            json_extract_scalar(statement__11, '$.Effect'),
                            nullif(json_format(json_extract(statement__11, '$.Effect')), 'null')
                          ) = 'Allow'
                        )
                      ),
                      statement__12 -> coalesce(
                        regexp_like(
                          CAST(json_format(json_extract(statement__12, '$.Principal')) AS VARCHAR),
                          '^"\*"\z|"AWS" *: *(\[[^\]]*)?"\*"'
                        ),
                        FALSE
                      )
                    )
                  ),
                  statement__13 -> NOT (
                    coalesce(
                      regexp_like(
                        lower(CAST(json_format(json_extract(statement__13, '$.Condition')) AS VARCHAR)),
                        'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                      )
                      AND NOT regexp_like(
                        lower(CAST(json_format(json_extract(statement__13, '$.Condition')) AS VARCHAR)),
                        '"[a-z:]*(notequals|notlike|notipaddress)'
                      ),
                      FALSE
                    )
                  )
                )
              ) > 0
              OR coalesce(
                regexp_like(
                  request_parameters,
                  'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\[ *"all"'
                ),
                FALSE
              )
              OR coalesce(
                coalesce(
                  json_extract_scalar(request_parameters, '$.principal'),
                  nullif(json_format(json_extract(request_parameters, '$.principal')), 'null')
                ) = '*'
                AND NOT regexp_like(request_parameters, '"(sourceAccount|sourceArn|principalOrgID|condition)"'),
                FALSE
              )
            )
            WHEN 64
            THEN cardinality(
              (
                flatten(
                  filter(
                    transform(
                      (
                        filter(
                          concat(
                            coalesce(
                              coalesce(
                                transform(
                                  CAST(try(
                                    CAST(json_parse(
                                      json_format(
                                        json_extract(
                                          (
                                            coalesce(
                                              coalesce(
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policy.policy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.Policy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policyText'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policyInJson'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.policyDocument'),
                                                  nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.accessPolicy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.accessPolicies'),
                                                  nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                                  nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                                ),
                                                coalesce(
                                                  json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                                  nullif(
                                                    json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                                    'null'
                                                  )
                                                )
                                              ),
                                              CASE
                                                WHEN coalesce(
                                                  json_extract_scalar(request_parameters, '$.attributeName'),
                                                  nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                                ) = 'Policy'
                                                THEN coalesce(
                                                  json_extract_scalar(request_parameters, '$.attributeValue'),
                                                  nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                                )
                                              END
                                            )
                                          ),
                                          '$.Statement'
                                        )
                                      )
                                    ) AS ARRAY(JSON))
                                  ) AS ARRAY(JSON)),
                                  it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                ),
                                CAST(ARRAY[] AS ARRAY(VARCHAR))
                              ),
                              ARRAY[]
                            ),
                            ARRAY[json_format(
                              json_extract(
                                (
                                  coalesce(
                                    coalesce(
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                        nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policy.policy'),
                                        nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policy'),
                                        nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.Policy'),
                                        nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policyText'),
                                        nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                        nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policyInJson'),
                                        nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.policyDocument'),
                                        nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.accessPolicy'),
                                        nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.accessPolicies'),
                                        nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                        nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                        nullif(
                                          json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                          'null'
                                        )
                                      )
                                    ),
                                    CASE
                                      WHEN coalesce(
                                        json_extract_scalar(request_parameters, '$.attributeName'),
                                        nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                      ) = 'Policy'
                                      THEN coalesce(
                                        json_extract_scalar(request_parameters, '$.attributeValue'),
                                        nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                      )
                                    END
                                  )
                                ),
                                '$.Statement'
                              )
                            )]
                          ),
                          statement__14 -> coalesce(
                            json_extract_scalar(statement__14, '$.Effect'),
                            nullif(json_format(json_extract(statement__14, '$.Effect')), 'null')
                          ) = 'Allow'
                        )
                      ),
                      statement__15 -> (
                        filter(
                          regexp_extract_all(
                            CAST(json_format(json_extract(statement__15, '$.Principal')) AS VARCHAR),
                            '(?:["'']|:(?:iam|sts)::)([0-9]{12})["'':]',
                            1
                          ),
                          account__16 -> account__16 IS DISTINCT FROM recipient_account_id
                          AND NOT contains(
                            (
                              ARRAY['127311923021', '033677994240', '027434742980', '797873946194', '985666609251', '054676820928', '156460612806', '652711504416', '009996457667', '897822967062', '635631232127', '754344448648', '582318560864', '600734575887', '383597477331', '114774131450', '783225319266', '589379963580', '718504428378', '076674570225', '507241528517', '098369216593', '048591011584', '190560391635', '638102146993', '037604701340']
                            ),
                            account__16
                          )
                        )
                      )
                    ),
                    them -> NOT them IS NULL
                  )
                )
              )
            ) > 0
            WHEN 65
            THEN cardinality(
              filter(
                ARRAY[coalesce(
                  json_extract_scalar(request_parameters, '$.masterUserPassword'),
                  nullif(json_format(json_extract(request_parameters, '$.masterUserPassword')), 'null')
                ), coalesce(
                  json_extract_scalar(request_parameters, '$.passwords'),
                  nullif(json_format(json_extract(request_parameters, '$.passwords')), 'null')
                ), coalesce(
                  json_extract_scalar(request_parameters, '$.authToken'),
                  nullif(json_format(json_extract(request_parameters, '$.authToken')), 'null')
                ), coalesce(
                  json_extract_scalar(request_parameters, '$.authenticationMode'),
                  nullif(json_format(json_extract(request_parameters, '$.authenticationMode')), 'null')
                )],
                it__17 -> NOT it__17 IS NULL
              )
            ) > 0
            OR NOT coalesce(
              json_extract_scalar(response_elements, '$.pendingModifiedValues.masterUserPassword'),
              nullif(
                json_format(json_extract(response_elements, '$.pendingModifiedValues.masterUserPassword')),
                'null'
              )
            ) IS NULL
            WHEN 68
            THEN cardinality(
              (
                filter(
                  (
                    filter(
                      concat(
                        coalesce(
                          coalesce(
                            transform(
                              CAST(try(
                                CAST(json_parse(
                                  json_format(
                                    json_extract(
                                      (
                                        coalesce(
                                          coalesce(
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                              nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.policy.policy'),
                                              nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.policy'),
                                              nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.Policy'),
                                              nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.policyText'),
                                              nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                              nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.policyInJson'),
                                              nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.policyDocument'),
                                              nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.accessPolicy'),
                                              nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.accessPolicies'),
                                              nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                              nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                            ),
                                            coalesce(
                                              json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                              nullif(
                                                json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                                'null'
                                              )
                                            )
                                          ),
                                          CASE
                                            WHEN coalesce(
                                              json_extract_scalar(request_parameters, '$.attributeName'),
                                              nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                            ) = 'Policy'
                                            THEN coalesce(
                                              json_extract_scalar(request_parameters, '$.attributeValue'),
                                              nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                            )
                                          END
                                        )
                                      ),
                                      '$.Statement'
                                    )
                                  )
                                ) AS ARRAY(JSON))
                              ) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ),
                          ARRAY[]
                        ),
                        ARRAY[json_format(
                          json_extract(
                            (
                              coalesce(
                                coalesce(
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                    nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.policy.policy'),
                                    nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.policy'),
                                    nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.Policy'),
                                    nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.policyText'),
                                    nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                    nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.policyInJson'),
                                    nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.policyDocument'),
                                    nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.accessPolicy'),
                                    nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.accessPolicies'),
                                    nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                    nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                    nullif(
                                      json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                      'null'
                                    )
                                  )
                                ),
                                CASE
                                  WHEN coalesce(
                                    json_extract_scalar(request_parameters, '$.attributeName'),
                                    nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                  ) = 'Policy'
                                  THEN coalesce(
                                    json_extract_scalar(request_parameters, '$.attributeValue'),
                                    nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                  )
                                END
                              )
                            ),
                            '$.Statement'
                          )
                        )]
                      ),
                      statement__18 -> coalesce(
                        json_extract_scalar(statement__18, '$.Effect'),
                        nullif(json_format(json_extract(statement__18, '$.Effect')), 'null')
                      ) = 'Allow'
                    )
                  ),
                  statement__19 -> coalesce(
                    regexp_like(
                      CAST(json_format(json_extract(statement__19, '$.Principal')) AS VARCHAR),
                      '^"\*"\z|"AWS" *: *(\[[^\]]*)?"\*"'
                    ),
                    FALSE
                  )
                )
              )
            ) > 0
            WHEN 70
            THEN outcome <> 'success' AND request_parameters IS NULL
            WHEN 79
            THEN starts_with(action, 'Delete')
            OR starts_with(action, 'Disable')
            OR coalesce(strpos(lower(request_parameters), 'false') > 0, FALSE)
          END,
          FALSE
        )
    ), matching AS (
      SELECT
        *,
        CASE
          WHEN outcome = 'success'
          THEN element_at(severities, 1)
          ELSE element_at(severities, 2)
        END AS own_severity,
        (
          CASE
            WHEN strpos(actor_arn, 'AWSReservedSSO_') > 0
            THEN actor
            ELSE (
              coalesce(
                actor_arn,
                CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
              )
            )
          END
        ) AS caller,
        date_add(
          'MINUTE',
          CAST(floor(
            date_diff('SECOND', CAST('2000-01-03 00:00:00' AS TIMESTAMP(0)), event_time) / (
              60.0 * minutes
            )
          ) * minutes AS BIGINT),
          CAST('2000-01-03 00:00:00' AS TIMESTAMP(0))
        ) AS window_start,
        CASE measure
          WHEN 'requests'
          THEN xxhash64(to_utf8(coalesce(request_parameters, '~')))
          WHEN 'actions'
          THEN xxhash64(
            to_utf8(
              concat(
                CAST(coalesce(service, '~') AS VARCHAR),
                CAST('|' AS VARCHAR),
                CAST(coalesce(action, '~') AS VARCHAR)
              )
            )
          )
          WHEN 'Regions'
          THEN xxhash64(to_utf8(coalesce(region, '~')))
          WHEN 'events'
          THEN xxhash64(to_utf8(coalesce(event_id, '~')))
        END AS measured
      FROM found
    ), windows AS (
      SELECT
        *,
        CASE
          WHEN cardinality(
            array_distinct(
              array_agg(date_trunc('hour', window_start)) OVER (PARTITION BY detection, caller, recipient_account_id)
            )
          ) > 6
          THEN 2
          ELSE 0
        END AS lowered
      FROM (
        SELECT
          detection,
          caller,
          recipient_account_id,
          window_start
        FROM matching
        WHERE
          NOT at_least IS NULL AND own_severity >= lowest
        GROUP BY
          detection,
          caller,
          recipient_account_id,
          window_start,
          at_least
        HAVING
          count(DISTINCT measured) >= at_least
      ) AS reached
    )
    SELECT
      detection,
      theme,
      title,
      tactic,
      technique,
      event_time,
      recipient_account_id,
      event_id,
      event_category,
      source_ip_address,
      user_agent,
      error_message,
      identity_type,
      identity_principal_id,
      identity_arn,
      identity_access_key_id,
      identity_invoked_by,
      request_parameters,
      response_elements,
      additional_event_data,
      resources,
      vpc_endpoint_id,
      outcome,
      action,
      service,
      region,
      actor,
      actor_arn,
      actor_class,
      via_service,
      coalesce(
        (
          coalesce(
            (
              CASE
                WHEN strpos(resources, 'AWS::S3::Object') > 0
                THEN coalesce(
                  coalesce(
                    json_extract_scalar(
                      element_at(
                        filter(
                          coalesce(
                            transform(
                              CAST(try(CAST(json_parse(resources) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ),
                          it__20 -> coalesce(
                            json_extract_scalar(it__20, '$.type'),
                            nullif(json_format(json_extract(it__20, '$.type')), 'null')
                          ) = 'AWS::S3::Object'
                          AND coalesce(
                            json_extract_scalar(it__20, '$.ARN'),
                            nullif(json_format(json_extract(it__20, '$.ARN')), 'null')
                          ) <> ''
                        ),
                        1
                      ),
                      '$.ARN'
                    ),
                    nullif(
                      json_format(
                        json_extract(
                          element_at(
                            filter(
                              coalesce(
                                transform(
                                  CAST(try(CAST(json_parse(resources) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                  it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                ),
                                CAST(ARRAY[] AS ARRAY(VARCHAR))
                              ),
                              it__20 -> coalesce(
                                json_extract_scalar(it__20, '$.type'),
                                nullif(json_format(json_extract(it__20, '$.type')), 'null')
                              ) = 'AWS::S3::Object'
                              AND coalesce(
                                json_extract_scalar(it__20, '$.ARN'),
                                nullif(json_format(json_extract(it__20, '$.ARN')), 'null')
                              ) <> ''
                            ),
                            1
                          ),
                          '$.ARN'
                        )
                      ),
                      'null'
                    )
                  ),
                  CASE
                    WHEN NOT strpos(resources, 'ARNPrefix') > 0
                    THEN nullif(
                      coalesce(
                        json_extract_scalar(resources, '$[0].ARN'),
                        nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                      ),
                      ''
                    )
                  END
                )
                ELSE nullif(
                  coalesce(
                    json_extract_scalar(resources, '$[0].ARN'),
                    nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                  ),
                  ''
                )
              END
            ),
            concat(
              CAST(coalesce(
                json_extract_scalar(request_parameters, '$.bucketName'),
                nullif(json_format(json_extract(request_parameters, '$.bucketName')), 'null')
              ) AS VARCHAR),
              CAST(coalesce(
                concat(
                  CAST('/' AS VARCHAR),
                  CAST(coalesce(
                    json_extract_scalar(request_parameters, '$.key'),
                    nullif(json_format(json_extract(request_parameters, '$.key')), 'null')
                  ) AS VARCHAR)
                ),
                ''
              ) AS VARCHAR)
            ),
            (
              nullif(
                nullif(
                  array_join(
                    filter(
                      transform(
                        coalesce(
                          transform(
                            CAST(try(
                              CAST(json_parse(json_format(json_extract(request_parameters, '$.instancesSet.items'))) AS ARRAY(JSON))
                            ) AS ARRAY(JSON)),
                            it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                          ),
                          CAST(ARRAY[] AS ARRAY(VARCHAR))
                        ),
                        item -> coalesce(
                          json_extract_scalar(item, '$.instanceId'),
                          nullif(json_format(json_extract(item, '$.instanceId')), 'null')
                        )
                      ),
                      part -> NOT part IS NULL
                    ),
                    ', '
                  ),
                  ''
                ),
                ''
              )
            ),
            coalesce(
              coalesce(
                json_extract_scalar(request_parameters, '$.roleName'),
                nullif(json_format(json_extract(request_parameters, '$.roleName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.userName'),
                nullif(json_format(json_extract(request_parameters, '$.userName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.policyArn'),
                nullif(json_format(json_extract(request_parameters, '$.policyArn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.instanceProfileName'),
                nullif(json_format(json_extract(request_parameters, '$.instanceProfileName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.dBInstanceIdentifier'),
                nullif(json_format(json_extract(request_parameters, '$.dBInstanceIdentifier')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.dBClusterIdentifier'),
                nullif(json_format(json_extract(request_parameters, '$.dBClusterIdentifier')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.dBSnapshotIdentifier'),
                nullif(json_format(json_extract(request_parameters, '$.dBSnapshotIdentifier')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.snapshotId'),
                nullif(json_format(json_extract(request_parameters, '$.snapshotId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.volumeId'),
                nullif(json_format(json_extract(request_parameters, '$.volumeId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.imageId'),
                nullif(json_format(json_extract(request_parameters, '$.imageId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.groupId'),
                nullif(json_format(json_extract(request_parameters, '$.groupId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.tableName'),
                nullif(json_format(json_extract(request_parameters, '$.tableName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.distributionId'),
                nullif(json_format(json_extract(request_parameters, '$.distributionId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.secretId'),
                nullif(json_format(json_extract(request_parameters, '$.secretId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.topicArn'),
                nullif(json_format(json_extract(request_parameters, '$.topicArn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.queueUrl'),
                nullif(json_format(json_extract(request_parameters, '$.queueUrl')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.keyId'),
                nullif(json_format(json_extract(request_parameters, '$.keyId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.stackName'),
                nullif(json_format(json_extract(request_parameters, '$.stackName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.trailName'),
                nullif(json_format(json_extract(request_parameters, '$.trailName')), 'null')
              )
            ),
            (
              CASE
                WHEN regexp_like(
                  action,
                  '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Release|Deprovision|Create|Register|Update|Modify|Stop|Disable|Suspend|Cancel|Detach|Disassociate|Deactivate)'
                )
                THEN element_at(
                  transform(
                    ARRAY[(
                      lower(
                        CASE
                          WHEN NOT action IS NULL
                          THEN coalesce(
                            regexp_extract(
                              action,
                              '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9][^\n]*?)?(?:(?:From|To|With|Into|By|For)[A-Z][^\n]*)?\z',
                              1
                            ),
                            ''
                          )
                        END
                      )
                    )],
                    subject__21 -> element_at(
                      element_at(
                        filter(
                          transform(
                            regexp_extract_all(request_parameters, '"[a-z][A-Za-z0-9]+"[ \t\n\f\r]*:[ \t\n\f\r]*"[^"\\{ ]+"', 0),
                            pair__22 -> split(pair__22, '"')
                          ),
                          pair__23 -> CASE
                            WHEN strpos(subject__21, lower(substr(element_at(pair__23, 2), 1, 3))) > 0
                            AND NOT regexp_like(element_at(pair__23, -2), '^[A-Z_]+\z')
                            THEN filter(
                              ARRAY[lower(
                                regexp_replace(element_at(pair__23, 2), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\z', '')
                              )],
                              name__24 -> substr(subject__21, length(subject__21) - length(name__24) + 1) = name__24
                              AND NOT regexp_like(
                                name__24,
                                'version\z|^[^\n]{0,2}\z|^(command|message|pattern|scope|status|type|value)\z'
                              )
                              AND (
                                name__24 <> 'policy' OR subject__21 = name__24
                              )
                            ) <> ARRAY[]
                            ELSE FALSE
                          END
                        ),
                        1
                      ),
                      -2
                    )
                  ),
                  1
                )
              END
            ),
            coalesce(
              coalesce(
                json_extract_scalar(request_parameters, '$.functionName'),
                nullif(json_format(json_extract(request_parameters, '$.functionName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.permissionSetArn'),
                nullif(json_format(json_extract(request_parameters, '$.permissionSetArn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.groupName'),
                nullif(json_format(json_extract(request_parameters, '$.groupName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.policyName'),
                nullif(json_format(json_extract(request_parameters, '$.policyName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.vpcId'),
                nullif(json_format(json_extract(request_parameters, '$.vpcId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.subnetId'),
                nullif(json_format(json_extract(request_parameters, '$.subnetId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.routeTableId'),
                nullif(json_format(json_extract(request_parameters, '$.routeTableId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.natGatewayId'),
                nullif(json_format(json_extract(request_parameters, '$.natGatewayId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.networkInterfaceId'),
                nullif(json_format(json_extract(request_parameters, '$.networkInterfaceId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.allocationId'),
                nullif(json_format(json_extract(request_parameters, '$.allocationId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.internetGatewayId'),
                nullif(json_format(json_extract(request_parameters, '$.internetGatewayId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.logGroupName'),
                nullif(json_format(json_extract(request_parameters, '$.logGroupName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.hostedZoneId'),
                nullif(json_format(json_extract(request_parameters, '$.hostedZoneId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.domainName'),
                nullif(json_format(json_extract(request_parameters, '$.domainName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.restApiId'),
                nullif(json_format(json_extract(request_parameters, '$.restApiId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.target'),
                nullif(json_format(json_extract(request_parameters, '$.target')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.id'),
                nullif(json_format(json_extract(request_parameters, '$.id')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.name'),
                nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.arn'),
                nullif(json_format(json_extract(request_parameters, '$.arn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.roleArn'),
                nullif(json_format(json_extract(request_parameters, '$.roleArn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.package'),
                nullif(json_format(json_extract(request_parameters, '$.package')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.repository'),
                nullif(json_format(json_extract(request_parameters, '$.repository')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.rule'),
                nullif(json_format(json_extract(request_parameters, '$.rule')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.task'),
                nullif(json_format(json_extract(request_parameters, '$.task')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.cluster'),
                nullif(json_format(json_extract(request_parameters, '$.cluster')), 'null')
              )
            ),
            (
              nullif(
                CASE
                  WHEN NOT request_parameters IS NULL
                  THEN coalesce(
                    regexp_extract(
                      request_parameters,
                      '"[A-Za-z0-9]+(I[dD]|Identifier|Name|A[rR][nN])"[ \t\n\f\r]*:[ \t\n\f\r]*([{][^{}]*"content"[ \t\n\f\r]*:[ \t\n\f\r]*)?"([^"]+)"',
                      3
                    ),
                    ''
                  )
                END,
                ''
              )
            ),
            (
              nullif(
                CASE
                  WHEN NOT request_parameters IS NULL
                  THEN coalesce(
                    regexp_extract(
                      request_parameters,
                      '"(identifier|aRN|uUID|serialNumber|emailAddress|phoneNumber|cidr)"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"',
                      2
                    ),
                    ''
                  )
                END,
                ''
              )
            )
          )
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
      ) AS target,
      caller,
      highest AS severity
    FROM (
      SELECT
        *,
        max(own_severity) OVER (PARTITION BY theme, event_id, event_time, action, recipient_account_id) AS highest
      FROM (
        SELECT
          *
        FROM matching
        WHERE
          at_least IS NULL AND own_severity >= lowest
        UNION ALL
        SELECT
          matching.detection,
          matching.theme,
          matching.title,
          matching.tactic,
          matching.technique,
          matching.severities,
          matching.lowest,
          matching.condition_number,
          matching.measure,
          matching.at_least,
          matching.minutes,
          matching.event_time,
          matching.recipient_account_id,
          matching.event_id,
          matching.event_category,
          matching.source_ip_address,
          matching.user_agent,
          matching.error_message,
          matching.identity_type,
          matching.identity_principal_id,
          matching.identity_arn,
          matching.identity_access_key_id,
          matching.identity_invoked_by,
          matching.request_parameters,
          matching.response_elements,
          matching.additional_event_data,
          matching.resources,
          matching.vpc_endpoint_id,
          matching.outcome,
          matching.action,
          matching.service,
          matching.region,
          matching.actor,
          matching.actor_arn,
          matching.actor_class,
          matching.via_service,
          matching.target,
          matching.program,
          matching.program_class,
          matching.elsewhere_key,
          matching.elsewhere_address,
          matching.is_at_once,
          own_severity - lowered AS own_severity,
          matching.caller,
          matching.window_start,
          matching.measured
        FROM matching
        JOIN windows
          ON matching.detection = windows.detection
          AND matching.caller = windows.caller
          AND matching.window_start = windows.window_start
          AND matching.recipient_account_id IS NOT DISTINCT FROM windows.recipient_account_id
        WHERE
          matching.own_severity - lowered >= lowest
      ) AS found
    ) AS ranked
    WHERE
      own_severity = highest
  ) AS detected_events
  WHERE
    detection <> 'objects_read_in_bulk'
) AS carried
GROUP BY
  what,
  bucket,
  (
    CASE
      WHEN strpos(actor_arn, 'AWSReservedSSO_') > 0
      THEN (
        CASE
          WHEN min(actor) = max(actor)
          THEN min(actor)
          ELSE split_part(min(actor), '/', 1)
        END
      )
      ELSE (
        coalesce(
          actor_arn,
          CASE
            WHEN starts_with(
              (
                CASE
                  WHEN min(actor) = max(actor)
                  THEN min(actor)
                  ELSE split_part(min(actor), '/', 1)
                END
              ),
              'AROA'
            )
            THEN split_part(
              (
                CASE
                  WHEN min(actor) = max(actor)
                  THEN min(actor)
                  ELSE split_part(min(actor), '/', 1)
                END
              ),
              ':',
              1
            )
            ELSE (
              CASE
                WHEN min(actor) = max(actor)
                THEN min(actor)
                ELSE split_part(min(actor), '/', 1)
              END
            )
          END
        )
      )
    END
  ),
  actor_class,
  actor_arn,
  account_id,
  outcome,
  is_read_of_object,
  date_trunc('day', event_time)
HAVING
  NOT is_read_of_object
  OR count(DISTINCT request) >= {{coalesce(getvariable('min_objects'), 100)}}
ORDER BY
  last_at DESC,
  what,
  container,
  actor,
  actor_class,
  actor_arn,
  account_id,
  outcome
