-- Made from sql/reports/findings.sql by lake/dialects/generate.py; do not edit.
-- inputs: b3d7ae86ae778d021e82324b05b34f0b00632404a56af7ae3583be7c7bcc032d
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
      {{level_number(coalesce(getvariable('min_level'), 'medium'))}} AS lowest,
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
            'accelerated_launch',
            'execution',
            'Large or accelerated instances were launched',
            'Impact',
            'T1496.001',
            array(
              'ec2:RunInstances',
              'ec2:RequestSpotInstances',
              'ec2:RequestSpotFleet',
              'ec2:CreateFleet'
            ),
            4,
            4,
            21,
            NULL,
            NULL,
            NULL
          ),
          (
            'access_key_activated',
            'new_credentials',
            'A key was activated again',
            'Persistence',
            'T1098.001',
            array('iam:UpdateAccessKey'),
            3,
            2,
            37,
            NULL,
            NULL,
            NULL
          ),
          (
            'access_key_by_program',
            'new_credentials',
            'A program for infrastructure made a long-term key',
            'Persistence',
            'T1098.001',
            array('iam:CreateAccessKey'),
            3,
            2,
            75,
            NULL,
            NULL,
            NULL
          ),
          (
            'access_key_created',
            'new_credentials',
            'A long-term key was created',
            'Persistence',
            'T1098.001',
            array(
              'iam:CreateAccessKey',
              'iam:CreateServiceSpecificCredential',
              'iam:ResetServiceSpecificCredential',
              'iam:UploadSSHPublicKey',
              'iam:UploadSigningCertificate',
              'iam:UploadServerCertificate',
              'iam:UpdateSigningCertificate',
              'iam:UpdateServiceSpecificCredential',
              'iam:UpdateSSHPublicKey',
              'transfer:ImportSshPublicKey',
              'sso:CreateBearerToken',
              'acm-pca:IssueCertificate',
              'iot:CreateKeysAndCertificate',
              'iot:RegisterCertificate',
              'iot:RegisterCACertificate',
              'apigateway:CreateApiKey',
              'geo:CreateKey',
              'lightsail:CreateBucketAccessKey',
              'grafana:CreateWorkspaceApiKey',
              'grafana:CreateWorkspaceServiceAccountToken'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'access_key_for_another',
            'new_credentials',
            'A long-term key was created for somebody else',
            'Persistence',
            'T1098.001',
            array('iam:CreateAccessKey'),
            4,
            3,
            63,
            NULL,
            NULL,
            NULL
          ),
          (
            'account_closed',
            'data_destruction',
            'An account was closed',
            'Impact',
            'T1531',
            array('organizations:CloseAccount', 'account:CloseAccount'),
            5,
            4,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'administrator_granted',
            'new_credentials',
            'Administrator rights were granted',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AttachUserPolicy',
              'iam:AttachGroupPolicy',
              'iam:AttachRolePolicy',
              'iam:PutUserPolicy',
              'iam:PutGroupPolicy',
              'iam:PutRolePolicy',
              'iam:CreatePolicyVersion',
              'iam:CreatePolicy',
              'sso:AttachManagedPolicyToPermissionSet',
              'sso:PutInlinePolicyToPermissionSet'
            ),
            4,
            3,
            45,
            NULL,
            NULL,
            NULL
          ),
          (
            'agent_changed',
            'execution',
            'An agent of Bedrock or its data was changed',
            'Persistence',
            'T1648',
            array(
              'bedrock:CreateAgent',
              'bedrock:UpdateAgent',
              'bedrock:PrepareAgent',
              'bedrock:CreateAgentActionGroup',
              'bedrock:UpdateAgentActionGroup',
              'bedrock:CreateAgentAlias',
              'bedrock:UpdateAgentAlias',
              'bedrock:AssociateAgentCollaborator',
              'bedrock:UpdateAgentCollaborator',
              'bedrock:AssociateAgentKnowledgeBase',
              'bedrock:CreateDataSource',
              'bedrock:StartIngestionJob',
              'bedrock:IngestKnowledgeBaseDocuments',
              'bedrock:CreateKnowledgeBase',
              'bedrock:UpdateKnowledgeBase',
              'bedrock:UpdateDataSource',
              'bedrock:DeleteAgent',
              'bedrock:CreateFlow',
              'bedrock:UpdateFlow',
              'bedrock:CreatePrompt',
              'bedrock:UpdatePrompt',
              'bedrock:UpdateAgentKnowledgeBase',
              'bedrock:DisassociateAgentKnowledgeBase',
              'bedrock:DeleteDataSource',
              'bedrock:DeleteKnowledgeBaseDocuments',
              'bedrock-agentcore:CreateAgentRuntime',
              'bedrock-agentcore:UpdateAgentRuntime',
              'bedrock-agentcore:CreateGateway',
              'bedrock-agentcore:UpdateGateway',
              'bedrock-agentcore:CreateGatewayTarget',
              'bedrock-agentcore:CreateCodeInterpreter',
              'bedrock-agentcore:CreateBrowser',
              'bedrock-agentcore:CreateHarness'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'alarm_disabled',
            'evasion',
            'An alarm or an automatic reaction was removed',
            'Defense Evasion',
            'T1562.001',
            array(
              'monitoring:DeleteAlarms',
              'monitoring:DisableAlarmActions',
              'monitoring:SetAlarmState',
              'monitoring:DeleteAnomalyDetector',
              'monitoring:DeleteInsightRules',
              'monitoring:DisableInsightRules',
              'monitoring:DeleteDashboards',
              'monitoring:StopMetricStreams',
              'monitoring:DeleteMetricStream',
              'monitoring:DeleteAlarmMuteRule',
              'monitoring:PutAlarmMuteRule',
              'oam:DeleteLink',
              'events:DeleteRule',
              'events:DisableRule',
              'events:RemoveTargets',
              'events:DeleteArchive',
              'events:DeleteEventBus',
              'events:DeauthorizeConnection',
              'scheduler:DeleteSchedule',
              'ssm-incidents:DeleteResponsePlan',
              'ssm-incidents:DeleteReplicationSet',
              'devops-guru:RemoveNotificationChannel'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'attack_tool',
            'programs',
            'A program that intruders use made calls',
            'Execution',
            'T1059.009',
            array('*'),
            4,
            3,
            72,
            NULL,
            NULL,
            NULL
          ),
          (
            'audit_tool',
            'programs',
            'A program that takes stock of an account made calls',
            'Discovery',
            'T1526',
            array('*'),
            3,
            2,
            73,
            NULL,
            NULL,
            NULL
          ),
          (
            'authorization_details_read',
            'discovery',
            'All users, roles and policies were read at once',
            'Discovery',
            'T1069.003',
            array('iam:GetAccountAuthorizationDetails'),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'backdoor_reaction',
            'evasion',
            'A contact or a notification of the account was changed',
            'Defense Evasion',
            'T1562',
            array(
              'account:PutAlternateContact',
              'account:DeleteAlternateContact',
              'account:PutContactInformation',
              'account:StartPrimaryEmailUpdate',
              'account:AcceptPrimaryEmailUpdate',
              'billing:UpdateBillingPreferences',
              'budgets:DeleteBudget',
              'budgets:ModifyBudget',
              'budgets:DeleteBudgetAction',
              'budgets:DeleteNotification',
              'ce:DeleteAnomalyMonitor',
              'ce:DeleteAnomalySubscription',
              'sns:Unsubscribe',
              'sns:DeleteTopic',
              'notifications:DeleteNotificationConfiguration',
              'health:DisableHealthServiceAccessForOrganization',
              'support:DeleteAccountAlias',
              'trustedadvisor:UpdateNotificationPreferences',
              'cur:DeleteReportDefinition'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'backup_destroyed',
            'data_destruction',
            'Backups or their protection were removed',
            'Impact',
            'T1490',
            array(
              'backup:DeleteRecoveryPoint',
              'backup:DeleteBackupVault',
              'backup:DeleteBackupPlan',
              'backup:DeleteBackupSelection',
              'backup:DeleteBackupVaultLockConfiguration',
              'backup:DeleteBackupVaultAccessPolicy',
              'backup:PutBackupVaultAccessPolicy',
              'backup:UpdateRecoveryPointLifecycle',
              'backup:DisassociateRecoveryPoint',
              'ec2:DeleteSnapshot',
              'ec2:DeregisterImage',
              'ec2:UnlockSnapshot',
              'rbin:DeleteRule',
              'rbin:UpdateRule',
              'rbin:UnlockRule',
              'rds:DeleteDBSnapshot',
              'rds:DeleteDBClusterSnapshot',
              'rds:DeleteDBInstanceAutomatedBackup',
              'rds:DeleteDBClusterAutomatedBackup',
              'dynamodb:DeleteBackup',
              'fsx:DeleteBackup',
              'fsx:DeleteSnapshot',
              'redshift:DeleteClusterSnapshot',
              'elasticache:DeleteSnapshot',
              'memorydb:DeleteSnapshot',
              'lightsail:DeleteInstanceSnapshot',
              'lightsail:DeleteDiskSnapshot',
              'redshift-serverless:DeleteSnapshot',
              'storagegateway:DeleteVolume',
              'storagegateway:DeleteSnapshotSchedule',
              'dlm:DeleteLifecyclePolicy',
              'backup:StopBackupJob',
              'backup:DeleteFramework',
              'backup:DeleteReportPlan',
              'backup:UpdateBackupPlan'
            ),
            4,
            3,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'backup_settings_changed',
            'data_destruction',
            'Notifications, reports or restores of AWS Backup were changed',
            'Impact',
            'T1490',
            array(
              'backup:DeleteBackupVaultNotifications',
              'backup:PutBackupVaultNotifications',
              'backup:UpdateReportPlan',
              'backup:UpdateFramework',
              'backup:StartRestoreJob',
              'elasticfilesystem:PutBackupPolicy',
              'storagegateway:DeleteTape'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'bedrock_key_created',
            'new_credentials',
            'A long-term key for Bedrock or another service was created',
            'Persistence',
            'T1098.001',
            array('iam:CreateServiceSpecificCredential', 'iam:ResetServiceSpecificCredential'),
            4,
            3,
            33,
            NULL,
            NULL,
            NULL
          ),
          (
            'bedrock_key_misused',
            'evasion',
            'A key for models changed or deleted what guards or runs them',
            'Impact',
            'T1485',
            array(
              'bedrock:DeleteGuardrail',
              'bedrock:UpdateGuardrail',
              'bedrock:DeleteModelInvocationLoggingConfiguration',
              'bedrock:PutModelInvocationLoggingConfiguration',
              'bedrock:DeleteImportedModel',
              'bedrock:DeleteCustomModel',
              'bedrock:DeleteCustomModelDeployment',
              'bedrock:DeleteProvisionedModelThroughput',
              'bedrock:DeleteMarketplaceModelEndpoint'
            ),
            4,
            4,
            34,
            NULL,
            NULL,
            NULL
          ),
          (
            'boundary_removed',
            'new_credentials',
            'A permissions boundary was removed or changed',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:DeleteUserPermissionsBoundary',
              'iam:DeleteRolePermissionsBoundary',
              'iam:PutUserPermissionsBoundary',
              'iam:PutRolePermissionsBoundary'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'bucket_deleted_by_hand',
            'data_destruction',
            'A bucket was deleted by hand',
            'Impact',
            'T1485',
            array('s3:DeleteBucket'),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'bucket_emptied',
            'data_destruction',
            'A bucket was deleted or emptied',
            'Impact',
            'T1485',
            array('s3:DeleteBucket', 's3:DeleteObjects'),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'bucket_encryption_removed',
            'evasion',
            'The encryption rule of a bucket was removed',
            'Impact',
            'T1486',
            array('s3:DeleteBucketEncryption'),
            3,
            2,
            2,
            NULL,
            NULL,
            NULL
          ),
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
            'bucket_settings_changed',
            'evasion',
            'Encryption, access or website settings of a bucket were changed',
            'Defense Evasion',
            'T1562',
            array(
              's3:DeleteBucketEncryption',
              's3:PutBucketEncryption',
              's3:DeleteBucketPolicy',
              's3:DeleteBucketWebsite',
              's3:PutBucketWebsite',
              's3:DeleteBucketCors',
              's3:PutBucketCors',
              's3:PutBucketOwnershipControls',
              's3:DeleteBucketOwnershipControls',
              's3:PutBucketPolicy',
              's3:PutBucketAcl',
              's3:PutObjectAcl',
              's3:PutBucketLogging',
              's3:PutBucketNotification',
              's3:PutBucketVersioning',
              's3:RestoreObject',
              's3:DeleteAccessPointPolicy',
              's3:DeleteAccessPoint',
              's3:CreateAccessPoint',
              's3:PutObjectLegalHold',
              's3:PutObjectRetention',
              's3:PutObjectLockConfiguration',
              's3:PutBucketObjectLockConfiguration',
              's3:PutBucketReplication',
              's3:PutBucketRequestPayment',
              's3:PutBucketAccelerateConfiguration',
              's3:PutAccelerateConfiguration',
              's3:PutBucketInventoryConfiguration'
            ),
            2,
            1,
            1,
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
            'buckets_deleted',
            'data_destruction',
            'Several buckets were deleted within minutes',
            'Impact',
            'T1485',
            array('s3:DeleteBucket'),
            4,
            3,
            2,
            'requests',
            5,
            10
          ),
          (
            'caller_probed',
            'discovery',
            'A long-term key or an instance asked who it is and what there is',
            'Discovery',
            'T1087.004',
            array(
              'sts:GetCallerIdentity',
              'iam:GetUser',
              'iam:ListUsers',
              'iam:ListRoles',
              'iam:GetAccountAuthorizationDetails',
              'iam:SimulatePrincipalPolicy',
              'iam:GetAccountSummary',
              'iam:ListAccessKeys',
              'iam:GetLoginProfile',
              's3:ListBuckets',
              'secretsmanager:ListSecrets',
              'organizations:ListAccounts',
              'organizations:DescribeOrganization',
              'cloudtrail:LookupEvents',
              'cloudtrail:DescribeTrails',
              'ce:GetCostAndUsage',
              'bedrock:ListFoundationModels',
              'bedrock:GetFoundationModelAvailability',
              'bedrock:GetModelInvocationLoggingConfiguration',
              'servicequotas:GetServiceQuota',
              'servicequotas:ListServiceQuotas',
              'ec2:DescribeRegions'
            ),
            1,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'certificate_changed',
            'new_credentials',
            'A certificate, or an authority that issues them, was changed',
            'Persistence',
            'T1649',
            array(
              'acm:ImportCertificate',
              'acm:RequestCertificate',
              'acm-pca:RevokeCertificate',
              'acm-pca:UpdateCertificateAuthority',
              'rolesanywhere:ImportCrl',
              'iot:AttachPolicy',
              'iot:UpdateCertificate',
              'iam:UpdateServerCertificate'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'cluster_access_granted',
            'new_credentials',
            'Access to a Kubernetes cluster was granted',
            'Privilege Escalation',
            'T1098.006',
            array(
              'eks:CreateAccessEntry',
              'eks:AssociateAccessPolicy',
              'eks:UpdateAccessEntry',
              'eks:DisassociateAccessPolicy',
              'eks:CreatePodIdentityAssociation',
              'eks:UpdatePodIdentityAssociation'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'command_sent',
            'execution',
            'A command was run on instances, or a session opened',
            'Execution',
            'T1651',
            array(
              'ssm:SendCommand',
              'ssm:StartSession',
              'ssm:ResumeSession',
              'ssm:StartAutomationExecution',
              'ssm:CreateAssociation',
              'ssm:CreateAssociationBatch',
              'ssm:UpdateAssociation',
              'ssm:CreateDocument',
              'ssm:UpdateDocument',
              'ssm:UpdateDocumentDefaultVersion',
              'ssm:CreateMaintenanceWindow',
              'ssm:RegisterTaskWithMaintenanceWindow',
              'ssm:DeregisterManagedInstance',
              'ssm-guiconnect:StartConnection',
              'ecs:ExecuteCommand'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'config_changed_by_hand',
            'evasion',
            'What AWS Config records was changed by hand',
            'Defense Evasion',
            'T1562.001',
            array(
              'config:PutConfigurationRecorder',
              'config:PutDeliveryChannel',
              'config:StartConfigurationRecorder',
              'config:PutRetentionConfiguration'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'config_recorder_changed',
            'evasion',
            'What AWS Config records was changed',
            'Defense Evasion',
            'T1562.001',
            array(
              'config:PutConfigurationRecorder',
              'config:PutRetentionConfiguration',
              'config:PutDeliveryChannel',
              'config:StartConfigurationRecorder',
              'config:DeleteEvaluationResults',
              'config:PutConfigRule'
            ),
            2,
            1,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'config_recorder_stopped',
            'evasion',
            'AWS Config was stopped or weakened',
            'Defense Evasion',
            'T1562.001',
            array(
              'config:StopConfigurationRecorder',
              'config:DeleteConfigurationRecorder',
              'config:DeleteDeliveryChannel',
              'config:DeleteConfigRule',
              'config:DeleteOrganizationConfigRule',
              'config:DeleteConformancePack',
              'config:DeleteRemediationConfiguration',
              'config:DeleteConfigurationAggregator',
              'config:DeleteOrganizationConformancePack',
              'config:DeleteRetentionConfiguration',
              'config:DeleteAggregationAuthorization'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'console_by_token',
            'credential_access',
            'A console session was made from credentials',
            'Lateral Movement',
            'T1550.001',
            array('signin:GetSigninToken'),
            4,
            3,
            29,
            NULL,
            NULL,
            NULL
          ),
          (
            'container_run',
            'execution',
            'A container or a job was defined or run',
            'Execution',
            'T1610',
            array(
              'ecs:RunTask',
              'ecs:StartTask',
              'ecs:RegisterTaskDefinition',
              'ecs:CreateCluster',
              'ecs:CreateService',
              'batch:SubmitJob',
              'batch:RegisterJobDefinition',
              'batch:CreateComputeEnvironment',
              'batch:CreateJobQueue',
              'batch:UpdateComputeEnvironment',
              'eks:CreateCluster',
              'eks:CreateNodegroup',
              'eks:CreateFargateProfile',
              'eks:CreateAddon',
              'ecr:PutImage',
              'codebuild:CreateProject',
              'codebuild:UpdateProject',
              'codebuild:StartBuild',
              'codebuild:StartBuildBatch',
              'codebuild:ImportSourceCredentials',
              'codebuild:CreateWebhook',
              'codepipeline:CreatePipeline',
              'codepipeline:UpdatePipeline',
              'codepipeline:StartPipelineExecution',
              'codepipeline:PollForThirdPartyJobs',
              'codedeploy:CreateDeployment',
              'codestar:CreateProject',
              'glue:CreateDevEndpoint',
              'glue:UpdateDevEndpoint',
              'glue:DeleteDevEndpoint',
              'glue:CreateJob',
              'glue:UpdateJob',
              'glue:StartJobRun',
              'glue:CreateSession',
              'glue:RunStatement',
              'glue:CreateTrigger',
              'sagemaker:CreateNotebookInstance',
              'sagemaker:CreateNotebookInstanceLifecycleConfig',
              'sagemaker:UpdateNotebookInstance',
              'sagemaker:CreateProcessingJob',
              'sagemaker:CreateTrainingJob',
              'sagemaker:CreateAutoMLJob',
              'sagemaker:CreatePipeline',
              'sagemaker:StartPipelineExecution',
              'sagemaker:CreateModel',
              'sagemaker:CreateEndpoint',
              'sagemaker:CreateStudioLifecycleConfig',
              'sagemaker:CreateApp',
              'sagemaker:CreateUserProfile',
              'elasticmapreduce:RunJobFlow',
              'elasticmapreduce:AddJobFlowSteps',
              'elasticmapreduce:AddInstanceGroups',
              'datapipeline:CreatePipeline',
              'datapipeline:PutPipelineDefinition',
              'datapipeline:ActivatePipeline',
              'cloudformation:CreateStack',
              'cloudformation:UpdateStack',
              'cloudformation:CreateChangeSet',
              'cloudformation:ExecuteChangeSet',
              'cloudformation:CreateStackSet',
              'cloudformation:UpdateStackSet',
              'cloudformation:CreateStackInstances',
              'cloudformation:RegisterType',
              'cloudformation:ActivateType',
              'states:CreateStateMachine',
              'states:UpdateStateMachine',
              'states:StartExecution',
              'scheduler:CreateSchedule',
              'scheduler:UpdateSchedule',
              'events:PutRule',
              'events:PutTargets',
              'apprunner:CreateService',
              'apprunner:UpdateService',
              'amplify:CreateApp',
              'amplify:CreateBranch',
              'amplify:StartJob',
              'elasticbeanstalk:CreateApplicationVersion',
              'elasticbeanstalk:CreateEnvironment',
              'elasticbeanstalk:UpdateEnvironment',
              'lightsail:CreateContainerService',
              'lightsail:CreateContainerServiceDeployment',
              'lightsail:CreateInstancesFromSnapshot',
              'gamelift:CreateFleet',
              'gamelift:CreateBuild',
              'imagebuilder:CreateComponent',
              'imagebuilder:CreateImagePipeline',
              'imagebuilder:StartImagePipelineExecution',
              'greengrass:CreateDeployment',
              'iot:CreateJob',
              'iot:CreateTopicRule',
              'braket:CreateJob',
              'emr-serverless:StartJobRun',
              'emr-serverless:CreateApplication',
              'emr-containers:StartJobRun',
              'athena:StartQueryExecution',
              'athena:StartSession'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'container_service_changed',
            'execution',
            'A service or a machine of containers was changed',
            'Execution',
            'T1610',
            array(
              'ecs:UpdateService',
              'ecs:StopTask',
              'ecs:RegisterContainerInstance',
              'ecs:DeregisterContainerInstance',
              'ecs:UpdateClusterSettings',
              'ecs:PutAccountSetting'
            ),
            1,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'credentials_endpoint_read',
            'execution',
            'A container was told to read the credentials of its role',
            'Credential Access',
            'T1552.005',
            array('ecs:RegisterTaskDefinition', 'ecs:RunTask', 'ecs:StartTask'),
            4,
            3,
            46,
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
            'database_deleted',
            'data_destruction',
            'A database, file system or cluster was deleted',
            'Impact',
            'T1485',
            array(
              'rds:DeleteDBInstance',
              'rds:DeleteDBCluster',
              'rds:DeleteGlobalCluster',
              'dynamodb:DeleteTable',
              'elasticfilesystem:DeleteFileSystem',
              'fsx:DeleteFileSystem',
              'fsx:DeleteVolume',
              'redshift:DeleteCluster',
              'elasticache:DeleteCacheCluster',
              'elasticache:DeleteReplicationGroup',
              'es:DeleteDomain',
              'es:DeleteElasticsearchDomain',
              'kinesis:DeleteStream',
              'glue:DeleteDatabase',
              'cognito-idp:DeleteUserPool',
              'eks:DeleteCluster',
              'glacier:DeleteVault',
              'memorydb:DeleteCluster',
              'docdb-elastic:DeleteCluster',
              'neptune-graph:DeleteGraph',
              'redshift-serverless:DeleteNamespace',
              'redshift-serverless:DeleteWorkgroup',
              'dsql:DeleteCluster',
              'timestream:DeleteDatabase',
              'timestream:DeleteTable',
              'cassandra:DropKeyspace',
              'cassandra:DropTable',
              'athena:DeleteDataCatalog',
              'lightsail:DeleteRelationalDatabase',
              'aoss:DeleteCollection',
              'qldb:DeleteLedger',
              's3tables:DeleteTableBucket',
              's3tables:DeleteTable',
              's3vectors:DeleteVectorBucket',
              's3vectors:DeleteIndex'
            ),
            4,
            3,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'database_interrupted_by_hand',
            'data_destruction',
            'A database was stopped, restarted or failed over by hand',
            'Impact',
            'T1489',
            array(
              'rds:StopDBInstance',
              'rds:StopDBCluster',
              'rds:RebootDBInstance',
              'rds:RebootDBCluster',
              'rds:RebootDBShardGroup',
              'rds:FailoverDBCluster',
              'rds:FailoverGlobalCluster'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'database_login_made',
            'credential_access',
            'Credentials of a database, registry or machine were fetched',
            'Credential Access',
            'T1528',
            array(
              'redshift:GetClusterCredentials',
              'redshift:GetClusterCredentialsWithIAM',
              'redshift:CreateClusterUser',
              'redshift-data:ExecuteStatement',
              'redshift-data:BatchExecuteStatement',
              'rds-data:ExecuteStatement',
              'rds-data:BatchExecuteStatement',
              'redshift-serverless:GetCredentials',
              'lightsail:GetInstanceAccessDetails',
              'lightsail:DownloadDefaultKeyPair',
              'acm:ExportCertificate',
              'glue:GetConnection',
              'glue:GetConnections',
              'appsync:ListApiKeys',
              'appsync:CreateApiKey',
              'apigateway:GetApiKey',
              'apigateway:GetApiKeys'
            ),
            3,
            2,
            76,
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
            'database_stopped',
            'data_destruction',
            'A database or its replication was stopped or changed',
            'Impact',
            'T1489',
            array(
              'rds:StopDBInstance',
              'rds:StopDBCluster',
              'rds:RebootDBInstance',
              'rds:FailoverDBCluster',
              'rds:ModifyDBInstance',
              'rds:ModifyDBCluster',
              'rds:RemoveFromGlobalCluster',
              'rds:DeleteDBProxy',
              'rds:CreateDBInstance',
              'rds:CreateDBCluster',
              'rds:CreateGlobalCluster',
              'rds:CreateDBInstanceReadReplica',
              'rds:PromoteReadReplica',
              'rds:ModifyDBParameterGroup',
              'rds:ResetDBParameterGroup',
              'rds:RebootDBCluster',
              'rds:FailoverGlobalCluster',
              'rds:StartActivityStream',
              'rds:DeleteDBParameterGroup',
              'rds:ModifyDBClusterParameterGroup',
              'rds:DeleteDBSubnetGroup',
              'rds:ModifyDBSnapshot',
              'rds:DeleteEventSubscription',
              'rds:RebootDBShardGroup',
              'redshift:PauseCluster',
              'redshift:CreateCluster',
              'redshift:ModifyCluster',
              'dynamodb:UpdateTable',
              'dynamodb:CreateTable',
              'elasticache:ModifyReplicationGroup',
              'elasticache:ModifyCacheCluster',
              'elasticfilesystem:UpdateFileSystem',
              'elasticfilesystem:DeleteAccessPoint',
              'eks:UpdateClusterConfig',
              'eks:DeleteNodegroup'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'denied_in_a_burst',
            'discovery',
            'Many different calls were denied within minutes',
            'Discovery',
            'T1580',
            array('*'),
            3,
            3,
            7,
            'actions',
            6,
            10
          ),
          (
            'denied_often',
            'discovery',
            'The same was asked for many things within minutes, and denied',
            'Discovery',
            'T1580',
            array('*'),
            2,
            2,
            7,
            'requests',
            10,
            10
          ),
          (
            'directory_changed',
            'new_credentials',
            'A directory was made, shared or opened, or a password in it was set',
            'Persistence',
            'T1098',
            array(
              'ds:ResetUserPassword',
              'ds:CreateComputer',
              'ds:ShareDirectory',
              'ds:AcceptSharedDirectory',
              'ds:CreateDirectory',
              'ds:CreateMicrosoftAD',
              'ds:DisableRadius',
              'ds:DisableLDAPS',
              'ds:DisableClientAuthentication',
              'ds:DisableSso',
              'ds:AddIpRoutes',
              'ds:RemoveIpRoutes',
              'ds:DeleteLogSubscription'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'dnssec_off',
            'network_changes',
            'The signatures of a DNS zone were switched off',
            'Defense Evasion',
            'T1562',
            array(
              'route53:DisableHostedZoneDNSSEC',
              'route53:DeactivateKeySigningKey',
              'route53:DeleteKeySigningKey',
              'route53domains:DisassociateDelegationSignerFromDomain'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'domain_changed',
            'new_credentials',
            'A domain was registered, or its owner changed',
            'Resource Development',
            'T1583.001',
            array(
              'route53domains:RegisterDomain',
              'route53domains:TransferDomain',
              'route53domains:UpdateDomainContact',
              'route53domains:DisableDomainAutoRenew'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'domain_moved',
            'network_changes',
            'A domain was unlocked or moved',
            'Resource Development',
            'T1584.001',
            array(
              'route53domains:DisableDomainTransferLock',
              'route53domains:TransferDomainToAnotherAwsAccount',
              'route53domains:DeleteDomain',
              'route53domains:UpdateDomainNameservers',
              'route53domains:AcceptDomainTransferFromAnotherAwsAccount',
              'route53domains:PushDomain',
              'route53domains:RetrieveDomainAuthCode',
              'route53:DisableDomainTransferLock',
              'route53:TransferDomainToAnotherAwsAccount'
            ),
            5,
            4,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'ebs_encryption_off',
            'evasion',
            'Encryption of new volumes was switched off',
            'Defense Evasion',
            'T1562.001',
            array('ec2:DisableEbsEncryptionByDefault'),
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
            'federation_token_for_all',
            'new_credentials',
            'Temporary credentials with wide rights were made from a user\'s key',
            'Persistence',
            'T1550.001',
            array('sts:GetFederationToken'),
            4,
            3,
            13,
            NULL,
            NULL,
            NULL
          ),
          (
            'firewall_changed',
            'network_changes',
            'A security group was changed or put in place',
            'Defense Evasion',
            'T1562.007',
            array(
              'ec2:AuthorizeSecurityGroupIngress',
              'ec2:AuthorizeSecurityGroupEgress',
              'ec2:RevokeSecurityGroupIngress',
              'ec2:RevokeSecurityGroupEgress',
              'ec2:ModifySecurityGroupRules',
              'ec2:CreateSecurityGroup',
              'ec2:DeleteSecurityGroup',
              'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
              'ec2:ModifyNetworkInterfaceAttribute',
              'ec2:CreateNetworkAcl',
              'ec2:DeleteNetworkAcl',
              'ec2:CreateNetworkAclEntry',
              'ec2:DeleteNetworkAclEntry',
              'ec2:ReplaceNetworkAclEntry',
              'ec2:ReplaceNetworkAclAssociation',
              'ec2:AssociateSecurityGroupVpc',
              'elasticloadbalancing:SetSecurityGroups',
              'elasticloadbalancing:ApplySecurityGroupsToLoadBalancer',
              'rds:CreateDBSecurityGroup',
              'rds:DeleteDBSecurityGroup',
              'rds:AuthorizeDBSecurityGroupIngress',
              'rds:RevokeDBSecurityGroupIngress',
              'elasticache:CreateCacheSecurityGroup',
              'elasticache:DeleteCacheSecurityGroup',
              'elasticache:AuthorizeCacheSecurityGroupIngress',
              'elasticache:RevokeCacheSecurityGroupIngress',
              'elasticache:AuthorizeCacheSecurityGroupEgress',
              'elasticache:RevokeCacheSecurityGroupEgress',
              'redshift:CreateClusterSecurityGroup',
              'redshift:AuthorizeClusterSecurityGroupIngress',
              'redshift:RevokeClusterSecurityGroupIngress',
              'redshift:DeleteClusterSecurityGroup'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'firewall_edited',
            'evasion',
            'Rules of a web or network firewall were changed',
            'Defense Evasion',
            'T1562.007',
            array(
              'waf:UpdateWebACL',
              'waf:UpdateRule',
              'waf:UpdateIPSet',
              'waf:UpdateRuleGroup',
              'waf:UpdateByteMatchSet',
              'waf-regional:UpdateWebACL',
              'waf-regional:UpdateRule',
              'waf-regional:UpdateIPSet',
              'waf-regional:UpdateRuleGroup',
              'waf-regional:UpdateByteMatchSet',
              'waf-regional:AssociateWebACL',
              'wafv2:UpdateWebACL',
              'wafv2:UpdateRuleGroup',
              'wafv2:UpdateRegexPatternSet',
              'wafv2:CreateWebACL',
              'wafv2:AssociateWebACL',
              'wafv2:CreateIPSet',
              'network-firewall:UpdateFirewallPolicy',
              'network-firewall:UpdateRuleGroup',
              'network-firewall:AssociateFirewallPolicy',
              'route53resolver:UpdateFirewallRule',
              'route53resolver:UpdateFirewallConfig',
              'route53resolver:UpdateFirewallRuleGroupAssociation',
              'route53resolver:UpdateFirewallDomains'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'firewall_removed',
            'evasion',
            'A web or network firewall was removed or emptied',
            'Defense Evasion',
            'T1562.007',
            array(
              'waf:DeleteLoggingConfiguration',
              'waf:DeleteWebACL',
              'waf:DeleteRuleGroup',
              'waf:DeleteRule',
              'waf:DeleteIPSet',
              'waf-regional:DeleteLoggingConfiguration',
              'waf-regional:DeleteWebACL',
              'waf-regional:DisassociateWebACL',
              'waf-regional:DeleteRuleGroup',
              'waf-regional:DeleteRule',
              'waf-regional:DeleteIPSet',
              'wafv2:DeleteLoggingConfiguration',
              'wafv2:PutLoggingConfiguration',
              'wafv2:DeleteWebACL',
              'wafv2:DisassociateWebACL',
              'wafv2:DeleteRuleGroup',
              'wafv2:DeleteIPSet',
              'wafv2:UpdateIPSet',
              'wafv2:DeleteFirewallManagerRuleGroups',
              'wafv2:DeleteRegexPatternSet',
              'wafv2:DeletePermissionPolicy',
              'network-firewall:DeleteFirewall',
              'network-firewall:DeleteFirewallPolicy',
              'network-firewall:DeleteRuleGroup',
              'network-firewall:DisassociateSubnets',
              'network-firewall:UpdateFirewallDeleteProtection',
              'network-firewall:DeleteResourcePolicy',
              'fms:DeletePolicy',
              'fms:DeleteProtocolsList',
              'route53resolver:DeleteFirewallRule',
              'route53resolver:DeleteFirewallRuleGroup',
              'route53resolver:DisassociateFirewallRuleGroup'
            ),
            4,
            3,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'foreign_key_used',
            'data_destruction',
            'Volumes, snapshots or buckets were put under a key of another account',
            'Impact',
            'T1486',
            array(
              's3:PutBucketEncryption',
              'ec2:CreateVolume',
              'ec2:CopySnapshot',
              'ec2:ModifyEbsDefaultKmsKeyId',
              'rds:CopyDBSnapshot',
              'rds:CopyDBClusterSnapshot'
            ),
            4,
            3,
            49,
            NULL,
            NULL,
            NULL
          ),
          (
            'function_changed',
            'execution',
            'Code or settings of a function were changed',
            'Persistence',
            'T1648',
            array(
              'lambda:CreateFunction',
              'lambda:UpdateFunctionCode',
              'lambda:UpdateFunctionConfiguration',
              'lambda:PublishLayerVersion',
              'lambda:CreateEventSourceMapping',
              'lambda:UpdateEventSourceMapping',
              'appsync:UpdateResolver',
              'appsync:CreateResolver'
            ),
            2,
            1,
            12,
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
            'function_overwritten',
            'execution',
            'Code or a layer of a function was put in place by a user\'s long-term key',
            'Persistence',
            'T1648',
            array('lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'),
            4,
            3,
            53,
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
            'function_released',
            'execution',
            'A version or an alias of a function was made',
            'Persistence',
            'T1648',
            array(
              'lambda:PublishVersion',
              'lambda:CreateAlias',
              'lambda:UpdateAlias',
              'lambda:DeleteAlias',
              'lambda:PutFunctionConcurrency',
              'lambda:DeleteFunctionConcurrency',
              'lambda:UpdateFunctionEventInvokeConfig',
              'lambda:PutFunctionEventInvokeConfig',
              'lambda:PutRuntimeManagementConfig',
              'lambda:RemovePermission',
              'lambda:DeleteFunctionEventInvokeConfig',
              'lambda:DeleteFunctionCodeSigningConfig',
              'lambda:UpdateCodeSigningConfig'
            ),
            1,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'function_settings_read',
            'credential_access',
            'Settings of a function or a task were read',
            'Credential Access',
            'T1552',
            array(
              'lambda:GetFunction',
              'lambda:GetFunctionConfiguration',
              'ecs:DescribeTaskDefinition',
              'codebuild:BatchGetProjects',
              'elasticbeanstalk:DescribeConfigurationSettings',
              'amplify:GetApp'
            ),
            1,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'guard_policy_deleted',
            'new_credentials',
            'A policy that limits rights was deleted',
            'Defense Evasion',
            'T1562',
            array('iam:DeletePolicy'),
            3,
            2,
            56,
            NULL,
            NULL,
            NULL
          ),
          (
            'guard_rail_changed',
            'evasion',
            'A setting that protects the account was changed',
            'Defense Evasion',
            'T1562.001',
            array(
              'ec2:DisableImageDeprecation',
              'ec2:DisableImageDeregistrationProtection',
              'ec2:ModifyVpcBlockPublicAccessOptions',
              'ec2:CreateVpcBlockPublicAccessExclusion',
              'ec2:ModifyInstanceMetadataDefaults',
              'ec2:DisableAllowedImagesSettings',
              'ec2:DisableSnapshotBlockPublicAccess',
              'ec2:ResetEbsDefaultKmsKeyId',
              'ssm:UpdateServiceSetting',
              'ssm:ResetServiceSetting',
              'accessanalyzer:DeleteAnalyzer',
              'access-analyzer:UpdateArchiveRule',
              'access-analyzer:DeleteArchiveRule',
              'kms:DisableKeyRotation',
              'iam:DisableOrganizationsRootCredentialsManagement',
              'iam:DisableOrganizationsRootSessions',
              'iam:SetSecurityTokenServicePreferences',
              'controltower:DisableControl',
              'controltower:DeleteLandingZone',
              'controltower:ResetEnabledControl',
              'backup:UpdateGlobalSettings',
              'backup:UpdateRegionSettings',
              'rds:ModifyCertificates',
              'elasticmapreduce:PutBlockPublicAccessConfiguration',
              'lakeformation:PutDataLakeSettings',
              'cognito-idp:SetUserPoolMfaConfig',
              'cognito-idp:UpdateUserPool',
              'cognito-idp:AdminSetUserPassword',
              'cognito-idp:AdminCreateUser',
              'fms:DeletePolicy',
              'fms:DisassociateAdminAccount',
              'apigateway:DeleteAuthorizer',
              'apigateway:UpdateAuthorizer'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'guardduty_blinded',
            'evasion',
            'GuardDuty was told to trust or hide something',
            'Defense Evasion',
            'T1562.001',
            array(
              'guardduty:CreateFilter',
              'guardduty:UpdateFilter',
              'guardduty:CreateIPSet',
              'guardduty:UpdateIPSet',
              'guardduty:DeleteIPSet',
              'guardduty:DeleteThreatIntelSet',
              'guardduty:CreateThreatIntelSet',
              'guardduty:UpdateThreatIntelSet',
              'guardduty:ArchiveFindings',
              'guardduty:UpdateFindingsFeedback',
              'guardduty:CreateTrustedEntitySet',
              'guardduty:UpdateTrustedEntitySet',
              'guardduty:DeleteThreatEntitySet',
              'guardduty:UpdatePublishingDestination',
              'guardduty:UpdateMemberDetectors',
              'guardduty:UpdateOrganizationConfiguration',
              'guardduty:UpdateMalwareScanSettings'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'guardduty_detector_off',
            'evasion',
            'A GuardDuty detector was switched off',
            'Defense Evasion',
            'T1562.001',
            array('guardduty:UpdateDetector'),
            5,
            4,
            47,
            NULL,
            NULL,
            NULL
          ),
          (
            'guardduty_disabled',
            'evasion',
            'GuardDuty was disabled or cut off',
            'Defense Evasion',
            'T1562.001',
            array(
              'guardduty:DeleteDetector',
              'guardduty:DeleteMembers',
              'guardduty:DisassociateMembers',
              'guardduty:DisassociateFromMasterAccount',
              'guardduty:DisassociateFromAdministratorAccount',
              'guardduty:StopMonitoringMembers',
              'guardduty:DeletePublishingDestination',
              'guardduty:DisableOrganizationAdminAccount',
              'guardduty:DeleteMalwareProtectionPlan',
              'guardduty:DeclineInvitations',
              'guardduty:DeleteInvitations'
            ),
            5,
            4,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'hybrid_machine_registered',
            'execution',
            'A machine registered itself with the role of an instance',
            'Persistence',
            'T1651',
            array('ssm:RegisterManagedInstance', 'ssm:CreateActivation'),
            4,
            3,
            10,
            NULL,
            NULL,
            NULL
          ),
          (
            'identity_center_changed',
            'new_credentials',
            'How people sign in by IAM Identity Center was changed',
            'Persistence',
            'T1556.007',
            array(
              'sso:UpdateSSOConfiguration',
              'sso:UpdateMfaDeviceManagementForDirectory',
              'sso:UpdateDirectoryAssociation',
              'sso:DeletePermissionsBoundaryFromPermissionSet',
              'sso:CreateApplication',
              'sso:PutApplicationAuthenticationMethod',
              'sso:PutApplicationAccessScope',
              'sso:CreateInstanceAccessControlAttributeConfiguration',
              'sso-directory:CreateExternalIdPConfigurationForDirectory',
              'sso-directory:UpdateExternalIdPConfigurationForDirectory',
              'sso-directory:ImportExternalIdPCertificate',
              'sso-directory:DeleteExternalIdPCertificate',
              'sso-directory:DisableMfaForDirectory',
              'sso-directory:UpdateMfaDeviceForUser',
              'sso-directory:CreateBearerToken',
              'sso-directory:CreateProvisioningTenant'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'identity_center_edited',
            'new_credentials',
            'People, groups or permission sets of IAM Identity Center were edited',
            'Persistence',
            'T1098',
            array(
              'sso:UpdatePermissionSet',
              'sso:ProvisionPermissionSet',
              'sso-directory:EnableUser',
              'sso-directory:UpdateUser',
              'sso-directory:DeleteGroup',
              'sso-directory:VerifyEmail',
              'sso-directory:StartWebAuthnDeviceRegistration',
              'identitystore:UpdateUser',
              'identitystore:CreateGroup',
              'identitystore:UpdateGroup'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'identity_provider_added',
            'new_credentials',
            'An identity provider was added or changed',
            'Persistence',
            'T1484.002',
            array(
              'iam:CreateSAMLProvider',
              'iam:UpdateSAMLProvider',
              'iam:DeleteSAMLProvider',
              'iam:CreateOpenIDConnectProvider',
              'iam:UpdateOpenIDConnectProviderThumbprint',
              'iam:AddClientIDToOpenIDConnectProvider',
              'iam:DeleteOpenIDConnectProvider',
              'iam:RemoveClientIDFromOpenIDConnectProvider',
              'iam:EnableOutboundWebIdentityFederation',
              'sso:EnableExternalIdPConfigurationForDirectory',
              'sso:DisableExternalIdPConfigurationForDirectory',
              'sso:AssociateDirectory',
              'sso:DisassociateDirectory',
              'sso:CreateTrustedTokenIssuer',
              'sso:UpdateTrustedTokenIssuer',
              'sso:CreateInstance',
              'sso:DeleteInstance',
              'sso:PutApplicationGrant',
              'sso:UpdateInstanceAccessControlAttributeConfiguration',
              'sso-directory:EnableExternalIdPConfigurationForDirectory',
              'sso-directory:DisableExternalIdPConfigurationForDirectory',
              'sso-directory:AssociateDirectory',
              'sso-directory:DisassociateDirectory',
              'eks:AssociateIdentityProviderConfig',
              'rolesanywhere:CreateTrustAnchor',
              'rolesanywhere:UpdateTrustAnchor',
              'rolesanywhere:EnableTrustAnchor',
              'rolesanywhere:CreateProfile',
              'rolesanywhere:UpdateProfile',
              'rolesanywhere:EnableProfile',
              'rolesanywhere:DisableCrl',
              'rolesanywhere:DeleteCrl',
              'cognito-idp:CreateIdentityProvider',
              'cognito-idp:UpdateIdentityProvider',
              'cognito-identity:SetIdentityPoolRoles',
              'cognito-identity:UpdateIdentityPool',
              'cognito-identity:CreateIdentityPool',
              'ds:CreateTrust',
              'ds:UpdateTrust',
              'ds:EnableRadius',
              'ds:ConnectDirectory',
              'ds:EnableSso'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'identity_tagged',
            'new_credentials',
            'A user or a role was tagged',
            'Privilege Escalation',
            'T1098',
            array('iam:TagRole', 'iam:TagUser', 'iam:UntagRole', 'iam:UntagUser'),
            1,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'image_pushed',
            'execution',
            'Layers of container images were sent or scanned',
            'Persistence',
            'T1525',
            array(
              'ecr:InitiateLayerUpload',
              'ecr:UploadLayerPart',
              'ecr:CompleteLayerUpload',
              'ecr:StartImageScan',
              'ecr:StartLifecyclePolicyPreview',
              'ecr:TagResource',
              'ecr:UntagResource'
            ),
            1,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'image_repository_changed',
            'execution',
            'Container images, or the rules of their repository, were changed',
            'Persistence',
            'T1525',
            array(
              'ecr:PutImageScanningConfiguration',
              'ecr:PutRegistryScanningConfiguration',
              'ecr:PutImageTagMutability',
              'ecr:PutLifecyclePolicy',
              'ecr:DeleteLifecyclePolicy',
              'ecr:DeleteRepositoryPolicy',
              'ecr:CreateRepository',
              'ecr:CreatePullThroughCacheRule',
              'ecr-public:PutImage',
              'ecr-public:SetRepositoryPolicy',
              'ecr-public:CreateRepository'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'instance_identity_used',
            'sign_in',
            'Credentials that only a machine has made a call of their own',
            'Credential Access',
            'T1552.005',
            array('*'),
            3,
            2,
            81,
            NULL,
            NULL,
            NULL
          ),
          (
            'instance_looked_around',
            'discovery',
            'An instance asked for many kinds of things within minutes',
            'Discovery',
            'T1087.004',
            array(
              'iam:GetUser',
              'iam:ListUsers',
              'iam:ListRoles',
              'iam:ListGroups',
              'iam:ListPolicies',
              'iam:GetAccountAuthorizationDetails',
              'iam:SimulatePrincipalPolicy',
              'iam:GetAccountSummary',
              'iam:GetAccountPasswordPolicy',
              'iam:ListAccessKeys',
              'iam:ListAttachedUserPolicies',
              'iam:ListAttachedRolePolicies',
              's3:ListBuckets',
              'secretsmanager:ListSecrets',
              'ssm:DescribeParameters',
              'organizations:ListAccounts',
              'organizations:DescribeOrganization',
              'cloudtrail:LookupEvents',
              'cloudtrail:DescribeTrails',
              'cloudtrail:ListTrails',
              'cloudtrail:GetTrailStatus',
              'guardduty:ListDetectors',
              'ec2:DescribeSnapshots',
              'ec2:DescribeRegions',
              'ec2:DescribeKeyPairs',
              'kms:ListKeys',
              'ses:GetSendQuota',
              'bedrock:ListFoundationModels',
              'servicequotas:ListServiceQuotas',
              'ecr:DescribeRepositories',
              'eks:ListClusters',
              'cloudformation:ListStacks'
            ),
            4,
            4,
            59,
            'actions',
            5,
            10
          ),
          (
            'instance_role_changed',
            'new_credentials',
            'The role of an instance or database was set',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AddRoleToInstanceProfile',
              'ec2:AssociateIamInstanceProfile',
              'ec2:ReplaceIamInstanceProfileAssociation',
              'rds:AddRoleToDBInstance',
              'rds:AddRoleToDBCluster',
              'ec2:DisassociateIamInstanceProfile'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'instance_role_elsewhere',
            'credential_access',
            'The credentials of an instance were used from two places at once',
            'Credential Access',
            'T1552.005',
            array('*'),
            4,
            4,
            54,
            NULL,
            NULL,
            NULL
          ),
          (
            'instance_role_moved',
            'credential_access',
            'The credentials of an instance were used from another address',
            'Credential Access',
            'T1552.005',
            array('*'),
            3,
            3,
            55,
            NULL,
            NULL,
            NULL
          ),
          (
            'instances_launched',
            'execution',
            'Instances were launched',
            'Execution',
            'T1578.002',
            array(
              'ec2:RunInstances',
              'ec2:RequestSpotInstances',
              'ec2:RequestSpotFleet',
              'ec2:CreateFleet',
              'ec2:CreateLaunchTemplate',
              'ec2:StartInstances',
              'ec2:ImportImage',
              'ec2:ImportSnapshot',
              'ec2:ImportInstance',
              'ec2:ImportVolume',
              'ec2:ModifyInstancePlacement',
              'ec2:ModifyReservedInstances',
              'ec2:MonitorInstances',
              'ec2:UnmonitorInstances',
              'ec2:ResetInstanceAttribute',
              'ec2:ModifyVolume',
              'ec2:CreateLaunchTemplateVersion',
              'ec2:ModifyLaunchTemplate',
              'ec2:StopInstances',
              'ec2:RebootInstances',
              'ec2:ModifyInstanceAttribute',
              'ec2:RunScheduledInstances',
              'ec2:ModifyFleet',
              'ec2:ModifySpotFleetRequest',
              'ec2:PurchaseReservedInstancesOffering',
              'ec2:ModifyInstanceMetadataOptions',
              'ec2:CancelSpotInstanceRequests',
              'ec2:ModifyInstanceCreditSpecification',
              'ec2:ModifyInstanceMaintenanceOptions',
              'ec2:ModifyInstanceCapacityReservationAttributes',
              'ec2:ModifyInstanceEventStartTime',
              'ec2:CreateInstanceEventWindow',
              'ec2:ModifyInstanceEventWindow',
              'ec2:DeleteInstanceEventWindow',
              'ec2:AssociateInstanceEventWindow',
              'ec2:DisassociateInstanceEventWindow',
              'lightsail:CreateInstances',
              'autoscaling:CreateAutoScalingGroup',
              'autoscaling:CreateLaunchConfiguration',
              'autoscaling:UpdateAutoScalingGroup',
              'autoscaling:SetDesiredCapacity'
            ),
            1,
            1,
            26,
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
            'key_destroyed',
            'data_destruction',
            'An encryption key is about to be destroyed, or was made useless',
            'Impact',
            'T1485',
            array(
              'kms:ScheduleKeyDeletion',
              'kms:DeleteImportedKeyMaterial',
              'kms:DeleteCustomKeyStore'
            ),
            5,
            4,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_disabled',
            'data_destruction',
            'An encryption key was disabled',
            'Impact',
            'T1486',
            array('kms:DisableKey'),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_looked_around',
            'discovery',
            'A long-term key or a session asked for many kinds of things within minutes',
            'Discovery',
            'T1087.004',
            array(
              'iam:GetUser',
              'iam:ListUsers',
              'iam:ListRoles',
              'iam:ListGroups',
              'iam:ListPolicies',
              'iam:GetAccountAuthorizationDetails',
              'iam:SimulatePrincipalPolicy',
              'iam:GetAccountSummary',
              'iam:GetAccountPasswordPolicy',
              'iam:ListAccessKeys',
              'iam:ListAttachedUserPolicies',
              'iam:ListUserPolicies',
              'iam:ListGroupsForUser',
              'iam:GetLoginProfile',
              'iam:ListMFADevices',
              'iam:ListServiceSpecificCredentials',
              's3:ListBuckets',
              'secretsmanager:ListSecrets',
              'ssm:DescribeParameters',
              'organizations:ListAccounts',
              'organizations:DescribeOrganization',
              'organizations:ListPolicies',
              'cloudtrail:LookupEvents',
              'cloudtrail:DescribeTrails',
              'cloudtrail:ListTrails',
              'cloudtrail:GetTrailStatus',
              'guardduty:ListDetectors',
              'securityhub:DescribeHub',
              'config:DescribeConfigurationRecorders',
              'ce:GetCostAndUsage',
              'ec2:DescribeSnapshots',
              'ec2:DescribeRegions',
              'ec2:DescribeKeyPairs',
              'ec2:DescribeAccountAttributes',
              'ec2:DescribeVpcs',
              'rds:DescribeDBSnapshots',
              'rds:DescribeDBInstances',
              'lambda:ListFunctions',
              'kms:ListKeys',
              'ses:GetSendQuota',
              'ses:ListIdentities',
              'ses:GetAccount',
              'sns:GetSMSAttributes',
              'bedrock:ListFoundationModels',
              'bedrock:GetFoundationModelAvailability',
              'bedrock:GetModelInvocationLoggingConfiguration',
              'servicequotas:GetServiceQuota',
              'servicequotas:ListServiceQuotas',
              'ecr:DescribeRepositories',
              'eks:ListClusters',
              'cloudformation:ListStacks',
              'route53:ListHostedZones',
              'cloudfront:ListDistributions',
              'support:DescribeCases'
            ),
            3,
            3,
            51,
            'actions',
            8,
            10
          ),
          (
            'key_material_imported',
            'data_destruction',
            'Key material of the caller was imported',
            'Impact',
            'T1486',
            array('kms:ImportKeyMaterial'),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_pair_created',
            'new_credentials',
            'A key pair for instances was made',
            'Persistence',
            'T1098.004',
            array(
              'ec2:CreateKeyPair',
              'ec2:ImportKeyPair',
              'ec2:DeleteKeyPair',
              'lightsail:CreateKeyPair',
              'lightsail:ImportKeyPair'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_pair_made_by_hand',
            'new_credentials',
            'A key pair for instances was made by hand',
            'Persistence',
            'T1098.004',
            array(
              'ec2:CreateKeyPair',
              'ec2:ImportKeyPair',
              'lightsail:CreateKeyPair',
              'lightsail:ImportKeyPair'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_pair_of_intruders',
            'new_credentials',
            'A key pair with a throw-away name was made',
            'Persistence',
            'T1098.004',
            array(
              'ec2:CreateKeyPair',
              'ec2:ImportKeyPair',
              'lightsail:CreateKeyPair',
              'lightsail:ImportKeyPair'
            ),
            4,
            4,
            38,
            NULL,
            NULL,
            NULL
          ),
          (
            'key_used_against_owner',
            'data_destruction',
            'Keys were made, or data was encrypted again',
            'Impact',
            'T1486',
            array(
              'kms:CreateKey',
              'kms:ReEncrypt',
              'kms:CreateAlias',
              'kms:UpdateAlias',
              'kms:DeleteAlias',
              'kms:PutKeyPolicy',
              'kms:CancelKeyDeletion',
              'kms:EnableKey',
              'kms:UpdatePrimaryRegion',
              'kms:ReplicateKey',
              'kms:CreateCustomKeyStore',
              'kms:RetireGrant',
              'kms:RevokeGrant'
            ),
            1,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'large_task_of_public_image',
            'execution',
            'A large container of a public image was defined',
            'Impact',
            'T1496.001',
            array('ecs:RegisterTaskDefinition'),
            3,
            2,
            25,
            NULL,
            NULL,
            NULL
          ),
          (
            'layer_of_foreign_account',
            'execution',
            'A layer of another account was put into a function',
            'Persistence',
            'T1648',
            array('lambda:UpdateFunctionConfiguration', 'lambda:CreateFunction'),
            4,
            3,
            67,
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
            'log_group_deleted',
            'evasion',
            'Logs in CloudWatch were deleted, shortened or cut off',
            'Defense Evasion',
            'T1070',
            array(
              'logs:DeleteLogGroup',
              'logs:DeleteLogStream',
              'logs:PutRetentionPolicy',
              'logs:DeleteSubscriptionFilter',
              'logs:DeleteMetricFilter',
              'logs:DeleteDestination',
              'logs:DeleteDelivery',
              'logs:DeleteDataProtectionPolicy',
              'logs:PutDataProtectionPolicy',
              'logs:DisassociateKmsKey',
              'logs:DeleteRetentionPolicy',
              'logs:DeleteLogAnomalyDetector',
              'logs:DeleteAccountPolicy',
              'logs:DeleteResourcePolicy',
              'logs:DeleteDeliverySource',
              'logs:DeleteDeliveryDestination',
              'logs:DeleteQueryDefinition',
              'logs:UpdateLogAnomalyDetector',
              'logs:PutMetricFilter',
              'firehose:StopDeliveryStreamEncryption',
              'iot:SetV2LoggingOptions',
              'iot:SetV2LoggingLevel',
              'iot:DeleteV2LoggingLevel',
              'cloudfront:DeleteRealtimeLogConfig'
            ),
            2,
            1,
            1,
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
            'login_failed',
            'sign_in',
            'A sign-in to the console failed',
            'Credential Access',
            'T1110',
            array(
              'signin:ConsoleLogin',
              'signin:CheckMfa',
              'signin:CredentialChallenge',
              'signin:CredentialVerification',
              'sso:Authenticate'
            ),
            2,
            2,
            4,
            NULL,
            NULL,
            NULL
          ),
          (
            'login_without_mfa',
            'sign_in',
            'A user signed in without a second factor',
            'Initial Access',
            'T1078.004',
            array('signin:ConsoleLogin'),
            4,
            3,
            52,
            NULL,
            NULL,
            NULL
          ),
          (
            'logs_cut_off',
            'evasion',
            'A log group of CloudTrail, network traffic or a cluster was deleted or cut off',
            'Defense Evasion',
            'T1070',
            array(
              'logs:DeleteLogGroup',
              'logs:DeleteLogStream',
              'logs:PutRetentionPolicy',
              'logs:DeleteSubscriptionFilter'
            ),
            4,
            3,
            23,
            NULL,
            NULL,
            NULL
          ),
          (
            'logs_deleted_by_hand',
            'evasion',
            'Log groups or streams were deleted by hand',
            'Defense Evasion',
            'T1070',
            array('logs:DeleteLogGroup', 'logs:DeleteLogStream'),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'machine_password_read',
            'credential_access',
            'The administrator password of an instance was read',
            'Credential Access',
            'T1552.005',
            array('ec2:GetPasswordData'),
            4,
            4,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'mail_identity_added',
            'mail_and_quotas',
            'A sender of mail was added or sending was enabled',
            'Impact',
            'T1496.003',
            array(
              'ses:CreateEmailIdentity',
              'ses:VerifyEmailIdentity',
              'ses:VerifyEmailAddress',
              'ses:VerifyDomainIdentity',
              'ses:UpdateAccountSendingEnabled',
              'ses:PutAccountSendingAttributes',
              'ses:PutAccountDetails',
              'ses:SetIdentityFeedbackForwardingEnabled',
              'ses:SetIdentityNotificationTopic',
              'ses:DeleteIdentity',
              'ses:DeleteEmailIdentity',
              'ses:PutEmailIdentityMailFromAttributes',
              'ses:UpdateConfigurationSetSendingEnabled',
              'ses:PutConfigurationSetSendingOptions'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'mail_probed',
            'mail_and_quotas',
            'Limits and senders of mail or SMS were looked up',
            'Discovery',
            'T1526',
            array(
              'ses:GetSendQuota',
              'ses:ListIdentities',
              'ses:GetAccount',
              'ses:GetAccountSendingEnabled',
              'ses:GetIdentityVerificationAttributes',
              'ses:ListEmailIdentities',
              'ses:GetSendStatistics',
              'ses:ListVerifiedEmailAddresses',
              'sns:GetSMSAttributes',
              'sns:GetSMSSandboxAccountStatus',
              'sns:ListOriginationNumbers',
              'sns:ListSMSSandboxPhoneNumbers'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'mail_probed_in_a_burst',
            'mail_and_quotas',
            'Limits, senders and settings of mail or SMS were looked up one after another',
            'Discovery',
            'T1526',
            array(
              'ses:GetSendQuota',
              'ses:ListIdentities',
              'ses:GetAccount',
              'ses:GetAccountSendingEnabled',
              'ses:GetIdentityVerificationAttributes',
              'ses:ListEmailIdentities',
              'ses:GetSendStatistics',
              'ses:ListVerifiedEmailAddresses',
              'ses:GetEmailIdentity',
              'ses:GetIdentityDkimAttributes',
              'ses:ListConfigurationSets',
              'ses:ListDedicatedIpPools',
              'sns:GetSMSAttributes',
              'sns:GetSMSSandboxAccountStatus',
              'sns:ListOriginationNumbers',
              'sns:ListSMSSandboxPhoneNumbers'
            ),
            4,
            4,
            1,
            'actions',
            3,
            10
          ),
          (
            'mail_sent',
            'mail_and_quotas',
            'Mail or messages were sent',
            'Impact',
            'T1496.003',
            array(
              'ses:SendEmail',
              'ses:SendRawEmail',
              'ses:SendBulkEmail',
              'ses:SendTemplatedEmail',
              'ses:SendBulkTemplatedEmail',
              'ses:CreateTemplate',
              'ses:CreateEmailTemplate',
              'ses:CreateContactList',
              'ses:CreateConfigurationSet',
              'sns:Publish',
              'sns:PublishBatch',
              'sns:CreateTopic',
              'sns:Subscribe',
              'sns:SetSMSAttributes',
              'sns:CreateSMSSandboxPhoneNumber',
              'sms-voice:SendTextMessage',
              'sms-voice:RequestPhoneNumber',
              'sms-voice:SendVoiceMessage',
              'pinpoint:SendMessages',
              'pinpoint:CreateCampaign',
              'pinpoint:CreateApp',
              'social-messaging:SendWhatsAppMessage'
            ),
            1,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'metadata_v1_allowed',
            'evasion',
            'An instance gives its credentials without a session token',
            'Credential Access',
            'T1552.005',
            array('ec2:ModifyInstanceMetadataOptions'),
            3,
            2,
            30,
            NULL,
            NULL,
            NULL
          ),
          (
            'mfa_added',
            'new_credentials',
            'A device for multi-factor authentication was added',
            'Persistence',
            'T1098.005',
            array(
              'iam:CreateVirtualMFADevice',
              'iam:EnableMFADevice',
              'iam:ResyncMFADevice',
              'sso:StartVirtualMfaDeviceRegistration',
              'sso:CompleteVirtualMfaDeviceRegistration',
              'sso:CompleteWebAuthnDeviceRegistration',
              'sso-directory:StartVirtualMfaDeviceRegistration',
              'sso-directory:CompleteVirtualMfaDeviceRegistration',
              'sso-directory:CompleteWebAuthnDeviceRegistration',
              'sso-directory:UpdateMfaDeviceManagementForDirectory'
            ),
            2,
            1,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'mfa_added_by_key',
            'new_credentials',
            'A device for multi-factor authentication was added outside of the console',
            'Persistence',
            'T1098.005',
            array('iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'),
            3,
            3,
            78,
            NULL,
            NULL,
            NULL
          ),
          (
            'mfa_delete_off',
            'data_destruction',
            'The second factor for deleting versions was switched off, or left off',
            'Impact',
            'T1490',
            array('s3:PutBucketVersioning'),
            3,
            2,
            57,
            NULL,
            NULL,
            NULL
          ),
          (
            'mfa_removed',
            'new_credentials',
            'Multi-factor authentication was removed',
            'Defense Evasion',
            'T1556.006',
            array(
              'iam:DeactivateMFADevice',
              'iam:DeleteVirtualMFADevice',
              'sso-directory:DeleteMfaDeviceForUser',
              'sso:DeleteMfaDeviceForUser',
              'sso:PutMfaDeviceManagementForDirectory'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'mirror_removed',
            'network_changes',
            'A mirror of network traffic was changed or removed',
            'Defense Evasion',
            'T1070',
            array(
              'ec2:DeleteTrafficMirrorFilter',
              'ec2:DeleteTrafficMirrorFilterRule',
              'ec2:DeleteTrafficMirrorSession',
              'ec2:DeleteTrafficMirrorTarget',
              'ec2:ModifyTrafficMirrorFilterNetworkServices'
            ),
            2,
            1,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'model_access_opened',
            'execution',
            'Access to models of Bedrock was opened',
            'Impact',
            'T1496.004',
            array(
              'bedrock:PutUseCaseForModelAccess',
              'bedrock:PutFoundationModelEntitlement',
              'bedrock:CreateFoundationModelAgreement',
              'bedrock:CreateProvisionedModelThroughput',
              'bedrock:UpdateProvisionedModelThroughput',
              'bedrock:CreateModelImportJob',
              'bedrock:CreateMarketplaceModelEndpoint',
              'bedrock:CreateCustomModelDeployment',
              'bedrock:RegisterMarketplaceModelEndpoint',
              'aws-marketplace:AcceptAgreementRequest',
              'agreement-marketplace:AcceptAgreementRequest'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'model_denied',
            'execution',
            'A call of a model was refused',
            'Impact',
            'T1496.004',
            array(
              'bedrock:InvokeModel',
              'bedrock:InvokeModelWithResponseStream',
              'bedrock:Converse',
              'bedrock:ConverseStream'
            ),
            2,
            2,
            4,
            NULL,
            NULL,
            NULL
          ),
          (
            'model_guard_removed',
            'evasion',
            'A policy or a version of a guardrail for models was deleted',
            'Defense Evasion',
            'T1562.001',
            array(
              'bedrock:DeleteGuardrailVersion',
              'bedrock:DeleteAutomatedReasoningPolicy',
              'bedrock:DeleteAutomatedReasoningPolicyTestCase',
              'bedrock:CancelAutomatedReasoningPolicyBuildWorkflow',
              'bedrock:UpdateAutomatedReasoningPolicyAnnotations'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'model_logging_off',
            'evasion',
            'Logs or guard rails of Bedrock were removed or changed',
            'Defense Evasion',
            'T1562.008',
            array(
              'bedrock:DeleteModelInvocationLoggingConfiguration',
              'bedrock:PutModelInvocationLoggingConfiguration',
              'bedrock:DeleteGuardrail',
              'bedrock:UpdateGuardrail',
              'bedrock:PutEnforcedGuardrailConfiguration',
              'bedrock:DeleteEnforcedGuardrailConfiguration',
              'bedrock:UpdateAutomatedReasoningPolicy'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'model_made',
            'execution',
            'A model was adapted, or asked in a batch',
            'Resource Development',
            'T1496',
            array(
              'bedrock:CreateModelCustomizationJob',
              'bedrock:CreateModelInvocationJob',
              'rekognition:CreateCollection'
            ),
            2,
            1,
            1,
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
            'model_used_by_key',
            'execution',
            'A model was used with a user\'s long-term key',
            'Impact',
            'T1496.004',
            array(
              'bedrock:InvokeModel',
              'bedrock:InvokeModelWithResponseStream',
              'bedrock:Converse',
              'bedrock:ConverseStream'
            ),
            2,
            1,
            80,
            NULL,
            NULL,
            NULL
          ),
          (
            'models_tried',
            'execution',
            'Models were tried in several Regions',
            'Discovery',
            'T1526',
            array(
              'bedrock:InvokeModel',
              'bedrock:InvokeModelWithResponseStream',
              'bedrock:Converse',
              'bedrock:ConverseStream',
              'bedrock:ListFoundationModels',
              'bedrock:GetFoundationModelAvailability'
            ),
            4,
            4,
            1,
            'Regions',
            3,
            10
          ),
          (
            'names_guessed',
            'discovery',
            'Names of users and roles were tried out in a trust policy',
            'Discovery',
            'T1087.004',
            array('iam:UpdateAssumeRolePolicy', 'iam:CreateRole'),
            3,
            3,
            69,
            'requests',
            5,
            10
          ),
          (
            'network_logs_deleted',
            'evasion',
            'Logs of network traffic or of names looked up were stopped',
            'Defense Evasion',
            'T1562.008',
            array(
              'ec2:DeleteFlowLogs',
              'route53resolver:DeleteResolverQueryLogConfig',
              'route53resolver:DisassociateResolverQueryLogConfig',
              'route53:DeleteQueryLoggingConfig',
              'network-firewall:UpdateLoggingConfiguration',
              'vpc-lattice:DeleteAccessLogSubscription'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'network_rebuilt_by_hand',
            'network_changes',
            'Network lists, routes, gateways or networks were changed by hand',
            'Defense Evasion',
            'T1562.007',
            array(
              'ec2:CreateNetworkAcl',
              'ec2:DeleteNetworkAcl',
              'ec2:CreateNetworkAclEntry',
              'ec2:DeleteNetworkAclEntry',
              'ec2:ReplaceNetworkAclEntry',
              'ec2:ReplaceNetworkAclAssociation',
              'ec2:CreateRoute',
              'ec2:ReplaceRoute',
              'ec2:DeleteRoute',
              'ec2:CreateRouteTable',
              'ec2:DeleteRouteTable',
              'ec2:ReplaceRouteTableAssociation',
              'ec2:DisassociateRouteTable',
              'ec2:CreateInternetGateway',
              'ec2:AttachInternetGateway',
              'ec2:DetachInternetGateway',
              'ec2:DeleteInternetGateway',
              'ec2:CreateCustomerGateway',
              'ec2:DeleteCustomerGateway',
              'ec2:CreateVpc',
              'ec2:DeleteVpc',
              'ec2:CreateVpcPeeringConnection',
              'ec2:AcceptVpcPeeringConnection',
              'route53:AssociateVPCWithHostedZone',
              'rds:AuthorizeDBSecurityGroupIngress',
              'elasticache:AuthorizeCacheSecurityGroupIngress'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'notebook_opened',
            'execution',
            'A notebook or a cloud shell was opened',
            'Execution',
            'T1059.009',
            array(
              'sagemaker:CreatePresignedNotebookInstanceUrl',
              'sagemaker:CreatePresignedDomainUrl',
              'sagemaker:CreatePresignedMlflowTrackingServerUrl',
              'sagemaker:StartSession',
              'sagemaker:StartNotebookInstance',
              'sagemaker:StopNotebookInstance',
              'sagemaker:CreateDomain',
              'sagemaker:UpdateDomain',
              'cloudshell:CreateEnvironment',
              'cloudshell:CreateSession',
              'cloudshell:GetFileDownloadUrls',
              'cloudshell:GetFileUploadUrls',
              'cloudshell:PutCredentials',
              'cloudshell:StartEnvironment',
              'cloud9:CreateEnvironmentEC2',
              'cloud9:CreateEnvironmentMembership',
              'workspaces:CreateWorkspaces',
              'appstream:CreateStreamingURL'
            ),
            2,
            1,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'notebook_startup_changed',
            'execution',
            'What a notebook runs at its start was changed',
            'Execution',
            'T1059.009',
            array('sagemaker:UpdateNotebookInstanceLifecycleConfig'),
            4,
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
            'objects_deleted_in_batches',
            'data_destruction',
            'Objects were deleted in batches by a caller who seldom does so',
            'Impact',
            'T1485',
            array('s3:DeleteObjects'),
            4,
            3,
            1,
            'events',
            1,
            10
          ),
          (
            'objects_deleted_in_bulk',
            'data_destruction',
            'Many objects were deleted one by one within minutes',
            'Impact',
            'T1485',
            array('s3:DeleteObject', 's3:DeleteObjectVersion'),
            4,
            3,
            1,
            'requests',
            25,
            10
          ),
          (
            'objects_encrypted_by_caller',
            'data_destruction',
            'Objects were written under a key that only the caller has',
            'Impact',
            'T1486',
            array('s3:PutObject', 's3:CopyObject'),
            5,
            4,
            31,
            NULL,
            NULL,
            NULL
          ),
          (
            'objects_expire_at_once',
            'evasion',
            'Objects of a bucket were set to expire within a week',
            'Defense Evasion',
            'T1485.001',
            array('s3:PutBucketLifecycle', 's3:PutBucketLifecycleConfiguration'),
            4,
            3,
            40,
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
            'open_to_internet',
            'network_changes',
            'A port was opened to the whole internet',
            'Defense Evasion',
            'T1562.007',
            array(
              'ec2:AuthorizeSecurityGroupIngress',
              'ec2:ModifySecurityGroupRules',
              'ec2:CreateNetworkAclEntry',
              'ec2:ReplaceNetworkAclEntry',
              'rds:AuthorizeDBSecurityGroupIngress',
              'elasticache:AuthorizeCacheSecurityGroupIngress',
              'redshift:AuthorizeClusterSecurityGroupIngress',
              'lightsail:OpenInstancePublicPorts',
              'lightsail:PutInstancePublicPorts'
            ),
            3,
            2,
            41,
            NULL,
            NULL,
            NULL
          ),
          (
            'organization_left',
            'evasion',
            'An account left its organization or a guard rail was lifted',
            'Defense Evasion',
            'T1666',
            array(
              'organizations:LeaveOrganization',
              'organizations:RemoveAccountFromOrganization',
              'organizations:DisablePolicyType',
              'organizations:DisableAWSServiceAccess',
              'organizations:DeregisterDelegatedAdministrator',
              'organizations:DeleteOrganization'
            ),
            5,
            4,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'organization_policy_changed',
            'evasion',
            'A policy of the organization was changed',
            'Defense Evasion',
            'T1666',
            array(
              'organizations:DetachPolicy',
              'organizations:DeletePolicy',
              'organizations:UpdatePolicy',
              'organizations:DeleteResourcePolicy',
              'organizations:PutResourcePolicy',
              'organizations:MoveAccount',
              'organizations:AttachPolicy',
              'organizations:InviteAccountToOrganization',
              'organizations:AcceptHandshake',
              'organizations:CreateAccount',
              'organizations:CreateGovCloudAccount',
              'organizations:RegisterDelegatedAdministrator',
              'organizations:EnableAWSServiceAccess',
              'organizations:DeleteOrganizationalUnit'
            ),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'parameters_hidden',
            'evasion',
            'A policy was written that is too large for the log',
            'Defense Evasion',
            'T1562.008',
            array(
              'iam:PutUserPolicy',
              'iam:PutGroupPolicy',
              'iam:PutRolePolicy',
              'iam:CreatePolicy',
              'iam:CreatePolicyVersion',
              'iam:CreateRole',
              'iam:UpdateAssumeRolePolicy'
            ),
            4,
            3,
            35,
            NULL,
            NULL,
            NULL
          ),
          (
            'parameters_read_in_bulk',
            'credential_access',
            'Many encrypted parameters were read within minutes',
            'Credential Access',
            'T1555.006',
            array('ssm:GetParameters', 'ssm:GetParametersByPath'),
            4,
            4,
            18,
            'requests',
            4,
            10
          ),
          (
            'password_changed',
            'new_credentials',
            'A password was changed or recovered',
            'Persistence',
            'T1098',
            array(
              'iam:ChangePassword',
              'signin:PasswordUpdated',
              'signin:PasswordRecoveryRequested',
              'signin:PasswordRecoveryCompleted'
            ),
            2,
            1,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'password_policy_weakened',
            'evasion',
            'The password policy of the account was changed',
            'Defense Evasion',
            'T1556',
            array('iam:DeleteAccountPasswordPolicy', 'iam:UpdateAccountPasswordPolicy'),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'password_set',
            'new_credentials',
            'A console password was set for a user',
            'Persistence',
            'T1098',
            array(
              'iam:CreateLoginProfile',
              'iam:UpdateLoginProfile',
              'sso-directory:UpdatePassword',
              'identitystore:UpdatePassword'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'passwords_guessed',
            'sign_in',
            'Sign-ins to the console failed one after another',
            'Credential Access',
            'T1110',
            array('signin:ConsoleLogin', 'signin:CheckMfa'),
            4,
            4,
            4,
            'events',
            5,
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
            'protection_off',
            'data_destruction',
            'A protection against deletion was switched off',
            'Impact',
            'T1490',
            array(
              'dynamodb:UpdateContinuousBackups',
              's3:PutBucketVersioning',
              's3:DeleteBucketReplication',
              'rds:ModifyDBInstance',
              'rds:ModifyDBCluster',
              'rds:ModifyGlobalCluster',
              'ec2:ModifyInstanceAttribute',
              'dynamodb:UpdateTable',
              'elasticloadbalancing:ModifyLoadBalancerAttributes',
              'cloudformation:UpdateTerminationProtection'
            ),
            4,
            3,
            9,
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
            'quarantine_lifted',
            'new_credentials',
            'The quarantine of a leaked key was lifted',
            'Privilege Escalation',
            'T1098.003',
            array('iam:DetachUserPolicy'),
            5,
            5,
            6,
            NULL,
            NULL,
            NULL
          ),
          (
            'quarantined',
            'new_credentials',
            'AWS put a leaked key into quarantine',
            'Initial Access',
            'T1078.004',
            array('iam:AttachUserPolicy', 'iam:PutUserPolicy'),
            5,
            5,
            6,
            NULL,
            NULL,
            NULL
          ),
          (
            'queue_emptied',
            'data_destruction',
            'A queue was emptied',
            'Impact',
            'T1485',
            array('sqs:PurgeQueue'),
            3,
            2,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'quota_raised',
            'mail_and_quotas',
            'A higher quota was asked for',
            'Impact',
            'T1496',
            array(
              'servicequotas:RequestServiceQuotaIncrease',
              'servicequotas:PutServiceQuotaIncreaseRequestIntoTemplate',
              'servicequotas:AssociateServiceQuotaTemplate',
              'support:CreateCase'
            ),
            3,
            2,
            77,
            NULL,
            NULL,
            NULL
          ),
          (
            'ransom_note',
            'data_destruction',
            'An object was written whose name resembles a ransom note',
            'Impact',
            'T1486',
            array('s3:PutObject'),
            5,
            4,
            44,
            NULL,
            NULL,
            NULL
          ),
          (
            'refresh_token_used',
            'credential_access',
            'Tokens of a user pool were made from a refresh token',
            'Persistence',
            'T1098',
            array('cognito-idp:GetTokensFromRefreshToken'),
            4,
            3,
            48,
            NULL,
            NULL,
            NULL
          ),
          (
            'region_enabled',
            'evasion',
            'A Region was enabled',
            'Defense Evasion',
            'T1535',
            array('account:EnableRegion', 'account:DisableRegion'),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'resources_deleted',
            'data_destruction',
            'Volumes, instances, images, code or stacks were deleted',
            'Impact',
            'T1485',
            array(
              'ec2:TerminateInstances',
              'ec2:DeleteVolume',
              'ecr:DeleteRepository',
              'ecr:BatchDeleteImage',
              'sqs:DeleteQueue',
              'sqs:PurgeQueue',
              'cloudformation:DeleteStack',
              'glue:DeleteTable',
              'glue:BatchDeleteTable',
              'glacier:DeleteArchive',
              'codecommit:DeleteRepository',
              'codecommit:DeleteBranch',
              'route53:DeleteHostedZone',
              'lambda:DeleteFunction',
              'lambda:DeleteLayerVersion',
              'lambda:DeleteEventSourceMapping',
              'ecs:DeleteCluster',
              'ecs:DeleteService',
              'sns:DeleteTopic',
              'cloudfront:DeleteDistribution',
              'apigateway:DeleteRestApi',
              'apigateway:DeleteApi',
              'cognito-idp:AdminDeleteUser',
              'cognito-idp:AdminDisableUser',
              'cognito-identity:DeleteIdentityPool',
              'cognito-identity:DeleteIdentities',
              'states:DeleteStateMachine',
              'sagemaker:DeleteModel',
              'sagemaker:DeleteEndpoint',
              'sagemaker:DeleteNotebookInstance',
              'sagemaker:DeleteDomain',
              'athena:DeleteWorkGroup',
              'athena:DeleteNamedQuery',
              'codepipeline:DeletePipeline',
              'codebuild:DeleteProject',
              'bedrock:DeleteKnowledgeBase',
              'bedrock:DeleteCustomModel',
              'bedrock:DeleteImportedModel',
              'bedrock:DeleteCustomModelDeployment',
              'bedrock:DeleteProvisionedModelThroughput',
              'bedrock:DeleteMarketplaceModelEndpoint',
              'bedrock:DeregisterMarketplaceModelEndpoint',
              'elasticmapreduce:TerminateJobFlows',
              'autoscaling:DeleteAutoScalingGroup',
              'lightsail:DeleteInstance',
              'workspaces:TerminateWorkspaces',
              'dms:DeleteReplicationTask',
              'firehose:DeleteDeliveryStream',
              'mq:DeleteBroker',
              'kafka:DeleteCluster',
              'acm:DeleteCertificate',
              'iot:DeleteThing',
              'transfer:DeleteServer',
              'quicksight:DeleteDataSet',
              'elasticbeanstalk:TerminateEnvironment',
              'acm-pca:DeleteCertificateAuthority',
              'kinesis:DecreaseStreamRetentionPeriod',
              'elasticfilesystem:DeleteFileSystemPolicy'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'resources_deleted_in_bulk',
            'data_destruction',
            'Many resources were deleted within minutes',
            'Impact',
            'T1485',
            array(
              'ec2:TerminateInstances',
              'ec2:DeleteVolume',
              'ec2:DeleteSnapshot',
              'ec2:DeregisterImage',
              'ec2:DeleteVpc',
              'ec2:DeleteSubnet',
              'ec2:DeleteNatGateway',
              'ec2:DeleteNetworkInterface',
              'secretsmanager:DeleteSecret',
              'ssm:DeleteParameter',
              'ssm:DeleteParameters',
              'lambda:DeleteFunction',
              'ecr:DeleteRepository',
              'ecr:BatchDeleteImage',
              'sqs:DeleteQueue',
              'sqs:PurgeQueue',
              'sns:DeleteTopic',
              'cloudformation:DeleteStack',
              'glue:DeleteTable',
              'glue:BatchDeleteTable',
              'dynamodb:DeleteTable',
              'iam:DeleteUser',
              'iam:DeleteRole',
              'iam:DeletePolicy',
              'iam:DeleteGroup',
              'iam:DeleteLoginProfile',
              'iam:DeleteAccessKey',
              'kms:DisableKey',
              'rds:DeleteDBInstance',
              'rds:DeleteDBCluster',
              'rds:DeleteDBSnapshot',
              'logs:DeleteLogGroup',
              'cognito-idp:AdminDeleteUser',
              'cognito-idp:DeleteUserPool',
              'route53:DeleteHostedZone',
              'codecommit:DeleteRepository'
            ),
            3,
            2,
            2,
            'requests',
            20,
            10
          ),
          (
            'rights_changed_by_hand',
            'new_credentials',
            'Groups, roles, policies or their members were changed by hand',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AddUserToGroup',
              'iam:AttachUserPolicy',
              'iam:AttachGroupPolicy',
              'iam:AttachRolePolicy',
              'iam:PutUserPolicy',
              'iam:PutGroupPolicy',
              'iam:PutRolePolicy',
              'iam:CreatePolicyVersion',
              'iam:SetDefaultPolicyVersion',
              'iam:CreateGroup',
              'iam:CreateRole',
              'iam:CreatePolicy',
              'iam:CreateInstanceProfile',
              'iam:DeleteGroup',
              'iam:DetachUserPolicy',
              'iam:DetachRolePolicy',
              'iam:DeleteUserPolicy',
              'iam:DeleteRolePolicy'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'rights_granted',
            'new_credentials',
            'Permissions were granted',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AddUserToGroup',
              'iam:UpdateRole',
              'iam:UpdateUser',
              'iam:UpdateGroup',
              'iam:AttachUserPolicy',
              'iam:AttachGroupPolicy',
              'iam:AttachRolePolicy',
              'iam:PutUserPolicy',
              'iam:PutGroupPolicy',
              'iam:PutRolePolicy',
              'iam:CreatePolicyVersion',
              'iam:SetDefaultPolicyVersion',
              'iam:UpdateRoleDescription',
              'sso:CreatePermissionSet',
              'sso:CreateAccountAssignment',
              'sso:AttachManagedPolicyToPermissionSet',
              'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
              'sso:PutInlinePolicyToPermissionSet',
              'identitystore:CreateGroupMembership',
              'sso-directory:AddMemberToGroup',
              'sso-directory:CreateGroup',
              'lakeformation:GrantPermissions',
              'lakeformation:BatchGrantPermissions',
              'redshift:ModifyClusterIamRoles',
              'cognito-idp:AdminAddUserToGroup'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'rights_removed',
            'new_credentials',
            'Users, roles, policies or their rights were removed',
            'Impact',
            'T1531',
            array(
              'iam:DeleteUser',
              'iam:DeleteRole',
              'iam:DeletePolicy',
              'iam:DeleteGroup',
              'iam:DeleteUserPolicy',
              'iam:DeleteRolePolicy',
              'iam:DeleteGroupPolicy',
              'iam:DetachUserPolicy',
              'iam:DetachRolePolicy',
              'iam:DetachGroupPolicy',
              'iam:RemoveUserFromGroup',
              'iam:DeleteAccessKey',
              'iam:DeleteLoginProfile',
              'iam:DeletePolicyVersion',
              'iam:DeleteInstanceProfile',
              'iam:RemoveRoleFromInstanceProfile',
              'iam:DeleteServiceSpecificCredential',
              'iam:DeleteSSHPublicKey',
              'iam:DeleteSigningCertificate',
              'iam:DeleteServerCertificate',
              'iam:DeleteAccountAlias',
              'iam:CreateAccountAlias',
              'iam:UpdateAccountName',
              'iam:DeleteServiceLinkedRole',
              'sso:DeleteAccountAssignment',
              'sso:DeletePermissionSet',
              'sso:DetachManagedPolicyFromPermissionSet',
              'sso:DeleteInlinePolicyFromPermissionSet',
              'sso:DeleteUser',
              'identitystore:DeleteUser',
              'identitystore:DeleteGroup',
              'identitystore:DeleteGroupMembership',
              'sso-directory:DeleteUser',
              'sso-directory:DisableUser',
              'sso-directory:RemoveMemberFromGroup',
              'eks:DeleteAccessEntry',
              'cognito-idp:AdminDeleteUser',
              'lakeformation:RevokePermissions'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_chained',
            'new_credentials',
            'A role session took another role',
            'Lateral Movement',
            'T1550.001',
            array('sts:AssumeRole'),
            1,
            1,
            50,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_created',
            'new_credentials',
            'A role was created',
            'Persistence',
            'T1136.003',
            array(
              'iam:CreateRole',
              'iam:CreateServiceLinkedRole',
              'iam:CreateInstanceProfile',
              'iam:CreateGroup',
              'iam:CreatePolicy'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_for_foreign_account',
            'new_credentials',
            'A role was opened to another account',
            'Persistence',
            'T1098.003',
            array('iam:CreateRole', 'iam:UpdateAssumeRolePolicy'),
            4,
            3,
            66,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_passed_to_machine',
            'new_credentials',
            'A machine was given the role of an administrator',
            'Privilege Escalation',
            'T1098.003',
            array(
              'ec2:RunInstances',
              'ec2:AssociateIamInstanceProfile',
              'ec2:ReplaceIamInstanceProfileAssociation'
            ),
            4,
            3,
            22,
            NULL,
            NULL,
            NULL
          ),
          (
            'role_switched_by_root',
            'sign_in',
            'Root of a member account was used by its organization',
            'Privilege Escalation',
            'T1078.004',
            array('sts:AssumeRoot'),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'root_access_managed',
            'new_credentials',
            'Central management of root users was changed',
            'Privilege Escalation',
            'T1098',
            array(
              'iam:EnableOrganizationsRootSessions',
              'iam:EnableOrganizationsRootCredentialsManagement'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'root_key_created',
            'new_credentials',
            'A key of the root user was created',
            'Persistence',
            'T1098.001',
            array('iam:CreateAccessKey'),
            5,
            4,
            5,
            NULL,
            NULL,
            NULL
          ),
          (
            'root_looked_around',
            'sign_in',
            'The root user read something',
            'Privilege Escalation',
            'T1078.004',
            array('*'),
            1,
            1,
            28,
            NULL,
            NULL,
            NULL
          ),
          (
            'root_signed_in',
            'sign_in',
            'The root user signed in',
            'Initial Access',
            'T1078.004',
            array('signin:ConsoleLogin'),
            4,
            3,
            5,
            NULL,
            NULL,
            NULL
          ),
          (
            'root_used',
            'sign_in',
            'The root user was at work',
            'Privilege Escalation',
            'T1078.004',
            array('*'),
            3,
            2,
            27,
            NULL,
            NULL,
            NULL
          ),
          (
            'route_changed',
            'network_changes',
            'A route or a gateway was added or changed',
            'Defense Evasion',
            'T1562.007',
            array(
              'ec2:CreateRoute',
              'ec2:ReplaceRoute',
              'ec2:CreateInternetGateway',
              'ec2:AttachInternetGateway',
              'ec2:CreateVpcPeeringConnection',
              'ec2:AcceptVpcPeeringConnection',
              'ec2:DeleteVpcPeeringConnection',
              'ec2:RejectVpcPeeringConnection',
              'ec2:DeleteRoute',
              'ec2:CreateRouteTable',
              'ec2:DeleteRouteTable',
              'ec2:ReplaceRouteTableAssociation',
              'ec2:DisassociateRouteTable',
              'ec2:AssociateRouteTable',
              'ec2:DeleteInternetGateway',
              'ec2:DetachInternetGateway',
              'ec2:CreateCustomerGateway',
              'ec2:DeleteCustomerGateway',
              'ec2:CreateVpnConnection',
              'ec2:CreateVpnGateway',
              'ec2:AttachVpnGateway',
              'ec2:CreateClientVpnEndpoint',
              'ec2:AuthorizeClientVpnIngress',
              'ec2:CreateTransitGateway',
              'ec2:CreateTransitGatewayVpcAttachment',
              'ec2:AcceptTransitGatewayVpcAttachment',
              'ec2:CreateTransitGatewayRoute',
              'ec2:CreateEgressOnlyInternetGateway',
              'ec2:CreateNatGateway',
              'ec2:CreateVpcEndpoint',
              'ec2:ModifyVpcEndpoint',
              'ec2:CreateVpcEndpointServiceConfiguration',
              'ec2:CreateVpc',
              'ec2:DeleteVpc',
              'ec2:ModifyVpcAttribute',
              'ec2:CreateSubnet',
              'ec2:ModifySubnetAttribute',
              'ec2:DeleteSubnet',
              'ec2:AttachClassicLinkVpc',
              'ec2:DetachClassicLinkVpc',
              'ec2:EnableVpcClassicLink',
              'ec2:DisableVpcClassicLink',
              'ec2:AssociateAddress',
              'ec2:AllocateAddress',
              'ec2:ReleaseAddress',
              'ec2:AttachNetworkInterface',
              'ec2:ModifyNetworkInterfaceAttribute',
              'ec2:CreateDhcpOptions',
              'ec2:AssociateDhcpOptions',
              'ec2:CreateFlowLogs',
              'ec2:DeleteVpcEndpoints',
              'ec2:DisassociateAddress',
              'ec2:CreateNetworkInterface',
              'ec2:CreateNetworkInterfacePermission',
              'ec2:CreateClientVpnRoute',
              'ec2:DeleteDhcpOptions',
              'ec2:ModifyVpcTenancy',
              'ec2:CreateInstanceConnectEndpoint',
              'ec2:CreateVerifiedAccessEndpoint',
              'ec2:DeleteVerifiedAccessInstance',
              'elasticfilesystem:DeleteMountTarget',
              'elasticfilesystem:ModifyMountTargetSecurityGroups',
              'elasticloadbalancing:CreateRule',
              'elasticloadbalancing:ModifyRule',
              'elasticloadbalancing:ModifyListener',
              'elasticloadbalancing:CreateListener',
              'elasticloadbalancing:DeleteListener',
              'elasticloadbalancing:CreateLoadBalancer',
              'elasticloadbalancing:DeleteLoadBalancer',
              'elasticloadbalancing:ModifyLoadBalancerAttributes',
              'elasticloadbalancing:DeregisterTargets',
              'elasticloadbalancing:SetSubnets',
              'elasticloadbalancing:CreateLoadBalancerListeners',
              'route53:AssociateVPCWithHostedZone',
              'route53:CreateVPCAssociationAuthorization',
              'route53:ChangeResourceRecordSets',
              'route53:CreateHostedZone',
              'route53:DisassociateVPCFromHostedZone',
              'route53:CreateTrafficPolicy',
              'route53resolver:CreateResolverRule',
              'route53resolver:AssociateResolverRule',
              'route53resolver:CreateResolverEndpoint',
              'directconnect:CreateConnection',
              'directconnect:CreatePrivateVirtualInterface',
              'directconnect:ConfirmPrivateVirtualInterface',
              'cloudfront:CreateDistribution',
              'cloudfront:UpdateDistribution',
              'cloudfront:CreateFunction',
              'cloudfront:UpdateFunction',
              'cloudfront:PublishFunction',
              'cloudfront:CreateOriginAccessControl',
              'apigateway:CreateRestApi',
              'apigateway:CreateDeployment',
              'apigateway:UpdateStage',
              'apigateway:ImportRestApi',
              'apigateway:CreateApi',
              'globalaccelerator:CreateAccelerator',
              'globalaccelerator:UpdateListener',
              'vpc-lattice:CreateServiceNetwork',
              'vpc-lattice:CreateServiceNetworkVpcAssociation',
              'lightsail:OpenInstancePublicPorts',
              'lightsail:PutInstancePublicPorts',
              'lightsail:AllocateStaticIp'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            's3_logs_off',
            'evasion',
            'Access logs of a bucket or load balancer were switched off',
            'Defense Evasion',
            'T1562.008',
            array(
              's3:DeleteBucketLogging',
              's3:PutBucketLogging',
              'elasticloadbalancing:ModifyLoadBalancerAttributes',
              'rds:StopActivityStream',
              'redshift:DisableLogging',
              'eks:UpdateClusterConfig',
              'rds:ModifyActivityStream'
            ),
            3,
            2,
            8,
            NULL,
            NULL,
            NULL
          ),
          (
            'script_sent',
            'execution',
            'A script was run on instances',
            'Execution',
            'T1651',
            array(
              'ssm:SendCommand',
              'ssm:StartAutomationExecution',
              'ssm:CreateAssociation',
              'ssm:CreateAssociationBatch'
            ),
            4,
            3,
            19,
            NULL,
            NULL,
            NULL
          ),
          (
            'secret_deleted',
            'data_destruction',
            'A secret or a parameter was deleted',
            'Impact',
            'T1485',
            array(
              'secretsmanager:DeleteSecret',
              'ssm:DeleteParameter',
              'ssm:DeleteParameters',
              'ssm:DeleteDocument'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'secret_written',
            'credential_access',
            'A secret or parameter was written, restored or no longer changed by itself',
            'Persistence',
            'T1098.001',
            array(
              'secretsmanager:CreateSecret',
              'secretsmanager:PutSecretValue',
              'secretsmanager:UpdateSecret',
              'secretsmanager:UpdateSecretVersionStage',
              'secretsmanager:RestoreSecret',
              'secretsmanager:RotateSecret',
              'secretsmanager:CancelRotateSecret',
              'secretsmanager:DeleteResourcePolicy',
              'ssm:PutParameter'
            ),
            1,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'secrets_read',
            'credential_access',
            'Secrets were read',
            'Credential Access',
            'T1555.006',
            array(
              'secretsmanager:GetSecretValue',
              'secretsmanager:BatchGetSecretValue',
              'ssm:GetParameter',
              'ssm:GetParameters',
              'ssm:GetParametersByPath',
              'ssm:GetParameterHistory'
            ),
            1,
            1,
            14,
            NULL,
            NULL,
            NULL
          ),
          (
            'secrets_read_in_bulk',
            'credential_access',
            'Many secrets were read within minutes',
            'Credential Access',
            'T1555.006',
            array('secretsmanager:GetSecretValue'),
            4,
            4,
            2,
            'requests',
            15,
            10
          ),
          (
            'secrets_searched',
            'credential_access',
            'All secrets that a filter finds were read',
            'Credential Access',
            'T1555.006',
            array('secretsmanager:BatchGetSecretValue'),
            4,
            3,
            61,
            NULL,
            NULL,
            NULL
          ),
          (
            'security_group_changed_by_hand',
            'network_changes',
            'A security group was changed by hand',
            'Defense Evasion',
            'T1562.007',
            array(
              'ec2:AuthorizeSecurityGroupIngress',
              'ec2:ModifySecurityGroupRules',
              'ec2:AuthorizeSecurityGroupEgress',
              'ec2:RevokeSecurityGroupEgress',
              'ec2:CreateSecurityGroup',
              'ec2:DeleteSecurityGroup',
              'ec2:RevokeSecurityGroupIngress'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'security_service_off',
            'evasion',
            'A security service was switched off',
            'Defense Evasion',
            'T1562.001',
            array(
              'macie2:DisableMacie',
              'macie2:DisassociateMember',
              'macie2:DisassociateFromAdministratorAccount',
              'macie2:UpdateMacieSession',
              'macie2:DeleteMember',
              'macie2:UpdateFindingsFilter',
              'macie2:CreateFindingsFilter',
              'macie2:UpdateAutomatedDiscoveryConfiguration',
              'macie2:DisableOrganizationAdminAccount',
              'macie2:UpdateClassificationJob',
              'macie2:ArchiveFindings',
              'macie2:DisassociateFromMasterAccount',
              'macie2:UpdateMemberSession',
              'inspector2:Disable',
              'inspector2:DisassociateMember',
              'inspector2:CreateFilter',
              'inspector2:UpdateFilter',
              'inspector2:DisableDelegatedAdminAccount',
              'inspector2:BatchUpdateMemberEc2DeepInspectionStatus',
              'inspector:DeleteAssessmentRun',
              'inspector:DeleteAssessmentTarget',
              'inspector:DeleteAssessmentTemplate',
              'detective:DeleteGraph',
              'detective:DeleteMembers',
              'detective:DisassociateMembership',
              'access-analyzer:DeleteAnalyzer',
              'access-analyzer:CreateArchiveRule',
              'auditmanager:DeregisterAccount',
              'securitylake:DeleteDataLake',
              'securitylake:DeleteAwsLogSource',
              'securitylake:DeleteCustomLogSource',
              'securitylake:DeleteSubscriber',
              'securitylake:DeregisterDataLakeDelegatedAdministrator',
              'shield:DeleteProtection',
              'shield:DeleteSubscription',
              'shield:DisassociateDRTRole',
              'shield:DisassociateDRTLogBucket',
              'shield:DisableProactiveEngagement',
              'shield:DisableApplicationLayerAutomaticResponse',
              'shield:DeleteProtectionGroup',
              'trustedadvisor:DisableOrganizationAccess',
              'macie:DisassociateMemberAccount',
              'macie:DisassociateS3Resources',
              'macie:UpdateS3Resources'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'securityhub_findings_edited',
            'evasion',
            'Findings in Security Hub were edited',
            'Defense Evasion',
            'T1562.001',
            array(
              'securityhub:BatchUpdateFindings',
              'securityhub:BatchUpdateFindingsV2',
              'securityhub:UpdateFindings',
              'securityhub:UpdateInsight',
              'securityhub:DeleteInsight'
            ),
            2,
            1,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'securityhub_weakened',
            'evasion',
            'Security Hub was disabled or its findings hidden',
            'Defense Evasion',
            'T1562.001',
            array(
              'securityhub:DisableSecurityHub',
              'securityhub:DisableSecurityHubV2',
              'securityhub:BatchDisableStandards',
              'securityhub:UpdateStandardsControl',
              'securityhub:DeleteMembers',
              'securityhub:DisassociateMembers',
              'securityhub:DisassociateFromAdministratorAccount',
              'securityhub:DisableImportFindingsForProduct',
              'securityhub:CreateAutomationRule',
              'securityhub:DisableOrganizationAdminAccount',
              'securityhub:UpdateAutomationRuleV2',
              'securityhub:CreateAutomationRuleV2',
              'securityhub:BatchUpdateAutomationRules',
              'securityhub:UpdateSecurityHubConfiguration',
              'securityhub:UpdateOrganizationConfiguration',
              'securityhub:DeleteFindingAggregator',
              'securityhub:UpdateSecurityControl',
              'securityhub:BatchUpdateStandardsControlAssociations',
              'securityhub:DisassociateFromMasterAccount',
              'securityhub:DeleteActionTarget'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'service_granted_in_full',
            'new_credentials',
            'All rights in a service that intruders use were granted',
            'Privilege Escalation',
            'T1098.003',
            array(
              'iam:AttachUserPolicy',
              'iam:AttachGroupPolicy',
              'iam:AttachRolePolicy',
              'sso:AttachManagedPolicyToPermissionSet'
            ),
            3,
            2,
            58,
            NULL,
            NULL,
            NULL
          ),
          (
            'session_token_made',
            'new_credentials',
            'A session token was made',
            'Persistence',
            'T1550.001',
            array(
              'sts:GetSessionToken',
              'sts:AssumeRoleWithSAML',
              'signin:CreateOAuth2Token',
              'sso:GetRoleCredentials',
              'sso:CreateToken',
              'sso:CreateTokenWithIAM',
              'sso:StartDeviceAuthorization',
              'sso:RegisterClient'
            ),
            2,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'sessions_opened',
            'execution',
            'Sessions on several machines were opened',
            'Lateral Movement',
            'T1021.007',
            array(
              'ssm:StartSession',
              'ssm:ResumeSession',
              'ssm-guiconnect:StartConnection',
              'ecs:ExecuteCommand'
            ),
            4,
            3,
            1,
            'requests',
            3,
            60
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
            'sharing_ended',
            'data_destruction',
            'A snapshot or image is no longer shared',
            'Impact',
            'T1490',
            array(
              'ec2:ModifySnapshotAttribute',
              'ec2:ModifyImageAttribute',
              'rds:ModifyDBSnapshotAttribute',
              'rds:ModifyDBClusterSnapshotAttribute'
            ),
            2,
            1,
            24,
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
            'shell_key_sent',
            'execution',
            'A key for a shell on an instance was sent',
            'Lateral Movement',
            'T1021.004',
            array(
              'ec2-instance-connect:SendSSHPublicKey',
              'ec2-instance-connect:SendSerialConsoleSSHPublicKey',
              'ec2-instance-connect:OpenTunnel',
              'ec2:EnableSerialConsoleAccess'
            ),
            4,
            3,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'shell_open_to_internet',
            'network_changes',
            'A port for remote access was opened to the whole internet',
            'Defense Evasion',
            'T1562.007',
            array('ec2:AuthorizeSecurityGroupIngress', 'ec2:ModifySecurityGroupRules'),
            4,
            3,
            42,
            NULL,
            NULL,
            NULL
          ),
          (
            'signed_in',
            'sign_in',
            'Somebody signed in to the console or switched to a role there',
            'Initial Access',
            'T1078.004',
            array(
              'signin:ConsoleLogin',
              'signin:SwitchRole',
              'signin:UserAuthentication',
              'sso:Federate',
              'sso:Authenticate'
            ),
            1,
            1,
            71,
            NULL,
            NULL,
            NULL
          ),
          (
            'single_parameters_read_in_bulk',
            'credential_access',
            'Many encrypted parameters were read one by one',
            'Credential Access',
            'T1555.006',
            array('ssm:GetParameter'),
            3,
            2,
            17,
            'requests',
            20,
            10
          ),
          (
            'sms_enabled',
            'mail_and_quotas',
            'Sending of SMS or calls was set up',
            'Impact',
            'T1496.003',
            array(
              'sns:SetSMSAttributes',
              'sns:CreateSMSSandboxPhoneNumber',
              'sns:VerifySMSSandboxPhoneNumber',
              'sms-voice:RequestPhoneNumber',
              'sms-voice:CreatePool',
              'sms-voice:SetTextMessageSpendLimitOverride',
              'sms-voice:CreateRegistration',
              'sms-voice:SubmitRegistrationVersion',
              'pinpoint:UpdateSmsChannel'
            ),
            4,
            3,
            1,
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
            'source_connected',
            'execution',
            'Source code, or the way to it, was connected or changed',
            'Persistence',
            'T1195.002',
            array(
              'codebuild:UpdateWebhook',
              'codebuild:PutResourcePolicy',
              'codecommit:CreateRepository',
              'codecommit:UpdateApprovalRuleTemplate',
              'codecommit:PutRepositoryTriggers',
              'codepipeline:DisableStageTransition',
              'codestar:AssociateTeamMember',
              'codestar-connections:CreateConnection',
              'codeconnections:CreateConnection',
              'amplify:CreateDeployment',
              'amplify:StartDeployment',
              'serverlessrepo:PutApplicationPolicy',
              'serverlessrepo:CreateApplication',
              'imagebuilder:PutImagePolicy',
              'imagebuilder:PutComponentPolicy',
              'cloudformation:SetStackPolicy',
              'cloudformation:ActivateOrganizationsAccess',
              'opsworks:CreateStack',
              'opsworks:CreateApp',
              'opsworks:CreateDeployment'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ),
          (
            'startup_data_changed',
            'execution',
            'What an instance runs at its start was changed',
            'Execution',
            'T1059.009',
            array('ec2:ModifyInstanceAttribute'),
            4,
            3,
            62,
            NULL,
            NULL,
            NULL
          ),
          (
            'startup_data_read',
            'credential_access',
            'Start-up data or the screen of an instance was read',
            'Credential Access',
            'T1552.005',
            array(
              'ec2:DescribeInstanceAttribute',
              'ec2:GetLaunchTemplateData',
              'ec2:GetConsoleOutput',
              'ec2:GetConsoleScreenshot',
              'ec2:DescribeLaunchTemplateVersions'
            ),
            2,
            1,
            11,
            NULL,
            NULL,
            NULL
          ),
          (
            'startup_data_read_in_bulk',
            'credential_access',
            'Start-up data of many instances was read within minutes',
            'Credential Access',
            'T1552.005',
            array(
              'ec2:DescribeInstanceAttribute',
              'ec2:GetLaunchTemplateData',
              'ec2:GetConsoleOutput',
              'ec2:GetConsoleScreenshot'
            ),
            4,
            4,
            16,
            'requests',
            12,
            10
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
            'temporary_credentials_made',
            'new_credentials',
            'Temporary credentials were made from a user\'s key',
            'Persistence',
            'T1550.001',
            array('sts:GetFederationToken'),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'token_fetched',
            'credential_access',
            'A token or credentials of a session were fetched',
            'Credential Access',
            'T1528',
            array(
              'ecr:GetAuthorizationToken',
              'ecr-public:GetAuthorizationToken',
              'codeartifact:GetAuthorizationToken',
              'sts:GetFederationToken',
              'sts:GetSessionToken',
              'sts:AssumeRoot',
              'sso:GetRoleCredentials',
              'cognito-identity:GetCredentialsForIdentity',
              'cognito-identity:GetId',
              'cognito-idp:GetTokensFromRefreshToken'
            ),
            1,
            1,
            1,
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
            'trail_added_by_hand',
            'evasion',
            'A trail was created or started by hand',
            'Collection',
            'T1530',
            array(
              'cloudtrail:CreateTrail',
              'cloudtrail:StartLogging',
              'cloudtrail:CreateEventDataStore'
            ),
            3,
            2,
            3,
            NULL,
            NULL,
            NULL
          ),
          (
            'trail_blinded',
            'evasion',
            'A trail was told to leave events out',
            'Defense Evasion',
            'T1562.008',
            array('cloudtrail:PutEventSelectors'),
            4,
            3,
            43,
            NULL,
            NULL,
            NULL
          ),
          (
            'trail_bucket_expires',
            'evasion',
            'A rule that deletes objects of a bucket was set',
            'Defense Evasion',
            'T1070',
            array(
              's3:PutBucketLifecycle',
              's3:PutBucketLifecycleConfiguration',
              's3:DeleteBucketLifecycle'
            ),
            2,
            1,
            32,
            NULL,
            NULL,
            NULL
          ),
          (
            'trail_created',
            'evasion',
            'A trail was created or started',
            'Collection',
            'T1530',
            array(
              'cloudtrail:CreateTrail',
              'cloudtrail:StartLogging',
              'cloudtrail:CreateEventDataStore',
              'cloudtrail:CreateChannel',
              'cloudtrail:RegisterOrganizationDelegatedAdmin',
              'cloudtrail:StartImport'
            ),
            1,
            1,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'trail_narrowed',
            'evasion',
            'What a trail logs was changed',
            'Defense Evasion',
            'T1562.008',
            array(
              'cloudtrail:UpdateTrail',
              'cloudtrail:PutEventSelectors',
              'cloudtrail:PutInsightSelectors',
              'cloudtrail:UpdateEventDataStore',
              'cloudtrail:DeregisterOrganizationDelegatedAdmin',
              'cloudtrail:UpdateChannel',
              'cloudtrail:CancelQuery'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'trail_stopped',
            'evasion',
            'A trail was stopped or deleted',
            'Defense Evasion',
            'T1562.008',
            array(
              'cloudtrail:StopLogging',
              'cloudtrail:DeleteTrail',
              'cloudtrail:DeleteEventDataStore',
              'cloudtrail:StopEventDataStoreIngestion',
              'cloudtrail:DeleteChannel',
              'cloudtrail:DisableFederation',
              'cloudtrail:DeleteResourcePolicy',
              'cloudtrail:DeleteDashboard'
            ),
            5,
            4,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'transfer_program',
            'programs',
            'A program that moves files made calls',
            'Exfiltration',
            'T1567.002',
            array('*'),
            3,
            2,
            74,
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
            'trust_changed',
            'new_credentials',
            'Who may assume a role was changed',
            'Persistence',
            'T1098.003',
            array('iam:UpdateAssumeRolePolicy'),
            3,
            2,
            1,
            NULL,
            NULL,
            NULL
          ),
          (
            'user_created',
            'new_credentials',
            'A user was created',
            'Persistence',
            'T1136.003',
            array(
              'iam:CreateUser',
              'sso:CreateUser',
              'sso-directory:CreateUser',
              'identitystore:CreateUser',
              'transfer:CreateUser',
              'cognito-idp:AdminCreateUser',
              'quicksight:RegisterUser',
              'workmail:CreateUser',
              'elasticache:CreateUser',
              'memorydb:CreateUser',
              'mq:CreateUser',
              'grafana:UpdatePermissions'
            ),
            3,
            2,
            0,
            NULL,
            NULL,
            NULL
          ),
          (
            'user_pool_changed',
            'new_credentials',
            'Clients or people of a Cognito user pool were changed',
            'Persistence',
            'T1556',
            array(
              'cognito-idp:CreateUserPoolClient',
              'cognito-idp:UpdateUserPoolClient',
              'cognito-idp:AdminUpdateUserAttributes',
              'cognito-idp:AdminResetUserPassword'
            ),
            2,
            1,
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
          ),
          (
            'work_scheduled',
            'execution',
            'Work was scheduled, or capacity held back or forced',
            'Execution',
            'T1053',
            array(
              'autoscaling:PutScheduledUpdateGroupAction',
              'autoscaling:SuspendProcesses',
              'autoscaling:PutNotificationConfiguration',
              'elasticmapreduce:ModifyManagedScalingPolicy',
              'controltower:DeregisterOrganizationalUnit',
              'controltower:DisableBaseline',
              'athena:UpdateWorkGroup',
              'athena:CreateDataCatalog',
              'cloud9:UpdateEnvironmentMembership',
              'appstream:CreateImageBuilder',
              'appstream:CreateImageBuilderStreamingURL',
              'mq:CreateBroker',
              'mq:UpdateBroker'
            ),
            2,
            1,
            2,
            NULL,
            NULL,
            NULL
          ) AS detections(detection, theme, title, tactic, technique, calls, succeeded, not_succeeded, condition_number, measure, at_least, minutes)
      ) AS detections
      WHERE
        greatest(succeeded, not_succeeded) >= {{level_number(coalesce(getvariable('min_level'), 'medium'))}}
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
              TRUE
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
      TRUE
      AND (
        coalesce(actor_class = 'root' OR contains(identity_arn, ':assumed-role/aws:'), FALSE)
      )
      OR TRUE
      AND outcome = 'denied'
      OR TRUE
      AND coalesce(program_class <> 'infrastructure', FALSE)
      OR TRUE
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
        TRUE
        AND (
          coalesce(actor_class = 'root' OR contains(identity_arn, ':assumed-role/aws:'), FALSE)
        )
        OR TRUE
        AND outcome = 'denied'
        OR TRUE
        AND coalesce(program_class <> 'infrastructure', FALSE)
        OR TRUE
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
    keyed.event_type,
    keyed.event_category,
    keyed.source_ip_address,
    keyed.user_agent,
    keyed.error_code,
    keyed.error_message,
    keyed.identity_type,
    keyed.identity_user_name,
    keyed.identity_principal_id,
    keyed.identity_arn,
    keyed.identity_access_key_id,
    keyed.identity_invoked_by,
    keyed.request_parameters,
    keyed.response_elements,
    keyed.additional_event_data,
    keyed.resources,
    keyed.vpc_endpoint_id,
    keyed.session_credential_from_console,
    keyed.outcome,
    keyed.action,
    keyed.service,
    keyed.region,
    keyed.actor,
    keyed.actor_arn,
    keyed.actor_class,
    keyed.via_service,
    keyed.is_read,
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
        WHEN 4
        THEN outcome <> 'success'
        WHEN 5
        THEN actor_class = 'root'
        WHEN 6
        THEN coalesce(
          regexp_like(
            request_parameters,
            'AWSCompromisedKeyQuarantine|AWSExposedCredentialPolicy_DO_NOT_REMOVE'
          ),
          FALSE
        )
        WHEN 7
        THEN outcome = 'denied' AND actor_class <> 'aws_service' AND NOT via_service
        WHEN 8
        THEN CASE action
          WHEN 'PutBucketLogging'
          THEN NOT coalesce(contains(request_parameters, '"LoggingEnabled"'), FALSE)
          WHEN 'ModifyLoadBalancerAttributes'
          THEN coalesce(
            regexp_like(request_parameters, 'access_logs[^\\n]s3[^\\n]enabled"[^}]*"value" *: *"?false'),
            FALSE
          )
          WHEN 'UpdateClusterConfig'
          THEN coalesce(
            regexp_like(get_json_object(request_parameters, '$.logging'), '"enabled" *: *false'),
            FALSE
          )
          ELSE TRUE
        END
        WHEN 9
        THEN CASE action
          WHEN 'PutBucketVersioning'
          THEN coalesce(contains(request_parameters, '"Suspended"'), FALSE)
          WHEN 'UpdateContinuousBackups'
          THEN coalesce(
            get_json_object(
              request_parameters,
              '$.pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled'
            ) = 'false',
            FALSE
          )
          WHEN 'DeleteBucketReplication'
          THEN TRUE
          WHEN 'ModifyInstanceAttribute'
          THEN coalesce(
            get_json_object(request_parameters, '$.disableApiTermination.value') = 'false'
            OR get_json_object(request_parameters, '$.disableApiStop.value') = 'false',
            FALSE
          )
          WHEN 'UpdateTable'
          THEN coalesce(
            get_json_object(request_parameters, '$.deletionProtectionEnabled') = 'false',
            FALSE
          )
          WHEN 'UpdateTerminationProtection'
          THEN coalesce(
            get_json_object(request_parameters, '$.enableTerminationProtection') = 'false',
            FALSE
          )
          WHEN 'ModifyLoadBalancerAttributes'
          THEN coalesce(
            regexp_like(request_parameters, 'deletion_protection[^\\n]enabled"[^}]*"value" *: *"?false'),
            FALSE
          )
          ELSE coalesce(
            get_json_object(request_parameters, '$.deletionProtection') = 'false'
            OR get_json_object(request_parameters, '$.backupRetentionPeriod') = '0',
            FALSE
          )
        END
        WHEN 10
        THEN action = 'CreateActivation'
        OR (
          coalesce(
            identity_type = 'AssumedRole'
            AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\\z'),
            FALSE
          )
        )
        WHEN 11
        THEN actor_class <> 'aws_service'
        AND (
          action <> 'DescribeInstanceAttribute'
          OR coalesce(
            get_json_object(request_parameters, '$.attribute') = 'userData',
            outcome <> 'success'
          )
        )
        WHEN 12
        THEN actor_class <> 'aws_service'
        AND (
          action <> 'UpdateFunctionConfiguration'
          OR request_parameters IS NULL
          OR coalesce(get_json_object(request_parameters, '$.layers') <> '[]', FALSE)
          OR coalesce(get_json_object(response_elements, '$.layers') <> '[]', FALSE)
          OR coalesce(get_json_object(request_parameters, '$.environment') <> '{}', FALSE)
          OR size(
            filter(
              array(
                get_json_object(request_parameters, '$.handler'),
                get_json_object(request_parameters, '$.role'),
                get_json_object(request_parameters, '$.imageConfig')
              ),
              it__0 -> NOT it__0 IS NULL
            )
          ) > 0
        )
        WHEN 13
        THEN actor_class <> 'aws_service'
        AND (
          coalesce(
            regexp_like(
              get_json_object(request_parameters, '$.policy'),
              '"Action"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*(\\[[ \\t\\n\\f\\r]*)?"(\\*|\\*:\\*|iam:\\*)"'
            ),
            FALSE
          )
          OR coalesce(contains(request_parameters, 'AdministratorAccess'), FALSE)
        )
        WHEN 14
        THEN actor_class <> 'aws_service'
        AND (
          service <> 'ssm'
          OR coalesce(
            get_json_object(request_parameters, '$.withDecryption') = 'true',
            outcome <> 'success'
          )
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
                        statement__1 -> get_json_object(statement__1, '$.Effect') = 'Allow'
                      )
                    ),
                    statement__2 -> (
                      filter(
                        regexp_extract_all(
                          CAST(get_json_object(concat('[', statement__2, ']'), '$[*].Principal') AS STRING),
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
                account__4 -> account__4 IS DISTINCT FROM recipient_account_id
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
                  account__4
                )
              )
            )
          ) > 0
        END
        WHEN 16
        THEN actor_class <> 'aws_service'
        AND NOT via_service
        AND (
          action <> 'DescribeInstanceAttribute'
          OR coalesce(
            get_json_object(request_parameters, '$.attribute') = 'userData',
            outcome <> 'success'
          )
        )
        WHEN 17
        THEN actor_class <> 'aws_service'
        AND NOT via_service
        AND coalesce(get_json_object(request_parameters, '$.withDecryption') = 'true', FALSE)
        WHEN 18
        THEN actor_class <> 'aws_service'
        AND NOT via_service
        AND coalesce(get_json_object(request_parameters, '$.withDecryption') = 'true', FALSE)
        AND (
          action <> 'GetParameters'
          OR coalesce(
            json_array_length(get_json_object(concat('[', request_parameters, ']'), '$[*].names')) >= 8,
            FALSE
          )
        )
        WHEN 19
        THEN actor_class <> 'aws_service'
        AND NOT via_service
        AND coalesce(
          regexp_like(
            request_parameters,
            '"(documentName|name)" *: *"(arn:[^"]*/)?AWS-(Run(Shell|PowerShell|Remote)Script|RunDocument|RunAnsiblePlaybook|ApplyAnsiblePlaybooks|RunSaltState|InstallPowerShellModule|InstallApplication)"'
          ),
          FALSE
        )
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
            account__5 -> account__5 IS DISTINCT FROM recipient_account_id
          )
        ) > 0
        WHEN 21
        THEN actor_class <> 'aws_service'
        AND NOT via_service
        AND source_ip_address IS DISTINCT FROM 'autoscaling.amazonaws.com'
        AND coalesce(
          regexp_like(
            request_parameters,
            '"instanceType" *: *"((p|g|gr|inf|trn|dl|vt)[0-9]|[a-z0-9-]*[.](metal|(1[6-9]|[2-9][0-9]|[0-9]{3})xlarge))'
          ),
          FALSE
        )
        WHEN 22
        THEN actor_class <> 'aws_service'
        AND coalesce(
          regexp_like(lower(request_parameters), '"iaminstanceprofile"[^}]*(admin|poweruser|fullaccess)'),
          FALSE
        )
        WHEN 23
        THEN actor_class <> 'aws_service'
        AND coalesce(
          regexp_like(
            lower(request_parameters),
            'cloudtrail|flow-?logs?|guardduty|/aws/eks/|route53|waf'
          ),
          FALSE
        )
        AND (
          action <> 'PutRetentionPolicy'
          OR coalesce(
            TRY_CAST(get_json_object(request_parameters, '$.retentionInDays') AS INT) <= 7,
            FALSE
          )
        )
        WHEN 24
        THEN actor_class <> 'aws_service'
        AND coalesce(
          regexp_like(request_parameters, '"(remove|valuesToRemove)" *: *[{\\[] *[^ }\\]]'),
          FALSE
        )
        WHEN 25
        THEN actor_class <> 'aws_service'
        AND coalesce(
          regexp_like(request_parameters, '"cpu" *: *"?(8192|16384|8 ?vCPU|16 ?vCPU)"?[^0-9]'),
          FALSE
        )
        AND coalesce(
          regexp_like(
            request_parameters,
            '"image" *: *"((index[.])?docker[.]io|ghcr[.]io|quay[.]io|public[.]ecr[.]aws)/|"image" *: *"[A-Za-z0-9_-]+[/:"]'
          ),
          FALSE
        )
        WHEN 26
        THEN actor_class <> 'aws_service'
        AND source_ip_address IS DISTINCT FROM 'autoscaling.amazonaws.com'
        WHEN 27
        THEN actor_class = 'root'
        AND event_type IS DISTINCT FROM 'AwsServiceEvent'
        AND NOT is_read
        AND action <> 'ConsoleLogin'
        WHEN 28
        THEN actor_class = 'root' AND event_type IS DISTINCT FROM 'AwsServiceEvent' AND is_read
        WHEN 29
        THEN coalesce(NOT contains(user_agent, 'Jersey'), TRUE)
        WHEN 30
        THEN coalesce(contains(request_parameters, '"optional"'), FALSE)
        WHEN 31
        THEN coalesce(
          contains(request_parameters, '"x-amz-server-side-encryption-customer-algorithm"'),
          FALSE
        )
        OR contains(request_parameters, ':kms:')
        AND (
          size(
            filter(
              regexp_extract_all(request_parameters, ':kms:[^:]*:([0-9]{12}):', 1),
              account__6 -> account__6 IS DISTINCT FROM recipient_account_id
            )
          ) > 0
        )
        WHEN 32
        THEN coalesce(contains(request_parameters, 'Expiration'), TRUE)
        OR action = 'DeleteBucketLifecycle'
        WHEN 33
        THEN coalesce(contains(request_parameters, 'bedrock'), FALSE)
        WHEN 34
        THEN coalesce(get_json_object(additional_event_data, '$.callWithBearerToken') = 'true', FALSE)
        WHEN 35
        THEN coalesce(get_json_object(request_parameters, '$.omitted') = 'true', FALSE)
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
        WHEN 37
        THEN coalesce(get_json_object(request_parameters, '$.status') <> 'Inactive', TRUE)
        WHEN 38
        THEN coalesce(
          regexp_like(
            lower(get_json_object(request_parameters, '$.keyName')),
            '^(xg[0-9]*|temp[_-]?key[_-]?(pair)?[0-9]*|tmp[_-]?key[^\\n]*|a{2,}|x{2,}|asdf[^\\n]*|qwe[^\\n]*|test[0-9]{2,}|k[0-9]{1,3}|key[0-9]{1,3}|[a-z])\\z'
          ),
          FALSE
        )
        WHEN 39
        THEN coalesce(
          regexp_like(request_parameters, '"(add|valuesToAdd|accountWithRestoreAccess)"')
          OR contains(request_parameters, '"attributeName"')
          AND NOT contains(request_parameters, '"valuesToRemove"'),
          TRUE
        )
        WHEN 40
        THEN coalesce(
          regexp_like(
            request_parameters,
            '"Expiration" *: *[{][^}]*"(Days|ExpiredObjectDeleteMarker)" *: *"?([1-7]"?[^0-9]|true)'
          ),
          FALSE
        )
        OR coalesce(regexp_like(request_parameters, '"Expiration" *: *[{][^}]*"Date"'), FALSE)
        WHEN 41
        THEN coalesce(regexp_like(request_parameters, '"[0-9a-fA-F.:]+/0"'), FALSE)
        WHEN 42
        THEN coalesce(regexp_like(request_parameters, '"[0-9a-fA-F.:]+/0"'), FALSE)
        AND coalesce(
          regexp_like(
            request_parameters,
            '"(fromPort|FromPort)" *: *"?(22|3389|5985|5986|0|-1)[^0-9]|"(ipProtocol|IpProtocol)" *: *"-1"'
          ),
          FALSE
        )
        WHEN 43
        THEN coalesce(
          regexp_like(
            request_parameters,
            '"includeManagementEvents" *: *"?false|"readWriteType" *: *"(ReadOnly|WriteOnly)"|"excludeManagementEventSources" *: *\\[ *"'
          ),
          FALSE
        )
        WHEN 44
        THEN coalesce(
          regexp_like(request_parameters, '(?iu)ransom|crypt|recover|restore|bitcoin|your[^\\n]?data')
          AND regexp_like(
            lower(get_json_object(request_parameters, '$.key')),
            '(how[^\\n]?to[^\\n]?(recover|decrypt|restore|get)|ransom|readme[^\\n]*(decrypt|recover)|(decrypt|recover|restore)[^\\n]?(your|my)?[^\\n]?(files?|data|instructions?)|files?[^\\n]?(are|were)?[^\\n]?encrypted|warning[^\\n]*(bitcoin|btc)|your[^\\n]?data[^\\n]?(is|was|has))[^/]*\\z'
          ),
          FALSE
        )
        WHEN 45
        THEN coalesce(
          regexp_like(request_parameters, '(AdministratorAccess|IAMFullAccess|PowerUserAccess)"'),
          FALSE
        )
        OR coalesce(
          regexp_like(
            coalesce(
              get_json_object(request_parameters, '$.policyDocument'),
              get_json_object(request_parameters, '$.inlinePolicy')
            ),
            '"Action" *: *(\\[ *)?"(\\*|\\*:\\*|iam:\\*)"'
          ),
          FALSE
        )
        WHEN 46
        THEN coalesce(
          regexp_like(request_parameters, 'AWS_CONTAINER_CREDENTIALS|169\\.254\\.170\\.2'),
          FALSE
        )
        WHEN 47
        THEN coalesce(regexp_like(request_parameters, 'false|DISABLED'), TRUE)
        WHEN 48
        THEN coalesce(user_agent NOT LIKE 'Mozilla%', TRUE)
        WHEN 49
        THEN (
          size(
            filter(
              regexp_extract_all(request_parameters, ':kms:[^:]*:([0-9]{12}):', 1),
              account__7 -> account__7 IS DISTINCT FROM recipient_account_id
            )
          ) > 0
        )
        WHEN 50
        THEN identity_type = 'AssumedRole' AND NOT via_service
        WHEN 51
        THEN identity_type IN ('IAMUser', 'AssumedRole', 'FederatedUser')
        AND NOT via_service
        AND actor_class <> 'aws_service'
        AND session_credential_from_console IS DISTINCT FROM TRUE
        AND NOT startswith(coalesce(TRIM(LEADING '[' FROM user_agent), ''), 'Mozilla')
        WHEN 52
        THEN identity_type IN ('IAMUser', 'Root')
        AND get_json_object(additional_event_data, '$.MFAUsed') = 'No'
        WHEN 53
        THEN identity_type IN ('IAMUser', 'Root')
        AND startswith(identity_access_key_id, 'AKIA')
        AND (
          action = 'UpdateFunctionCode'
          AND coalesce(get_json_object(request_parameters, '$.dryRun') <> 'true', TRUE)
          OR coalesce(get_json_object(request_parameters, '$.layers') <> '[]', FALSE)
        )
        WHEN 54
        THEN is_at_once
        WHEN 55
        THEN NOT is_at_once IS NULL
        WHEN 56
        THEN (
          actor_class <> 'aws_service'
          AND NOT via_service
          AND program_class IS DISTINCT FROM 'infrastructure'
        )
        AND coalesce(
          regexp_like(
            lower(get_json_object(request_parameters, '$.policyArn')),
            ':policy/[^\\n]*(boundar|deny|restrict|guard|scp|limit)'
          ),
          FALSE
        )
        WHEN 57
        THEN (
          actor_class <> 'aws_service'
          AND NOT via_service
          AND program_class IS DISTINCT FROM 'infrastructure'
        )
        AND coalesce(regexp_like(request_parameters, '"MfaDelete" *: *"Disabled"'), FALSE)
        WHEN 58
        THEN (
          actor_class <> 'aws_service'
          AND NOT via_service
          AND program_class IS DISTINCT FROM 'infrastructure'
        )
        AND coalesce(
          regexp_like(
            request_parameters,
            'policy/(service-role/)?(Amazon(SES|S3|EC2|RDS|SSM|DynamoDB|Bedrock|SageMaker|SNS|ECS_?)FullAccess|AWSLambda_FullAccess|AWSOrganizationsFullAccess|AWSCloudShellFullAccess|AWSKeyManagementServicePowerUser|SecretsManagerReadWrite)"'
          ),
          FALSE
        )
        WHEN 59
        THEN (
          coalesce(
            identity_type = 'AssumedRole'
            AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\\z'),
            FALSE
          )
        )
        AND NOT via_service
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
                      statement__8 -> get_json_object(statement__8, '$.Effect') = 'Allow'
                    )
                  ),
                  statement__9 -> coalesce(
                    regexp_like(
                      CAST(get_json_object(concat('[', statement__9, ']'), '$[*].Principal') AS STRING),
                      '^"\\*"\\z|"AWS" *: *(\\[[^\\]]*)?"\\*"'
                    ),
                    FALSE
                  )
                )
              ),
              statement__10 -> NOT (
                coalesce(
                  regexp_like(
                    lower(
                      CAST(get_json_object(concat('[', statement__10, ']'), '$[*].Condition') AS STRING)
                    ),
                    'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                  )
                  AND NOT regexp_like(
                    lower(
                      CAST(get_json_object(concat('[', statement__10, ']'), '$[*].Condition') AS STRING)
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
        WHEN 61
        THEN NOT get_json_object(request_parameters, '$.filters') IS NULL
        OR coalesce(
          json_array_length(get_json_object(concat('[', request_parameters, ']'), '$[*].secretIdList')) >= 10,
          FALSE
        )
        WHEN 62
        THEN NOT get_json_object(request_parameters, '$.userData') IS NULL
        OR request_parameters IS NULL
        WHEN 63
        THEN get_json_object(request_parameters, '$.userName') IS DISTINCT FROM identity_user_name
        AND NOT get_json_object(request_parameters, '$.userName') IS NULL
        AND program_class IS DISTINCT FROM 'infrastructure'
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
                      statement__11 -> get_json_object(statement__11, '$.Effect') = 'Allow'
                    )
                  ),
                  statement__12 -> (
                    filter(
                      regexp_extract_all(
                        CAST(get_json_object(concat('[', statement__12, ']'), '$[*].Principal') AS STRING),
                        '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]',
                        1
                      ),
                      account__13 -> account__13 IS DISTINCT FROM recipient_account_id
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
                        account__13
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
            it__14 -> NOT it__14 IS NULL
          )
        ) > 0
        OR NOT get_json_object(response_elements, '$.pendingModifiedValues.masterUserPassword') IS NULL
        WHEN 66
        THEN size(
          filter(
            regexp_extract_all(
              coalesce(
                get_json_object(request_parameters, '$.assumeRolePolicyDocument'),
                get_json_object(request_parameters, '$.policyDocument')
              ),
              'arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):',
              1
            ),
            account__15 -> account__15 IS DISTINCT FROM recipient_account_id
          )
        ) > 0
        WHEN 67
        THEN size(
          filter(
            regexp_extract_all(
              get_json_object(request_parameters, '$.layers'),
              ':lambda:[^:]*:([0-9]{12}):layer:',
              1
            ),
            account__16 -> account__16 IS DISTINCT FROM recipient_account_id
          )
        ) > 0
        AND actor_class <> 'aws_service'
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
          )
        ) > 0
        WHEN 69
        THEN outcome <> 'success'
        AND coalesce(regexp_like(error_code, 'MalformedPolicyDocument'), FALSE)
        WHEN 70
        THEN outcome <> 'success' AND request_parameters IS NULL
        WHEN 71
        THEN outcome = 'success'
        WHEN 72
        THEN program_class = 'attack tool'
        WHEN 73
        THEN program_class = 'audit tool'
        WHEN 74
        THEN program_class = 'file transfer'
        WHEN 75
        THEN program_class = 'infrastructure'
        WHEN 76
        THEN service <> 'glue'
        OR coalesce(get_json_object(request_parameters, '$.hidePassword') <> 'true', TRUE)
        WHEN 77
        THEN service <> 'support'
        OR coalesce(contains(lower(request_parameters), 'limit'), FALSE)
        WHEN 78
        THEN session_credential_from_console IS DISTINCT FROM TRUE
        AND NOT startswith(coalesce(TRIM(LEADING '[' FROM user_agent), ''), 'Mozilla')
        WHEN 79
        THEN startswith(action, 'Delete')
        OR startswith(action, 'Disable')
        OR coalesce(contains(lower(request_parameters), 'false'), FALSE)
        WHEN 80
        THEN startswith(identity_access_key_id, 'AKIA')
        WHEN 81
        THEN regexp_like(identity_arn, ':assumed-role/aws:')
        AND NOT (
          service = 'ssm'
          AND action IN ('RegisterManagedInstance', 'RequestManagedInstanceRoleToken')
        )
        AND source_ip_address IS DISTINCT FROM 'AWS Internal'
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
  level,
  finding,
  actor,
  outcome,
  calls,
  first_at,
  last_at,
  actions,
  targets,
  details,
  errors,
  source_ip_addresses,
  regions,
  account_id,
  actor_class,
  actor_arn,
  tactic,
  technique,
  detection,
  event_id
FROM (
  SELECT
    (
      get(
        (
          array('informational', 'low', 'medium', 'high', 'critical')
        ),
        (
          severity
        ) - 1
      )
    ) AS level,
    title AS finding,
    CASE
      WHEN min(actor) = max(actor)
      THEN min(actor)
      ELSE split_part(min(actor), '/', 1)
    END AS actor,
    outcome,
    count(*) AS calls,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(service || ':' || action) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(service || ':' || action))),
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
            them__19 -> array_join(slice(them__19, 1, 10), ', ') || CASE
              WHEN size(them__19) > 10
              THEN ', … and ' || CAST((
                size(them__19) - 10
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS actions,
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
            them__20 -> array_join(slice(them__20, 1, 10), ', ') || CASE
              WHEN size(them__20) > 10
              THEN ', … and ' || CAST((
                size(them__20) - 10
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS targets,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(
                    (
                      CASE theme
                        WHEN 'new_credentials'
                        THEN nullif(
                          concat_ws(
                            ' ',
                            coalesce(
                              get_json_object(request_parameters, '$.policyArn'),
                              get_json_object(request_parameters, '$.assumeRolePolicyDocument'),
                              get_json_object(request_parameters, '$.policyDocument'),
                              get_json_object(request_parameters, '$.policy'),
                              get_json_object(request_parameters, '$.inlinePolicy'),
                              get_json_object(request_parameters, '$.groupName'),
                              get_json_object(request_parameters, '$.permissionSetArn'),
                              get_json_object(request_parameters, '$.serialNumber'),
                              get_json_object(request_parameters, '$.status'),
                              get_json_object(request_parameters, '$.roleArns'),
                              get_json_object(request_parameters, '$.targetPrincipal')
                            ),
                            coalesce(
                              get_json_object(response_elements, '$.accessKey.accessKeyId'),
                              get_json_object(response_elements, '$.credentials.accessKeyId'),
                              get_json_object(response_elements, '$.serviceSpecificCredential.serviceSpecificCredentialId'),
                              get_json_object(response_elements, '$.sSHPublicKey.sSHPublicKeyId'),
                              get_json_object(response_elements, '$.certificate.certificateId'),
                              get_json_object(response_elements, '$.user.arn'),
                              get_json_object(response_elements, '$.role.arn'),
                              get_json_object(response_elements, '$.sAMLProviderArn'),
                              get_json_object(response_elements, '$.openIDConnectProviderArn'),
                              get_json_object(response_elements, '$.trustAnchor.trustAnchorArn'),
                              get_json_object(response_elements, '$.profile.profileArn'),
                              get_json_object(response_elements, '$.keyName')
                            )
                          ),
                          ''
                        )
                        WHEN 'public_sharing'
                        THEN nullif(
                          array_join(
                            concat(
                              coalesce(
                                array_sort(
                                  array_compact(
                                    array_distinct(
                                      (
                                        filter(
                                          regexp_extract_all(request_parameters, '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]', 1),
                                          account__21 -> account__21 IS DISTINCT FROM recipient_account_id
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
                                            account__21
                                          )
                                        )
                                      )
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
                                                statement__22 -> get_json_object(statement__22, '$.Effect') = 'Allow'
                                              )
                                            ),
                                            statement__23 -> coalesce(
                                              regexp_like(
                                                CAST(get_json_object(concat('[', statement__23, ']'), '$[*].Principal') AS STRING),
                                                '^"\\*"\\z|"AWS" *: *(\\[[^\\]]*)?"\\*"'
                                              ),
                                              FALSE
                                            )
                                          )
                                        ),
                                        statement__24 -> NOT (
                                          coalesce(
                                            regexp_like(
                                              lower(
                                                CAST(get_json_object(concat('[', statement__24, ']'), '$[*].Condition') AS STRING)
                                              ),
                                              'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                                            )
                                            AND NOT regexp_like(
                                              lower(
                                                CAST(get_json_object(concat('[', statement__24, ']'), '$[*].Condition') AS STRING)
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
                                  OR coalesce(contains(request_parameters, '"all"'), FALSE)
                                  THEN array('everyone')
                                  ELSE array()
                                END,
                                array()
                              )
                            ),
                            ', '
                          ),
                          ''
                        )
                        WHEN 'data_destruction'
                        THEN CASE
                          WHEN coalesce(
                            get_json_object(request_parameters, '$.skipFinalSnapshot'),
                            get_json_object(request_parameters, '$.skipFinalClusterSnapshot')
                          ) = 'true'
                          THEN 'no final snapshot'
                          WHEN NOT get_json_object(request_parameters, '$.finalDBSnapshotIdentifier') IS NULL
                          THEN 'final snapshot ' || get_json_object(request_parameters, '$.finalDBSnapshotIdentifier')
                          WHEN get_json_object(request_parameters, '$.forceDeleteWithoutRecovery') = 'true'
                          THEN 'deleted at once'
                          WHEN NOT coalesce(
                            get_json_object(request_parameters, '$.pendingWindowInDays'),
                            get_json_object(request_parameters, '$.recoveryWindowInDays')
                          ) IS NULL
                          THEN coalesce(
                            get_json_object(request_parameters, '$.pendingWindowInDays'),
                            get_json_object(request_parameters, '$.recoveryWindowInDays')
                          ) || ' days to recover'
                          WHEN action = 'DisableKey'
                          THEN 'the key can be enabled again'
                        END
                        WHEN 'execution'
                        THEN nullif(
                          concat_ws(
                            ' ',
                            CASE
                              WHEN service = 'ec2'
                              THEN nullif(
                                concat_ws(
                                  ' ',
                                  coalesce(
                                    get_json_object(request_parameters, '$.maxCount'),
                                    get_json_object(request_parameters, '$.instancesSet.items[0].maxCount')
                                  ),
                                  get_json_object(request_parameters, '$.instanceType')
                                ),
                                ''
                              )
                            END,
                            coalesce(
                              get_json_object(request_parameters, '$.documentName'),
                              get_json_object(request_parameters, '$.layers'),
                              get_json_object(request_parameters, '$.taskDefinition'),
                              get_json_object(request_parameters, '$.command'),
                              get_json_object(request_parameters, '$.instanceOSUser'),
                              get_json_object(request_parameters, '$.role'),
                              get_json_object(request_parameters, '$.modelId'),
                              get_json_object(request_parameters, '$.eventSourceArn')
                            )
                          ),
                          ''
                        )
                        WHEN 'evasion'
                        THEN request_parameters
                      END
                    )
                  ) > 0
                  THEN get(
                    transform(
                      array(
                        array_sort(
                          collect_list(
                            (
                              CASE theme
                                WHEN 'new_credentials'
                                THEN nullif(
                                  concat_ws(
                                    ' ',
                                    coalesce(
                                      get_json_object(request_parameters, '$.policyArn'),
                                      get_json_object(request_parameters, '$.assumeRolePolicyDocument'),
                                      get_json_object(request_parameters, '$.policyDocument'),
                                      get_json_object(request_parameters, '$.policy'),
                                      get_json_object(request_parameters, '$.inlinePolicy'),
                                      get_json_object(request_parameters, '$.groupName'),
                                      get_json_object(request_parameters, '$.permissionSetArn'),
                                      get_json_object(request_parameters, '$.serialNumber'),
                                      get_json_object(request_parameters, '$.status'),
                                      get_json_object(request_parameters, '$.roleArns'),
                                      get_json_object(request_parameters, '$.targetPrincipal')
                                    ),
                                    coalesce(
                                      get_json_object(response_elements, '$.accessKey.accessKeyId'),
                                      get_json_object(response_elements, '$.credentials.accessKeyId'),
                                      get_json_object(response_elements, '$.serviceSpecificCredential.serviceSpecificCredentialId'),
                                      get_json_object(response_elements, '$.sSHPublicKey.sSHPublicKeyId'),
                                      get_json_object(response_elements, '$.certificate.certificateId'),
                                      get_json_object(response_elements, '$.user.arn'),
                                      get_json_object(response_elements, '$.role.arn'),
                                      get_json_object(response_elements, '$.sAMLProviderArn'),
                                      get_json_object(response_elements, '$.openIDConnectProviderArn'),
                                      get_json_object(response_elements, '$.trustAnchor.trustAnchorArn'),
                                      get_json_object(response_elements, '$.profile.profileArn'),
                                      get_json_object(response_elements, '$.keyName')
                                    )
                                  ),
                                  ''
                                )
                                WHEN 'public_sharing'
                                THEN nullif(
                                  array_join(
                                    concat(
                                      coalesce(
                                        array_sort(
                                          array_compact(
                                            array_distinct(
                                              (
                                                filter(
                                                  regexp_extract_all(request_parameters, '(?:["\']|:(?:iam|sts)::)([0-9]{12})["\':]', 1),
                                                  account__21 -> account__21 IS DISTINCT FROM recipient_account_id
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
                                                    account__21
                                                  )
                                                )
                                              )
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
                                                        statement__22 -> get_json_object(statement__22, '$.Effect') = 'Allow'
                                                      )
                                                    ),
                                                    statement__23 -> coalesce(
                                                      regexp_like(
                                                        CAST(get_json_object(concat('[', statement__23, ']'), '$[*].Principal') AS STRING),
                                                        '^"\\*"\\z|"AWS" *: *(\\[[^\\]]*)?"\\*"'
                                                      ),
                                                      FALSE
                                                    )
                                                  )
                                                ),
                                                statement__24 -> NOT (
                                                  coalesce(
                                                    regexp_like(
                                                      lower(
                                                        CAST(get_json_object(concat('[', statement__24, ']'), '$[*].Condition') AS STRING)
                                                      ),
                                                      'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                                                    )
                                                    AND NOT regexp_like(
                                                      lower(
                                                        CAST(get_json_object(concat('[', statement__24, ']'), '$[*].Condition') AS STRING)
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
                                          OR coalesce(contains(request_parameters, '"all"'), FALSE)
                                          THEN array('everyone')
                                          ELSE array()
                                        END,
                                        array()
                                      )
                                    ),
                                    ', '
                                  ),
                                  ''
                                )
                                WHEN 'data_destruction'
                                THEN CASE
                                  WHEN coalesce(
                                    get_json_object(request_parameters, '$.skipFinalSnapshot'),
                                    get_json_object(request_parameters, '$.skipFinalClusterSnapshot')
                                  ) = 'true'
                                  THEN 'no final snapshot'
                                  WHEN NOT get_json_object(request_parameters, '$.finalDBSnapshotIdentifier') IS NULL
                                  THEN 'final snapshot ' || get_json_object(request_parameters, '$.finalDBSnapshotIdentifier')
                                  WHEN get_json_object(request_parameters, '$.forceDeleteWithoutRecovery') = 'true'
                                  THEN 'deleted at once'
                                  WHEN NOT coalesce(
                                    get_json_object(request_parameters, '$.pendingWindowInDays'),
                                    get_json_object(request_parameters, '$.recoveryWindowInDays')
                                  ) IS NULL
                                  THEN coalesce(
                                    get_json_object(request_parameters, '$.pendingWindowInDays'),
                                    get_json_object(request_parameters, '$.recoveryWindowInDays')
                                  ) || ' days to recover'
                                  WHEN action = 'DisableKey'
                                  THEN 'the key can be enabled again'
                                END
                                WHEN 'execution'
                                THEN nullif(
                                  concat_ws(
                                    ' ',
                                    CASE
                                      WHEN service = 'ec2'
                                      THEN nullif(
                                        concat_ws(
                                          ' ',
                                          coalesce(
                                            get_json_object(request_parameters, '$.maxCount'),
                                            get_json_object(request_parameters, '$.instancesSet.items[0].maxCount')
                                          ),
                                          get_json_object(request_parameters, '$.instanceType')
                                        ),
                                        ''
                                      )
                                    END,
                                    coalesce(
                                      get_json_object(request_parameters, '$.documentName'),
                                      get_json_object(request_parameters, '$.layers'),
                                      get_json_object(request_parameters, '$.taskDefinition'),
                                      get_json_object(request_parameters, '$.command'),
                                      get_json_object(request_parameters, '$.instanceOSUser'),
                                      get_json_object(request_parameters, '$.role'),
                                      get_json_object(request_parameters, '$.modelId'),
                                      get_json_object(request_parameters, '$.eventSourceArn')
                                    )
                                  ),
                                  ''
                                )
                                WHEN 'evasion'
                                THEN request_parameters
                              END
                            )
                          )
                        )
                      ),
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
            them__25 -> array_join(slice(them__25, 1, 3), ', ') || CASE
              WHEN size(them__25) > 3
              THEN ', … and ' || CAST((
                size(them__25) - 3
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS details,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(coalesce(error_code, error_message)) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(coalesce(error_code, error_message)))),
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
            them__26 -> array_join(slice(them__26, 1, 3), ', ') || CASE
              WHEN size(them__26) > 3
              THEN ', … and ' || CAST((
                size(them__26) - 3
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS errors,
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
            them__27 -> array_join(slice(them__27, 1, 10), ', ') || CASE
              WHEN size(them__27) > 10
              THEN ', … and ' || CAST((
                size(them__27) - 10
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS source_ip_addresses,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(region) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(region))),
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
            them__28 -> array_join(slice(them__28, 1, 10), ', ') || CASE
              WHEN size(them__28) > 10
              THEN ', … and ' || CAST((
                size(them__28) - 10
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS regions,
    recipient_account_id AS account_id,
    actor_class,
    actor_arn,
    tactic,
    technique,
    detection,
    min_by(
      event_id,
      struct((
        event_time
      ) IS NULL, event_time, (
        event_id
      ) IS NULL, event_id)
    ) FILTER(WHERE
      NOT event_id IS NULL) AS event_id,
    severity
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
      event_type,
      event_category,
      source_ip_address,
      user_agent,
      error_code,
      error_message,
      identity_type,
      identity_user_name,
      identity_principal_id,
      identity_arn,
      identity_access_key_id,
      identity_invoked_by,
      request_parameters,
      response_elements,
      additional_event_data,
      resources,
      vpc_endpoint_id,
      session_credential_from_console,
      outcome,
      action,
      service,
      region,
      actor,
      actor_arn,
      actor_class,
      via_service,
      is_read,
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
                        it__29 -> get_json_object(it__29, '$.type') = 'AWS::S3::Object'
                        AND get_json_object(it__29, '$.ARN') <> ''
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
                    subject__30 -> try_element_at(
                      get(
                        filter(
                          transform(
                            regexp_extract_all(
                              request_parameters,
                              '"[a-z][A-Za-z0-9]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"[^"\\\\{ ]+"',
                              0
                            ),
                            pair__31 -> split(pair__31, concat('\\Q', '"', '\\E'))
                          ),
                          pair__32 -> CASE
                            WHEN contains(subject__30, lower(left(get(pair__32, 1), 3)))
                            AND NOT regexp_like(try_element_at(pair__32, -2), '^[A-Z_]+\\z')
                            THEN filter(
                              array(
                                lower(regexp_replace(get(pair__32, 1), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\\z', ''))
                              ),
                              name__33 -> endswith(subject__30, name__33)
                              AND NOT regexp_like(
                                name__33,
                                'version\\z|^[^\\n]{0,2}\\z|^(command|message|pattern|scope|status|type|value)\\z'
                              )
                              AND (
                                name__33 <> 'policy' OR subject__30 = name__33
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
          matching.event_type,
          matching.event_category,
          matching.source_ip_address,
          matching.user_agent,
          matching.error_code,
          matching.error_message,
          matching.identity_type,
          matching.identity_user_name,
          matching.identity_principal_id,
          matching.identity_arn,
          matching.identity_access_key_id,
          matching.identity_invoked_by,
          matching.request_parameters,
          matching.response_elements,
          matching.additional_event_data,
          matching.resources,
          matching.vpc_endpoint_id,
          matching.session_credential_from_console,
          matching.outcome,
          matching.action,
          matching.service,
          matching.region,
          matching.actor,
          matching.actor_arn,
          matching.actor_class,
          matching.via_service,
          matching.is_read,
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
  GROUP BY
    severity,
    title,
    tactic,
    technique,
    detection,
    caller,
    actor_class,
    actor_arn,
    recipient_account_id,
    outcome,
    CAST(date_trunc('day', event_time) AS TIMESTAMP_NTZ),
    CASE WHEN FALSE THEN event_id END
) AS findings_of
ORDER BY
  severity DESC,
  last_at DESC,
  detection NULLS LAST,
  actor NULLS LAST,
  actor_class NULLS LAST,
  actor_arn NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST
