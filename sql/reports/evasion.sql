-- title: Logging and detection disabled
-- theme: security
-- core: event_time, actor, action, target, outcome
-- not shown: what a stopped trail did not log
-- question: Who stopped, deleted or weakened logging, detection or a protection, and did it succeed?
-- note: Some of these calls can also strengthen logging: UpdateTrail and PutEventSelectors set what is logged, so read the parameters. A stopped trail logs nothing, and no report can show what it missed.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Disabled or changed resource.
-- column request_parameters: Request parameters, as logged.
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
    service,
    action,
    coalesce(
        target,
        json_text(request_parameters, '$.detectorId'),
        json_text(request_parameters, '$.resolverQueryLogConfigId'),
        json_text(request_parameters, '$.DeleteFlowLogsRequest.FlowLogId.content'),
        json_text(request_parameters, '$.configurationRecorderName'),
        json_text(request_parameters, '$.deliveryChannelName'),
        json_text(request_parameters, '$.configRuleName'),
        json_text(request_parameters, '$.eventDataStore'),
        json_text(request_parameters, '$.rule'),
        json_text(request_parameters, '$.alarmNames'),
        json_text(request_parameters, '$.analyzerName'),
        json_text(request_parameters, '$.accountId')) AS target,
    request_parameters,
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
        service = 'cloudtrail' AND action IN (
            'StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'PutInsightSelectors',
            'DeleteEventDataStore', 'UpdateEventDataStore', 'StopEventDataStoreIngestion', 'DeleteChannel',
            'DeregisterOrganizationDelegatedAdmin')
        OR service = 'config' AND action IN (
            'StopConfigurationRecorder', 'DeleteConfigurationRecorder', 'PutConfigurationRecorder',
            'DeleteDeliveryChannel', 'DeleteConfigRule', 'DeleteOrganizationConfigRule', 'DeleteConformancePack',
            'DeleteRemediationConfiguration', 'DeleteConfigurationAggregator', 'PutRetentionConfiguration')
        OR service = 'guardduty' AND action IN (
                'DeleteDetector', 'UpdateDetector', 'CreateFilter', 'UpdateFilter', 'CreateIPSet', 'UpdateIPSet', 'DeleteMembers',
                'DisassociateMembers', 'DisassociateFromMasterAccount', 'DisassociateFromAdministratorAccount',
                'StopMonitoringMembers', 'DeletePublishingDestination', 'DeleteThreatIntelSet', 'ArchiveFindings',
                'DisableOrganizationAdminAccount')
        OR service = 'securityhub' AND action IN (
            'DisableSecurityHub', 'BatchDisableStandards', 'UpdateStandardsControl', 'DeleteMembers',
            'DisassociateMembers', 'DisassociateFromAdministratorAccount', 'DisableImportFindingsForProduct',
            'CreateAutomationRule', 'DisableOrganizationAdminAccount')
        OR service = 'macie2' AND action IN ('DisableMacie', 'DisassociateMember', 'DisassociateFromAdministratorAccount')
        OR service = 'inspector2' AND action IN ('Disable', 'DisassociateMember', 'CreateFilter')
        OR service = 'detective' AND action IN ('DeleteGraph', 'DeleteMembers', 'DisassociateMembership')
        OR service = 'access-analyzer' AND action IN ('DeleteAnalyzer', 'CreateArchiveRule')
        OR service = 'auditmanager' AND action = 'DeregisterAccount'
        OR service = 'securitylake' AND action IN ('DeleteDataLake', 'DeleteAwsLogSource', 'DeleteSubscriber')
        OR service = 'ec2' AND action IN ('DeleteFlowLogs', 'DisableEbsEncryptionByDefault', 'ModifyInstanceMetadataOptions')
        OR service = 'route53resolver' AND action IN (
            'DeleteResolverQueryLogConfig', 'DisassociateResolverQueryLogConfig', 'DeleteFirewallRule',
            'DeleteFirewallRuleGroup', 'DisassociateFirewallRuleGroup')
        OR service = 'route53' AND action = 'DeleteQueryLoggingConfig'
        OR service = 'logs' AND action IN (
            'DeleteLogGroup', 'DeleteLogStream', 'PutRetentionPolicy', 'DeleteSubscriptionFilter',
            'DeleteMetricFilter', 'DeleteDestination', 'DeleteDelivery', 'DeleteDataProtectionPolicy')
        OR service = 'monitoring' AND action IN (
            'DeleteAlarms', 'DisableAlarmActions', 'SetAlarmState', 'DeleteAnomalyDetector', 'DeleteInsightRules',
            'DisableInsightRules')
        OR service = 'oam' AND action = 'DeleteLink'
        OR service = 'events' AND action IN ('DeleteRule', 'DisableRule', 'RemoveTargets')
        OR service = 's3' AND action IN ('PutBucketLifecycle', 'PutBucketLifecycleConfiguration', 'DeleteBucketLogging', 'PutBucketLogging')
        OR service = 'rds' AND action = 'StopActivityStream'
        OR service = 'redshift' AND action = 'DisableLogging'
        OR service = 'elasticloadbalancing' AND action = 'ModifyLoadBalancerAttributes'
        OR service IN ('waf', 'waf-regional', 'wafv2') AND action IN (
            'DeleteLoggingConfiguration', 'DeleteWebACL', 'DisassociateWebACL', 'DeleteRuleGroup', 'DeleteRule',
            'DeleteIPSet', 'DeleteFirewallManagerRuleGroups')
        OR service = 'shield' AND action IN ('DeleteProtection', 'DeleteSubscription', 'DisassociateDRTRole')
        OR service = 'network-firewall' AND action IN ('DeleteFirewall', 'DeleteFirewallPolicy', 'UpdateLoggingConfiguration')
        OR service = 'bedrock' AND action IN (
            'DeleteModelInvocationLoggingConfiguration', 'PutModelInvocationLoggingConfiguration', 'DeleteGuardrail')
        OR service = 'organizations' AND action IN (
            'LeaveOrganization', 'RemoveAccountFromOrganization', 'DetachPolicy', 'DeletePolicy', 'UpdatePolicy',
            'DisablePolicyType', 'DisableAWSServiceAccess', 'DeregisterDelegatedAdministrator')
        OR service = 'account' AND action = 'EnableRegion'
        OR service = 'iam' AND action IN ('DeleteAccountPasswordPolicy', 'UpdateAccountPasswordPolicy')
    )
    AND CASE action
        WHEN 'UpdateDetector' THEN coalesce(text_matches(request_parameters::VARCHAR, 'false|DISABLED'), true)
        WHEN 'ModifyInstanceMetadataOptions' THEN coalesce(contains(request_parameters::VARCHAR, '"optional"'), false)
        WHEN 'PutBucketLogging' THEN NOT coalesce(contains(request_parameters::VARCHAR, '"LoggingEnabled"'), false)
        WHEN 'ModifyLoadBalancerAttributes' THEN coalesce(text_matches(request_parameters::VARCHAR, 'access_logs.s3.enabled"[^}]*"value" *: *"?false'), false)
        ELSE true
    END
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, request_parameters, via_service, region, account_id, outcome, error
