-- title: Code execution and access to machines
-- theme: security
-- core: event_time, actor, action, target, outcome
-- not shown: launches by AWS services; what was run, which Systems Manager hides; model invocations that succeeded
-- question: Who ran commands or code on machines and functions, opened sessions on them, launched instances or enabled access to models?
-- note: Launches by AWS services, such as Auto Scaling, are left out. The log does not say what was run: Systems Manager hides the parameters. A change to a function is shown only if it affects code, layers, handler, role or environment. Model invocations are shown if they failed, or if the caller also enabled access to a model; routine invocations by applications are not shown.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column kind: command, session, shell key, start-up data, launch, accelerated launch, function, container, job or model.
-- column service: AWS service.
-- column action: API action.
-- column target: Target of the call, or what was launched.
-- column details: Document, layers, task definition or image.
-- column via_service: True if an AWS service made the call on the caller's behalf.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    CASE
        WHEN action IN ('StartSession', 'ResumeSession', 'ExecuteCommand', 'StartConnection', 'OpenTunnel') AND service <> 'glue' OR action LIKE 'CreatePresigned%' OR service = 'cloudshell' THEN 'session'
        WHEN service = 'ssm' THEN 'command'
        WHEN service = 'ec2-instance-connect' OR action = 'EnableSerialConsoleAccess' THEN 'shell key'
        WHEN action = 'ModifyInstanceAttribute' THEN 'start-up data'
        WHEN service = 'ec2' AND coalesce(text_matches(json_text(request_parameters, '$.instanceType'), '^((p|g|gr|inf|trn|dl|vt|f)[0-9]|.*[.](metal|(1[6-9]|[2-9][0-9]|[0-9]{3})xlarge))'), false) THEN 'accelerated launch'
        WHEN service IN ('ec2', 'lightsail') THEN 'launch'
        WHEN service = 'lambda' THEN 'function'
        WHEN service = 'ecs' THEN 'container'
        WHEN service = 'bedrock' THEN 'model'
        ELSE 'job'
    END AS kind,
    service,
    action,
    coalesce(
        CASE WHEN service = 'ec2' THEN coalesce(json_text(request_parameters, '$.maxCount'), json_text(request_parameters, '$.instancesSet.items[0].maxCount'), '') || ' ' || json_text(request_parameters, '$.instanceType') END,
        -- All paths in one call, because each call parses the whole text again.
        list_any_value(json_text(request_parameters, ['$.instanceIds', '$.target', '$.modelId', '$.cluster', '$.projectName'])),
        acted_on(resources, request_parameters),
        denied_resource(error_message)) AS target,
    list_any_value(json_text(request_parameters, [
        '$.documentName', '$.layers', '$.taskDefinition', '$.command', '$.instanceOSUser', '$.role',
        '$.instancesSet.items[0].imageId', '$.eventSourceArn'])) AS details,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND (
        service = 'ssm' AND action IN (
            'SendCommand', 'StartSession', 'ResumeSession', 'StartAutomationExecution', 'CreateAssociation', 'CreateAssociationBatch')
        OR service = 'ssm-guiconnect' AND action = 'StartConnection'
        OR service = 'ec2' AND action IN (
            'ModifyInstanceAttribute', 'EnableSerialConsoleAccess', 'RunInstances', 'RequestSpotInstances',
            'RequestSpotFleet', 'CreateFleet')
        OR service = 'ec2-instance-connect' AND action IN ('SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey', 'OpenTunnel')
        OR service = 'lightsail' AND action = 'CreateInstances'
        OR service = 'lambda' AND action IN (
            'CreateFunction', 'UpdateFunctionCode', 'UpdateFunctionConfiguration', 'PublishLayerVersion', 'CreateEventSourceMapping')
        OR service = 'ecs' AND action IN ('ExecuteCommand', 'RunTask', 'StartTask', 'RegisterTaskDefinition')
        OR service = 'cloudshell' AND action IN ('CreateEnvironment', 'CreateSession')
        OR service = 'glue' AND action IN (
            'CreateDevEndpoint', 'UpdateDevEndpoint', 'CreateJob', 'UpdateJob', 'CreateSession', 'RunStatement')
        OR service = 'sagemaker' AND action IN (
            'CreateNotebookInstance', 'CreatePresignedNotebookInstanceUrl', 'CreateNotebookInstanceLifecycleConfig',
            'UpdateNotebookInstanceLifecycleConfig', 'CreatePresignedDomainUrl', 'CreateProcessingJob', 'CreateTrainingJob')
        OR service = 'codebuild' AND action IN ('CreateProject', 'UpdateProject', 'StartBuild')
        OR service = 'elasticmapreduce' AND action IN ('RunJobFlow', 'AddJobFlowSteps')
        OR service = 'batch' AND action IN ('SubmitJob', 'RegisterJobDefinition')
        OR service = 'bedrock' AND action IN (
            'PutUseCaseForModelAccess', 'PutFoundationModelEntitlement', 'CreateFoundationModelAgreement',
            'CreateProvisionedModelThroughput', 'InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream')
    )
    AND CASE action
        WHEN 'RunInstances' THEN actor_class <> 'aws_service' AND source_ip_address IS DISTINCT FROM 'autoscaling.amazonaws.com'
        WHEN 'CreateFleet' THEN actor_class <> 'aws_service'
        WHEN 'RunTask' THEN actor_class <> 'aws_service'
        WHEN 'ModifyInstanceAttribute' THEN json_text(request_parameters, '$.userData') IS NOT NULL OR request_parameters IS NULL
        WHEN 'UpdateFunctionConfiguration' THEN
            request_parameters IS NULL
            OR coalesce(json_text(request_parameters, '$.layers') <> '[]', false)
            OR coalesce(json_text(request_parameters, '$.environment') <> '{}', false)
            OR json_text(request_parameters, '$.handler') IS NOT NULL
            OR json_text(request_parameters, '$.role') IS NOT NULL
            OR json_text(request_parameters, '$.imageConfig') IS NOT NULL
        ELSE
            action NOT IN ('InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream')
            OR outcome <> 'success'
            OR identity_arn IN (
                SELECT identity_arn
                FROM events
                WHERE event_source = 'bedrock.amazonaws.com'
                    AND event_name IN ('PutUseCaseForModelAccess', 'PutFoundationModelEntitlement', 'CreateFoundationModelAgreement')
                    AND identity_arn IS NOT NULL)
    END
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, kind, service, details, via_service, region, account_id, outcome, error
