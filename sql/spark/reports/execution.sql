-- Made from sql/reports/execution.sql by lake/dialects/generate.py; do not edit.
-- inputs: 8f507be7c41d1e63c5d2e2d0a6b57488bc147e3f72912a9bf1f1f4afc7c368e1
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
      {{level_number(coalesce(getvariable('min_level'), 'low'))}} AS lowest,
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
        greatest(succeeded, not_succeeded) >= {{level_number(coalesce(getvariable('min_level'), 'low'))}}
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
    keyed.error_code,
    keyed.error_message,
    keyed.identity_type,
    keyed.identity_principal_id,
    keyed.identity_arn,
    keyed.identity_access_key_id,
    keyed.identity_invoked_by,
    keyed.request_parameters,
    keyed.response_elements,
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
        WHEN 4
        THEN outcome <> 'success'
        WHEN 10
        THEN action = 'CreateActivation'
        OR (
          coalesce(
            identity_type = 'AssumedRole'
            AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\\z'),
            FALSE
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
        WHEN 46
        THEN coalesce(
          regexp_like(request_parameters, 'AWS_CONTAINER_CREDENTIALS|169\\.254\\.170\\.2'),
          FALSE
        )
        WHEN 53
        THEN identity_type IN ('IAMUser', 'Root')
        AND startswith(identity_access_key_id, 'AKIA')
        AND (
          action = 'UpdateFunctionCode'
          AND coalesce(get_json_object(request_parameters, '$.dryRun') <> 'true', TRUE)
          OR coalesce(get_json_object(request_parameters, '$.layers') <> '[]', FALSE)
        )
        WHEN 62
        THEN NOT get_json_object(request_parameters, '$.userData') IS NULL
        OR request_parameters IS NULL
        WHEN 67
        THEN size(
          filter(
            regexp_extract_all(
              get_json_object(request_parameters, '$.layers'),
              ':lambda:[^:]*:([0-9]{12}):layer:',
              1
            ),
            account__1 -> account__1 IS DISTINCT FROM recipient_account_id
          )
        ) > 0
        AND actor_class <> 'aws_service'
        WHEN 80
        THEN startswith(identity_access_key_id, 'AKIA')
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
            them__2 -> array_join(slice(them__2, 1, 10), ', ') || CASE
              WHEN size(them__2) > 10
              THEN ', … and ' || CAST((
                size(them__2) - 10
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
            them__3 -> array_join(slice(them__3, 1, 10), ', ') || CASE
              WHEN size(them__3) > 10
              THEN ', … and ' || CAST((
                size(them__3) - 10
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
            them__8 -> array_join(slice(them__8, 1, 3), ', ') || CASE
              WHEN size(them__8) > 3
              THEN ', … and ' || CAST((
                size(them__8) - 3
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
            them__9 -> array_join(slice(them__9, 1, 3), ', ') || CASE
              WHEN size(them__9) > 3
              THEN ', … and ' || CAST((
                size(them__9) - 3
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
            them__10 -> array_join(slice(them__10, 1, 10), ', ') || CASE
              WHEN size(them__10) > 10
              THEN ', … and ' || CAST((
                size(them__10) - 10
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
            them__11 -> array_join(slice(them__11, 1, 10), ', ') || CASE
              WHEN size(them__11) > 10
              THEN ', … and ' || CAST((
                size(them__11) - 10
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
      event_category,
      source_ip_address,
      user_agent,
      error_code,
      error_message,
      identity_type,
      identity_principal_id,
      identity_arn,
      identity_access_key_id,
      identity_invoked_by,
      request_parameters,
      response_elements,
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
                        it__12 -> get_json_object(it__12, '$.type') = 'AWS::S3::Object'
                        AND get_json_object(it__12, '$.ARN') <> ''
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
                    subject__13 -> try_element_at(
                      get(
                        filter(
                          transform(
                            regexp_extract_all(
                              request_parameters,
                              '"[a-z][A-Za-z0-9]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"[^"\\\\{ ]+"',
                              0
                            ),
                            pair__14 -> split(pair__14, concat('\\Q', '"', '\\E'))
                          ),
                          pair__15 -> CASE
                            WHEN contains(subject__13, lower(left(get(pair__15, 1), 3)))
                            AND NOT regexp_like(try_element_at(pair__15, -2), '^[A-Z_]+\\z')
                            THEN filter(
                              array(
                                lower(regexp_replace(get(pair__15, 1), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\\z', ''))
                              ),
                              name__16 -> endswith(subject__13, name__16)
                              AND NOT regexp_like(
                                name__16,
                                'version\\z|^[^\\n]{0,2}\\z|^(command|message|pattern|scope|status|type|value)\\z'
                              )
                              AND (
                                name__16 <> 'policy' OR subject__13 = name__16
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
          matching.error_code,
          matching.error_message,
          matching.identity_type,
          matching.identity_principal_id,
          matching.identity_arn,
          matching.identity_access_key_id,
          matching.identity_invoked_by,
          matching.request_parameters,
          matching.response_elements,
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
    CASE WHEN {{coalesce(getvariable('events'), FALSE)}} THEN event_id END
) AS findings_of
ORDER BY
  severity DESC,
  last_at DESC,
  detection NULLS LAST,
  actor NULLS LAST,
  actor_class NULLS LAST,
  actor_arn NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  event_id NULLS LAST
