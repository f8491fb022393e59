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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
), wanted_calls AS (
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
      array(succeeded, not_succeeded) AS severities,
      (
        array_position((
          array('informational', 'low', 'medium', 'high', 'critical')
        ), 'low')
      ) AS lowest,
      condition_number,
      measure,
      at_least,
      minutes
    FROM (
      SELECT
        *,
        explode(calls) AS unnested_call
      FROM (
        SELECT
          *
        FROM VALUES
          (
            'bucket_replicated',
            'public_sharing',
            'Copies of a bucket go to another bucket',
            'Exfiltration',
            'T1537',
            array(
              's3:PutBucketReplication',
              'ecr:PutReplicationConfiguration',
              'secretsmanager:ReplicateSecretToRegions',
              'backup:StartCopyJob',
              'dynamodb:UpdateTableReplicaAutoScaling',
              'dynamodb:CreateGlobalTable'
            ),
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
            array(
              's3:PutBucketPolicy',
              's3:PutAccessPointPolicy',
              'secretsmanager:PutResourcePolicy',
              'dynamodb:PutResourcePolicy',
              'backup:PutBackupVaultAccessPolicy'
            ),
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
            array(
              'rds:CreateDBSnapshot',
              'rds:CreateDBClusterSnapshot',
              'rds:CopyDBSnapshot',
              'rds:CopyDBClusterSnapshot'
            ),
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
            array(
              'rds:ModifyDBInstance',
              'rds:ModifyDBCluster',
              'redshift:ModifyCluster',
              'elasticache:ModifyUser',
              'elasticache:ModifyReplicationGroup',
              'memorydb:UpdateUser'
            ),
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
            array(
              'rds:CreateDBInstance',
              'rds:ModifyDBInstance',
              'rds:CreateDBCluster',
              'rds:ModifyDBCluster',
              'rds:RestoreDBInstanceFromDBSnapshot',
              'rds:RestoreDBInstanceToPointInTime',
              'rds:RestoreDBInstanceFromS3',
              'rds:CreateDBInstanceReadReplica',
              'redshift:CreateCluster',
              'redshift:ModifyCluster',
              'eks:CreateCluster',
              'eks:UpdateClusterConfig'
            ),
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
            array(
              'rds:RestoreDBInstanceFromDBSnapshot',
              'rds:RestoreDBClusterFromSnapshot',
              'rds:RestoreDBInstanceToPointInTime',
              'rds:RestoreDBClusterToPointInTime',
              'rds:RestoreDBInstanceFromS3',
              'rds:DownloadDBLogFilePortion',
              'rds:DownloadCompleteDBLogFile',
              'rds:RestoreDBClusterFromS3',
              'dynamodb:RestoreTableFromBackup',
              'dynamodb:RestoreTableToPointInTime',
              'redshift:RestoreFromClusterSnapshot'
            ),
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
            array(
              'ec2:CreateInstanceExportTask',
              'ec2:ExportImage',
              'ec2:CreateStoreImageTask',
              'rds:StartExportTask',
              'dynamodb:ExportTableToPointInTime',
              'elasticache:ExportServerlessCacheSnapshot',
              'lightsail:ExportSnapshot',
              'logs:CreateExportTask',
              'workmail:StartMailboxExportJob'
            ),
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
            array('lambda:CreateFunctionUrlConfig', 'lambda:UpdateFunctionUrlConfig'),
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
            array('lambda:AddPermission'),
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
            array(
              'apigateway:PutRestApi',
              'apigateway:UpdateRestApiPolicy',
              'apigateway:CreateAuthorizer',
              'apigateway:UpdateMethod',
              'dynamodb:DeleteResourcePolicy',
              'sns:SetSubscriptionAttributes',
              'sqs:RemovePermission',
              'kafka:PutClusterPolicy',
              'kafka:UpdateSecurity',
              'kafka:UpdateConnectivity',
              'redshift-serverless:PutResourcePolicy',
              'redshift-serverless:UpdateWorkgroup',
              'vpc-lattice:PutResourcePolicy',
              'vpc-lattice:DeleteAuthPolicy',
              'mediastore:PutCorsPolicy',
              'glacier:DeleteVaultAccessPolicy',
              'acm-pca:PutPolicy',
              'acm-pca:CreatePermission',
              'ram:UpdateResourceShare',
              'ram:AcceptResourceShareInvitation',
              'ram:AssociateResourceSharePermission',
              'ram:CreatePermission',
              'quicksight:UpdateDashboardPermissions',
              'quicksight:UpdatePublicSharingSettings',
              'quicksight:UpdateIpRestriction',
              'workspaces:AuthorizeIpRules',
              'workspaces:DisassociateIpGroups',
              'workspaces:ModifyWorkspaceProperties',
              'lakeformation:RegisterResource',
              'securitylake:CreateSubscriber',
              'license-manager:CreateGrant',
              'appstream:UpdateImagePermissions',
              'cloudfront:CreateOriginAccessIdentity',
              'cloudfront:UpdateOriginAccessControl',
              'cloudfront:DeleteOriginAccessControl',
              'cloudfront:CreateKeyGroup',
              'cloudfront:UpdateKeyGroup',
              'cloudfront:CreatePublicKey',
              'cloudfront:AssociateAlias',
              'ecr:SetRepositoryPolicy',
              'ecr:PutRegistryPolicy'
            ),
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
            array(
              'logs:PutSubscriptionFilter',
              'logs:PutDestination',
              'logs:CreateDelivery',
              's3:PutBucketNotification',
              'sns:Subscribe',
              'events:PutTargets',
              'events:CreateConnection',
              'events:CreateApiDestination',
              'kinesis:CreateStream',
              'pipes:CreatePipe',
              'pipes:UpdatePipe',
              'ses:CreateReceiptRule',
              'ses:UpdateReceiptRule',
              'ses:CreateReceiptRuleSet',
              'ses:SetActiveReceiptRuleSet'
            ),
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
            array(
              'logs:PutSubscriptionFilter',
              's3:PutBucketNotification',
              'sns:Subscribe',
              'events:PutTargets',
              'pipes:CreatePipe',
              'pipes:UpdatePipe'
            ),
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
            array(
              'bedrock:PutResourcePolicy',
              'bedrock:DeleteResourcePolicy',
              'bedrock-agentcore:PutResourcePolicy',
              'bedrock-agentcore:DeleteResourcePolicy'
            ),
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
            array('s3:CopyObject', 's3:UploadPartCopy'),
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
            array('s3:GetObject', 's3:GetObjectTorrent', 's3:SelectObjectContent'),
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
            array(
              's3:PutBucketPolicy',
              's3:PutBucketAcl',
              's3:PutObjectAcl',
              's3:CreateBucket',
              's3:PutAccessPointPolicy',
              'lambda:AddPermission',
              'lambda:AddLayerVersionPermission',
              'lambda:CreateFunctionUrlConfig',
              'lambda:UpdateFunctionUrlConfig',
              'sns:AddPermission',
              'sns:SetTopicAttributes',
              'sns:CreateTopic',
              'sqs:AddPermission',
              'sqs:SetQueueAttributes',
              'sqs:CreateQueue',
              'kms:PutKeyPolicy',
              'kms:CreateKey',
              'secretsmanager:PutResourcePolicy',
              'ecr:SetRepositoryPolicy',
              'ecr:PutRegistryPolicy',
              'events:PutPermission',
              'logs:PutDestinationPolicy',
              'logs:PutResourcePolicy',
              'glue:PutResourcePolicy',
              'es:CreateDomain',
              'es:CreateElasticsearchDomain',
              'es:UpdateDomainConfig',
              'es:UpdateElasticsearchDomainConfig',
              'elasticfilesystem:PutFileSystemPolicy',
              'backup:PutBackupVaultAccessPolicy',
              'dynamodb:PutResourcePolicy',
              'bedrock:PutResourcePolicy',
              'ssm:ModifyDocumentPermission',
              'ssm:PutResourcePolicy',
              'codebuild:UpdateProjectVisibility',
              'glacier:SetVaultAccessPolicy',
              'kinesis:PutResourcePolicy',
              'cloudtrail:PutResourcePolicy',
              'codeartifact:PutDomainPermissionsPolicy',
              'codeartifact:PutRepositoryPermissionsPolicy',
              'mediastore:PutContainerPolicy',
              'ses:PutIdentityPolicy',
              'ses:CreateEmailIdentityPolicy',
              'apigateway:UpdateRestApi',
              'apigateway:CreateRestApi',
              'iot:CreatePolicy',
              'iot:CreatePolicyVersion',
              'vpc-lattice:PutAuthPolicy'
            ),
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
            array(
              's3:PutBucketPolicy',
              's3:PutAccessPointPolicy',
              'lambda:AddPermission',
              'sns:SetTopicAttributes',
              'sns:CreateTopic',
              'sqs:SetQueueAttributes',
              'sqs:CreateQueue',
              'kms:PutKeyPolicy',
              'kms:CreateKey',
              'secretsmanager:PutResourcePolicy',
              'ecr:SetRepositoryPolicy',
              'ecr:PutRegistryPolicy',
              'events:PutPermission',
              'logs:PutDestinationPolicy',
              'logs:PutResourcePolicy',
              'glue:PutResourcePolicy',
              'es:CreateDomain',
              'es:CreateElasticsearchDomain',
              'es:UpdateDomainConfig',
              'es:UpdateElasticsearchDomainConfig',
              'elasticfilesystem:PutFileSystemPolicy',
              'backup:PutBackupVaultAccessPolicy',
              'dynamodb:PutResourcePolicy'
            ),
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
            array(
              's3:DeleteBucketPublicAccessBlock',
              's3:DeleteAccountPublicAccessBlock',
              's3:PutBucketPublicAccessBlock',
              's3:PutAccountPublicAccessBlock',
              'ec2:DisableSnapshotBlockPublicAccess',
              'ec2:DisableImageBlockPublicAccess'
            ),
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
            array('ec2:SharedSnapshotVolumeCreated', 'ec2:SharedSnapshotCopyInitiated'),
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
            array(
              'ram:CreateResourceShare',
              'ram:AssociateResourceShare',
              'ram:EnableSharingWithAwsOrganization',
              'ec2:ModifyVpcEndpointServicePermissions',
              'ssm:ModifyDocumentPermission',
              'kms:PutKeyPolicy',
              'kms:CreateGrant',
              's3:PutBucketAcl',
              's3:PutObjectAcl',
              'lambda:AddLayerVersionPermission',
              'lambda:AddPermission',
              'sns:AddPermission',
              'sqs:AddPermission',
              'secretsmanager:PutResourcePolicy',
              'ecr:SetRepositoryPolicy',
              'ecr:PutRegistryPolicy',
              'events:PutPermission',
              'logs:PutDestinationPolicy',
              'glue:PutResourcePolicy',
              'es:UpdateDomainConfig',
              'es:CreateDomain',
              'elasticfilesystem:PutFileSystemPolicy'
            ),
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
            array(
              's3:PutBucketPolicy',
              's3:PutBucketAcl',
              's3:PutAccessPointPolicy',
              'ec2:ModifySnapshotAttribute',
              'ec2:ModifyImageAttribute',
              'rds:ModifyDBSnapshotAttribute',
              'rds:ModifyDBClusterSnapshotAttribute',
              'lambda:AddPermission',
              'kms:PutKeyPolicy',
              'sns:AddPermission',
              'sns:SetTopicAttributes',
              'sqs:AddPermission',
              'sqs:SetQueueAttributes',
              'secretsmanager:PutResourcePolicy',
              'ecr:SetRepositoryPolicy',
              'ram:CreateResourceShare',
              'glue:PutResourcePolicy',
              'dynamodb:PutResourcePolicy'
            ),
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
            array(
              'ec2:CreateSnapshot',
              'ec2:CreateSnapshots',
              'ec2:CreateImage',
              'ec2:CreateVolume',
              'ec2:CopySnapshot',
              'ec2:CopyImage',
              'ec2:CreateReplaceRootVolumeTask',
              'ec2:ResetSnapshotAttribute',
              'ec2:CopyFpgaImage',
              'ec2:CreateFpgaImage',
              'ec2:CreateRestoreImageTask',
              'rds:CreateDBSnapshot',
              'rds:CreateDBClusterSnapshot',
              'rds:CopyDBSnapshot',
              'rds:CopyDBClusterSnapshot',
              'elasticache:CreateSnapshot',
              'elasticache:CopySnapshot',
              'redshift:CreateClusterSnapshot',
              'redshift:CopyClusterSnapshot',
              'dynamodb:CreateBackup',
              'lightsail:CreateInstanceSnapshot',
              'lightsail:CreateDiskSnapshot',
              'backup:StartBackupJob',
              'fsx:CreateBackup',
              'fsx:CopyBackup'
            ),
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
            array('ebs:GetSnapshotBlock', 'ebs:ListSnapshotBlocks', 'ebs:ListChangedBlocks'),
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
            array(
              'ec2:ModifySnapshotAttribute',
              'ec2:ModifyImageAttribute',
              'rds:ModifyDBSnapshotAttribute',
              'rds:ModifyDBClusterSnapshotAttribute',
              'redshift:AuthorizeSnapshotAccess'
            ),
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
            array(
              'dynamodb:Scan',
              'dynamodb:PartiQLSelect',
              'dynamodb:ExecuteStatement',
              'dynamodb:BatchExecuteStatement',
              'sqs:ReceiveMessage',
              'kinesis:GetRecords',
              'athena:GetQueryResults',
              'timestream:Select'
            ),
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
            array(
              'ec2:CreateTrafficMirrorSession',
              'ec2:CreateTrafficMirrorTarget',
              'ec2:CreateTrafficMirrorFilter',
              'ec2:CreateTrafficMirrorFilterRule',
              'ec2:ModifyTrafficMirrorSession',
              'ec2:ModifyTrafficMirrorFilterRule'
            ),
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
            array(
              'datasync:CreateTask',
              'datasync:StartTaskExecution',
              'datasync:CreateLocationNfs',
              'datasync:CreateLocationSmb',
              'datasync:CreateAgent',
              'transfer:CreateServer',
              'transfer:UpdateServer',
              'transfer:UpdateUser',
              's3:JobCreated',
              's3:CreateJob',
              's3control:CreateJob',
              'datasync:CreateLocationS3',
              'datasync:CreateLocationAzureBlob',
              'datasync:CreateLocationObjectStorage',
              'datasync:UpdateTask',
              'transfer:CreateConnector',
              'transfer:StartFileTransfer',
              'transfer:CreateAccess',
              'snowball:CreateJob',
              'snowball:CreateCluster',
              'dms:CreateReplicationTask',
              'dms:StartReplicationTask',
              'dms:CreateEndpoint',
              'storagegateway:CreateNFSFileShare',
              'storagegateway:CreateSMBFileShare',
              'appflow:CreateFlow',
              'appflow:StartFlow',
              'firehose:CreateDeliveryStream',
              'firehose:UpdateDestination',
              'glue:CreateConnection',
              'dataexchange:CreateDataSet',
              'quicksight:CreateDataSource',
              'sqs:StartMessageMoveTask',
              'redshift:AuthorizeDataShare'
            ),
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
            array('ec2:AttachVolume', 'ec2:DetachVolume'),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ) AS detections(detection, theme, title, tactic, technique, calls, succeeded, not_succeeded, condition_number, measure, at_least, minutes)
      ) AS detections
      WHERE
        greatest(succeeded, not_succeeded) >= (
          array_position((
            array('informational', 'low', 'medium', 'high', 'critical')
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
          '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks'
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
          'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
        )
        THEN 'infrastructure'
        WHEN regexp_like(
          lower(user_agent),
          'amazonaws\\.com(\\.cn)?\\]?\\z|^aws internal|^\\[?aws-internal|awsservicerole'
        )
        AND NOT regexp_like(lower(user_agent), '^\\[?(console|signin)\\.')
        THEN 'service'
        WHEN regexp_like(
          lower(user_agent),
          '^\\[?mozilla|^\\[?(console|signin)\\.amazonaws|s3console|aws-?console|coral/netty|^\\[?opera|cloudshell'
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
          '(?iu)(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks|prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory|s3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/|terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
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
          PARTITION BY access_key, contains(address, ':')
          ORDER BY first_at NULLS LAST, address NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS busy_until,
        bool_or(NOT is_of_instance) OVER (PARTITION BY address) AS is_of_users,
        size(
          array_compact(
            array_distinct(
              collect_list(instance) FILTER(WHERE
                is_of_instance) OVER (PARTITION BY address)
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
                  AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\\z'),
                  FALSE
                )
              ) AS is_of_instance,
              NOT vpc_endpoint_id IS NULL
              OR (
                regexp_like(
                  source_ip_address,
                  '^(10|127|169\\.254|192\\.168|172\\.(1[6-9]|2[0-9]|3[01]))\\.|^f[cd]|^fe80'
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
                    AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\\z'),
                    FALSE
                  )
                )
                OR identity_type IN ('IAMUser', 'Root')
                AND startswith(identity_access_key_id, 'AKIA')
                AND identity_invoked_by IS NULL
              )
              AND (
                regexp_like(source_ip_address, '^([0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)\\z')
              )
            GROUP BY
              access_key,
              address,
              service,
              region,
              is_of_instance,
              is_inside
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
        coalesce(actor_class = 'root' OR contains(identity_arn, ':assumed-role/aws:'), FALSE)
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
          coalesce(actor_class = 'root' OR contains(identity_arn, ':assumed-role/aws:'), FALSE)
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
            'customer-algorithm|:kms:|(?iu:ransom|crypt|recover|restore|bitcoin|your[^\\n]?data)'
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
      *,
      explode(
        CASE
          WHEN is_special
          THEN array(service || ':' || action, '*')
          ELSE array(service || ':' || action)
        END
      ) AS key
    FROM candidates
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
                get_json_object(request_parameters, '$.bucketPolicy'),
                get_json_object(request_parameters, '$.policy.policy'),
                get_json_object(request_parameters, '$.policy'),
                get_json_object(request_parameters, '$.Policy'),
                get_json_object(request_parameters, '$.policyText'),
                get_json_object(request_parameters, '$.resourcePolicy'),
                get_json_object(request_parameters, '$.policyInJson'),
                get_json_object(request_parameters, '$.policyDocument'),
                get_json_object(request_parameters, '$.accessPolicy'),
                get_json_object(request_parameters, '$.accessPolicies'),
                get_json_object(request_parameters, '$.attributes.Policy'),
                get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
              ),
              CASE
                WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                THEN get_json_object(request_parameters, '$.attributeValue')
              END
            )
          ) IS NULL
          THEN size(
            (
              flatten(
                filter(
                  transform(
                    (
                      filter(
                        concat(
                          coalesce(
                            coalesce(
                              from_json(
                                get_json_object(
                                  concat(
                                    '[',
                                    (
                                      coalesce(
                                        coalesce(
                                          get_json_object(request_parameters, '$.bucketPolicy'),
                                          get_json_object(request_parameters, '$.policy.policy'),
                                          get_json_object(request_parameters, '$.policy'),
                                          get_json_object(request_parameters, '$.Policy'),
                                          get_json_object(request_parameters, '$.policyText'),
                                          get_json_object(request_parameters, '$.resourcePolicy'),
                                          get_json_object(request_parameters, '$.policyInJson'),
                                          get_json_object(request_parameters, '$.policyDocument'),
                                          get_json_object(request_parameters, '$.accessPolicy'),
                                          get_json_object(request_parameters, '$.accessPolicies'),
                                          get_json_object(request_parameters, '$.attributes.Policy'),
                                          get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                        ),
                                        CASE
                                          WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                          THEN get_json_object(request_parameters, '$.attributeValue')
                                        END
                                      )
                                    ),
                                    ']'
                                  ),
                                  '$[*].Statement'
                                ),
                                'array<string>'
                              ),
                              array()
                            ),
                            array()
                          ),
                          array(
                            get_json_object(
                              concat(
                                '[',
                                (
                                  coalesce(
                                    coalesce(
                                      get_json_object(request_parameters, '$.bucketPolicy'),
                                      get_json_object(request_parameters, '$.policy.policy'),
                                      get_json_object(request_parameters, '$.policy'),
                                      get_json_object(request_parameters, '$.Policy'),
                                      get_json_object(request_parameters, '$.policyText'),
                                      get_json_object(request_parameters, '$.resourcePolicy'),
                                      get_json_object(request_parameters, '$.policyInJson'),
                                      get_json_object(request_parameters, '$.policyDocument'),
                                      get_json_object(request_parameters, '$.accessPolicy'),
                                      get_json_object(request_parameters, '$.accessPolicies'),
                                      get_json_object(request_parameters, '$.attributes.Policy'),
                                      get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                    ),
                                    CASE
                                      WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                      THEN get_json_object(request_parameters, '$.attributeValue')
                                    END
                                  )
                                ),
                                ']'
                              ),
                              '$[*].Statement'
                            )
                          )
                        ),
                        statement__0 -> get_json_object(statement__0, '$.Effect') = 'Allow'
                      )
                    ),
                    statement__1 -> (
                      filter(
                        regexp_extract_all(
                          CAST(get_json_object(concat('[', statement__1, ']'), '$[*].Principal') AS STRING),
                          '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]',
                          1
                        ),
                        account__2 -> account__2 IS DISTINCT FROM recipient_account_id
                        AND NOT array_contains(
                          (
                            array(
                              '127311923021',
                              '033677994240',
                              '027434742980',
                              '797873946194',
                              '985666609251',
                              '054676820928',
                              '156460612806',
                              '652711504416',
                              '009996457667',
                              '897822967062',
                              '635631232127',
                              '754344448648',
                              '582318560864',
                              '600734575887',
                              '383597477331',
                              '114774131450',
                              '783225319266',
                              '589379963580',
                              '718504428378',
                              '076674570225',
                              '507241528517',
                              '098369216593',
                              '048591011584',
                              '190560391635',
                              '638102146993',
                              '037604701340'
                            )
                          ),
                          account__2
                        )
                      )
                    )
                  ),
                  them -> NOT them IS NULL
                )
              )
            )
          ) > 0
          ELSE size(
            (
              filter(
                regexp_extract_all(
                  CASE
                    WHEN action = 'CreateGrant'
                    THEN get_json_object(request_parameters, '$.granteePrincipal')
                    ELSE request_parameters
                  END,
                  '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]',
                  1
                ),
                account__3 -> account__3 IS DISTINCT FROM recipient_account_id
                AND NOT array_contains(
                  (
                    array(
                      '127311923021',
                      '033677994240',
                      '027434742980',
                      '797873946194',
                      '985666609251',
                      '054676820928',
                      '156460612806',
                      '652711504416',
                      '009996457667',
                      '897822967062',
                      '635631232127',
                      '754344448648',
                      '582318560864',
                      '600734575887',
                      '383597477331',
                      '114774131450',
                      '783225319266',
                      '589379963580',
                      '718504428378',
                      '076674570225',
                      '507241528517',
                      '098369216593',
                      '048591011584',
                      '190560391635',
                      '638102146993',
                      '037604701340'
                    )
                  ),
                  account__3
                )
              )
            )
          ) > 0
        END
        WHEN 20
        THEN actor_class <> 'aws_service'
        AND NOT via_service
        AND size(
          filter(
            regexp_extract_all(
              request_parameters,
              '"arn:aws[a-z-]*:(?:logs|sqs|sns|lambda|kinesis|firehose|events|states):[^:"]*:([0-9]{12}):',
              1
            ),
            account__4 -> account__4 IS DISTINCT FROM recipient_account_id
          )
        ) > 0
        WHEN 36
        THEN coalesce(get_json_object(request_parameters, '$.publiclyAccessible') = 'true', FALSE)
        OR coalesce(
          get_json_object(response_elements, '$.publiclyAccessible') = 'true'
          AND action NOT LIKE 'Modify%',
          FALSE
        )
        OR coalesce(
          get_json_object(request_parameters, '$.resourcesVpcConfig.endpointPublicAccess') = 'true',
          FALSE
        )
        WHEN 39
        THEN coalesce(
          regexp_like(request_parameters, '"(add|valuesToAdd|accountWithRestoreAccess)"')
          OR contains(request_parameters, '"attributeName"')
          AND NOT contains(request_parameters, '"valuesToRemove"'),
          TRUE
        )
        WHEN 60
        THEN (
          size(
            filter(
              (
                filter(
                  (
                    filter(
                      concat(
                        coalesce(
                          coalesce(
                            from_json(
                              get_json_object(
                                concat(
                                  '[',
                                  (
                                    coalesce(
                                      coalesce(
                                        get_json_object(request_parameters, '$.bucketPolicy'),
                                        get_json_object(request_parameters, '$.policy.policy'),
                                        get_json_object(request_parameters, '$.policy'),
                                        get_json_object(request_parameters, '$.Policy'),
                                        get_json_object(request_parameters, '$.policyText'),
                                        get_json_object(request_parameters, '$.resourcePolicy'),
                                        get_json_object(request_parameters, '$.policyInJson'),
                                        get_json_object(request_parameters, '$.policyDocument'),
                                        get_json_object(request_parameters, '$.accessPolicy'),
                                        get_json_object(request_parameters, '$.accessPolicies'),
                                        get_json_object(request_parameters, '$.attributes.Policy'),
                                        get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                      ),
                                      CASE
                                        WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                        THEN get_json_object(request_parameters, '$.attributeValue')
                                      END
                                    )
                                  ),
                                  ']'
                                ),
                                '$[*].Statement'
                              ),
                              'array<string>'
                            ),
                            array()
                          ),
                          array()
                        ),
                        array(
                          get_json_object(
                            concat(
                              '[',
                              (
                                coalesce(
                                  coalesce(
                                    get_json_object(request_parameters, '$.bucketPolicy'),
                                    get_json_object(request_parameters, '$.policy.policy'),
                                    get_json_object(request_parameters, '$.policy'),
                                    get_json_object(request_parameters, '$.Policy'),
                                    get_json_object(request_parameters, '$.policyText'),
                                    get_json_object(request_parameters, '$.resourcePolicy'),
                                    get_json_object(request_parameters, '$.policyInJson'),
                                    get_json_object(request_parameters, '$.policyDocument'),
                                    get_json_object(request_parameters, '$.accessPolicy'),
                                    get_json_object(request_parameters, '$.accessPolicies'),
                                    get_json_object(request_parameters, '$.attributes.Policy'),
                                    get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                  ),
                                  CASE
                                    WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                    THEN get_json_object(request_parameters, '$.attributeValue')
                                  END
                                )
                              ),
                              ']'
                            ),
                            '$[*].Statement'
                          )
                        )
                      ),
                      statement__5 -> get_json_object(statement__5, '$.Effect') = 'Allow'
                    )
                  ),
                  statement__6 -> coalesce(
                    regexp_like(
                      CAST(get_json_object(concat('[', statement__6, ']'), '$[*].Principal') AS STRING),
                      '^"\\*"\\z|"AWS" *: *(\\[[^\\]]*)?"\\*"'
                    ),
                    FALSE
                  )
                )
              ),
              statement__7 -> NOT (
                coalesce(
                  regexp_like(
                    lower(
                      CAST(get_json_object(concat('[', statement__7, ']'), '$[*].Condition') AS STRING)
                    ),
                    'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                  )
                  AND NOT regexp_like(
                    lower(
                      CAST(get_json_object(concat('[', statement__7, ']'), '$[*].Condition') AS STRING)
                    ),
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
              'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\\[ *"all"'
            ),
            FALSE
          )
          OR coalesce(
            get_json_object(request_parameters, '$.principal') = '*'
            AND NOT regexp_like(request_parameters, '"(sourceAccount|sourceArn|principalOrgID|condition)"'),
            FALSE
          )
        )
        WHEN 64
        THEN size(
          (
            flatten(
              filter(
                transform(
                  (
                    filter(
                      concat(
                        coalesce(
                          coalesce(
                            from_json(
                              get_json_object(
                                concat(
                                  '[',
                                  (
                                    coalesce(
                                      coalesce(
                                        get_json_object(request_parameters, '$.bucketPolicy'),
                                        get_json_object(request_parameters, '$.policy.policy'),
                                        get_json_object(request_parameters, '$.policy'),
                                        get_json_object(request_parameters, '$.Policy'),
                                        get_json_object(request_parameters, '$.policyText'),
                                        get_json_object(request_parameters, '$.resourcePolicy'),
                                        get_json_object(request_parameters, '$.policyInJson'),
                                        get_json_object(request_parameters, '$.policyDocument'),
                                        get_json_object(request_parameters, '$.accessPolicy'),
                                        get_json_object(request_parameters, '$.accessPolicies'),
                                        get_json_object(request_parameters, '$.attributes.Policy'),
                                        get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                      ),
                                      CASE
                                        WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                        THEN get_json_object(request_parameters, '$.attributeValue')
                                      END
                                    )
                                  ),
                                  ']'
                                ),
                                '$[*].Statement'
                              ),
                              'array<string>'
                            ),
                            array()
                          ),
                          array()
                        ),
                        array(
                          get_json_object(
                            concat(
                              '[',
                              (
                                coalesce(
                                  coalesce(
                                    get_json_object(request_parameters, '$.bucketPolicy'),
                                    get_json_object(request_parameters, '$.policy.policy'),
                                    get_json_object(request_parameters, '$.policy'),
                                    get_json_object(request_parameters, '$.Policy'),
                                    get_json_object(request_parameters, '$.policyText'),
                                    get_json_object(request_parameters, '$.resourcePolicy'),
                                    get_json_object(request_parameters, '$.policyInJson'),
                                    get_json_object(request_parameters, '$.policyDocument'),
                                    get_json_object(request_parameters, '$.accessPolicy'),
                                    get_json_object(request_parameters, '$.accessPolicies'),
                                    get_json_object(request_parameters, '$.attributes.Policy'),
                                    get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                  ),
                                  CASE
                                    WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                    THEN get_json_object(request_parameters, '$.attributeValue')
                                  END
                                )
                              ),
                              ']'
                            ),
                            '$[*].Statement'
                          )
                        )
                      ),
                      statement__8 -> get_json_object(statement__8, '$.Effect') = 'Allow'
                    )
                  ),
                  statement__9 -> (
                    filter(
                      regexp_extract_all(
                        CAST(get_json_object(concat('[', statement__9, ']'), '$[*].Principal') AS STRING),
                        '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]',
                        1
                      ),
                      account__10 -> account__10 IS DISTINCT FROM recipient_account_id
                      AND NOT array_contains(
                        (
                          array(
                            '127311923021',
                            '033677994240',
                            '027434742980',
                            '797873946194',
                            '985666609251',
                            '054676820928',
                            '156460612806',
                            '652711504416',
                            '009996457667',
                            '897822967062',
                            '635631232127',
                            '754344448648',
                            '582318560864',
                            '600734575887',
                            '383597477331',
                            '114774131450',
                            '783225319266',
                            '589379963580',
                            '718504428378',
                            '076674570225',
                            '507241528517',
                            '098369216593',
                            '048591011584',
                            '190560391635',
                            '638102146993',
                            '037604701340'
                          )
                        ),
                        account__10
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
        THEN size(
          filter(
            array(
              get_json_object(request_parameters, '$.masterUserPassword'),
              get_json_object(request_parameters, '$.passwords'),
              get_json_object(request_parameters, '$.authToken'),
              get_json_object(request_parameters, '$.authenticationMode')
            ),
            it__11 -> NOT it__11 IS NULL
          )
        ) > 0
        OR NOT get_json_object(response_elements, '$.pendingModifiedValues.masterUserPassword') IS NULL
        WHEN 68
        THEN size(
          (
            filter(
              (
                filter(
                  concat(
                    coalesce(
                      coalesce(
                        from_json(
                          get_json_object(
                            concat(
                              '[',
                              (
                                coalesce(
                                  coalesce(
                                    get_json_object(request_parameters, '$.bucketPolicy'),
                                    get_json_object(request_parameters, '$.policy.policy'),
                                    get_json_object(request_parameters, '$.policy'),
                                    get_json_object(request_parameters, '$.Policy'),
                                    get_json_object(request_parameters, '$.policyText'),
                                    get_json_object(request_parameters, '$.resourcePolicy'),
                                    get_json_object(request_parameters, '$.policyInJson'),
                                    get_json_object(request_parameters, '$.policyDocument'),
                                    get_json_object(request_parameters, '$.accessPolicy'),
                                    get_json_object(request_parameters, '$.accessPolicies'),
                                    get_json_object(request_parameters, '$.attributes.Policy'),
                                    get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                  ),
                                  CASE
                                    WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                    THEN get_json_object(request_parameters, '$.attributeValue')
                                  END
                                )
                              ),
                              ']'
                            ),
                            '$[*].Statement'
                          ),
                          'array<string>'
                        ),
                        array()
                      ),
                      array()
                    ),
                    array(
                      get_json_object(
                        concat(
                          '[',
                          (
                            coalesce(
                              coalesce(
                                get_json_object(request_parameters, '$.bucketPolicy'),
                                get_json_object(request_parameters, '$.policy.policy'),
                                get_json_object(request_parameters, '$.policy'),
                                get_json_object(request_parameters, '$.Policy'),
                                get_json_object(request_parameters, '$.policyText'),
                                get_json_object(request_parameters, '$.resourcePolicy'),
                                get_json_object(request_parameters, '$.policyInJson'),
                                get_json_object(request_parameters, '$.policyDocument'),
                                get_json_object(request_parameters, '$.accessPolicy'),
                                get_json_object(request_parameters, '$.accessPolicies'),
                                get_json_object(request_parameters, '$.attributes.Policy'),
                                get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                              ),
                              CASE
                                WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                THEN get_json_object(request_parameters, '$.attributeValue')
                              END
                            )
                          ),
                          ']'
                        ),
                        '$[*].Statement'
                      )
                    )
                  ),
                  statement__12 -> get_json_object(statement__12, '$.Effect') = 'Allow'
                )
              ),
              statement__13 -> coalesce(
                regexp_like(
                  CAST(get_json_object(concat('[', statement__13, ']'), '$[*].Principal') AS STRING),
                  '^"\\*"\\z|"AWS" *: *(\\[[^\\]]*)?"\\*"'
                ),
                FALSE
              )
            )
          )
        ) > 0
        WHEN 70
        THEN outcome <> 'success' AND request_parameters IS NULL
        WHEN 79
        THEN startswith(action, 'Delete')
        OR startswith(action, 'Disable')
        OR coalesce(contains(lower(request_parameters), 'false'), FALSE)
      END,
      FALSE
    )
), matching AS (
  SELECT
    *,
    CASE WHEN outcome = 'success' THEN get(severities, 0) ELSE get(severities, 1) END AS own_severity,
    (
      CASE
        WHEN contains(actor_arn, 'AWSReservedSSO_')
        THEN actor
        ELSE (
          coalesce(
            actor_arn,
            CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
          )
        )
      END
    ) AS caller,
    date_add(
      MINUTE,
      CAST(floor(
        timestampdiff(SECOND, CAST('2000-01-03 00:00:00' AS TIMESTAMP_NTZ), event_time) / (
          60 * minutes
        )
      ) * minutes AS INT),
      CAST('2000-01-03 00:00:00' AS TIMESTAMP_NTZ)
    ) AS window_start,
    CASE measure
      WHEN 'requests'
      THEN xxhash64(request_parameters)
      WHEN 'actions'
      THEN xxhash64(service, action)
      WHEN 'Regions'
      THEN xxhash64(region)
      WHEN 'events'
      THEN xxhash64(event_id)
    END AS measured
  FROM found
), windows AS (
  SELECT
    *,
    CASE
      WHEN size(
        collect_set(CAST(date_trunc('hour', window_start) AS TIMESTAMP_NTZ)) OVER (PARTITION BY detection, caller, recipient_account_id)
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
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(target) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(target))),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__14 -> array_join(slice(them__14, 1, 5), ', ') || CASE
              WHEN size(them__14) > 5
              THEN ', … and ' || CAST((
                size(them__14) - 5
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
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
        array_compact(
          array_distinct(flatten(filter(collect_list(recipients), them -> NOT them IS NULL)))
        )
      ),
      ', '
    ),
    ''
  ) AS recipients,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(source_ip_address) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(source_ip_address))),
                    sorted -> get(
                      transform(
                        array(
                          filter(
                            sequence(0, size(sorted)),
                            i -> i < size(sorted) AND (
                              i = 0 OR sorted[i] <> sorted[i - 1]
                            )
                          )
                        ),
                        starts -> array_sort(
                          transform(
                            starts,
                            (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                          )
                        )
                      ),
                      0
                    )
                  ),
                  0
                )
              END,
              it -> it.name
            )
          ),
          them__15 -> array_join(slice(them__15, 1, 10), ', ') || CASE
            WHEN size(them__15) > 10
            THEN ', … and ' || CAST((
              size(them__15) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
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
    struct((
      event_time
    ) IS NULL, event_time, (
      event_id
    ) IS NULL, event_id)
  ) FILTER(WHERE
    NOT event_id IS NULL) AS event_id
FROM (
  SELECT
    'Objects were read' AS what,
    get_json_object(request_parameters, '$.bucketName') AS bucket,
    NULL AS target,
    TRY_CAST(get_json_object(additional_event_data, '$.bytesTransferredOut') AS DOUBLE) AS bytes,
    array() AS recipients,
    coalesce(get_json_object(request_parameters, '$.key'), event_id) AS request,
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
            regexp_extract_all(request_parameters, '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]', 1),
            account__16 -> account__16 IS DISTINCT FROM recipient_account_id
            AND NOT array_contains(
              (
                array(
                  '127311923021',
                  '033677994240',
                  '027434742980',
                  '797873946194',
                  '985666609251',
                  '054676820928',
                  '156460612806',
                  '652711504416',
                  '009996457667',
                  '897822967062',
                  '635631232127',
                  '754344448648',
                  '582318560864',
                  '600734575887',
                  '383597477331',
                  '114774131450',
                  '783225319266',
                  '589379963580',
                  '718504428378',
                  '076674570225',
                  '507241528517',
                  '098369216593',
                  '048591011584',
                  '190560391635',
                  '638102146993',
                  '037604701340'
                )
              ),
              account__16
            )
          )
        ),
        array()
      ),
      coalesce(
        CASE
          WHEN (
            size(
              filter(
                (
                  filter(
                    (
                      filter(
                        concat(
                          coalesce(
                            coalesce(
                              from_json(
                                get_json_object(
                                  concat(
                                    '[',
                                    (
                                      coalesce(
                                        coalesce(
                                          get_json_object(request_parameters, '$.bucketPolicy'),
                                          get_json_object(request_parameters, '$.policy.policy'),
                                          get_json_object(request_parameters, '$.policy'),
                                          get_json_object(request_parameters, '$.Policy'),
                                          get_json_object(request_parameters, '$.policyText'),
                                          get_json_object(request_parameters, '$.resourcePolicy'),
                                          get_json_object(request_parameters, '$.policyInJson'),
                                          get_json_object(request_parameters, '$.policyDocument'),
                                          get_json_object(request_parameters, '$.accessPolicy'),
                                          get_json_object(request_parameters, '$.accessPolicies'),
                                          get_json_object(request_parameters, '$.attributes.Policy'),
                                          get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                        ),
                                        CASE
                                          WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                          THEN get_json_object(request_parameters, '$.attributeValue')
                                        END
                                      )
                                    ),
                                    ']'
                                  ),
                                  '$[*].Statement'
                                ),
                                'array<string>'
                              ),
                              array()
                            ),
                            array()
                          ),
                          array(
                            get_json_object(
                              concat(
                                '[',
                                (
                                  coalesce(
                                    coalesce(
                                      get_json_object(request_parameters, '$.bucketPolicy'),
                                      get_json_object(request_parameters, '$.policy.policy'),
                                      get_json_object(request_parameters, '$.policy'),
                                      get_json_object(request_parameters, '$.Policy'),
                                      get_json_object(request_parameters, '$.policyText'),
                                      get_json_object(request_parameters, '$.resourcePolicy'),
                                      get_json_object(request_parameters, '$.policyInJson'),
                                      get_json_object(request_parameters, '$.policyDocument'),
                                      get_json_object(request_parameters, '$.accessPolicy'),
                                      get_json_object(request_parameters, '$.accessPolicies'),
                                      get_json_object(request_parameters, '$.attributes.Policy'),
                                      get_json_object(request_parameters, '$.PutAccessPointPolicyRequest.Policy')
                                    ),
                                    CASE
                                      WHEN get_json_object(request_parameters, '$.attributeName') = 'Policy'
                                      THEN get_json_object(request_parameters, '$.attributeValue')
                                    END
                                  )
                                ),
                                ']'
                              ),
                              '$[*].Statement'
                            )
                          )
                        ),
                        statement__17 -> get_json_object(statement__17, '$.Effect') = 'Allow'
                      )
                    ),
                    statement__18 -> coalesce(
                      regexp_like(
                        CAST(get_json_object(concat('[', statement__18, ']'), '$[*].Principal') AS STRING),
                        '^"\\*"\\z|"AWS" *: *(\\[[^\\]]*)?"\\*"'
                      ),
                      FALSE
                    )
                  )
                ),
                statement__19 -> NOT (
                  coalesce(
                    regexp_like(
                      lower(
                        CAST(get_json_object(concat('[', statement__19, ']'), '$[*].Condition') AS STRING)
                      ),
                      'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                    )
                    AND NOT regexp_like(
                      lower(
                        CAST(get_json_object(concat('[', statement__19, ']'), '$[*].Condition') AS STRING)
                      ),
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
                'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\\[ *"all"'
              ),
              FALSE
            )
            OR coalesce(
              get_json_object(request_parameters, '$.principal') = '*'
              AND NOT regexp_like(request_parameters, '"(sourceAccount|sourceArn|principalOrgID|condition)"'),
              FALSE
            )
          )
          OR contains(request_parameters, '"all"')
          THEN array('everyone')
          ELSE array()
        END,
        array()
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
                WHEN contains(resources, 'AWS::S3::Object')
                THEN coalesce(
                  get_json_object(
                    get(
                      filter(
                        coalesce(from_json(resources, 'array<string>'), array()),
                        it__20 -> get_json_object(it__20, '$.type') = 'AWS::S3::Object'
                        AND get_json_object(it__20, '$.ARN') <> ''
                      ),
                      0
                    ),
                    '$.ARN'
                  ),
                  CASE
                    WHEN NOT contains(resources, 'ARNPrefix')
                    THEN nullif(get_json_object(resources, '$[0].ARN'), '')
                  END
                )
                ELSE nullif(get_json_object(resources, '$[0].ARN'), '')
              END
            ),
            get_json_object(request_parameters, '$.bucketName') || coalesce('/' || get_json_object(request_parameters, '$.key'), ''),
            (
              nullif(
                nullif(
                  array_join(
                    filter(
                      transform(
                        coalesce(
                          from_json(
                            get_json_object(concat('[', request_parameters, ']'), '$[*].instancesSet.items'),
                            'array<string>'
                          ),
                          array()
                        ),
                        item -> get_json_object(item, '$.instanceId')
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
              get_json_object(request_parameters, '$.roleName'),
              get_json_object(request_parameters, '$.userName'),
              get_json_object(request_parameters, '$.policyArn'),
              get_json_object(request_parameters, '$.instanceProfileName'),
              get_json_object(request_parameters, '$.dBInstanceIdentifier'),
              get_json_object(request_parameters, '$.dBClusterIdentifier'),
              get_json_object(request_parameters, '$.dBSnapshotIdentifier'),
              get_json_object(request_parameters, '$.snapshotId'),
              get_json_object(request_parameters, '$.volumeId'),
              get_json_object(request_parameters, '$.imageId'),
              get_json_object(request_parameters, '$.groupId'),
              get_json_object(request_parameters, '$.tableName'),
              get_json_object(request_parameters, '$.distributionId'),
              get_json_object(request_parameters, '$.secretId'),
              get_json_object(request_parameters, '$.topicArn'),
              get_json_object(request_parameters, '$.queueUrl'),
              get_json_object(request_parameters, '$.keyId'),
              get_json_object(request_parameters, '$.stackName'),
              get_json_object(request_parameters, '$.trailName')
            ),
            (
              CASE
                WHEN regexp_like(
                  action,
                  '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Release|Deprovision|Create|Register|Update|Modify|Stop|Disable|Suspend|Cancel|Detach|Disassociate|Deactivate)'
                )
                THEN get(
                  transform(
                    array(
                      (
                        lower(
                          regexp_extract(
                            action,
                            '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9][^\\n]*?)?(?:(?:From|To|With|Into|By|For)[A-Z][^\\n]*)?\\z',
                            1
                          )
                        )
                      )
                    ),
                    subject__21 -> try_element_at(
                      get(
                        filter(
                          transform(
                            regexp_extract_all(
                              request_parameters,
                              '"[a-z][A-Za-z0-9]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"[^"\\\\{ ]+"',
                              0
                            ),
                            pair__22 -> split(pair__22, concat('\\Q', '"', '\\E'))
                          ),
                          pair__23 -> CASE
                            WHEN contains(subject__21, lower(left(get(pair__23, 1), 3)))
                            AND NOT regexp_like(try_element_at(pair__23, -2), '^[A-Z_]+\\z')
                            THEN filter(
                              array(
                                lower(regexp_replace(get(pair__23, 1), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\\z', ''))
                              ),
                              name__24 -> endswith(subject__21, name__24)
                              AND NOT regexp_like(
                                name__24,
                                'version\\z|^[^\\n]{0,2}\\z|^(command|message|pattern|scope|status|type|value)\\z'
                              )
                              AND (
                                name__24 <> 'policy' OR subject__21 = name__24
                              )
                            ) <> array()
                            ELSE FALSE
                          END
                        ),
                        0
                      ),
                      -2
                    )
                  ),
                  0
                )
              END
            ),
            coalesce(
              get_json_object(request_parameters, '$.functionName'),
              get_json_object(request_parameters, '$.permissionSetArn'),
              get_json_object(request_parameters, '$.groupName'),
              get_json_object(request_parameters, '$.policyName'),
              get_json_object(request_parameters, '$.vpcId'),
              get_json_object(request_parameters, '$.subnetId'),
              get_json_object(request_parameters, '$.routeTableId'),
              get_json_object(request_parameters, '$.natGatewayId'),
              get_json_object(request_parameters, '$.networkInterfaceId'),
              get_json_object(request_parameters, '$.allocationId'),
              get_json_object(request_parameters, '$.internetGatewayId'),
              get_json_object(request_parameters, '$.logGroupName'),
              get_json_object(request_parameters, '$.hostedZoneId'),
              get_json_object(request_parameters, '$.domainName'),
              get_json_object(request_parameters, '$.restApiId'),
              get_json_object(request_parameters, '$.target'),
              get_json_object(request_parameters, '$.id'),
              get_json_object(request_parameters, '$.name'),
              get_json_object(request_parameters, '$.arn'),
              get_json_object(request_parameters, '$.roleArn'),
              get_json_object(request_parameters, '$.package'),
              get_json_object(request_parameters, '$.repository'),
              get_json_object(request_parameters, '$.rule'),
              get_json_object(request_parameters, '$.task'),
              get_json_object(request_parameters, '$.cluster')
            ),
            (
              nullif(
                regexp_extract(
                  request_parameters,
                  '"[A-Za-z0-9]+(I[dD]|Identifier|Name|A[rR][nN])"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*([{][^{}]*"content"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?"([^"]+)"',
                  3
                ),
                ''
              )
            ),
            (
              nullif(
                regexp_extract(
                  request_parameters,
                  '"(identifier|aRN|uUID|serialNumber|emailAddress|phoneNumber|cidr)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                  2
                ),
                ''
              )
            )
          )
        ),
        (
          nullif(nullif(regexp_extract(error_message, ' on resource: "?([^" ]+)', 1), ''), '*')
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
      WHEN contains(actor_arn, 'AWSReservedSSO_')
      THEN actor
      ELSE (
        coalesce(
          actor_arn,
          CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
        )
      )
    END
  ),
  actor_class,
  actor_arn,
  account_id,
  outcome,
  is_read_of_object,
  CAST(date_trunc('day', event_time) AS TIMESTAMP_NTZ)
HAVING
  NOT is_read_of_object
  OR count(DISTINCT request) >= {{coalesce(getvariable('min_objects'), 100)}}
ORDER BY
  last_at DESC,
  what NULLS LAST,
  container NULLS LAST,
  actor NULLS LAST,
  actor_class NULLS LAST,
  actor_arn NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST
